"""Tables of the changelog: entries, and the ideas that they answer."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.kit.db import BigId, Model, RowId, db


class Entry(Model):
    """One thing that is new, improved or fixed, in one or both languages."""

    __tablename__ = "changelog_entries"

    id: Mapped[RowId]
    product_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("products.id", ondelete="RESTRICT"), index=True
    )
    label: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10), default="draft")
    # a language without a title is one that it is not written in
    title_ko: Mapped[str] = mapped_column(String(120))
    body_md_ko: Mapped[str] = mapped_column(Text)
    body_html_ko: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str] = mapped_column(String(120))
    body_md_en: Mapped[str] = mapped_column(Text)
    body_html_en: Mapped[str] = mapped_column(Text)
    # grows with every change: whoever saves names the one they had before their eyes
    version: Mapped[int] = mapped_column(default=1)
    writer_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="RESTRICT")
    )
    # who published it, or decided when it will be
    publisher_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="RESTRICT")
    )
    written_at: Mapped[datetime]
    # when its texts were changed last while readers could see them
    edited_at: Mapped[datetime | None]
    publish_at: Mapped[datetime | None]
    # the first time
    published_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("state IN ('draft', 'scheduled', 'published', 'withdrawn')", name="state"),
        CheckConstraint("label IN ('new', 'improved', 'fixed')", name="label"),
        CheckConstraint("title_ko <> '' OR title_en <> ''", name="title"),
        CheckConstraint("version >= 1", name="version"),
        CheckConstraint("(state = 'scheduled') = (publish_at IS NOT NULL)", name="scheduled"),
        CheckConstraint(
            "(state IN ('published', 'withdrawn')) = (published_at IS NOT NULL)", name="published"
        ),
        CheckConstraint("(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="withdrawn"),
        CheckConstraint("edited_at IS NULL OR published_at IS NOT NULL", name="edited"),
        # read by the page of the changelog, its feed and its sitemap
        Index(
            "ix_changelog_entries_published",
            "published_at",
            "id",
            sqlite_where=db.text("state = 'published'"),
            postgresql_where=db.text("state = 'published'"),
        ),
        # read by the job that publishes what is due
        Index(
            "ix_changelog_entries_due",
            "publish_at",
            sqlite_where=db.text("state = 'scheduled'"),
            postgresql_where=db.text("state = 'scheduled'"),
        ),
        # read by the desk, newest first
        Index("ix_changelog_entries_state", "state", "id"),
        # AUTOINCREMENT: the address of an entry is never given to another
        {"sqlite_autoincrement": True},
    )


class EntryIdea(Model):
    """An entry answers an idea. The key is the rule: once."""

    __tablename__ = "changelog_ideas"

    entry_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("changelog_entries.id", ondelete="CASCADE"), primary_key=True
    )
    # read by the page of the idea
    thread_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("threads.id", ondelete="CASCADE"), primary_key=True, index=True
    )
