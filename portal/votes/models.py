"""Tables of votes."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.kit.db import BigId, Model


class Vote(Model):
    """One person wants an idea, or has a problem too. The key is the rule: one each."""

    __tablename__ = "votes"

    thread_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("threads.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    cast_at: Mapped[datetime]

    __table_args__ = (
        # read by the top lists of a period
        Index("ix_votes_cast_at", "cast_at", "thread_id"),
        # read by "voted" on a person's lists and when a person is erased
        Index("ix_votes_person_id", "person_id", "cast_at"),
    )


class HelpfulVote(Model):
    """One person says that an answer helped (1) or did not (-1)."""

    __tablename__ = "helpful_votes"

    answer_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    value: Mapped[int]
    cast_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("value IN (-1, 1)", name="value"),
        Index("ix_helpful_votes_person_id", "person_id"),
    )


class UnattributedVote(Model):
    """A vote whose person nobody knows, on a thread or on an answer; imports bring them."""

    __tablename__ = "unattributed_votes"

    source: Mapped[str] = mapped_column(String(80), primary_key=True)
    source_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    thread_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("threads.id", ondelete="CASCADE")
    )
    answer_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("answers.id", ondelete="CASCADE"), index=True
    )
    value: Mapped[int]
    cast_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("value IN (-1, 1)", name="value"),
        CheckConstraint("(thread_id IS NULL) <> (answer_id IS NULL)", name="one_thing"),
        CheckConstraint("thread_id IS NULL OR value = 1", name="none_against_threads"),
        # read by recounts and by the top lists of a period
        Index("ix_unattributed_votes_thread_id", "thread_id"),
        Index("ix_unattributed_votes_cast_at", "cast_at", "thread_id"),
    )
