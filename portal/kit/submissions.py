"""The same form sent twice is one act: a double click, a reload, an impatient retry."""

from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import String, delete
from sqlalchemy.orm import Mapped, mapped_column

from portal.kit import clock
from portal.kit.db import Model, insert_once, rows_changed

REMEMBERED_HOURS = 24


class Submission(Model):
    """The print of something that was sent lately."""

    __tablename__ = "submissions"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    sent_at: Mapped[datetime] = mapped_column(index=True)


def is_first(*parts: object) -> bool:
    """Enter what is sent, and tell whether it is new.

    Takes: parts, which together say who sent what to where.
    Gives: False when the same was sent in the last 24 hours, however parallel.
    Costs: 1 statement.
    """
    text = "\x1f".join(str(part) for part in parts)
    digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return insert_once(Submission, digest=digest, sent_at=clock.now())


def forget_old() -> int:
    """Drop the prints that are older than a day.

    Gives: how many rows went.
    """
    limit = clock.now() - timedelta(hours=REMEMBERED_HOURS)
    return rows_changed(delete(Submission).where(Submission.sent_at < limit))
