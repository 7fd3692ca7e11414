"""How often is too often: counters shared by all processes, kept in the database.

A counter belongs to one key (an action with an account or an address) and one window of
time. Counting is a single upsert, so that parallel requests can never exceed the limit.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from hashlib import blake2b

from sqlalchemy import Insert, String, delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from portal.kit import clock
from portal.kit.db import Model, db, is_sqlite, rows_changed
from portal.kit.errors import TooMany


class LimitCounter(Model):
    """How often one key came in one window."""

    __tablename__ = "limit_counters"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    window_ends_at: Mapped[datetime] = mapped_column(primary_key=True, index=True)
    hits: Mapped[int]


@dataclass(frozen=True, slots=True)
class Limit:
    """So many times in so many seconds."""

    name: str
    times: int
    window_seconds: int


def hit(limit: Limit, subject: str) -> None:
    """Count one act and refuse it when it is one too many.

    Takes: subject, whose act it is (an account id, an address); kept only as a hash.
    Raises: TooMany("limit.<name>") with the seconds to wait.
    Costs: 1 statement.
    """
    ends_at = _window_end(limit)
    counted = {"key": _key(limit, subject), "window_ends_at": ends_at, "hits": 1}
    statement = _count_one(is_sqlite=is_sqlite())
    hits = db.session.connection().execute(statement, counted).scalar_one()
    if hits > limit.times:
        wait = int((ends_at - clock.now()).total_seconds()) + 1
        raise TooMany(f"limit.{limit.name}", retry_after_seconds=max(wait, 1))


@cache
def _count_one(*, is_sqlite: bool) -> Insert:
    insert = sqlite.insert if is_sqlite else postgresql.insert
    counted = insert(LimitCounter).on_conflict_do_update(
        index_elements=["key", "window_ends_at"], set_={"hits": LimitCounter.hits + 1}
    )
    return counted.returning(LimitCounter.hits)


def give_back(limit: Limit, subject: str) -> None:
    """Take back an act that was counted before it was known to be harmless: a right password.

    Costs: 1 statement.
    """
    db.session.execute(
        update(LimitCounter)
        .where(
            LimitCounter.key == _key(limit, subject),
            LimitCounter.window_ends_at == _window_end(limit),
            LimitCounter.hits > 0,
        )
        .values(hits=LimitCounter.hits - 1)
    )


def forget_old() -> int:
    """Drop the counters of windows that are over.

    Gives: how many rows went.
    """
    return rows_changed(delete(LimitCounter).where(LimitCounter.window_ends_at < clock.now()))


def _window_end(limit: Limit) -> datetime:
    now = clock.now()
    into_window = now.timestamp() % limit.window_seconds
    return now.replace(microsecond=0) + timedelta(seconds=limit.window_seconds - int(into_window))


def _key(limit: Limit, subject: str) -> str:
    digest = blake2b(subject.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return f"{limit.name}:{digest}"
