"""How the deliveries stand, for the health page: what waits, what fails, what was given up."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, false, func, select, update

from portal.kit import clock
from portal.kit.db import db, rows_changed
from portal.kit.events import Delivery, EventRow
from portal.kit.heartbeat import Heartbeat

_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Troubled:
    """One delivery that failed at least once."""

    event_id: int
    event_kind: str
    reaction: str
    state: str
    attempts: int
    due_at: datetime
    last_error: str | None


@dataclass(frozen=True, slots=True)
class Backlog:
    """How much is waiting, and since when."""

    undispatched_count: int
    waiting_count: int
    dead_count: int
    oldest_at: datetime | None


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty of the worker, and when somebody was last seen at it."""

    name: str
    holder: str
    beat_at: datetime


def backlog() -> Backlog:
    """Count what has not been done yet.

    Costs: 2 statements.
    """
    facts = select(func.count(), func.min(EventRow.occurred_at))
    undispatched, oldest = db.session.execute(facts.where(EventRow.is_dispatched == false())).one()
    states = select(Delivery.state, func.count()).where(Delivery.state != "done")
    counts = {row[0]: row[1] for row in db.session.execute(states.group_by(Delivery.state))}
    waiting = counts.get("waiting", 0) + counts.get("claimed", 0)
    return Backlog(undispatched, waiting, counts.get("dead", 0), oldest)


def troubled() -> tuple[Troubled, ...]:
    """List the deliveries that failed, those given up first.

    Costs: 1 statement.
    """
    rows = db.session.execute(
        select(
            Delivery.event_id,
            EventRow.kind,
            Delivery.reaction,
            Delivery.state,
            Delivery.attempts,
            Delivery.due_at,
            Delivery.last_error,
        )
        .join(EventRow, EventRow.id == Delivery.event_id)
        .where(Delivery.state != "done", Delivery.last_error.is_not(None))
        .order_by(case((Delivery.state == "dead", 0), else_=1), Delivery.due_at)
        .limit(_SHOWN)
    )
    return tuple(Troubled(*row) for row in rows)


def duties() -> tuple[Duty, ...]:
    """List the worker's duties.

    Costs: 1 statement.
    """
    rows = db.session.execute(
        select(Heartbeat.duty, Heartbeat.holder, Heartbeat.beat_at).order_by(Heartbeat.duty)
    )
    return tuple(Duty(*row) for row in rows)


def revive() -> int:
    """Let everything that was given up be tried again, from the beginning.

    Gives: how many.
    Costs: 1 statement.
    """
    return rows_changed(
        update(Delivery)
        .where(Delivery.state == "dead")
        .values(state="waiting", attempts=0, due_at=clock.now())
    )
