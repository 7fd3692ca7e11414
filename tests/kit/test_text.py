"""Text is kept in one form, cut without harm and compared as people read it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kit import text
from tests.make.cpu import least_seconds

NFD_HANGUL = unicodedata.normalize("NFD", "한글")
FAMILY = "👨‍👩‍👧‍👦"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        pytest.param(NFD_HANGUL, "한글", id="jamo become syllables"),
        pytest.param("a\r\nb\rc\u2028d", "a\nb\nc\nd", id="every line end becomes one"),
        pytest.param("a\x00b\x07c\x1b[31m\x85\tz", "abc[31m\tz", id="controls go, tabs stay"),
        pytest.param("a\ud800b", "ab", id="half a surrogate pair goes"),
        pytest.param("a  \nb \nc   \nd", "a  \nb\nc  \nd", id="two blanks still break a line"),
        pytest.param("\n\n  a\n \t \nb  \n\n", "  a\n\nb", id="blank lines are empty, none around"),
        pytest.param("", "", id="nothing stays nothing"),
    ],
)
def test_normalise_stores_one_form(typed: str, stored: str) -> None:
    assert text.normalise(typed) == stored


@given(st.text())
def test_normalise_is_settled_after_once(typed: str) -> None:
    once = text.normalise(typed)
    assert text.normalise(once) == once
    once.encode("utf-8")


@given(st.text())
def test_one_line_holds_one_line(typed: str) -> None:
    line = text.one_line(typed)
    assert len(line.splitlines()) <= 1
    assert "  " not in line
    assert text.one_line(line) == line


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param("와이파이\u202e꺼짐", "와이파이꺼짐", id="turned round"),
        pytest.param("\u2066로그인\u2069 문제", "로그인 문제", id="isolated"),
        pytest.param("비밀\u200b번호\u2060 \ufeff찾기\u00ad", "비밀번호 찾기", id="no width"),
        pytest.param("\u200e환불\u200f \u061c방법", "환불 방법", id="marks of direction"),
        pytest.param("e\u200b\u0301", "\u00e9", id="composed after"),
        pytest.param("👩\u200d💻 안내", "👩\u200d💻 안내", id="a joined emoji stays"),
        pytest.param("❤\ufe0f", "❤\ufe0f", id="a coloured emoji stays"),
        pytest.param("می\u200cخواهم", "می\u200cخواهم", id="a word that needs its joiner stays"),
    ],
)
def test_one_line_holds_nothing_that_only_steers(typed: str, kept: str) -> None:
    assert text.one_line(typed) == kept


def test_a_slug_is_not_parted_by_what_cannot_be_seen() -> None:
    assert text.slugify("와이\u202e파이\u200b") == "와이파이"


def test_a_line_of_blanks_costs_no_more_than_its_length() -> None:
    assert least_seconds(lambda: text.normalise(" " * 200_000 + "a"), enough=0.5) < 0.5


def test_codepoints_counts_a_syllable_once_however_typed() -> None:
    assert text.codepoints(NFD_HANGUL) == text.codepoints("한글") == 2


@pytest.mark.parametrize(
    "typed", ["", " \t\n", "\u3164", "\u200b\ufeff", "\u2800", "\u115f\u1160", "\xa0\u3000", "\x00"]
)
def test_text_without_ink_is_blank(typed: str) -> None:
    assert text.is_blank(typed)


@pytest.mark.parametrize("typed", ["ㄱ", ".", " a ", "👍", "\u3164한"])
def test_text_with_ink_is_not_blank(typed: str) -> None:
    assert not text.is_blank(typed)


@pytest.mark.parametrize(
    ("full", "limit", "cut"),
    [
        pytest.param("안녕하세요", 5, "안녕하세요", id="what fits stays"),
        pytest.param("안녕하세요", 4, "안녕하…", id="the ellipsis counts"),
        pytest.param("one two three four", 14, "one two three…", id="a near word end is taken"),
        pytest.param("a\n\nb  c", 10, "a b c", id="lines become one"),
        pytest.param("ab" + FAMILY + "cd", 7, "ab…", id="a family is not parted"),
        pytest.param("a🇰🇷🇰🇷", 4, "a🇰🇷…", id="a flag is not halved"),
        pytest.param("xxxq\u0303\u0304", 5, "xxx…", id="marks stay with their letter"),
        pytest.param("abc", 1, "…", id="no room but for the ellipsis"),
    ],
)
def test_excerpt_cuts_where_it_does_no_harm(full: str, limit: int, cut: str) -> None:
    assert text.excerpt(full, limit) == cut


@given(st.text(), st.integers(min_value=1, max_value=50))
def test_excerpt_keeps_to_its_limit(full: str, limit: int) -> None:
    assert len(text.excerpt(full, limit)) <= limit


def test_excerpt_never_cuts_a_syllable_typed_as_jamo() -> None:
    assert text.excerpt(NFD_HANGUL * 10, 5) == "한글한글…"


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("로그인이 안 돼요!", "로그인이-안-돼요"),
        (NFD_HANGUL, "한글"),
        ("  How do I reset -- my PASSWORD?  ", "how-do-i-reset-my-password"),
        ("ＡＢＣ①", "abc1"),
        ("snake_case/and.dots", "snake-case-and-dots"),
        ("कैसे करें", "कैसे-करें"),
        ("???", ""),
        ("👍🏽", ""),
        ("\u3164", ""),
        ("", ""),
        ("<script>alert(1)</script>", "script-alert-1-script"),
    ],
)
def test_slug_keeps_letters_of_every_script(title: str, slug: str) -> None:
    assert text.slugify(title) == slug


def test_slug_ends_at_a_word_within_its_limit() -> None:
    slug = text.slugify("가나다라마 " * 40)
    assert len(slug) <= text.SLUG_MAX_CODEPOINTS
    assert set(slug.split("-")) == {"가나다라마"}


def test_slug_of_one_endless_word_is_cut_at_the_limit() -> None:
    assert text.slugify("가" * 200) == "가" * text.SLUG_MAX_CODEPOINTS


@given(st.text(max_size=300))
def test_slug_is_short_settled_and_without_outer_hyphens(title: str) -> None:
    slug = text.slugify(title)
    assert len(slug) <= text.SLUG_MAX_CODEPOINTS
    assert slug == slug.strip("-")
    assert text.slugify(slug) == slug


@pytest.mark.parametrize(
    ("one", "other"),
    [("ＭＡＲＵ", "maru"), ("Straße", "STRASSE"), (NFD_HANGUL, "한글"), ("ﬁ", "FI")],
)
def test_fold_makes_equal_what_reads_the_same(one: str, other: str) -> None:
    assert text.fold(one) == text.fold(other)
