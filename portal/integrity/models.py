"""The table of this room: what the last recount found."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.kit.db import BigId, Model

SUBJECTS = ("votes", "heat", "families")
_SUBJECTS = ", ".join(f"'{subject}'" for subject in SUBJECTS)


class VoteRecount(Model):
    """How far the kept numbers were from the votes when all were counted last; at most 3 rows."""

    __tablename__ = "vote_recounts"

    subject: Mapped[str] = mapped_column(String(8), primary_key=True)
    drift: Mapped[int]
    # one of the rows concerned, to begin with
    example_id: Mapped[int | None] = mapped_column(BigId)
    counted_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint(f"subject IN ({_SUBJECTS})", name="subject"),
        CheckConstraint("drift >= 0", name="drift"),
        CheckConstraint("(drift > 0) = (example_id IS NOT NULL)", name="example"),
    )
