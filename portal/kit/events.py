"""The log of facts: what happened, who did it, and who still has to react.

A fact is written in the transaction of the change that it tells of. A worker later gives it
to each reaction once; a delivery row per (fact, reaction) remembers how far that went.
Nobody relies on ids being committed in order: a fact that is not handed out yet carries a
flag saying so, and the flag is what the worker looks for.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, insert
from sqlalchemy.orm import Mapped, mapped_column

from portal.kit import clock
from portal.kit.db import BigId, Model, RowId, db

_replaying: ContextVar[bool] = ContextVar("replaying", default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A fact in the past tense: ids and codes only, never text or addresses.

    A subclass may be given more fields later, with defaults; it never loses one.
    """

    by_kind: ClassVar[dict[str, type[Event]]] = {}

    actor_id: int | None

    def __init_subclass__(cls) -> None:
        """Enter each kind of fact in the one register."""
        Event.by_kind[cls.__name__] = cls


@dataclass(frozen=True, slots=True)
class Fact:
    """An event as it stands in the log."""

    id: int
    event: Event
    occurred_at: datetime
    is_replayed: bool


class EventRow(Model):
    """One fact. Append-only: it is also the timeline and the audit log."""

    __tablename__ = "events"

    id: Mapped[RowId]
    kind: Mapped[str] = mapped_column(String(60))
    actor_id: Mapped[int | None] = mapped_column(BigId)
    thread_id: Mapped[int | None] = mapped_column(BigId)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    occurred_at: Mapped[datetime]
    is_replayed: Mapped[bool]
    is_dispatched: Mapped[bool]

    __table_args__ = (
        # read by the thread's timeline
        Index("ix_events_thread_id_id", "thread_id", "id"),
        # read by the worker's dispatch; holds only what is waiting
        Index(
            "ix_events_undispatched",
            "id",
            sqlite_where=db.text("is_dispatched = 0"),
            postgresql_where=db.text("NOT is_dispatched"),
        ),
        # AUTOINCREMENT: the newest id only ever grows, which kept pages rely on
        {"sqlite_autoincrement": True},
    )


class Delivery(Model):
    """How far one fact has come with one reaction."""

    __tablename__ = "deliveries"

    event_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("events.id", ondelete="CASCADE"), primary_key=True
    )
    reaction: Mapped[str] = mapped_column(String(120), primary_key=True)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    last_error: Mapped[str | None] = mapped_column(String(500))

    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'claimed', 'done', 'dead')", name="state"),
        # read by the worker's claim and by the health page; done rows are not in it
        Index(
            "ix_deliveries_open",
            "due_at",
            sqlite_where=db.text("state <> 'done'"),
            postgresql_where=db.text("state <> 'done'"),
        ),
    )


_WRITE_DOWN = insert(EventRow)


def announce(event: Event) -> None:
    """Write a fact down, in the transaction of the change itself.

    Costs: 1 statement.
    """
    payload = asdict(event)
    values = {
        "kind": type(event).__name__,
        "actor_id": payload.pop("actor_id"),
        "thread_id": payload.get("thread_id"),
        "payload": payload,
        "occurred_at": clock.now(),
        "is_replayed": _replaying.get(),
        "is_dispatched": False,
    }
    # every change announces: made once and run past the mapper, it takes a fifth of the time
    db.session.connection().execute(_WRITE_DOWN, values)


@contextmanager
def replaying() -> Iterator[None]:
    """Mark what happens in a block as history being told again.

    The index and the timeline want it; nobody is sent a mail about it.
    """
    token = _replaying.set(True)
    try:
        yield
    finally:
        _replaying.reset(token)


def read(row: EventRow) -> Fact:
    """Give a row of the log its type back."""
    event_type = Event.by_kind[row.kind]
    event = event_type(actor_id=row.actor_id, **row.payload)
    return Fact(row.id, event, row.occurred_at, row.is_replayed)
