"""What changed between two texts."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kit import wording


def told(before: str, after: str) -> list[tuple[str, str]]:
    return [(piece.kind, piece.text) for piece in wording.compare(before, after)]


def side(pieces: tuple[wording.Piece, ...], kind: str) -> str:
    return "".join(piece.text for piece in pieces if piece.kind in ("same", kind))


def test_a_korean_word_with_another_particle_is_shown_whole():
    assert told("공유기를 껐다 켜요", "공유기만 껐다 켜요") == [
        ("gone", "공유기를"),
        ("new", "공유기만"),
        ("same", " 껐다 켜요"),
    ]


def test_a_mark_more_does_not_change_the_word_before_it():
    assert told("채널을 바꿔요", "**채널을** 바꿔요.") == [
        ("new", "**"),
        ("same", "채널을"),
        ("new", "**"),
        ("same", " 바꿔요"),
        ("new", "."),
    ]


def test_words_written_anew_one_after_the_other_are_one_change():
    assert told("먼저 전원을 끄세요 그리고", "이제 앱을 여세요 그리고") == [
        ("gone", "먼저 전원을 끄세요"),
        ("new", "이제 앱을 여세요"),
        ("same", " 그리고"),
    ]


@pytest.mark.parametrize(
    "sign", ["👩‍👩‍👧", "🇰🇷", "#️⃣", "e\u0301", unicodedata.normalize("NFD", "각")]
)
def test_what_is_drawn_as_one_sign_stays_one(sign):
    assert told(f"앞 {sign[0]}.", f"앞 {sign}.") == [
        ("same", "앞 "),
        ("gone", sign[0]),
        ("new", sign),
        ("same", "."),
    ]


def test_nothing_and_the_same_are_told_as_they_are():
    assert told("", "") == []
    assert told("같아요", "같아요") == [("same", "같아요")]
    assert told("", "새로워요") == [("new", "새로워요")]
    assert told("없어져요", "") == [("gone", "없어져요")]


_WORDS = st.lists(
    st.sampled_from(
        ["채널을", "채널만", " ", "\n", "**", "wifi", ".", "<b>", "  ", "\r\n", "e\u0301"]
    ),
    max_size=30,
).map("".join)


@given(before=_WORDS, after=_WORDS)
def test_the_pieces_hold_both_texts_to_the_letter(before, after):
    pieces = wording.compare(before, after)
    assert side(pieces, "gone") == before
    assert side(pieces, "new") == after
    assert all(piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("가 " * 10_000, "나 가 " * 5_000),
        ("\n" * 20_000, "\n가" * 10_000),
        ("".join(f"{n} " for n in range(3_000)), "".join(f"{n} " for n in range(3_000, 0, -1))),
        ("".join(f"{n}\n" for n in range(3_000)), "".join(f"{n}\n" for n in range(3_000, 0, -1))),
        ("가나다\n라\n" * 3_000, "라\n가나 다\n" * 3_000),
    ],
    ids=["words", "lines", "words backwards", "lines backwards", "same lines"],
)
def test_the_longest_texts_are_compared_while_a_reader_waits(before, after):
    started = time.process_time()
    wording.compare(before[:20_000], after[:20_000])
    assert time.process_time() - started < 2.0
