"""Reading what became of ideas, and what is owed to those who want them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    bindparam,
    exists,
    func,
    literal,
    null,
    select,
    true,
    union_all,
)

from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.accounts.queries import BYLINE, Byline, byline
from portal.ideas import rules
from portal.ideas.models import Happening, IdeaPlan, OutcomeAnswer, StatusChange, StillNeeded
from portal.ideas.response_clock import Clock
from portal.kit import clock
from portal.kit.db import BigId, read
from portal.threads import lists, statuses
from portal.threads.kinds import Status
from portal.threads.queries import ThreadView

_MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One change of an idea's status."""

    id: int
    before: str
    after: str
    note_html: str
    reason_code: str | None
    link: str | None
    revisit_at: datetime | None
    revisit_votes: int | None
    is_system: bool
    cause: str | None
    decided_at: datetime
    decided_by: Byline | None

    @property
    def at(self) -> datetime:
        """Tell when it was."""
        return self.decided_at


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happened to an idea beside decisions."""

    kind: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the voters say of the last delivery."""

    solved: int = 0
    unsolved: int = 0

    @property
    def answers(self) -> int:
        """Count everybody who said something."""
        return self.solved + self.unsolved


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """What stands about an idea beside its status, for everybody to see."""

    clock: Clock | None = None
    eta: str | None = None
    archive_at: datetime | None = None
    revisit_due_at: datetime | None = None
    outcome: Outcome = Outcome()
    still_needed: int = 0
    # everything that became of it, newest first
    history: tuple[Decision | Happened, ...] = ()
    # for the staff alone, by the number of the decision
    private_notes: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Own:
    """What a reader said themselves: whether it solved it, and that they still need it."""

    solved: bool | None = None
    needs_it: bool = False


_FACTS = tuple(
    name for name in Decision.__dataclass_fields__ if name not in {"decided_at", "decided_by"}
)
_DECIDED = select(
    *(getattr(StatusChange, name) for name in _FACTS),
    StatusChange.decided_at.label("at"),
    StatusChange.decided_by_id,
    StatusChange.decided_by_role,
    StatusChange.private_note,
    null().label("happened"),
)
_HAPPENED = select(
    Happening.id,
    *(null() for _ in _FACTS[1:]),
    Happening.happened_at,
    null(),
    null(),
    null(),
    Happening.kind,
)


def decisions(thread_id: int) -> tuple[Decision, ...]:
    """List what was decided about an idea, newest first.

    Costs: 1 statement.
    """
    return tuple(one for one in life(thread_id).history if isinstance(one, Decision))


def life(thread_id: int) -> Life:
    """Give everything that stands about an idea beside its status.

    What is for the staff alone is in it too: the door shows it to nobody else.
    Costs: 1 statement.
    """
    since = clock.now() - rules.STILL_NEEDED_WITHIN
    rows = read(_life(), {"thread_id": thread_id, "since": since}).all()
    row = rows[0]
    warned_at = row.archive_warned_at
    return Life(
        clock=Clock(row.answer_due_at, row.answered_at) if row.answer_due_at else None,
        eta=row.eta,
        archive_at=warned_at + rules.ARCHIVE_WARNING if warned_at else None,
        revisit_due_at=row.revisit_due_at,
        outcome=Outcome(row.solved, row.unsolved),
        still_needed=row.needed,
        history=tuple(_told(one) for one in rows if one.id is not None),
        private_notes={one.id: one.private_note for one in rows if one.private_note},
    )


