"""The letters of Hangul and the keys they are typed by: syllables taken apart, and put together.

Keys are those of the usual Korean keyboard, named by the Latin letters on them: 환불 is ghksqnf.
"""

import re
import unicodedata
from collections.abc import Iterator

FIRST_SYLLABLE, FIRST_LEAD, LEADS = 0xAC00, 0x1100, 19
_VOWELS, _FINALS = 21, 28
OF_A_LEAD = _VOWELS * _FINALS
"""So many syllables begin with the same consonant."""

# In the order of Unicode.
_LEAD_KEYS = "r R s e E f a q Q t T d w W c z x v g".split()  # noqa: SIM905 - easier to compare
_VOWEL_KEYS = "k o i O j p u P h hk ho hl y n nj np nl b m ml l".split()  # noqa: SIM905
_FINAL_KEYS = "r R rt s sw sg e f fr fa fq ft fx fv fg a q qt t T d w c z x v g".split()  # noqa: SIM905
_LEAD_OF = {keys: place for place, keys in enumerate(_LEAD_KEYS)}
_VOWEL_OF = {keys: place for place, keys in enumerate(_VOWEL_KEYS)}
_FINAL_OF = {keys: place for place, keys in enumerate(_FINAL_KEYS, start=1)}
_KEYS_OF_JAMO = {
    **{chr(0x1100 + place): keys for place, keys in enumerate(_LEAD_KEYS)},
    **{chr(0x1161 + place): keys for place, keys in enumerate(_VOWEL_KEYS)},
    **{chr(0x11A8 + place): keys for place, keys in enumerate(_FINAL_KEYS)},
}
_ALONE_OF_KEY = dict(
    zip(
        "rRseEfaqQtTdwWczxvgkoiOjpuPhynbml",
        "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎㅏㅐㅑㅒㅓㅔㅕㅖㅗㅛㅜㅠㅡㅣ",
        strict=True,
    )
)
_NO_KEY = "ㆍ"
_SHIFTED = frozenset("QWERTOP")
# A vowel's keys, and those of a final that no vowel follows: they belong to the next syllable then.
_VOWEL_PART = "(?:hk|ho|hl|nj|np|nl|ml|[koiOjpuPhynbml])"
_SYLLABLE = re.compile(
    rf"([rRseEfaqQtTdwWczxvg])({_VOWEL_PART})"
    rf"((?:rt|sw|sg|fr|fa|fq|ft|fx|fv|fg|qt|[rRsefaqtTdwczxvg])(?!{_VOWEL_PART}))?"
)
_ALONE = re.compile("[ㄱ-ㅣ]")
_VOWEL_ALONE = re.compile("[ㅏ-ㅣ]")
_APART = re.compile("[가-힣ㄱ-ㅣ]*[ㄱ-ㅣ][가-힣ㄱ-ㅣ]*")
# Laughing and weeping: no letters of a word.
_FEELING = re.compile("(ㅋ{2,}|ㅎ{2,}|ㅠ{2,}|ㅜ{2,}|ㅡ{2,})")


def keys(word: str) -> str:
    """Give the keys that a Korean word is typed by, and ? for what is no Korean.

    >>> keys("환불"), keys("ㅎㅘㄴ"), keys("값")
    ('ghksqnf', 'ghks', 'rkqt')
    """
    letters = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", word))
    return "".join(_KEYS_OF_JAMO.get(letter, "?") for letter in letters)


def of_keys(word: str) -> str:
    """Compose the syllables of keys; nothing when a key is left over.

    >>> of_keys("ghksqnf"), of_keys("refund")
    ('환불', '')
    """
    typed = "".join(key if key in _SHIFTED else key.lower() for key in word)
    parts = [*_syllables(typed)]
    return "" if any(_ALONE.match(part) for part in parts) else "".join(parts)


def composed(text: str) -> str:
    """Put together what stands in letters, as some keyboards and people type: ㅎㅗㅏㄴㅂㅜㄹ.

    What forms no syllable stays, and so does what is laughed and wept.

    >>> composed("ㅎㅗㅏㄴㅂㅜㄹ"), composed("호ㅏㄴ부ㄹ 안 돼요ㅠㅠ"), composed("ㅎㅂ ㅋㅋㅋ")
    ('환불', '환불 안 돼요ㅠㅠ', 'ㅎㅂ ㅋㅋㅋ')
    """
    return _APART.sub(_composed_word, text) if _VOWEL_ALONE.search(text) else text


def _composed_word(found: re.Match[str]) -> str:
    pieces = _FEELING.split(found[0])
    return "".join(
        "".join(_syllables(keys(piece))) if _VOWEL_ALONE.search(piece) and at % 2 == 0 else piece
        for at, piece in enumerate(pieces)
    )


def _syllables(typed: str) -> Iterator[str]:
    """Yield the syllables of keys, and what is left over as letters."""
    place = 0
    while place < len(typed):
        found = _SYLLABLE.match(typed, place)
        if not found:
            yield _ALONE_OF_KEY.get(typed[place], _NO_KEY)
            place += 1
            continue
        final = _FINAL_OF.get(found[3] or "", 0)
        number = (_LEAD_OF[found[1]] * _VOWELS + _VOWEL_OF[found[2]]) * _FINALS + final
        yield chr(FIRST_SYLLABLE + number)
        place = found.end()
