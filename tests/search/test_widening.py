"""Words that mean the same: what they add to a search, and what they leave alone."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from portal.kit import clock
from portal.search import analysis, widening
from portal.search.engine import Document, Filters
from portal.search.whoosh_engine import WhooshEngine
from portal.search.widening import Choice, Thesaurus

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def same(*groups: str) -> Thesaurus:
    made: dict[str, tuple[Choice, ...]] = {}
    for group in groups:
        choices = tuple(filter(None, map(widening.choice_of, group.split(","))))
        made |= dict.fromkeys((choice.key for choice in choices), choices)
    return made


WIFI = same("와이파이,무선랜,wifi", "해지,탈퇴", "two factor,OTP")


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with clock.at(NOW):
        yield


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    engine = WhooshEngine(tmp_path / "index")
    engine.rebuild(
        Document(kind="question", id=number, version="1", created_at=NOW, lang="ko", title=title)
        for number, title in enumerate(
            (
                "와이파이가 저녁마다 끊겨요",
                "무선랜이 저녁마다 끊겨요",
                "wifi 저녁마다 끊겨요",
                "요금제 해지 방법",
                "회원 탈퇴 방법",
                "Set up OTP for my account",
                "리모컨 건전지가 빨리 닳아요",
            ),
            start=1,
        )
    )
    return engine


def found(engine: WhooshEngine, query: str, thesaurus: Thesaurus = WIFI) -> list[int]:
    hits = engine.search(query, thesaurus=thesaurus)
    return [hit.id for hit in hits if not hit.is_partial]


@pytest.mark.parametrize(
    "query", ["와이파이", "와이파이가", "와이 파이를", "무선랜", "무선 랜은", "WiFi", "wi-fi로"]
)
def test_every_spelling_of_a_word_finds_the_whole_group(engine: WhooshEngine, query: str) -> None:
    assert set(found(engine, query)) == {1, 2, 3}


def test_what_was_typed_comes_first_however_rare_the_others_are(engine: WhooshEngine) -> None:
    assert found(engine, "와이파이 끊겨요")[0] == 1
    assert found(engine, "무선랜 끊겨요")[0] == 2
    hits = engine.search("와이파이 끊겨요", thesaurus=WIFI)
    assert hits[0].score > hits[1].score > hits[0].score * 0.5


def test_a_word_of_two_words_stands_for_one(engine: WhooshEngine) -> None:
    assert found(engine, "two factor account") == [6]
    assert found(engine, "two factor account", {}) == []


def test_a_phrase_in_quotes_is_not_widened(engine: WhooshEngine) -> None:
    assert found(engine, '"와이파이"') == [1]
    assert found(engine, '"무선랜" 저녁') == [2]


def test_what_is_unwanted_is_not_widened(engine: WhooshEngine) -> None:
    assert set(found(engine, "저녁 -와이파이")) == {2, 3}


def test_without_a_group_nothing_is_different(engine: WhooshEngine) -> None:
    for query in ("와이파이", "리모컨 건전지", "탈퇴", "no such"):
        plain = engine.search(query)
        assert engine.search(query, thesaurus={}) == plain
    assert engine.search("리모컨 건전지", thesaurus=WIFI) == engine.search("리모컨 건전지")


def test_the_word_that_stands_in_the_place_is_marked(engine: WhooshEngine) -> None:
    (hit,) = (hit for hit in engine.search("탈퇴", thesaurus=WIFI) if hit.id == 4)
    assert "해지" in hit.terms


def test_a_draft_meets_what_was_asked_in_the_other_words(engine: WhooshEngine) -> None:
    def ratio(thesaurus: Thesaurus, number: int) -> float:
        hits = engine.similar("무선랜 저녁마다 끊겨요", thesaurus=thesaurus)
        return next((hit.share_ratio for hit in hits if hit.id == number), 0.0)

    assert ratio(WIFI, 1) > ratio({}, 1)
    assert ratio(WIFI, 2) == pytest.approx(ratio({}, 2))
    assert engine.similar("무선랜 저녁마다 끊겨요", thesaurus=WIFI)[0].id == 2


def test_filters_hold_for_what_is_found_by_another_word(engine: WhooshEngine) -> None:
    assert engine.search("탈퇴", Filters(lang="en"), thesaurus=WIFI) == ()


@pytest.mark.parametrize("text", ["", '"', "와이파이" * 600, "- - -", "the of in", "파이 " * 300])
def test_any_text_is_a_good_query(engine: WhooshEngine, text: str) -> None:
    engine.search(text, thesaurus=WIFI)
    engine.similar(text, thesaurus=WIFI)


def test_a_word_that_is_never_indexed_is_no_choice() -> None:
    assert widening.choice_of("the") is None
    assert widening.choice_of("!!!") is None
    assert widening.choice_of("랜") is not None


def test_the_longest_word_counts() -> None:
    thesaurus = same("무선,wireless", "무선랜,wlan")
    query, widenings = widening.widen("무선 랜", analysis.parse("무선 랜"), thesaurus)
    assert [choice.key for choice in widenings[0].choices] == ["wlan"]
    assert len(query.words) == 2