@lru_cache(maxsize=1)
def _life() -> Select[*tuple[Any, ...]]:
    thread_id: Any = bindparam("thread_id", type_=BigId)
    said = OutcomeAnswer.change_id == last_change(thread_id)
    solved = select(func.count()).where(said, OutcomeAnswer.solved)
    unsolved = select(func.count()).where(said, ~OutcomeAnswer.solved)
    needed = select(func.count()).where(
        StillNeeded.thread_id == thread_id, StillNeeded.pressed_at > bindparam("since")
    )
    one = select(thread_id.label("thread_id")).subquery()
    told = union_all(
        _DECIDED.where(StatusChange.thread_id == thread_id),
        _HAPPENED.where(Happening.thread_id == thread_id),
    ).subquery("told")
    return (
        select(
            IdeaPlan.answer_due_at,
            IdeaPlan.answered_at,
            IdeaPlan.eta,
            IdeaPlan.archive_warned_at,
            IdeaPlan.revisit_due_at,
            solved.scalar_subquery().label("solved"),
            unsolved.scalar_subquery().label("unsolved"),
            needed.scalar_subquery().label("needed"),
            *told.c,
            *(column.label(f"by_{column.key}") for column in BYLINE),
        )
        .select_from(
            one.outerjoin(IdeaPlan, IdeaPlan.thread_id == one.c.thread_id)
            .outerjoin(told, true())
            .outerjoin(User, User.id == told.c.decided_by_id)
        )
        .order_by(told.c.at.desc(), told.c.happened.is_(None), told.c.id.desc())
        .limit(_MOST)
    )


def _told(row: Any) -> Decision | Happened:  # noqa: ANN401 - a row of _life
    if row.happened is not None:
        return Happened(row.happened, row.at)
    facts = {name: getattr(row, name) for name in _FACTS}
    who = [getattr(row, f"by_{column.key}") for column in BYLINE]
    return Decision(
        **facts,
        decided_at=row.at,
        decided_by=byline(who, row.decided_by_role) if who[0] is not None else None,
    )


def last_change(thread_id: Any) -> Any:  # noqa: ANN401 - columns or parameters
    """Say in SQL which decision made an idea what it is."""
    return (
        select(func.max(StatusChange.id))
        .where(StatusChange.thread_id == thread_id)
        .scalar_subquery()
    )


def own_columns(actor: Actor, thread: ThreadView) -> tuple[ColumnElement[Any], ...]:
    """Select what a reader said of an idea that is done or put away, as ``own`` reads it."""
    if not actor.is_known or thread.status_kind not in ("done", "archived"):
        return ()
    solved = select(OutcomeAnswer.solved).where(
        OutcomeAnswer.change_id == last_change(thread.id), OutcomeAnswer.person_id == actor.id
    )
    needs_it = exists().where(StillNeeded.thread_id == thread.id, StillNeeded.person_id == actor.id)
    return solved.scalar_subquery(), needs_it


def own(values: tuple[Any, ...]) -> Own:
    """Read the values of ``own_columns``."""
    return Own(*values) if values else Own()


@dataclass(frozen=True, slots=True)
class Around:
    """What a list of ideas shows beside its cards."""

    # how many public ideas have each status
    counts: tuple[tuple[Status, int], ...] = ()
    # the promises that run
    clocks: Mapping[int, Clock] = field(default_factory=dict)


def around(product_id: int | None, thread_ids: list[int]) -> Around:
    """Give what a list of ideas shows beside its cards; the status most ideas have first.

    Costs: 1 statement.
    """
    values: dict[str, Any] = {"thread_ids": thread_ids}
    if product_id is not None:
        values["product_id"] = product_id
    rows = read(_around(product_id is None), values).all()
    known = statuses.last_known()
    counts = [
        (known[row.word], row.number) for row in rows if row.sort == "count" and row.word in known
    ]
    clocks = {row.number: Clock(row.due_at, None) for row in rows if row.sort == "clock"}
    return Around(tuple(sorted(counts, key=lambda pair: -pair[1])), clocks)


@lru_cache(maxsize=2)
def _around(of_all: bool) -> CompoundSelect[*tuple[Any, ...]]:  # noqa: FBT001 - a cache's key
    counted = lists.counted_by_status(of_all=of_all).subquery()
    return union_all(
        select(
            literal("clock").label("sort"),
            literal("").label("word"),
            IdeaPlan.thread_id.label("number"),
            IdeaPlan.answer_due_at.label("due_at"),
        ).where(
            IdeaPlan.thread_id.in_(bindparam("thread_ids", expanding=True)),
            IdeaPlan.answer_due_at.is_not(None),
            IdeaPlan.answered_at.is_(None),
        ),
        select(literal("count"), counted.c.status, counted.c.count, null()),
    )
