"""How hot a thread is: every vote fades by its own age, so the order never has to be redone.

With H the half-life and T₀ a fixed epoch, a thread's heat is s = Σ 2^((t − T₀)/H) over the
times t of its votes, and its key is log₂ s. All heat fades at one rate, so the order of keys
changes only when somebody votes, and one vote changes one key. Nothing is recomputed by the
clock, and the key stands in an index.

Source: docs/decisions/0011-every-vote-fades.md; readers are told on /about/ranking.
"""

import math
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func
from sqlalchemy.orm import InstrumentedAttribute

from portal.kit.instants import epoch_seconds

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
HALF_LIFE_DAYS = 14
COLD = -1.0e6
"""The key of a thread without any vote: below every thread that has one."""

_HALF_LIFE_SECONDS = HALF_LIFE_DAYS * 86_400.0
# 2^-1000 adds nothing any more, and a little below it PostgreSQL speaks of an underflow
_NOTHING = -1_000.0


def heat_of(cast_at: datetime) -> float:
    """Give a vote's weight as an exponent of two.

    Takes: cast_at, aware.
    Gives: half-lives since the epoch; negative before it.
    """
    return (cast_at - EPOCH).total_seconds() / _HALF_LIFE_SECONDS


def warmer(hot_key: float, cast_at: datetime) -> float:
    """Add one vote to a key.

    Gives: log₂(2^key + 2^x), computed so that it never overflows.

    >>> round(warmer(0.0, EPOCH), 6)  # two votes of the same age are one half-life hotter
    1.0
    """
    heat = heat_of(cast_at)
    high, low = max(hot_key, heat), min(hot_key, heat)
    return high + math.log2(1.0 + 2.0 ** max(low - high, _NOTHING))


def warmer_sql(key: InstrumentedAttribute[float], cast_at: datetime) -> ColumnElement[Any]:
    """Say ``warmer`` in SQL, so that parallel votes on one thread never undo each other."""
    heat = heat_of(cast_at)
    high = case((key > heat, key), else_=heat)
    distance = case((key > heat, heat - key), else_=key - heat)
    bounded = case((distance < _NOTHING, _NOTHING), else_=distance)
    return high + func.ln(1.0 + func.power(2.0, bounded)) / math.log(2.0)


def hot_key_sql(cast_at: ColumnElement[datetime]) -> ColumnElement[float]:
    """Say ``hot_key`` in SQL, as an aggregate over the rows of a statement."""
    half_lives = (epoch_seconds(cast_at) - EPOCH.timestamp()) / _HALF_LIFE_SECONDS
    bounded = case((half_lives < _NOTHING, _NOTHING), else_=half_lives)
    key = func.ln(func.sum(func.power(2.0, bounded))) / math.log(2.0)
    return case((func.count(cast_at) == 0, COLD), else_=key)


def hot_key(cast_times: Iterable[datetime]) -> float:
    """Compute a key from all votes.

    >>> hot_key([])
    -1000000.0
    >>> hot_key([EPOCH])
    0.0
    """
    key = COLD
    # oldest first: the smallest numbers are added before the large ones swallow them
    for cast_at in sorted(cast_times):
        key = warmer(key, cast_at)
    return key
