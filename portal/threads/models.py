"""Tables of threads, their tags, followers, revisions and unsent drafts."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.kit.db import BigId, Model, RowId, db

_OPEN_LIST = "visibility = 'visible' AND canonical_id IS NULL"
_ORDERS = (("hot", "hot_key"), ("new", "posted_at"), ("top", "vote_count"))


class IdeaStatus(Model):
    """A status that an idea can have: its kind is fixed, its words and looks are not."""

    __tablename__ = "idea_statuses"

    slug: Mapped[str] = mapped_column(String(20), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    label_ko: Mapped[str] = mapped_column(String(30))
    label_en: Mapped[str] = mapped_column(String(30))
    colour: Mapped[str] = mapped_column(String(8))
    position: Mapped[int]
    on_roadmap: Mapped[bool] = mapped_column(default=False)
    # one that every site begins with
    is_system: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (
        CheckConstraint("kind IN ('open', 'active', 'done', 'rejected', 'archived')", name="kind"),
        CheckConstraint(
            "colour IN ('plain', 'muted', 'wait', 'brand', 'good', 'bad', 'violet', 'teal')",
            name="colour",
        ),
        CheckConstraint("length(label_ko) >= 1 AND length(label_en) >= 1", name="labels"),
        # what ideas refer to, so that none has a status of one kind and says it is of another
        UniqueConstraint("slug", "kind"),
    )


class IdeaStatusEdition(Model):
    """The name of the catalogue of statuses as it is now: one row, renamed at each change."""

    __tablename__ = "idea_status_editions"

    id: Mapped[RowId]
    name: Mapped[str] = mapped_column(String(36))

    __table_args__ = (CheckConstraint("id = 1", name="only"),)


class Thread(Model):
    """A question or an idea."""

    __tablename__ = "threads"

    id: Mapped[RowId]
    kind: Mapped[str] = mapped_column(String(8))
    product_id: Mapped[int] = mapped_column(BigId, ForeignKey("products.id", ondelete="RESTRICT"))
    author_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="RESTRICT"))
    # the role the author spoke in when they posted; a snapshot
    author_role: Mapped[str | None] = mapped_column(String(20))
    lang: Mapped[str] = mapped_column(String(2))
    title: Mapped[str] = mapped_column(String(200))
    slug: Mapped[str] = mapped_column(String(100))
    body_md: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    excerpt: Mapped[str] = mapped_column(String(240))

    visibility: Mapped[str] = mapped_column(String(10), default="visible")
    visibility_reason: Mapped[str | None] = mapped_column(String(300))
    locked_at: Mapped[datetime | None]
    lock_reason: Mapped[str | None] = mapped_column(String(300))
    canonical_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("threads.id", ondelete="RESTRICT")
    )
    status: Mapped[str | None] = mapped_column(String(20))
    # of the status, which never changes its kind: conditions and indexes ask the kind alone
    status_kind: Mapped[str | None] = mapped_column(String(8))
    resolution: Mapped[str | None] = mapped_column(String(10))
    resolved_at: Mapped[datetime | None]
    confirmed_by: Mapped[str | None] = mapped_column(String(6))

    posted_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    last_activity_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    vote_count: Mapped[int] = mapped_column(default=0)
    answer_count: Mapped[int] = mapped_column(default=0)
    comment_count: Mapped[int] = mapped_column(default=0)
    accepted_count: Mapped[int] = mapped_column(default=0)
    official_count: Mapped[int] = mapped_column(default=0)
    hot_key: Mapped[float]
    # how often threads were linked to it or parted from it, or it from others: whoever counts a
    # vote by what was linked before sees that it is something else now
    family_edition: Mapped[int] = mapped_column(default=0, server_default="0")

    __table_args__ = (
        CheckConstraint("kind IN ('question', 'idea')", name="kind"),
        CheckConstraint("lang IN ('ko', 'en')", name="lang"),
        CheckConstraint("visibility IN ('visible', 'hidden', 'withdrawn')", name="visibility"),
        CheckConstraint("(kind = 'idea') = (status IS NOT NULL)", name="status_of_idea"),
        CheckConstraint("(status IS NULL) = (status_kind IS NULL)", name="status_kind"),
        ForeignKeyConstraint(
            ["status", "status_kind"],
            ["idea_statuses.slug", "idea_statuses.kind"],
            name="fk_threads_status_idea_statuses",
            ondelete="RESTRICT",
        ),
        CheckConstraint("resolution IN ('accepted', 'official')", name="resolution"),
        CheckConstraint("(resolution IS NULL) = (resolved_at IS NULL)", name="resolved"),
        CheckConstraint("confirmed_by IN ('asker', 'staff', 'timer')", name="confirmed_by"),
        CheckConstraint("canonical_id <> id", name="canonical"),
        CheckConstraint(
            "vote_count >= 0 AND answer_count >= 0 AND comment_count >= 0"
            " AND accepted_count >= 0 AND official_count >= 0",
            name="counts",
        ),
        # read by the hot list
        Index(
            "ix_threads_hot",
            "kind",
            "hot_key",
            "id",
            sqlite_where=db.text(_OPEN_LIST),
            postgresql_where=db.text(_OPEN_LIST),
        ),
        # read by the list of new threads
        Index(
            "ix_threads_new",
            "kind",
            "posted_at",
            "id",
            sqlite_where=db.text(_OPEN_LIST),
            postgresql_where=db.text(_OPEN_LIST),
        ),
        # read by the list of all-time top threads
        Index(
            "ix_threads_top",
            "kind",
            "vote_count",
            "id",
            sqlite_where=db.text(_OPEN_LIST),
            postgresql_where=db.text(_OPEN_LIST),
        ),
        # read by the same three lists narrowed to a product
        *(
            Index(
                f"ix_threads_product_{name}",
                *("kind", "product_id", column, "id"),
                sqlite_where=db.text(_OPEN_LIST),
                postgresql_where=db.text(_OPEN_LIST),
            )
            for name, column in _ORDERS
        ),
        # read by the same three lists of ideas that have one status
        *(
            Index(
                f"ix_threads_status_{name}",
                *("status", column, "id"),
                sqlite_where=db.text(_OPEN_LIST + " AND kind = 'idea'"),
                postgresql_where=db.text(_OPEN_LIST + " AND kind = 'idea'"),
            )
            for name, column in _ORDERS
        ),
        # read by the list of unanswered questions and the staff home
        Index(
            "ix_threads_unanswered",
            "posted_at",
            "id",
            sqlite_where=db.text(_OPEN_LIST + " AND kind = 'question' AND answer_count = 0"),
            postgresql_where=db.text(_OPEN_LIST + " AND kind = 'question' AND answer_count = 0"),
        ),
        # read by the counts of ideas per status
        Index(
            "ix_threads_status",
            "status",
            "product_id",
            sqlite_where=db.text(_OPEN_LIST + " AND kind = 'idea'"),
            postgresql_where=db.text(_OPEN_LIST + " AND kind = 'idea'"),
        ),
        # read by the job that looks for ideas nobody touches any more
        Index(
            "ix_threads_untouched",
            "last_activity_at",
            sqlite_where=db.text(_OPEN_LIST + " AND status_kind = 'open'"),
            postgresql_where=db.text(_OPEN_LIST + " AND status_kind = 'open'"),
        ),
        # read by a person's page and the list "mine"
        Index("ix_threads_author", "author_id", "posted_at", "id"),
        # read by "same questions" on a thread; most threads are nobody's duplicate, and were they
        # in it, a database that counted them would rather read the whole table
        Index(
            "ix_threads_canonical_id",
            "canonical_id",
            sqlite_where=db.text("canonical_id IS NOT NULL"),
            postgresql_where=db.text("canonical_id IS NOT NULL"),
        ),
        {"sqlite_autoincrement": True},
    )


class Tag(Model):
    """A short word under which threads are found."""

    __tablename__ = "tags"

    id: Mapped[RowId]
    slug: Mapped[str] = mapped_column(String(40), unique=True)


class ThreadTag(Model):
    """A tag on a thread, and when the thread was posted: the list of a tag goes by it."""

    __tablename__ = "thread_tags"

    thread_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("threads.id", ondelete="CASCADE"), primary_key=True
    )
    tag_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("tags.id", ondelete="CASCADE"), primary_key=True
    )
    posted_at: Mapped[datetime]

    # read by the list of a tag, newest first
    __table_args__ = (Index("ix_thread_tags_tag_id", "tag_id", "posted_at", "thread_id"),)


class Follow(Model):
    """A person who wants to hear of a thread: of everything, of its status, or of nothing.

    ``muted`` is kept as a row so that nothing subscribes that person again.
    """

    __tablename__ = "follows"

    thread_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("threads.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    level: Mapped[str] = mapped_column(String(6))
    origin: Mapped[str] = mapped_column(String(8))
    followed_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("level IN ('all', 'status', 'muted')", name="level"),
        CheckConstraint(
            "origin IN ('author', 'vote', 'behalf', 'answer', 'comment', 'choice')", name="origin"
        ),
        # read by the list "followed"
        Index("ix_follows_person_id", "person_id", "thread_id"),
    )


class ThreadRevision(Model):
    """What a thread said before an edit. Append-only."""

    __tablename__ = "thread_revisions"

    id: Mapped[RowId]
    thread_id: Mapped[int] = mapped_column(BigId, ForeignKey("threads.id", ondelete="CASCADE"))
    version: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    body_md: Mapped[str] = mapped_column(Text)
    editor_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="RESTRICT"))
    edited_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("thread_id", "version"),)


class ThreadCluster(Model):
    """Which questions seem to be about the same: each names one of them, the oldest, or itself."""

    __tablename__ = "thread_clusters"

    thread_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("threads.id", ondelete="CASCADE"), primary_key=True
    )
    # read by the members of a cluster
    root_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("threads.id", ondelete="CASCADE"), index=True
    )


class ThreadWord(Model):
    """A word that a question is about, and what such words are looked up by."""

    __tablename__ = "thread_words"

    thread_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("threads.id", ondelete="CASCADE"), primary_key=True
    )
    word: Mapped[str] = mapped_column(String(40), primary_key=True)
    key: Mapped[str] = mapped_column(String(40))

    # read by the search for questions that share words
    __table_args__ = (Index("ix_thread_words_key", "key", "thread_id"),)


class Split(Model):
    """An idea that was made of a part of another."""

    __tablename__ = "idea_splits"

    thread_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("threads.id", ondelete="CASCADE"), primary_key=True
    )
    # read by the parts of an idea
    from_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("threads.id", ondelete="CASCADE"), index=True
    )
    split_by_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="SET NULL")
    )
    split_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("thread_id <> from_id", name="two_ideas"),)


class Draft(Model):
    """What somebody typed and has not sent, kept for 30 days.

    It belongs to a person or, before they sign in, to a browser.
    """

    __tablename__ = "drafts"

    owner: Mapped[str] = mapped_column(String(80), primary_key=True)
    form: Mapped[str] = mapped_column(String(60), primary_key=True)
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    # read by the job that forgets old drafts
    saved_at: Mapped[datetime] = mapped_column(index=True)
