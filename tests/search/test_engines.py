"""Every engine: what it finds, and what it survives."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from portal.kit import clock
from portal.search import ranking
from portal.search.engine import NO_FILTERS, Document, Engine, EngineUnavailable, Filters
from tests.make.cpu import least_seconds
from tests.search.conftest import Place

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def thread(number: int, title: str, **facts: object) -> Document:
    fields: dict[str, object] = {
        "kind": "question",
        "id": number,
        "version": "1",
        "created_at": NOW,
        "lang": "ko",
        "title": title,
    }
    return Document(**{**fields, **facts})  # type: ignore[arg-type]  # made for brevity


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with clock.at(NOW):
        yield


@pytest.fixture
def engine(place: Place) -> Engine:
    engine = place.open()
    engine.rebuild(())
    return engine


def keys(engine: Engine, query: str, filters: Filters = NO_FILTERS) -> list[str]:
    return [hit.key for hit in engine.search(query, filters)]


# ── What is found ──


def test_document_is_found_after_it_is_indexed(engine: Engine) -> None:
    before = engine.generation()
    engine.index([thread(1, "환불은 언제 되나요"), thread(2, "Refund for my order", lang="en")])
    assert keys(engine, "환불") == ["question:1"]
    assert keys(engine, "refunds") == ["question:2"]
    assert engine.generation() != before


def test_document_is_replaced_by_a_newer_version(engine: Engine) -> None:
    engine.index([thread(1, "환불은 언제 되나요")])
    engine.index([thread(1, "교환은 언제 되나요", version="2")])
    assert keys(engine, "환불") == []
    assert keys(engine, "교환") == ["question:1"]
    assert engine.versions() == {"question:1": "2"}


def test_document_is_gone_after_it_is_removed(engine: Engine) -> None:
    engine.index([thread(1, "환불은 언제"), thread(2, "환불 방법")])
    engine.remove(["question:1", "question:99"])
    assert keys(engine, "환불") == ["question:2"]
    assert [hit.key for hit in engine.similar("환불은 언제")] == ["question:2"]
    assert engine.versions() == {"question:2": "1"}


def test_batch_with_both_keeps_what_is_put_in(engine: Engine) -> None:
    engine.index([thread(1, "환불은 언제")])
    engine.apply([thread(1, "교환은 언제", version="2")], ["question:1"])
    assert engine.versions() == {"question:1": "2"}


def test_every_field_is_searched_and_weighs_as_the_table_says(engine: Engine) -> None:
    filler = "가나다 라마바 사아자"
    engine.index(
        [
            thread(1, filler, aliases=("환불",)),
            thread(2, "환불"),
            thread(3, filler, summary="환불"),
            thread(4, filler, official_text="환불"),
            thread(5, filler, body="환불"),
            thread(6, filler, answers_text="환불"),
            thread(7, filler, author="환불"),
            thread(8, filler, tags=("환불",)),
        ]
    )
    scores = {hit.id: hit.score for hit in engine.search("환불")}
    assert scores.keys() == set(range(1, 9))
    assert scores[1] > scores[3] > scores[6]
    assert scores[2] > scores[5] > scores[6]


def test_documents_with_every_word_come_first(engine: Engine) -> None:
    engine.index(
        [
            thread(1, "배터리", body="교체는 서비스 센터에서 합니다. " + "다른 말 " * 60),
            thread(2, "배터리 배터리 배터리"),
            thread(3, "교체"),
        ]
    )
    hits = engine.search("배터리 교체")
    assert [hit.id for hit in hits] == [1, 2, 3]
    assert [hit.is_partial for hit in hits] == [False, True, True]
    assert hits[0].terms == ("배터리", "교체")
    assert hits[1].terms == ("배터리",)
    assert hits[0].share_ratio > 0.8 > hits[1].share_ratio


def test_document_with_hardly_anything_asked_for_is_no_hit(engine: Engine) -> None:
    engine.index([thread(1, "앱 추천"), thread(2, "공유기 추천")])
    assert keys(engine, "강아지 사료 급여 주기 추천") == []


@pytest.mark.parametrize("query", ["esim ipad", "esim 캠핑카", "캠핑카 eSIM 세금계산서"])
def test_word_that_nobody_wrote_keeps_nothing_away(engine: Engine, query: str) -> None:
    """R40. One of two words finds what it finds, however rare the other is."""
    engine.index([thread(1, "eSIM 옮기기"), thread(2, "공유기 추천")])
    hits = engine.search(query)
    assert [(hit.id, hit.is_partial) for hit in hits] == [(1, True)]


def test_first_syllable_of_a_word_is_no_match(engine: Engine) -> None:
    engine.index([thread(1, "미달이면 감면되나요"), *(thread(n, "공유기") for n in range(2, 9))])
    assert keys(engine, "미납") == []
    assert keys(engine, "미") == ["question:1"]


def test_unwanted_words_are_left_out(engine: Engine) -> None:
    engine.index([thread(1, "환불 요청"), thread(2, "환불 취소")])
    assert keys(engine, "환불 -취소를") == ["question:1"]


def test_quoted_words_must_stand_together(engine: Engine) -> None:
    engine.index(
        [
            thread(1, "다크 모드 지원"),
            thread(2, "모드 변경과 다크 테마"),
            thread(3, "Please add dark mode"),
            thread(4, "mode of payment in a dark shop"),
        ]
    )
    assert keys(engine, '"다크 모드"') == ["question:1"]
    assert keys(engine, '"dark mode"') == ["question:3"]
    assert set(keys(engine, "dark mode")) == {"question:3", "question:4"}


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        pytest.param(Filters(), {1, 2, 3, 4}, id="none"),
        pytest.param(Filters(kinds=frozenset({"idea", "faq"})), {2, 3}, id="kinds"),
        pytest.param(Filters(product_id=7), {1, 2}, id="product"),
        pytest.param(Filters(lang="en"), {4}, id="language"),
        pytest.param(Filters(state="planned"), {2}, id="state"),
        pytest.param(Filters(is_official=True), {1}, id="official"),
        pytest.param(Filters(is_official=False), {2, 3, 4}, id="not official"),
        pytest.param(Filters(is_unanswered=True), {1, 4}, id="unanswered"),
        pytest.param(Filters(tags=frozenset({"카드"})), {1, 2}, id="tag"),
        pytest.param(Filters(tags=frozenset({"카드", "앱"})), {2}, id="two tags"),
        pytest.param(Filters(author="김서연"), {2}, id="name of an author"),
        pytest.param(Filters(author="seoyeon"), {2}, id="handle of an author"),
        pytest.param(Filters(kinds=frozenset({"question"}), lang="ko"), {1}, id="two at once"),
        pytest.param(Filters(product_id=99), set(), id="nothing fits"),
    ],
)
def test_filters_limit_what_is_found(engine: Engine, filters: Filters, found: set[int]) -> None:
    engine.index(
        [
            thread(1, "환불 정책", product_id=7, is_official=True, tags=("카드",)),
            thread(
                2,
                "환불 버튼",
                kind="idea",
                product_id=7,
                state="planned",
                tags=("앱", "카드"),
                author="김 서연",
                handle="seoyeon",
            ),
            thread(3, "환불 안내", kind="faq", product_id=8),
            thread(4, "환불 refund", lang="en"),
        ]
    )
    assert {hit.id for hit in engine.search("환불", filters)} == found
    assert {hit.id for hit in engine.similar("환불", filters)} == found


def test_newest_come_first_without_words_however_far_back(engine: Engine) -> None:
    engine.index(
        [
            thread(1, "올해", created_at=NOW - timedelta(days=3)),
            thread(2, "오늘"),
            thread(3, "오늘 아이디어", kind="idea"),
        ]
    )
    engine.index([thread(4, "옛날", created_at=NOW - timedelta(days=4_000))])
    questions = Filters(kinds=frozenset({"question"}))
    assert [hit.id for hit in engine.newest(questions)] == [2, 1, 4]
    assert [hit.id for hit in engine.newest(questions, limit=2)] == [2, 1]
    engine.remove(["question:2"])
    assert [hit.id for hit in engine.newest(questions)] == [1, 4]
    assert engine.newest(Filters(product_id=99)) == ()


def test_word_that_nearly_all_have_finds_help_and_what_is_new(engine: Engine) -> None:
    weeks = 60
    engine.rebuild(
        [
            *(
                replace(
                    thread(number, "router"),
                    created_at=clock.now() - timedelta(weeks=number % weeks),
                )
                for number in range(1, 4_501)
            ),
            replace(
                thread(9_000, "router"), kind="faq", created_at=clock.now() - timedelta(weeks=weeks)
            ),
        ]
    )
    found = keys(engine, "router")
    assert found[0] == "faq:9000"
    assert int(found[1].removeprefix("question:")) % weeks == 0
    assert len(found) == 10
    assert keys(engine, "router", Filters(kinds=frozenset({"faq"}))) == ["faq:9000"]


def test_filter_fills_up_when_whole_answers_are_filtered_away(engine: Engine) -> None:
    engine.index([thread(1, "환불 절차", lang="en"), thread(2, "환불 기간")])
    assert keys(engine, "환불 절차", Filters(lang="ko")) == ["question:2"]


def test_pages_follow_each_other(engine: Engine) -> None:
    engine.index([thread(number, f"환불 문의 {number}") for number in range(1, 26)])
    pages = [engine.search("환불", limit=10, offset=offset) for offset in (0, 10, 20, 30)]
    assert [len(page) for page in pages] == [10, 10, 5, 0]
    assert len({hit.key for page in pages for hit in page}) == 25


def test_hit_names_what_it_is(engine: Engine) -> None:
    engine.index([thread(3, "환불 안내", kind="faq")])
    (hit,) = engine.search("환불")
    assert (hit.key, hit.kind, hit.id) == ("faq:3", "faq", 3)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        pytest.param({"is_official": True}, {}, id="official"),
        pytest.param({"is_accepted": True}, {}, id="accepted"),
        pytest.param({"kind": "faq"}, {}, id="article"),
        pytest.param({"is_answered": True}, {}, id="answered"),
        pytest.param({"votes": 100}, {"votes": 1}, id="votes"),
        pytest.param({}, {"created_at": NOW - timedelta(days=1_000)}, id="fresh"),
    ],
)
def test_what_a_document_is_decides_between_equals(
    engine: Engine, better: dict[str, object], worse: dict[str, object]
) -> None:
    engine.index([thread(1, "환불 문의", **worse), thread(2, "환불 문의", **better)])
    assert [hit.id for hit in engine.search("환불")] == [2, 1]


def test_only_questions_grow_old(engine: Engine) -> None:
    long_ago = NOW - timedelta(days=1_000)
    engine.index(
        [thread(1, "환불", kind="idea", created_at=long_ago), thread(2, "환불", kind="idea")]
    )
    first, second = engine.search("환불")
    assert first.score == second.score


def test_question_loses_half_of_what_can_age_in_one_half_life() -> None:
    aged = ranking.recency(NOW - ranking.HALF_LIFE, NOW)
    assert aged == pytest.approx(1 - ranking.PART_THAT_AGES / 2)
    assert ranking.recency(NOW + timedelta(days=1), NOW) == 1.0


def test_similar_finds_another_way_to_say_it(engine: Engine) -> None:
    engine.index(
        [
            thread(1, "환불은 보통 며칠 걸리나요?"),
            thread(2, "배송은 보통 며칠 걸리나요?"),
            thread(3, "다크 모드를 지원해 주세요", kind="idea"),
        ]
    )
    assert engine.similar("환불 며칠 정도 걸려요")[0].id == 1
    assert engine.similar("다크모드 지원")[0].id == 3
    assert len(engine.similar("며칠 걸리나요", limit=1)) == 1


# ── What it survives ──


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("(" * 5_000, id="five thousand brackets"),
        pytest.param("NOT " * 800 + "환불", id="eight hundred NOT"),
        pytest.param("-환불 " * 800, id="eight hundred exclusions"),
        pytest.param(" ".join(f"환불{n} word{n}" for n in range(2_000)), id="two thousand words"),
        pytest.param("?*", id="a leading wildcard"),
        pytest.param("*환*", id="wildcards"),
        pytest.param("[a TO z] {a TO z}", id="a range"),
        pytest.param("title:환불 AND (", id="an engine's operators"),
        pytest.param("환" * 100_000, id="a hundred thousand syllables"),
        pytest.param("x" * 100_000, id="a hundred thousand letters"),
        pytest.param("\0\0환불\0", id="NUL"),
        pytest.param("👩‍👩‍👧‍👦\ud83d환불", id="emoji and half a surrogate"),
        pytest.param('"환불', id="an open quote"),
    ],
)
def test_any_text_is_answered_quickly(engine: Engine, text: str) -> None:
    engine.index([thread(number, f"환불 문의 word{number}") for number in range(500)])
    for ask in (engine.search, engine.similar):
        ask("환불")
        assert least_seconds(lambda ask=ask: ask(text), enough=0.1) < 0.1


def test_document_may_hold_any_text(engine: Engine) -> None:
    nasty = "\0 \ud83d (" + "가" * 50_000 + " " + "x" * 50_000 + " 환불"
    engine.index([thread(1, nasty, body=nasty, tags=("",), author="\0")])
    assert keys(engine, "환불") == ["question:1"]


def test_missing_index_is_unavailable_until_it_is_built(place: Place) -> None:
    engine = place.open()
    assert not engine.is_healthy()
    assert engine.is_outdated()
    for act in (
        lambda: engine.search("환불"),
        lambda: engine.similar("환불"),
        lambda: engine.index([thread(1, "환불")]),
        engine.generation,
        engine.versions,
    ):
        with pytest.raises(EngineUnavailable):
            act()
    assert engine.rebuild([thread(1, "환불")]) == 1
    assert engine.is_healthy()
    assert not engine.is_outdated()
    assert keys(engine, "환불") == ["question:1"]


def test_failed_rebuild_leaves_the_old_index(engine: Engine, place: Place) -> None:
    def documents() -> Iterator[Document]:
        yield thread(2, "교환")
        raise RuntimeError("the database went away")

    engine.index([thread(1, "환불")])
    with pytest.raises(RuntimeError):
        engine.rebuild(documents())
    assert keys(engine, "환불") == ["question:1"]
    assert place.builds() == 1


def test_rebuild_in_another_process_is_noticed(place: Place) -> None:
    writer, reader = place.open(), place.open()
    writer.rebuild([thread(1, "환불")])
    assert keys(reader, "환불") == ["question:1"]
    writer.rebuild([thread(2, "환불")])
    assert keys(reader, "환불") == ["question:2"]
    writer.index([thread(3, "환불")])
    assert set(keys(reader, "환불")) == {"question:2", "question:3"}


def test_second_writer_is_turned_away(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = place.open(), place.open()
    first.rebuild(())
    monkeypatch.setattr(f"portal.search.{place.kind}_engine._LOCK_WAIT_SECONDS", 0.05)

    def documents() -> Iterator[Document]:
        with pytest.raises(EngineUnavailable, match="another process"):
            second.index([thread(2, "교환")])
        yield thread(1, "환불")

    first.rebuild(documents())
    second.index([thread(2, "교환")])
    assert set(first.versions()) == {"question:1", "question:2"}


def test_readers_are_not_disturbed_by_commits_and_rebuilds(place: Place) -> None:
    writer, reader = place.open(), place.open()
    documents = [thread(number, f"환불 문의 {number}") for number in range(100)]
    writer.rebuild(documents)
    failures: list[str] = []
    is_over = threading.Event()

    def read() -> None:
        while not is_over.is_set():
            try:
                if len(reader.search("환불 문의", limit=100)) != 100:
                    failures.append("a document was missing")
            except Exception as error:
                failures.append(repr(error))

    threads = [threading.Thread(target=read) for _ in range(4)]
    for one in threads:
        one.start()
    for turn in range(40):
        writer.index([replace(documents[turn], version=str(turn))])
    writer.rebuild(documents)
    is_over.set()
    for one in threads:
        one.join()
    assert failures == []


def test_what_is_written_while_somebody_searches_does_no_harm(place: Place) -> None:
    writer, reader = place.open(), place.open()
    writer.rebuild(())
    wrong: list[str] = []
    is_over = threading.Event()

    def read() -> None:
        while not is_over.is_set():
            try:
                reader.search("환불 문의")
                reader.similar("환불 문의 드려요")
            except EngineUnavailable as error:
                wrong.append(repr(error))

    thread_of_reader = threading.Thread(target=read)
    thread_of_reader.start()
    for number in range(60):
        writer.index([thread(number, "환불 문의")])
    is_over.set()
    thread_of_reader.join()
    assert wrong == []


def test_many_commits_lose_nothing(engine: Engine) -> None:
    for number in range(60):
        engine.index([thread(number, f"환불 {number}")])
    for number in range(0, 60, 3):
        engine.apply([thread(number, f"교환 {number}", version="2")], [f"question:{number + 1}"])
    expected = {f"question:{n}": "2" if n % 3 == 0 else "1" for n in range(60) if n % 3 != 1}
    assert engine.versions() == expected
    assert len(engine.search("환불", limit=100)) == 20
    assert len(engine.search("교환", limit=100)) == 20


_ENDLESS_WRITER = """
import sys
from datetime import UTC, datetime
from portal.search.engine import Document
from tests.search.conftest import Place

engine = Place(*sys.argv[1:3]).open()
for number in range(1, 100_000):
    engine.index([Document(kind="question", id=number, version="1", lang="ko", title="환불",
                           body="아주 긴 글 " * 200, created_at=datetime(2026, 1, 1, tzinfo=UTC))])
    print(number, flush=True)
"""


@pytest.mark.slow
def test_killed_in_the_middle_of_writing_it_answers_and_goes_on(place: Place) -> None:
    engine = place.open()
    engine.rebuild(())
    confirmed = 0
    for turn in range(8):
        writer = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", _ENDLESS_WRITER, place.kind, place.where],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
            text=True,
        )
        assert writer.stdout is not None
        for _ in range(4 + turn):
            confirmed = max(confirmed, int(writer.stdout.readline()))
        time.sleep(0.003 * turn)
        writer.send_signal(signal.SIGKILL)
        for line in writer.stdout:
            confirmed = max(confirmed, int(line))
        writer.stdout.close()
        writer.wait()
        assert engine.is_healthy()
        present = {int(key.partition(":")[2]) for key in engine.versions()}
        assert present >= set(range(1, confirmed + 1))
        assert len(present) <= confirmed + 1
        assert {hit.id for hit in engine.search("환불", limit=1_000)} == present
