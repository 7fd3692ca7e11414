"""The clock of the answer: so many want it, so an answer is owed until a day that all can see.

It starts when the votes reach the product's threshold for the first time, or when a product
manager starts it, and stops for good at the first thing that the team says in public.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, exists, or_, select, update

from portal.accounts.actor import Actor
from portal.accounts.roles import STAFF_ROLES
from portal.answers.models import Answer, Comment
from portal.ideas import plans, policy, rules
from portal.ideas.events import IdeaAnswered, IdeaClockStarted
from portal.ideas.models import IdeaPlan, StatusChange
from portal.kit import clock
from portal.kit.db import db, read, rows_changed
from portal.kit.errors import Conflict, NotAllowed
from portal.kit.events import announce
from portal.products.models import Product
from portal.threads import queries as threads
from portal.threads.kinds import VOTABLE
from portal.threads.models import Thread

_ROLES = tuple(sorted(STAFF_ROLES))


@dataclass(frozen=True, slots=True)
class Clock:
    """Until when an answer is owed, and when it was given."""

    due_at: datetime
    answered_at: datetime | None

    def is_overdue(self, now: datetime) -> bool:
        """Tell whether the day is over and nothing was said."""
        return self.answered_at is None and self.due_at < now


_RUNNING = select(IdeaPlan.thread_id, IdeaPlan.answer_due_at).where(
    IdeaPlan.thread_id.in_(bindparam("thread_ids", expanding=True)),
    IdeaPlan.answer_due_at.is_not(None),
    IdeaPlan.answered_at.is_(None),
)


def running(thread_ids: list[int]) -> dict[int, Clock]:
    """Give the running clocks of several ideas.

    Costs: 1 statement, none for an empty list.
    """
    if not thread_ids:
        return {}
    rows = read(_RUNNING, {"thread_ids": thread_ids})
    return {row.thread_id: Clock(row.answer_due_at, None) for row in rows}


def start(actor: Actor, thread_id: int) -> None:
    """Promise an answer, however many want it.

    Raises: NotFound; NotAllowed("idea.set_status"); Conflict("idea.not_an_idea" |
        "idea.is_merged" | "idea.clock_closed" | "idea.clock_started").
    Announces: IdeaClockStarted.
    Costs: at most 6 statements.
    """
    thread = threads.get(actor, thread_id)
    if not policy.can_plan(actor, thread.product_id):
        raise NotAllowed("idea.set_status")
    if thread.status_kind is None:
        raise Conflict("idea.not_an_idea")
    if thread.canonical_id is not None:
        raise Conflict("idea.is_merged", canonical_id=thread.canonical_id)
    if thread.status_kind not in VOTABLE:
        raise Conflict("idea.clock_closed")
    days = select(Product.response_days).where(Product.id == thread.product_id)
    if not _start(actor.id, thread_id, db.session.execute(days).scalar_one()):
        raise Conflict("idea.clock_started")


def note_votes(thread_id: int) -> None:
    """Start the clock if so many want the idea now, and the team has said nothing yet.

    Announces: IdeaClockStarted.
    Costs: 1 statement; 4 when it starts.
    """
    days = db.session.execute(
        select(Product.response_days)
        .select_from(Thread)
        .join(Product, Product.id == Thread.product_id)
        .outerjoin(IdeaPlan, IdeaPlan.thread_id == Thread.id)
        .where(Thread.id == thread_id, Thread.status_kind.in_(VOTABLE))
        .where(Thread.visibility == "visible", Thread.canonical_id.is_(None))
        .where(Thread.vote_count >= Product.review_threshold_votes)
        .where(IdeaPlan.needs_answer_since.is_(None), ~has_spoken())
    ).scalar_one_or_none()
    if days is not None:
        _start(None, thread_id, days)


def stop(actor: Actor, thread_id: int, at: datetime) -> None:
    """Note that the team has answered, if an answer was owed.

    Announces: IdeaAnswered.
    Costs: 1 statement; 3 when one was owed.
    """
    owed = (
        (IdeaPlan.thread_id == thread_id)
        & IdeaPlan.answered_at.is_(None)
        & (IdeaPlan.needs_answer_since <= at)
    )
    due_at = db.session.execute(select(IdeaPlan.answer_due_at).where(owed)).scalar_one_or_none()
    if due_at is None:
        return
    if rows_changed(update(IdeaPlan).where(owed).values(answered_at=at)):
        is_in_time = at <= due_at
        plans.note(thread_id, "answered_in_time" if is_in_time else "answered_late")
        announce(IdeaAnswered(actor_id=actor.id, thread_id=thread_id, is_in_time=is_in_time))


def owe_again(thread_id: int, *, since: datetime) -> None:
    """Let an answer be owed again that was given since an instant and is taken back.

    Costs: 1 statement.
    """
    given = (IdeaPlan.thread_id == thread_id) & (IdeaPlan.answered_at >= since)
    db.session.execute(update(IdeaPlan).where(given).values(answered_at=None))


def has_spoken() -> ColumnElement[bool]:
    """Say in SQL, of a row of threads, that the team has answered its idea in public.

    The reader of lists of what waits for an answer asks the same.
    """
    return or_(
        exists().where(
            StatusChange.thread_id == Thread.id,
            StatusChange.decided_by_role.in_(_ROLES),
            or_(StatusChange.note_md != "", StatusChange.link.is_not(None)),
        ),
        exists().where(
            Answer.thread_id == Thread.id,
            Answer.visibility == "visible",
            Answer.author_role.in_(_ROLES),
            Answer.author_id != Thread.author_id,
        ),
        exists().where(
            Comment.thread_id == Thread.id,
            Comment.visibility == "visible",
            Comment.author_role.in_(_ROLES),
            Comment.author_id != Thread.author_id,
        ),
    )


def _start(actor_id: int | None, thread_id: int, response_days: int) -> bool:
    now = clock.now()
    due_at = rules.due_at(now, response_days)
    plans.ensure(thread_id)
    begin = update(IdeaPlan).where(
        IdeaPlan.thread_id == thread_id, IdeaPlan.needs_answer_since.is_(None)
    )
    if not rows_changed(begin.values(needs_answer_since=now, answer_due_at=due_at)):
        return False
    plans.note(thread_id, "clock_started")
    announce(IdeaClockStarted(actor_id=actor_id, thread_id=thread_id))
    return True
