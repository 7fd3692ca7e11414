"""Tables of notices, preferences and outgoing mail."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kit.db import BigId, Model, RowId, db


class Notice(Model):
    """One person is told of one event, once, for whatever number of reasons."""

    __tablename__ = "notices"

    id: Mapped[RowId]
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"))
    event_id: Mapped[int] = mapped_column(BigId, ForeignKey("events.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    # None: it is about an article alone
    thread_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("threads.id", ondelete="CASCADE")
    )
    # what in the thread, or grown from it, it is about; each must still be visible to be told of
    answer_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("answers.id", ondelete="CASCADE")
    )
    comment_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("comments.id", ondelete="CASCADE")
    )
    article_version_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("faq_versions.id", ondelete="CASCADE")
    )
    changelog_entry_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("changelog_entries.id", ondelete="CASCADE")
    )
    # the status that an idea was given
    status: Mapped[str | None] = mapped_column(String(20))
    # how many want the idea
    votes: Mapped[int | None]
    actor_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id", ondelete="SET NULL"))
    in_inbox: Mapped[bool]
    noticed_at: Mapped[datetime]
    read_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("person_id", "event_id"),
        # read by the reaction that told of an event, to queue its mails
        Index("ix_notices_event_id", "event_id"),
        # read by the inbox
        Index("ix_notices_inbox", "person_id", "id"),
        # read by the unread count on every page
        Index(
            "ix_notices_unread",
            "person_id",
            sqlite_where=db.text("read_at IS NULL AND in_inbox = 1"),
            postgresql_where=db.text("read_at IS NULL AND in_inbox"),
        ),
    )


class Preference(Model):
    """How a person wants to hear of one kind of notice. No row: as the table of kinds says."""

    __tablename__ = "notice_preferences"

    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    in_inbox: Mapped[bool]
    by_mail: Mapped[bool]
    in_digest: Mapped[bool] = mapped_column(default=False, server_default=db.false())

    __table_args__ = (
        CheckConstraint("NOT (by_mail AND in_digest)", name="one_mail"),
        # read when an entry of the changelog is told to who asked for all of them
        Index("ix_notice_preferences_kind", "kind"),
    )


class OutgoingMail(Model):
    """A mail that a notice causes, until it is sent or given up.

    What is gathered waits for the next mail that brings several pieces of news, and is digested
    once that is sent.
    """

    __tablename__ = "outgoing_mails"

    notice_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("notices.id", ondelete="CASCADE"), primary_key=True
    )
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(300))

    __table_args__ = (
        CheckConstraint(
            "state IN ('waiting', 'gathered', 'sent', 'digested', 'dropped', 'dead')", name="state"
        ),
        # read by the mail job and the health page
        Index(
            "ix_outgoing_mails_waiting",
            "due_at",
            sqlite_where=db.text("state = 'waiting'"),
            postgresql_where=db.text("state = 'waiting'"),
        ),
        # read by the job of digests and the health page
        Index(
            "ix_outgoing_mails_gathered",
            "due_at",
            sqlite_where=db.text("state = 'gathered'"),
            postgresql_where=db.text("state = 'gathered'"),
        ),
    )


class AccountMail(Model):
    """A mail about a person's own account, until it is sent or given up."""

    __tablename__ = "account_mails"

    event_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("events.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    last_error: Mapped[str | None] = mapped_column(String(300))

    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'sent', 'dropped', 'dead')", name="state"),
        # read by the mail job and the health page
        Index(
            "ix_account_mails_waiting",
            "due_at",
            sqlite_where=db.text("state = 'waiting'"),
            postgresql_where=db.text("state = 'waiting'"),
        ),
    )
