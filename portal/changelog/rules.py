"""The law of the changelog, as pure functions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from portal.kit.errors import Conflict, RuleBroken
from portal.kit.text import is_blank

LABELS: Final = ("new", "improved", "fixed")
STATES: Final = ("draft", "scheduled", "published", "withdrawn")
LANGS: Final = ("ko", "en")
TITLE_MAX: Final = 120
BODY_MAX: Final = 20_000
IDEAS_MAX: Final = 20

MOVES: Final = {
    "draft": frozenset({"scheduled", "published"}),
    "scheduled": frozenset({"draft", "scheduled", "published"}),
    "published": frozenset({"withdrawn"}),
    "withdrawn": frozenset({"published"}),
}
"""From which state an entry may come into which."""


@dataclass(frozen=True, slots=True)
class Words:
    """An entry in one language; both texts empty where it is not written in that language."""

    title: str = ""
    body_md: str = ""

    @property
    def is_there(self) -> bool:
        """Tell whether it can be read."""
        return not is_blank(self.title) and not is_blank(self.body_md)

    @property
    def is_begun(self) -> bool:
        """Tell whether anything of it is there."""
        return not is_blank(self.title) or not is_blank(self.body_md)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryText:
    """What somebody writes of an entry."""

    product_id: int
    label: str
    ko: Words
    en: Words

    def of(self, lang: str) -> Words:
        """Give what it says in a language."""
        return self.ko if lang == "ko" else self.en


def check_text(text: EntryText) -> None:
    """Hold a text to its form, as a draft may be.

    Raises: RuleBroken("changelog.label" | "changelog.title_blank" | "changelog.title_too_long" |
        "changelog.body_too_long").
    """
    if text.label not in LABELS:
        raise RuleBroken("changelog.label", field="label")
    if is_blank(text.ko.title) and is_blank(text.en.title):
        raise RuleBroken("changelog.title_blank", field="title_ko")
    for lang in LANGS:
        words = text.of(lang)
        if len(words.title) > TITLE_MAX:
            raise RuleBroken("changelog.title_too_long", field=f"title_{lang}", most=TITLE_MAX)
        if len(words.body_md) > BODY_MAX:
            raise RuleBroken("changelog.body_too_long", field=f"body_{lang}", most=BODY_MAX)


def check_whole(text: EntryText, main: str) -> None:
    """Hold a text to what readers must find: all of it, at least in the portal's own language.

    Takes: main, the language of the portal.
    Raises: RuleBroken("changelog.missing_ko" | "changelog.missing_en" | "changelog.half").
    """
    if not text.of(main).is_there:
        part = "title" if is_blank(text.of(main).title) else "body"
        raise RuleBroken(f"changelog.missing_{main}", field=f"{part}_{main}")
    for lang in LANGS:
        words = text.of(lang)
        if words.is_begun and not words.is_there:
            part = "title" if is_blank(words.title) else "body"
            raise RuleBroken("changelog.half", field=f"{part}_{lang}")


def check_move(before: str, after: str) -> None:
    """Hold an entry to its way.

    Raises: Conflict("changelog.move").
    """
    if after not in MOVES[before]:
        raise Conflict("changelog.move")


def check_instant(publish_at: datetime, now: datetime) -> None:
    """Hold a plan to the future.

    Raises: RuleBroken("changelog.past").
    """
    if publish_at <= now:
        raise RuleBroken("changelog.past", field="publish_at")
