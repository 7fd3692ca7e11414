"""The tables of suggestions and of links."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.kit.db import BigId, Model, RowId, db


class DuplicateSuggestion(Model):
    """Somebody, or the portal itself, says that a thread is the same as another."""

    __tablename__ = "duplicate_suggestions"

    id: Mapped[RowId]
    thread_id: Mapped[int] = mapped_column(BigId, ForeignKey("threads.id", ondelete="CASCADE"))
    target_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("threads.id", ondelete="CASCADE"), index=True
    )
    # nobody: the portal found words that both share
    suggested_by_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="CASCADE"), index=True
    )
    shared_words: Mapped[str] = mapped_column(String(200), default="")
    suggested_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(9), default="open")
    decided_by_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="SET NULL")
    )
    decided_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("state IN ('open', 'accepted', 'dismissed')", name="state"),
        CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decided"),
        CheckConstraint("thread_id <> target_id", name="two_threads"),
        # one open suggestion a person and thread, whoever races
        Index(
            "uq_duplicate_suggestions_open",
            "thread_id",
            "suggested_by_id",
            unique=True,
            sqlite_where=db.text("state = 'open' AND suggested_by_id IS NOT NULL"),
            postgresql_where=db.text("state = 'open' AND suggested_by_id IS NOT NULL"),
        ),
        # the portal suggests a pair once, whatever became of it
        Index(
            "uq_duplicate_suggestions_found",
            "thread_id",
            "target_id",
            unique=True,
            sqlite_where=db.text("suggested_by_id IS NULL"),
            postgresql_where=db.text("suggested_by_id IS NULL"),
        ),
        # read by the queue
        Index(
            "ix_duplicate_suggestions_queue",
            "id",
            sqlite_where=db.text("state = 'open'"),
            postgresql_where=db.text("state = 'open'"),
        ),
    )


class DuplicateLink(Model):
    """A thread was linked to another; by whom, and what its asker said to it."""

    __tablename__ = "duplicate_links"

    id: Mapped[RowId]
    thread_id: Mapped[int] = mapped_column(BigId, ForeignKey("threads.id", ondelete="CASCADE"))
    target_id: Mapped[int] = mapped_column(BigId, ForeignKey("threads.id", ondelete="CASCADE"))
    # nobody: it was there before anybody noted who, or was brought in
    applied_by_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="SET NULL")
    )
    applied_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(9), default="active")
    contest_reason: Mapped[str | None] = mapped_column(String(300))
    contested_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="SET NULL")
    )
    decided_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("state IN ('active', 'contested', 'ended')", name="state"),
        CheckConstraint("state <> 'contested' OR contested_at IS NOT NULL", name="contested"),
        # a thread is linked, or contested, once at a time
        Index(
            "uq_duplicate_links_live",
            "thread_id",
            unique=True,
            sqlite_where=db.text("state <> 'ended'"),
            postgresql_where=db.text("state <> 'ended'"),
        ),
        # read when what a thread repeats is parted from it
        Index(
            "ix_duplicate_links_target_id",
            "target_id",
            sqlite_where=db.text("state = 'active'"),
            postgresql_where=db.text("state = 'active'"),
        ),
        # read by what asks whether a pair may be suggested again since it was dismissed
        Index(
            "ix_duplicate_links_ended",
            "thread_id",
            "decided_at",
            sqlite_where=db.text("state = 'ended'"),
            postgresql_where=db.text("state = 'ended'"),
        ),
        # read by the queue of contested links
        Index(
            "ix_duplicate_links_contested",
            "id",
            sqlite_where=db.text("state = 'contested'"),
            postgresql_where=db.text("state = 'contested'"),
        ),
    )
