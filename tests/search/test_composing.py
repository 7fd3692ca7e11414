"""Words that are still being typed: every state of the field on the way to a word finds it."""

import unicodedata

import pytest

from portal.search import composing

COMPATIBLE = dict(
    zip(map(chr, range(0x1100, 0x1113)), "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ", strict=True)
)


def finds(typed: str, word: str) -> bool:
    return any(first <= word < before for first, before in composing.read(typed).ranges)


@pytest.mark.parametrize(
    "word", ["와이파이", "환불", "공유기", "비밀번호", "읽기", "값", "꽃배달", "wifi"]
)
def test_every_beginning_of_a_word_finds_it(word: str) -> None:
    for end in range(1, len(word) + 1):
        assert finds(word[:end], word), word[:end]


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("와이ㅍ", "와이파이"),
        ("와잎", "와이파이"),
        ("와이", "와이파이"),
        ("호", "환불"),
        ("화", "환불"),
        ("환ㅂ", "환불"),
        ("환부", "환불"),
        ("고", "과금"),
        ("고", "괴물"),
        ("구", "권한"),
        ("으", "의견"),
        ("읽", "일기"),
        ("앉", "안정"),
        ("ㅎ", "환불"),
        ("WIF", "wifi"),
    ],
)
def test_a_syllable_that_is_not_finished_finds_what_it_may_become(typed: str, word: str) -> None:
    assert finds(typed, word)


@pytest.mark.parametrize(
    ("typed", "word"), [("와이ㅍ", "와이어"), ("환", "화면"), ("고", "구매"), ("wif", "wig")]
)
def test_what_it_can_not_become_is_not_found(typed: str, word: str) -> None:
    assert not finds(typed, word)


def test_only_the_last_word_is_unfinished() -> None:
    typed = composing.read("공유기 설ㅈ")
    assert typed.earlier == "공유기"
    assert composing.read("iphone15프").earlier == "iphone15"


def test_a_lone_consonant_may_come_in_either_form() -> None:
    for lead, lone in COMPATIBLE.items():
        assert composing.read(f"와이{lone}") == composing.read(
            unicodedata.normalize("NFC", f"와이{lead}")
        )


@pytest.mark.parametrize("typed", ["", " ", "12", "?!", "ㅏ", "ㅏㅏ", "\0", "가" * 200])
def test_anything_can_be_typed(typed: str) -> None:
    assert isinstance(composing.read(typed).ranges, tuple)
