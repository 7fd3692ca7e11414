"""Work by the clock: promises that are overdue, refusals to look at again, ideas nobody touches."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, or_, select, update
from sqlalchemy.orm import aliased

from portal.ideas import actions, plans, response_clock, rules
from portal.ideas.events import (
    IdeaAnswerOverdue,
    IdeaArchiveCancelled,
    IdeaArchiveWarned,
    IdeaRevisitDue,
)
from portal.ideas.models import IdeaPlan
from portal.kit import clock
from portal.kit.db import db, rows_changed
from portal.kit.events import announce
from portal.products.models import Product
from portal.threads.models import Thread
from portal.votes.models import Vote

_BATCH = 200
_ARCHIVED = "archived"


def note_overdue() -> int:
    """Note the promises whose day is over, once each.

    Gives: how many.
    """
    now = clock.now()
    late = _planned(IdeaPlan.answer_due_at < now, IdeaPlan.answered_at.is_(None)).where(
        IdeaPlan.overdue_told_at.is_(None)
    )
    ids = db.session.execute(late).scalars().all()
    for thread_id in ids:
        plans.change(thread_id, overdue_told_at=now)
        plans.note(thread_id, "overdue")
        announce(IdeaAnswerOverdue(actor_id=None, thread_id=thread_id))
    return len(ids)


def note_revisits() -> int:
    """Bring refused ideas back to the queue whose day to look at them again has come.

    Gives: how many.
    """
    due = _planned(IdeaPlan.revisit_at <= clock.now(), IdeaPlan.revisit_due_at.is_(None))
    ids = db.session.execute(due.where(Thread.status_kind == "rejected")).scalars().all()
    for thread_id in ids:
        _revisit(thread_id, "date")
    return len(ids)


def note_votes(thread_id: int) -> None:
    """Bring a refused idea back to the queue if as many want it now as were asked for.

    Costs: 1 statement; 3 when it comes back.
    """
    due = _planned(
        Thread.id == thread_id,
        Thread.status_kind == "rejected",
        IdeaPlan.revisit_votes <= Thread.vote_count,
        IdeaPlan.revisit_due_at.is_(None),
    )
    if db.session.execute(due).scalar_one_or_none() is not None:
        _revisit(thread_id, "votes")


def warn_untouched() -> int:
    """Warn that ideas go into the archive that few want and nobody has touched for long.

    What the team has spoken about in public is not put away by a clock. Each product has a
    patience and a threshold of its own.
    Gives: how many.
    """
    products = select(Product.id, Product.archive_after_days, Product.review_threshold_votes)
    count = 0
    for product_id, days, threshold in db.session.execute(products).all():
        untouched = _untouched(product_id, timedelta(days=days), threshold)
        for thread_id in db.session.execute(untouched).scalars().all():
            plans.put(thread_id, archive_warned_at=clock.now())
            plans.note(thread_id, "archive_warned")
            announce(IdeaArchiveWarned(actor_id=None, thread_id=thread_id))
            count += 1
    return count


def archive_untouched() -> int:
    """Put ideas into the archive that nobody has touched since the warning.

    Gives: how many.
    """
    limit = clock.now() - rules.ARCHIVE_WARNING
    warned = (
        select(Thread.id, Thread.status, _is_touched().label("is_touched"))
        .join(IdeaPlan, IdeaPlan.thread_id == Thread.id)
        .where(IdeaPlan.archive_warned_at <= limit)
        .order_by(IdeaPlan.archive_warned_at)
        .limit(_BATCH)
    )
    count = 0
    for row in db.session.execute(warned).all():
        if row.is_touched or not row.status:
            cancel_archiving(row.id, clock.now())
        elif actions.move_by_system(row.id, before=row.status, after=_ARCHIVED, cause="untouched"):
            count += 1
        else:
            plans.change(row.id, archive_warned_at=None)
    return count


def cancel_archiving(thread_id: int, at: datetime) -> None:
    """Call a warning off: somebody has touched the idea.

    Costs: 1 statement; 2 when there was one.
    """
    warned = update(IdeaPlan).where(
        IdeaPlan.thread_id == thread_id, IdeaPlan.archive_warned_at < at
    )
    if rows_changed(warned.values(archive_warned_at=None)):
        plans.note(thread_id, "archive_cancelled")
        announce(IdeaArchiveCancelled(actor_id=None, thread_id=thread_id))


def _planned(*conditions: ColumnElement[bool]) -> Select[Any]:
    return (
        select(Thread.id)
        .join(IdeaPlan, IdeaPlan.thread_id == Thread.id)
        .where(*conditions, Thread.visibility == "visible", Thread.canonical_id.is_(None))
        .limit(_BATCH)
    )


def _revisit(thread_id: int, because: str) -> None:
    if plans.change(thread_id, revisit_due_at=clock.now()):
        plans.note(thread_id, f"revisit_{because}")
        announce(IdeaRevisitDue(actor_id=None, thread_id=thread_id, because=because))


def _untouched(product_id: int, patience: timedelta, threshold: int) -> Select[Any]:
    limit = clock.now() - patience
    is_warned = exists().where(
        IdeaPlan.thread_id == Thread.id, IdeaPlan.archive_warned_at.is_not(None)
    )
    return (
        select(Thread.id)
        .where(
            # the conditions of the index, word for word
            Thread.visibility == "visible",
            Thread.canonical_id.is_(None),
            Thread.status_kind == "open",
            Thread.last_activity_at <= limit,
            Thread.product_id == product_id,
            Thread.vote_count < threshold,
        )
        .where(~_voted_since(limit), ~is_warned, ~response_clock.has_spoken())
        .order_by(Thread.last_activity_at)
        .limit(_BATCH)
    )


def _voted_since(instant: Any) -> ColumnElement[bool]:  # noqa: ANN401 - an instant or a column
    """Say in SQL that somebody voted for an idea, or for one that is the same, after an instant."""
    repeats = aliased(Thread)
    return or_(
        exists().where(Vote.thread_id == Thread.id, Vote.cast_at > instant),
        exists().where(
            repeats.canonical_id == Thread.id,
            Vote.thread_id == repeats.id,
            Vote.cast_at > instant,
        ),
    )


def _is_touched() -> ColumnElement[bool]:
    return or_(
        Thread.visibility != "visible",
        Thread.canonical_id.is_not(None),
        Thread.status_kind != "open",
        Thread.last_activity_at > IdeaPlan.archive_warned_at,
        _voted_since(IdeaPlan.archive_warned_at),
    )
