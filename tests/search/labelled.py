"""The labelled sets: real questions of which people have said which mean the same.

Each set is a list of documents, and of queries with the documents that answer them. How each is
made from its file is told in docs/search.md; the draw is seeded, so figures can be compared.
"""

import csv
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from portal.search.engine import Document, Engine
from tests.make.data import shared_data

_SEED = 7
_QUERIES = 1_000
_GROUP = 10
_DEPTH = 10
_DEEP = 100
_ASKED_AT = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Labelled:
    """A query: what is asked, what answers it, and the document that is the query itself."""

    text: str
    relevant: frozenset[int]
    itself: int | None = None


@dataclass(frozen=True)
class LabelledSet:
    name: str
    documents: list[Document]
    queries: list[Labelled]


@dataclass(frozen=True)
class Figures:
    """How well an engine did over the first ten hits; average precision over the first hundred."""

    mean_reciprocal_rank: float
    recall: float
    hit_rate: float
    mean_average_precision: float
    precision_at_1: float

    def __str__(self) -> str:
        return (
            f"MRR {self.mean_reciprocal_rank:.3f} · R@10 {self.recall:.3f}"
            f" · hit@10 {self.hit_rate:.3f} · MAP {self.mean_average_precision:.3f}"
            f" · P@1 {self.precision_at_1:.3f}"
        )


def support() -> LabelledSet:
    """Own Korean support questions: particle, ending, spacing, compound, mixed, paraphrase."""
    articles = json.loads(shared_data("search/ko_support_docs.json").read_text("utf-8"))
    queries = json.loads(shared_data("search/ko_support_queries.json").read_text("utf-8"))
    return LabelledSet(
        "Korean support",
        [document(one["id"], one["title"], one["body"]) for one in articles],
        [Labelled(one["query"], frozenset(one["relevant"])) for one in queries],
    )


def question_pairs() -> LabelledSet:
    """Every question of the pairs is a document; the first of a same pair must find the second."""
    with shared_data("korean_qa/kor_pair_train.csv").open(encoding="utf-8-sig") as file:
        pairs = [
            (row["question1"].strip(), row["question2"].strip(), row["is_duplicate"])
            for row in csv.DictReader(file)
        ]
    numbers = {text: at for at, text in enumerate(dict.fromkeys(_texts(pairs)))}
    # In this file 0 means the same question.
    same = [(first, second) for first, second, flag in pairs if flag == "0" and first != second]
    _draw().shuffle(same)
    return LabelledSet(
        "Korean question pairs",
        [document(number, text) for text, number in numbers.items()],
        [
            Labelled(first, frozenset({numbers[second]}), numbers[first])
            for first, second in same[:_QUERIES]
        ],
    )


def judged_pairs() -> dict[str, list[tuple[str, str]]]:
    """Pairs of Korean questions that people judged, and as many that have nothing in common."""
    with shared_data("korean_qa/kor_pair_train.csv").open(encoding="utf-8-sig") as file:
        rows = [(r["question1"], r["question2"], r["is_duplicate"]) for r in csv.DictReader(file)]
    mean_the_same = [(one, other) for one, other, judged in rows if judged == "0"]
    questions = [one for one, _, _ in rows]
    others = _draw().sample(questions, len(questions))
    return {
        "mean the same": mean_the_same,
        "are near and do not": [(one, other) for one, other, judged in rows if judged == "1"],
        "were drawn": list(zip(questions, others, strict=True)),
    }


def paraphrases() -> LabelledSet:
    """One of each ten ways to say a thing is the query; the other nine are documents."""
    lines = shared_data("korean_qa/paraKQC_a.txt").read_text("utf-8").splitlines()
    sentences = [line.split("\t")[2] for line in lines]
    draw = _draw()
    documents: list[Document] = []
    queries: list[Labelled] = []
    for first in range(0, len(sentences), _GROUP):
        group = sentences[first : first + _GROUP]
        query = group.pop(draw.randrange(len(group)))
        numbers = range(len(documents), len(documents) + len(group))
        documents += [document(at, text) for at, text in zip(numbers, group, strict=True)]
        queries.append(Labelled(query, frozenset(numbers)))
    return LabelledSet("Korean paraphrases", documents, queries)


def measure(engine: Engine, labelled: LabelledSet) -> Figures:
    """Ask every query of a set, and say how high the right documents came."""
    reciprocal = recall = hits = precision = first = 0.0
    for query in labelled.queries:
        found = [hit.id for hit in engine.search(query.text, limit=_DEEP + 1)]
        found = [one for one in found if one != query.itself][:_DEEP]
        ranks = [rank for rank, one in enumerate(found, 1) if one in query.relevant]
        high = [rank for rank in ranks if rank <= _DEPTH]
        reciprocal += 1 / high[0] if high else 0
        recall += len(high) / min(_DEPTH, len(query.relevant))
        hits += bool(high)
        precisions = (right / rank for right, rank in enumerate(ranks, 1))
        precision += sum(precisions) / len(query.relevant)
        first += ranks[:1] == [1]
    count = len(labelled.queries)
    return Figures(
        reciprocal / count, recall / count, hits / count, precision / count, first / count
    )


def overlap(one: Engine, other: Engine, texts: list[str], *, ask: str = "search") -> float:
    """Say which part of the first ten hits two engines have in common, on average."""
    shares = []
    for text in texts:
        first, second = (
            {hit.key for hit in getattr(engine, ask)(text, limit=_DEPTH)} for engine in (one, other)
        )
        if first or second:
            shares.append(len(first & second) / max(len(first), len(second)))
    return sum(shares) / len(shares)


def _draw() -> random.Random:
    return random.Random(_SEED)  # noqa: S311  # the same draw every time is wanted


def document(number: int, title: str, body: str = "") -> Document:
    return Document(
        kind="question",
        id=number,
        version="1",
        created_at=_ASKED_AT,
        lang="ko",
        title=title,
        body=body,
    )


def _texts(pairs: list[tuple[str, str, str]]) -> Iterator[str]:
    for first, second, _ in pairs:
        yield from (first, second)
