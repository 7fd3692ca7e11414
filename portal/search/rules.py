"""The law of words that mean the same, and of what is kept of searches, as pure functions."""

import re
from typing import NamedTuple

from portal.kit.errors import Conflict, RuleBroken
from portal.kit.text import codepoints, is_blank, one_line
from portal.search import korean, widening

LANGS = ("ko", "en")
WORD_MAX = 40
WORDS_MIN = 2
WORDS_MAX = 12
GROUPS_MAX = 1_000
GENERIC_MAX = 500
LOGGED_MAX = 120
_KEY_MAX = 60

_SEARCH_ID = re.compile(r"[0-9a-f]{32}")
_SEPARATOR = re.compile(r"[,;=\n，、]")


class Word(NamedTuple):
    """A word of a group: as it was typed, and what its spellings have in common."""

    word: str
    key: str


def check_lang(lang: str) -> None:
    """Hold a group to the languages of the portal.

    Raises: RuleBroken("synonym.lang").
    """
    if lang not in LANGS:
        raise RuleBroken("synonym.lang", field="lang")


def words_of(typed: str) -> tuple[Word, ...]:
    """Read the words of a group as they are typed in one line, with commas between them.

    Two spellings of one word are one word; the first is kept.

    >>> [word for word, key in words_of("와이파이, 무선랜 = wifi, Wi-Fi")]
    ['와이파이', '무선랜', 'wifi']
    Raises: RuleBroken("synonym.word_too_long" | "synonym.says_nothing" | "synonym.only_one" |
        "synonym.too_many").
    """
    found: dict[str, Word] = {}
    for piece in _SEPARATOR.split(typed):
        word = one_line(piece)
        if not is_blank(word):
            made = _word(word)
            found.setdefault(made.key, made)
    if len(found) < WORDS_MIN:
        raise RuleBroken("synonym.only_one", field="words")
    if len(found) > WORDS_MAX:
        raise RuleBroken("synonym.too_many", field="words", most=WORDS_MAX)
    return tuple(found.values())


def check_room(count: int) -> None:
    """Hold a language to as many groups as can be kept at hand.

    Raises: Conflict("synonym.too_many_groups").
    """
    if count >= GROUPS_MAX:
        raise Conflict("synonym.too_many_groups", most=GROUPS_MAX)


def check_free(taken: str | None) -> None:
    """Keep a word in one group of its language.

    Takes: taken, a word that is in another group.
    Raises: Conflict("synonym.taken").
    """
    if taken is not None:
        raise Conflict("synonym.taken", word=taken)


def bare_form(word: str) -> str | None:
    """Give a Hangul word without what may be an ending; None when nothing may come off.

    Written with its ending, a word is looked for only so.

    >>> bare_form("비밀번호를"), bare_form("비밀번호")
    ('비밀번호', None)
    """
    last = word.rsplit(" ", 1)[-1]
    bare = korean.stem(last)
    return word.removesuffix(last) + bare if bare != last else None


def is_search_id(text: str) -> bool:
    """Tell whether a text could be the id of a search."""
    return bool(_SEARCH_ID.fullmatch(text))


def generic_words_of(typed: str) -> tuple[str, ...]:
    """Read words that say nothing, as they are typed with commas or lines between them.

    >>> generic_words_of("급해요, 급해요; 제발")
    ('급해요', '제발')
    Raises: RuleBroken("generic.word_too_long" | "generic.too_many").
    """
    words = (one_line(piece).casefold() for piece in _SEPARATOR.split(typed))
    found = tuple(dict.fromkeys(word for word in words if not is_blank(word)))
    if any(codepoints(word) > WORD_MAX for word in found):
        raise RuleBroken("generic.word_too_long", field="words", most=WORD_MAX)
    if len(found) > GENERIC_MAX:
        raise RuleBroken("generic.too_many", field="words", most=GENERIC_MAX)
    return found


def _word(word: str) -> Word:
    if codepoints(word) > WORD_MAX:
        raise RuleBroken("synonym.word_too_long", field="words", most=WORD_MAX)
    made = widening.choice_of(word)
    if made is None:
        raise RuleBroken("synonym.says_nothing", field="words", word=word)
    return Word(word, made.key[:_KEY_MAX])
