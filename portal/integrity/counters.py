"""Every counter of the portal, each with the rows that are its truth."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Float,
    Select,
    Subquery,
    case,
    cast,
    func,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute

from portal.answers.models import Answer, Comment, OfficialMark
from portal.answers.rules import Z_95
from portal.faq.models import ArticleVersion, ArticleVote
from portal.kit.db import Model
from portal.threads.models import Thread
from portal.threads.ranking import COLD, hot_key_sql
from portal.votes.models import HelpfulVote, UnattributedVote, Vote
from portal.votes.queries import COUNTED

Number = InstrumentedAttribute[int] | InstrumentedAttribute[float]

_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Span:
    """The threads from one number to another, both of them too."""

    first: int
    last: int

    def holds(self, thread_id: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
        """Tell whether a thread is one of these."""
        return thread_id.between(self.first, self.last)


@dataclass(frozen=True, slots=True)
class Counter:
    """A kept number and its truth."""

    name: str
    model: type[Model]
    kept: Number
    # one row (id, truth) for each thing that has anything to count
    counted: Subquery
    nothing: float = 0
    tolerance: float = 0.0
    # which threads it is limited to, for whoever counts in steps
    span: Span | None = None

    def drifted(self) -> Select[Any]:
        """Select the rows whose kept number is not the truth: id, kept, truth."""
        row_id = self.model.__table__.c.id
        truth = func.coalesce(self.counted.c.truth, self.nothing)
        return (
            select(row_id.label("id"), self.kept.label("kept"), truth.label("truth"))
            .outerjoin(self.counted, self.counted.c.id == row_id)
            .where(func.abs(self.kept - truth) > self.tolerance, _within(self.span, row_id))
        )


def _count(of: InstrumentedAttribute[Any], *conditions: ColumnElement[bool]) -> Subquery:
    counted = select(of.label("id"), func.count().label("truth")).where(*conditions)
    return counted.group_by(of).subquery()


def _within(span: Span | None, thread_id: Any) -> ColumnElement[bool]:  # noqa: ANN401 - any column
    return true() if span is None else span.holds(thread_id)


def _casts(span: Span | None) -> Subquery:
    """Select when everybody voted first for a thread or what repeats it, and each vote of nobody.

    One row for each vote that counts.
    """
    votes = union_all(
        select(Vote.thread_id.label("id"), Vote.person_id, Vote.cast_at).where(
            COUNTED, _within(span, Vote.thread_id)
        ),
        select(Thread.canonical_id, Vote.person_id, Vote.cast_at)
        .join(Thread, Thread.id == Vote.thread_id)
        .where(Thread.canonical_id.is_not(None), COUNTED, _within(span, Thread.canonical_id)),
    ).subquery()
    people = select(votes.c.id, func.min(votes.c.cast_at).label("cast_at")).group_by(
        votes.c.id, votes.c.person_id
    )
    of_nobody = select(UnattributedVote.thread_id, UnattributedVote.cast_at).where(
        UnattributedVote.thread_id.is_not(None), _within(span, UnattributedVote.thread_id)
    )
    return union_all(people, of_nobody).subquery()


def _votes(span: Span | None) -> Subquery:
    casts = _casts(span)
    return select(casts.c.id, func.count().label("truth")).group_by(casts.c.id).subquery()


def _heat(span: Span | None) -> Subquery:
    casts = _casts(span)
    key = hot_key_sql(casts.c.cast_at)
    return select(casts.c.id, key.label("truth")).group_by(casts.c.id).subquery()


def _answer_words() -> Subquery:
    both = union_all(
        select(HelpfulVote.answer_id.label("id"), HelpfulVote.value),
        select(UnattributedVote.answer_id, UnattributedVote.value).where(
            UnattributedVote.answer_id.is_not(None)
        ),
    ).subquery()
    return _helpful_and_not(both.c.id, both.c.value)


def _article_words() -> Subquery:
    return _helpful_and_not(ArticleVote.version_id, ArticleVote.value)


def _helpful_and_not(of: Any, value: Any) -> Subquery:  # noqa: ANN401 - columns of any table
    helpful = func.sum(case((value > 0, 1), else_=0))
    unhelpful = func.sum(case((value < 0, 1), else_=0))
    return (
        select(of.label("id"), helpful.label("helpful"), unhelpful.label("unhelpful"))
        .group_by(of)
        .subquery()
    )


def _only(words: Subquery, name: str) -> Subquery:
    return select(words.c.id, words.c[name].label("truth")).subquery()


def _rank(words: Subquery) -> Subquery:
    """Say ``answers.rules.wilson_lower_bound`` in SQL."""
    n = cast(words.c.helpful + words.c.unhelpful, Float)
    share = words.c.helpful / n
    margin = Z_95 * func.power((share * (1 - share) + Z_95**2 / (4 * n)) / n, 0.5)
    bound = (share + Z_95**2 / (2 * n) - margin) / (1 + Z_95**2 / n)
    truth = case((bound < 0, 0.0), else_=bound)
    return select(words.c.id, truth.label("truth")).subquery()


def vote_counters(span: Span | None = None) -> tuple[Counter, Counter]:
    """Give the count and the heat of all threads, or of some, with votes for what repeats them."""
    return (
        Counter("votes of a thread", Thread, Thread.vote_count, _votes(span), span=span),
        Counter("heat of a thread", Thread, Thread.hot_key, _heat(span), COLD, _ROUNDING, span),
    )


COUNTERS = (
    *vote_counters(),
    Counter(
        "visible answers of a thread",
        Thread,
        Thread.answer_count,
        _count(Answer.thread_id, Answer.visibility == "visible"),
    ),
    Counter(
        "visible comments of a thread",
        Thread,
        Thread.comment_count,
        _count(Comment.thread_id, Comment.visibility == "visible"),
    ),
    Counter(
        "accepted answers of a thread",
        Thread,
        Thread.accepted_count,
        _count(Answer.thread_id, Answer.accepted_at.is_not(None)),
    ),
    Counter(
        "official answers of a thread",
        Thread,
        Thread.official_count,
        _count(OfficialMark.thread_id, OfficialMark.state == "official"),
    ),
    Counter(
        "who finds an answer helpful",
        Answer,
        Answer.helpful_count,
        _only(_answer_words(), "helpful"),
    ),
    Counter(
        "who finds an answer unhelpful",
        Answer,
        Answer.unhelpful_count,
        _only(_answer_words(), "unhelpful"),
    ),
    Counter(
        "rank of an answer", Answer, Answer.helpful_rank, _rank(_answer_words()), 0.0, _ROUNDING
    ),
    Counter(
        "who finds an article helpful",
        ArticleVersion,
        ArticleVersion.helpful_count,
        _only(_article_words(), "helpful"),
    ),
    Counter(
        "who finds an article unhelpful",
        ArticleVersion,
        ArticleVersion.unhelpful_count,
        _only(_article_words(), "unhelpful"),
    ),
    Counter(
        "rank of an article",
        ArticleVersion,
        ArticleVersion.helpful_rank,
        _rank(_article_words()),
        0.0,
        _ROUNDING,
    ),
)
