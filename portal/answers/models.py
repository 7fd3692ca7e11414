"""Tables of answers, comments, official marks and revisions."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kit.db import BigId, Model, RowId, db


class Answer(Model):
    """An answer to a question, or the team's word on an idea."""

    __tablename__ = "answers"

    id: Mapped[RowId]
    thread_id: Mapped[int] = mapped_column(BigId, ForeignKey("threads.id", ondelete="CASCADE"))
    author_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="RESTRICT"))
    author_role: Mapped[str | None] = mapped_column(String(20))
    body_md: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    visibility: Mapped[str] = mapped_column(String(10), default="visible")
    visibility_reason: Mapped[str | None] = mapped_column(String(300))
    posted_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    accepted_at: Mapped[datetime | None]
    accepted_by_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="RESTRICT")
    )

    helpful_count: Mapped[int] = mapped_column(default=0)
    unhelpful_count: Mapped[int] = mapped_column(default=0)
    # Wilson lower bound of helpful among all votes: how far to trust the share
    helpful_rank: Mapped[float] = mapped_column(default=0.0)

    __table_args__ = (
        CheckConstraint("visibility IN ('visible', 'hidden', 'withdrawn')", name="visibility"),
        CheckConstraint("(accepted_at IS NULL) = (accepted_by_id IS NULL)", name="accepted"),
        CheckConstraint("accepted_at IS NULL OR visibility = 'visible'", name="accepted_visible"),
        CheckConstraint("helpful_count >= 0 AND unhelpful_count >= 0", name="counts"),
        # at most one accepted answer in a thread, whoever races
        Index(
            "uq_answers_accepted",
            "thread_id",
            unique=True,
            sqlite_where=db.text("accepted_at IS NOT NULL"),
            postgresql_where=db.text("accepted_at IS NOT NULL"),
        ),
        # read by the conversation of a thread
        Index("ix_answers_thread_id", "thread_id", "id"),
        # read by a person's page
        Index("ix_answers_author_id", "author_id", "posted_at", "id"),
        {"sqlite_autoincrement": True},
    )


class OfficialMark(Model):
    """The company's word on an answer: written by staff, or a customer's answer endorsed.

    One is current per thread; earlier ones stay readable as superseded or withdrawn.
    """

    __tablename__ = "official_marks"

    id: Mapped[RowId]
    answer_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("answers.id", ondelete="CASCADE"), index=True
    )
    thread_id: Mapped[int] = mapped_column(BigId, ForeignKey("threads.id", ondelete="CASCADE"))
    mode: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(10), default="official")
    summary: Mapped[str] = mapped_column(String(140))
    # what was endorsed: a later edit by the author does not speak for the company
    body_html: Mapped[str] = mapped_column(Text)
    answer_version: Mapped[int]
    correction: Mapped[str | None] = mapped_column(String(500))
    corrected_at: Mapped[datetime | None]
    marked_by_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="RESTRICT"))
    marked_by_role: Mapped[str | None] = mapped_column(String(20))
    marked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None] = mapped_column(String(300))

    __table_args__ = (
        CheckConstraint("mode IN ('authored', 'endorsed')", name="mode"),
        CheckConstraint("state IN ('official', 'superseded', 'withdrawn')", name="state"),
        CheckConstraint("(state = 'official') = (ended_at IS NULL)", name="ended"),
        # one current official answer in a thread, whoever races
        Index(
            "uq_official_marks_current",
            "thread_id",
            unique=True,
            sqlite_where=db.text("state = 'official'"),
            postgresql_where=db.text("state = 'official'"),
        ),
        # read by the earlier official answers of a thread
        Index("ix_official_marks_thread_id", "thread_id", "id"),
    )


class AnswerRevision(Model):
    """What an answer said before an edit. Append-only."""

    __tablename__ = "answer_revisions"

    id: Mapped[RowId]
    answer_id: Mapped[int] = mapped_column(BigId, ForeignKey("answers.id", ondelete="CASCADE"))
    version: Mapped[int]
    body_md: Mapped[str] = mapped_column(Text)
    editor_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="RESTRICT"))
    edited_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("answer_id", "version"),)


class Comment(Model):
    """A remark on a thread or on one of its answers."""

    __tablename__ = "comments"

    id: Mapped[RowId]
    thread_id: Mapped[int] = mapped_column(BigId, ForeignKey("threads.id", ondelete="CASCADE"))
    answer_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("answers.id", ondelete="CASCADE")
    )
    author_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="RESTRICT"))
    author_role: Mapped[str | None] = mapped_column(String(20))
    body_md: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    visibility: Mapped[str] = mapped_column(String(10), default="visible")
    visibility_reason: Mapped[str | None] = mapped_column(String(300))
    posted_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("visibility IN ('visible', 'hidden', 'withdrawn')", name="visibility"),
        # read by the conversation of a thread
        Index("ix_comments_thread_id", "thread_id", "id"),
        # read by the list of ideas that a person spoke of
        Index("ix_comments_author_id", "author_id", "posted_at", "thread_id"),
        {"sqlite_autoincrement": True},
    )
