"""Proposing by evidence: what weighs enough becomes a candidate, a few a product and week."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, exists, func, or_, select, update
from sqlalchemy.orm import aliased

from portal.faq import evidence
from portal.faq.events import FaqNominated, FaqNominationDropped
from portal.faq.models import ArticleSource, Evidence, Nomination
from portal.faq.weighing import CONTESTED, WEIGHABLE
from portal.kit import clock
from portal.kit.db import db, insert_once, read, rows_changed
from portal.kit.events import announce
from portal.threads.models import Thread

_WEEK = timedelta(days=7)
_Member = aliased(Thread)

HAS_ARTICLE: ColumnElement[bool] = Thread.id.in_(
    select(func.coalesce(_Member.canonical_id, _Member.id)).join(
        ArticleSource, ArticleSource.thread_id == _Member.id
    )
)
"""An article grew from the question, or from one of its duplicates."""


def propose() -> int:
    """Propose what weighs enough, the heaviest first, as many as a product may have in a week.

    What was declined comes back once it weighs twice as much as then.
    Gives: how many were proposed.
    Announces: FaqNominated, for each.
    Costs: 3 statements, one more for each product, and 2 to 3 for each that is proposed.
    """
    _weigh_declined()
    now = clock.now()
    proposed = 0
    products = select(Thread.product_id).distinct().join(Evidence, Evidence.thread_id == Thread.id)
    taken = _taken_since(now - _WEEK)
    for product_id in read(products.where(*_ripe(now))).scalars().all():
        room = evidence.PER_WEEK - taken.get(product_id, 0)
        if room > 0:
            for row in read(_heaviest(product_id, now, room)).all():
                proposed += _propose(row)
    return proposed


def drop_unfounded() -> None:
    """Take back what evidence proposed and is not solved, not visible or has an article by now.

    Announces: FaqNominationDropped, for each.
    Costs: 1 statement; 2 for each.
    """
    founded = select(Thread.id).where(WEIGHABLE, ~HAS_ARTICLE)
    lost = select(Nomination.id, Nomination.thread_id).where(
        Nomination.state == "open",
        Nomination.nominated_by_id.is_(None),
        Nomination.thread_id.not_in(founded),
    )
    for row in read(lost.order_by(Nomination.id)).all():
        _drop(row.id, row.thread_id)


def follow_links() -> None:
    """Let what somebody proposed stand for the question it repeats, once that is known.

    It is dropped where that one is a candidate already, or has been decided about.
    Announces: FaqNominationDropped, for each that is dropped.
    Costs: 1 statement; 1 to 3 for each.
    """
    linked = select(Nomination.id, Nomination.thread_id, Thread.canonical_id).join(
        Thread, Thread.id == Nomination.thread_id
    )
    open_ones = linked.where(
        Nomination.state == "open",
        Nomination.nominated_by_id.is_not(None),
        Thread.canonical_id.is_not(None),
    )
    for row in read(open_ones.order_by(Nomination.id)).all():
        known = read(select(Nomination.id).where(Nomination.thread_id == row.canonical_id))
        if known.scalar() is not None:
            _drop(row.id, row.thread_id)
            continue
        moved = update(Nomination).where(Nomination.id == row.id)
        db.session.execute(moved.values(thread_id=row.canonical_id))


def _ripe(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Say ``evidence.why_not_yet`` in SQL, and that nobody has decided about it yet."""
    known = exists().where(Nomination.thread_id == Thread.id)
    declined = exists().where(
        Nomination.thread_id == Thread.id,
        Nomination.state == "declined",
        Evidence.score >= evidence.AGAIN_FROM_TIMES * Nomination.declined_score,
    )
    return (
        WEIGHABLE,
        Evidence.score >= evidence.PROPOSED_FROM,
        Evidence.has_signal.is_(True),
        Thread.resolved_at <= now - timedelta(hours=evidence.SETTLED_HOURS),
        or_(~known, declined),
        ~HAS_ARTICLE,
        ~CONTESTED,
    )


def _heaviest(product_id: int, now: datetime, most: int) -> Select[*tuple[Any, ...]]:
    return (
        select(Thread.id, Thread.resolution)
        .join(Evidence, Evidence.thread_id == Thread.id)
        .where(Thread.product_id == product_id, *_ripe(now))
        .order_by(Evidence.score.desc(), Thread.id.desc())
        .limit(most)
    )


def _taken_since(begin: datetime) -> dict[int, int]:
    counted = (
        select(Thread.product_id, func.count())
        .join(Nomination, Nomination.thread_id == Thread.id)
        .where(Nomination.nominated_by_id.is_(None), Nomination.nominated_at > begin)
        .group_by(Thread.product_id)
    )
    return {row[0]: row[1] for row in read(counted)}


def _propose(row: Any) -> bool:  # noqa: ANN401 - a row of _heaviest
    now = clock.now()
    made = insert_once(
        Nomination, thread_id=row.id, cause=row.resolution, state="open", nominated_at=now
    )
    again = (
        update(Nomination)
        .where(Nomination.thread_id == row.id, Nomination.state == "declined")
        .values(
            state="open",
            cause=row.resolution,
            nominated_by_id=None,
            nominated_at=now,
            decline_reason=None,
            declined_score=None,
        )
    )
    if not made and not rows_changed(again):
        return False
    number = select(Nomination.id).where(Nomination.thread_id == row.id)
    announce(
        FaqNominated(
            actor_id=None,
            thread_id=row.id,
            nomination_id=read(number).scalar_one(),
            cause=row.resolution,
        )
    )
    return True


def _weigh_declined() -> None:
    """Remember what was declined before it was weighed at what it weighs now."""
    weighed = select(Evidence.score).where(Evidence.thread_id == Nomination.thread_id)
    db.session.execute(
        update(Nomination)
        .where(Nomination.state == "declined", Nomination.declined_score.is_(None))
        .values(declined_score=weighed.scalar_subquery())
        .execution_options(synchronize_session=False)
    )


def _drop(nomination_id: int, thread_id: int) -> None:
    db.session.execute(delete(Nomination).where(Nomination.id == nomination_id))
    announce(FaqNominationDropped(actor_id=None, thread_id=thread_id))
