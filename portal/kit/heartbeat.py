"""Signs of life of the processes that work unseen, and who may do what only one may."""

from datetime import datetime, timedelta

from sqlalchemy import String, select, update
from sqlalchemy.orm import Mapped, mapped_column

from portal.kit import clock
from portal.kit.db import Model, db, insert_once, rows_changed


class Heartbeat(Model):
    """A named duty, who does it, and when they were last seen doing it."""

    __tablename__ = "heartbeats"

    duty: Mapped[str] = mapped_column(String(60), primary_key=True)
    holder: Mapped[str] = mapped_column(String(80))
    beat_at: Mapped[datetime]


def hold(duty: str, holder: str, *, lease_seconds: int) -> bool:
    """Take a duty, or keep it, unless another holder was seen at it within the lease.

    Gives: True when the duty is the holder's now.
    Costs: 1 or 2 statements.
    """
    now = clock.now()
    expired = Heartbeat.beat_at < now - timedelta(seconds=lease_seconds)
    kept = (
        update(Heartbeat)
        .where(Heartbeat.duty == duty, (Heartbeat.holder == holder) | expired)
        .values(holder=holder, beat_at=now)
    )
    if rows_changed(kept):
        return True
    return insert_once(Heartbeat, duty=duty, holder=holder, beat_at=now)


def last_beat(duty: str) -> datetime | None:
    """Tell when somebody was last seen at a duty.

    Costs: 1 statement.
    """
    beat = select(Heartbeat.beat_at).where(Heartbeat.duty == duty)
    return db.session.execute(beat).scalar_one_or_none()
