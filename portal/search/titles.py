"""Search by titles alone, in the database: what answers while the index is away."""

from sqlalchemy import and_, select

from portal.kit.db import db
from portal.search.engine import Filters, Hit
from portal.threads import policy
from portal.threads.models import Thread

_WORDS_MAX = 5


def find(query: str, filters: Filters, *, limit: int) -> tuple[Hit, ...]:
    """Find threads whose title holds every word as it is typed, newest first.

    Costs: 1 statement, which reads every title in the worst case.
    """
    words = query.split()[:_WORDS_MAX]
    has_words = and_(*(Thread.title.icontains(word, autoescape=True) for word in words))
    statement = select(Thread.id, Thread.kind).where(has_words, policy.VISIBLE)
    if filters.kinds:
        statement = statement.where(Thread.kind.in_(filters.kinds))
    if filters.product_id is not None:
        statement = statement.where(Thread.product_id == filters.product_id)
    if filters.lang is not None:
        statement = statement.where(Thread.lang == filters.lang)
    if filters.is_official:
        statement = statement.where(Thread.official_count > 0)
    if filters.is_unanswered:
        statement = statement.where(Thread.kind == "question", Thread.answer_count == 0)
    rows = db.session.execute(statement.order_by(Thread.id.desc()).limit(limit))
    return tuple(
        Hit(f"{row.kind}:{row.id}", row.kind, row.id, 1.0, 1.0, False, tuple(words))  # noqa: FBT003 - a Hit is positional
        for row in rows
    )
