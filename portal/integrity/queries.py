"""Looking for drift."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from portal.integrity.counters import COUNTERS
from portal.integrity.invariants import all_invariants
from portal.integrity.models import VoteRecount
from portal.kit.db import db


@dataclass(frozen=True, slots=True)
class Finding:
    """How many rows break a sentence, and one of them to begin with."""

    name: str
    drift: int
    example: object | None


@dataclass(frozen=True, slots=True)
class Recounted:
    """What the last recount found of votes, heat or families, and when."""

    subject: str
    drift: int
    example_id: int | None
    counted_at: datetime


def recounted() -> tuple[Recounted, ...]:
    """Give what the last recount of all votes found; nothing when there was none yet.

    Costs: 1 statement.
    """
    rows = select(
        VoteRecount.subject, VoteRecount.drift, VoteRecount.example_id, VoteRecount.counted_at
    )
    found = db.session.execute(rows.order_by(VoteRecount.subject.desc())).all()
    return tuple(Recounted(*row) for row in found)


def findings() -> Iterator[Finding]:
    """Check everything, counters first, one finding after the other.

    Costs: 1 statement for each.
    """
    return (look(name, broken_by) for name, broken_by in checks())


def checks() -> Iterator[tuple[str, Select[Any]]]:
    """List every check: its sentence, and the rows that break it."""
    yield from ((counter.name, counter.drifted()) for counter in COUNTERS)
    yield from ((invariant.name, invariant.broken_by) for invariant in all_invariants())


def look(name: str, broken_by: Select[Any]) -> Finding:
    """Make one check.

    Costs: 1 statement.
    """
    rows = broken_by.subquery()
    first = next(iter(rows.c))
    drift, example = db.session.execute(select(func.count(), func.min(first))).one()
    return Finding(name, drift, example)
