"""Whatever the scoring leaves out to be quick, the best are those that all of it would give."""

import random
from datetime import UTC, datetime

import pytest

from portal.search import analysis, facts, scoring
from portal.search.answering import terms_of
from portal.search.engine import NO_FILTERS, Document
from portal.search.postgres_rows import Gathered, write

_WORDS = (
    *("router", "app", "공유기", "정수기", "wifi", "알림", "battery"),
    *("필터", "update", "결제", "sensor", "카메라", "hub", "예약"),
)
_MADE_AT = datetime(2026, 1, 1, tzinfo=UTC)
_SHOWN = 10


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    draw = random.Random(7)  # noqa: S311  # the same draw every time is wanted
    often = [1 / (rank + 1) for rank in range(len(_WORDS))]
    return [
        Document(
            kind="idea",
            id=number,
            version="1",
            created_at=_MADE_AT,
            lang="ko",
            title=" ".join(draw.choices(_WORDS, often, k=3)),
            body=" ".join(draw.choices(_WORDS, often, k=draw.randrange(40))),
            votes=draw.randrange(1_000),
        )
        for number in range(1_500)
    ]


@pytest.mark.parametrize(
    "query", ["router", "router app", "공유기 예약 hub", "정수기 nothing wifi"]
)
def test_the_best_are_those_that_adding_up_everything_gives(documents, query):
    typed = analysis.parse(query)
    terms = [*terms_of(typed.words)]
    strengths = {one.key: facts.strengths(one) for one in documents}
    segment = _segment(documents, strengths, terms)
    asked = scoring.weigh([segment], terms, frozenset())

    inside = scoring.circles([segment], typed, NO_FILTERS, _SHOWN)
    found = scoring.rank([segment], asked, NO_FILTERS, size=_SHOWN, inside=inside)

    def is_whole(key: str) -> bool:
        return all(
            any(choice <= strengths[key].keys() for choice in word.alternatives)
            for word in typed.words
        )

    def score(key: str) -> float:
        return sum(weight * strengths[key].get(term, 0) for term, weight in asked.weights.items())

    expected = sorted(strengths, key=lambda key: (not is_whole(key), -score(key), key))[:_SHOWN]
    assert [(one.card.key, one.is_complete) for one in found] == [
        (key, is_whole(key)) for key in expected
    ]
    assert [one.score for one in found] == pytest.approx(
        [score(key) / scoring.STRENGTH_SCALE for key in expected]
    )


@pytest.mark.parametrize("documents_in", [[], [0], [63], [0, 1, 2, 64, 1_000]])
def test_documents_come_out_of_a_number_as_they_went_in(documents_in):
    assert scoring.members(scoring.bits_of(documents_in)) == documents_in


def _segment(
    documents: list[Document], strengths: dict[str, dict[str, int]], terms: list[str]
) -> Gathered:
    holders = {term: sum(term in known for known in strengths.values()) for term in terms}
    segment = Gathered(len(documents), holders)
    written = [write(one).row for one in documents]
    segment.take([(row.key, row.version, row.created_at, row.strengths) for row in written], terms)
    return segment
