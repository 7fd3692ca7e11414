"""The words on the pages, in the language of the story."""

import gettext
from functools import cache
from pathlib import Path

from portal.threads.kinds import BUILT_IN

_TRANSLATIONS = Path(__file__).resolve().parents[2] / "portal" / "translations"


def word(locale: str, sentence: str, **values: str) -> str:
    """Give a sentence of the pages in a language; in Korean it must have been translated."""
    said = sentence if locale == "en" else _catalogue().gettext(sentence)
    if locale == "ko" and said == sentence:
        raise AssertionError(f"no Korean for {sentence!r}")
    return said % values if values else said


def status(locale: str, slug: str) -> str:
    """Give the name of a status that every site begins with."""
    return BUILT_IN[slug].label(locale)


@cache
def _catalogue() -> gettext.NullTranslations:
    return gettext.translation("messages", _TRANSLATIONS, ["ko"])
