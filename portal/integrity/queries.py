"""Looking for drift."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from portal.integrity.counters import COUNTERS
from portal.integrity.invariants import all_invariants
from portal.kit.db import db


@dataclass(frozen=True, slots=True)
class Finding:
    """How many rows break a sentence, and one of them to begin with."""

    name: str
    drift: int
    example: object | None


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
