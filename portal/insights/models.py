"""The tables of those who began to ask, and of what they were shown meanwhile."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.kit.db import BigId, Model


class AskSession(Model):
    """Somebody began to ask. Nothing in it tells who, or what they typed."""

    __tablename__ = "ask_sessions"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    lang: Mapped[str] = mapped_column(String(5))
    # none yet, or none at all: they left
    outcome: Mapped[str | None] = mapped_column(String(6))
    # read by the figures and by the job that forgets old sessions
    began_at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = (
        CheckConstraint("kind IN ('question', 'idea')", name="kind"),
        CheckConstraint("outcome IN ('asked', 'solved')", name="outcome"),
    )


class AskSuggestion(Model):
    """A thing that was shown to somebody who began to ask, and what they did with it."""

    __tablename__ = "ask_suggestions"

    session_id: Mapped[str] = mapped_column(
        String(32), ForeignKey("ask_sessions.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    # a thread, or a version of an article; it may be gone by now
    thing_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    # where it stood when it was shown first, from 1
    position: Mapped[int]
    opened_at: Mapped[datetime | None]
    is_viewed: Mapped[bool]
    is_solving: Mapped[bool]

    __table_args__ = (
        CheckConstraint("kind IN ('question', 'idea', 'faq')", name="kind"),
        CheckConstraint("NOT is_viewed OR opened_at IS NOT NULL", name="viewed"),
    )
