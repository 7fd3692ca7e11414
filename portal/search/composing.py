"""Words that are still being typed: which words they may become.

Hangul grows inside its last syllable: on the way to 와이파이 the field says 와이ㅍ or 와잎.
"""

import re
from typing import NamedTuple

from portal.search import analysis

_LEADS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_FINALS = (
    *(
        "",
        "ㄱ",
        "ㄲ",
        "ㄱㅅ",
        "ㄴ",
        "ㄴㅈ",
        "ㄴㅎ",
        "ㄷ",
        "ㄹ",
        "ㄹㄱ",
        "ㄹㅁ",
        "ㄹㅂ",
        "ㄹㅅ",
        "ㄹㅌ",
    ),
    *("ㄹㅍ", "ㄹㅎ", "ㅁ", "ㅂ", "ㅂㅅ", "ㅅ", "ㅆ", "ㅇ", "ㅈ", "ㅊ", "ㅋ", "ㅌ", "ㅍ", "ㅎ"),
)
_FIRST_SYLLABLE, _FIRST_LEAD = 0xAC00, 0x1100
_OF_A_LEAD, _OF_A_VOWEL = 588, 28
# A vowel may still become one of those after it: 고 is on the way to 과, 괘 and 괴.
_MAY_GROW_BY = {8: 3, 13: 3, 18: 1}
_LAST = "\uffff"
_WORD = re.compile("(?:[가-힣]+[\u1100-\u1112]?|[\u1100-\u1112]|[^\\W\\d_가-힣]+)$")


class Range(NamedTuple):
    """The words from one text up to before another."""

    first: str
    before: str


class Typed(NamedTuple):
    """What is typed so far: whole words, and what the last may become."""

    earlier: str
    ranges: tuple[Range, ...]


def read(typed: str) -> Typed:
    """Read what is typed so far; without ranges when its end can become no word."""
    folded = analysis.fold(typed).strip()
    found = _WORD.search(folded)
    if not found:
        return Typed(folded, ())
    return Typed(folded[: found.start()].strip(), _ranges(found[0]))


def _ranges(word: str) -> tuple[Range, ...]:
    """Say where the words are that something is the beginning of."""
    before, last = word[:-1], word[-1]
    if "\u1100" <= last <= "\u1112":
        return (_of_lead(before, ord(last) - _FIRST_LEAD),)
    if not "가" <= last <= "힣":
        return (Range(word, word + _LAST),)
    number = ord(last) - _FIRST_SYLLABLE
    final = number % _OF_A_VOWEL
    if not final:
        grows_by = 1 + _MAY_GROW_BY.get(number % _OF_A_LEAD // _OF_A_VOWEL, 0)
        return (Range(word, before + chr(ord(last) + grows_by * _OF_A_VOWEL)),)
    # the final may be the beginning of the next syllable
    kept, leaving = _FINALS[final][:-1], _FINALS[final][-1]
    stays = ord(last) - final + _FINALS.index(kept)
    return Range(word, word + _LAST), _of_lead(before + chr(stays), _LEADS.index(leaving))


def _of_lead(before: str, lead: int) -> Range:
    first = _FIRST_SYLLABLE + lead * _OF_A_LEAD
    return Range(before + chr(first), before + chr(first + _OF_A_LEAD))
