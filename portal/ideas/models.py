"""The table of decisions about ideas."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.kit.db import BigId, Model, RowId


class StatusChange(Model):
    """One decision: from which status to which, by whom, and what the voters were told."""

    __tablename__ = "idea_status_changes"

    id: Mapped[RowId]
    thread_id: Mapped[int] = mapped_column(BigId, ForeignKey("threads.id", ondelete="CASCADE"))
    before: Mapped[str] = mapped_column(String(20))
    after: Mapped[str] = mapped_column(String(20))
    note_md: Mapped[str] = mapped_column(Text)
    note_html: Mapped[str] = mapped_column(Text)
    decided_by_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="RESTRICT")
    )
    decided_by_role: Mapped[str | None] = mapped_column(String(20))
    decided_at: Mapped[datetime]

    # read by the decisions of an idea
    __table_args__ = (Index("ix_idea_status_changes_thread_id", "thread_id", "id"),)
