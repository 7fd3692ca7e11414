"""Tables of the review: figures of ideas, scores, views, templates and sessions."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kit.db import BigId, Model, RowId, db

# word for word as each database is asked, or it does not see that the index applies
_LIVE = {"sqlite_where": db.text("is_live IS 1"), "postgresql_where": db.text("is_live IS true")}
NEVER = -1.0e15
"""Below everything that has an instant."""


class IdeaFigures(Model):
    """What the product manager's list shows of an idea, counted from its rows.

    A row says what was true at ``computed_at``; ``stale_at`` says since when it may not be.
    """

    __tablename__ = "idea_figures"

    thread_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("threads.id", ondelete="CASCADE"), primary_key=True
    )
    product_id: Mapped[int] = mapped_column(BigId, ForeignKey("products.id", ondelete="CASCADE"))
    # open or active, seen by everybody, and merged into no other: these are placed and compared
    is_live: Mapped[bool] = mapped_column(default=False)

    # people, each once for the idea and all that is merged into it
    voters: Mapped[int] = mapped_column(default=0)
    voters_on_behalf: Mapped[int] = mapped_column(default=0)
    voters_30: Mapped[int] = mapped_column(default=0)
    voters_before_30: Mapped[int] = mapped_column(default=0)
    voters_90: Mapped[int] = mapped_column(default=0)
    voters_active: Mapped[int] = mapped_column(default=0)
    # each organisation once, and the people of whom none is known
    voters_by_organisation: Mapped[int] = mapped_column(default=0)
    organisations: Mapped[int] = mapped_column(default=0)
    top_organisation: Mapped[str | None] = mapped_column(String(254))
    top_share: Mapped[float] = mapped_column(default=0.0)
    critical: Mapped[int] = mapped_column(default=0)
    important: Mapped[int] = mapped_column(default=0)
    nice: Mapped[int] = mapped_column(default=0)
    commenters: Mapped[int] = mapped_column(default=0)
    commenters_90: Mapped[int] = mapped_column(default=0, server_default="0")
    followers: Mapped[int] = mapped_column(default=0)
    last_staff_at: Mapped[datetime | None]

    demand: Mapped[float] = mapped_column(default=0.0)
    momentum: Mapped[float] = mapped_column(default=0.0)
    rice: Mapped[float | None]
    fit: Mapped[int | None]
    # None for what has no place
    priority: Mapped[float | None]
    # what the list is ordered by: the same, or below all others where there is nothing
    rice_key: Mapped[float] = mapped_column(default=-1.0)
    priority_key: Mapped[float] = mapped_column(default=-1.0)
    # seconds: what is due first, and what the team spoke of last, is highest
    due_key: Mapped[float] = mapped_column(default=NEVER)
    staff_key: Mapped[float] = mapped_column(default=NEVER)
    # how long how many have waited for a first word of the team; below zero where nobody waits
    waiting_key: Mapped[float] = mapped_column(default=-1.0, server_default="-1")
    # the place among all live ideas, and among those of the product, by three countings of people
    place: Mapped[int | None]
    place_active: Mapped[int | None]
    place_by_organisation: Mapped[int | None]
    place_in_product: Mapped[int | None]
    place_active_in_product: Mapped[int | None]
    place_by_organisation_in_product: Mapped[int | None]

    computed_at: Mapped[datetime | None]
    stale_at: Mapped[datetime | None]
    # computed since the ideas were placed
    is_unplaced: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (
        CheckConstraint("top_share >= 0 AND top_share <= 1", name="top_share"),
        CheckConstraint("priority >= 0 AND priority <= 100", name="priority"),
        # read by the job that brings figures up to date
        Index(
            "ix_idea_figures_stale",
            "stale_at",
            "thread_id",
            sqlite_where=db.text("stale_at IS NOT NULL"),
            postgresql_where=db.text("stale_at IS NOT NULL"),
        ),
        # read by the job that lets figures age, which move with the clock
        Index("ix_idea_figures_computed_at", "computed_at"),
        # read by the job that places ideas
        Index(
            "ix_idea_figures_unplaced",
            "thread_id",
            sqlite_where=db.text("is_unplaced IS 1"),
            postgresql_where=db.text("is_unplaced IS true"),
        ),
        # read by the product manager's list in these orders, over all products and in one; what has
        # no estimate comes last
        Index("ix_idea_figures_priority", "priority_key", "thread_id", **_LIVE),
        Index("ix_idea_figures_momentum", "momentum", "thread_id", **_LIVE),
        Index("ix_idea_figures_demand", "demand", "thread_id", **_LIVE),
        Index("ix_idea_figures_rice", "rice_key", "thread_id", **_LIVE),
        Index("ix_idea_figures_due", "due_key", "thread_id", **_LIVE),
        Index("ix_idea_figures_staff", "staff_key", "thread_id", **_LIVE),
        Index("ix_idea_figures_active", "voters_active", "thread_id", **_LIVE),
        Index("ix_idea_figures_organisations", "voters_by_organisation", "thread_id", **_LIVE),
        # read by everybody's lists of ideas in these orders, over all products and in one
        *(
            Index(
                f"ix_idea_figures_{name}",
                *(("product_id",) if name.startswith("product") else ()),
                *(column, "thread_id"),
                sqlite_where=db.text(condition),
                postgresql_where=db.text(condition),
            )
            for name, column, condition in (
                ("discussed", "commenters_90", "commenters_90 > 0"),
                ("waiting", "waiting_key", "waiting_key >= 0"),
                ("spoken", "staff_key", "last_staff_at IS NOT NULL"),
                ("product_discussed", "commenters_90", "commenters_90 > 0"),
                ("product_waiting", "waiting_key", "waiting_key >= 0"),
                ("product_spoken", "staff_key", "last_staff_at IS NOT NULL"),
            )
        ),
        Index(
            "ix_idea_figures_product_priority",
            "product_id",
            "priority_key",
            "thread_id",
            **_LIVE,
        ),
    )


class IdeaScore(Model):
    """What a product manager estimates of an idea. A part that nobody has estimated is NULL."""

    __tablename__ = "idea_scores"

    thread_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("threads.id", ondelete="CASCADE"), primary_key=True
    )
    # NULL: the people who voted in the last 90 days
    reach: Mapped[int | None]
    impact: Mapped[float | None]
    confidence: Mapped[float | None]
    # person-months
    effort: Mapped[float | None]
    fit: Mapped[int | None]
    note: Mapped[str] = mapped_column(String(1_000), default="")
    updated_by_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="SET NULL")
    )
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        CheckConstraint("reach >= 0", name="reach"),
        CheckConstraint("impact IN (0.25, 0.5, 1, 2, 3)", name="impact"),
        CheckConstraint("confidence IN (0.5, 0.8, 1)", name="confidence"),
        CheckConstraint("effort >= 0.25", name="effort"),
        CheckConstraint("fit BETWEEN 0 AND 5", name="fit"),
    )


class SavedView(Model):
    """How somebody likes to see the list: its choices as the query of its address."""

    __tablename__ = "review_views"

    id: Mapped[RowId]
    owner_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(60))
    query: Mapped[str] = mapped_column(String(2_000))
    is_shared: Mapped[bool] = mapped_column(default=False)
    saved_at: Mapped[datetime]

    __table_args__ = (
        # read by the tabs of the list; a name is once one person's
        UniqueConstraint("owner_id", "name"),
        # read by the tabs of everybody else
        Index(
            "ix_review_views_shared",
            "id",
            sqlite_where=db.text("is_shared IS 1"),
            postgresql_where=db.text("is_shared IS true"),
        ),
    )


class ResponseTemplate(Model):
    """What is often said with a status, in both languages, to begin from."""

    __tablename__ = "response_templates"

    id: Mapped[RowId]
    name: Mapped[str] = mapped_column(String(60), unique=True)
    # None: with any
    status: Mapped[str | None] = mapped_column(String(20))
    body_ko: Mapped[str] = mapped_column(Text)
    body_en: Mapped[str] = mapped_column(Text)
    is_active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime]
    updated_by_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="SET NULL")
    )


class ReviewSession(Model):
    """One sitting: a frozen list, what was decided of each, and what was told about it."""

    __tablename__ = "review_sessions"

    id: Mapped[RowId]
    product_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("products.id", ondelete="RESTRICT")
    )
    title: Mapped[str] = mapped_column(String(120))
    state: Mapped[str] = mapped_column(String(10), default="open")
    # what the list was chosen by, and by which edition of the formulas it was counted
    query: Mapped[str] = mapped_column(String(2_000))
    formula_version: Mapped[int]
    frozen_at: Mapped[datetime]
    opened_by_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="SET NULL")
    )
    minutes_md: Mapped[str] = mapped_column(Text, default="")
    minutes_html: Mapped[str] = mapped_column(Text, default="", server_default="")
    # what customers read above the list of what became of their ideas
    intro_md: Mapped[str] = mapped_column(Text, default="")
    intro_html: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="SET NULL")
    )

    __table_args__ = (
        CheckConstraint("state IN ('open', 'published', 'dropped')", name="state"),
        CheckConstraint("(state = 'published') = (published_at IS NOT NULL)", name="published"),
        # read by the list of sessions
        Index("ix_review_sessions_frozen_at", "frozen_at", "id"),
        # read by the public list of what came of reviews
        Index(
            "ix_review_sessions_published",
            "published_at",
            "id",
            sqlite_where=db.text("state = 'published'"),
            postgresql_where=db.text("state = 'published'"),
        ),
        {"sqlite_autoincrement": True},
    )


class ReviewItem(Model):
    """One idea of a sitting: its numbers as they were frozen, and what was decided."""

    __tablename__ = "review_items"

    session_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("review_sessions.id", ondelete="CASCADE"), primary_key=True
    )
    thread_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("threads.id", ondelete="RESTRICT"), primary_key=True
    )
    position: Mapped[int]
    # never changed after the freeze
    frozen: Mapped[dict[str, Any]] = mapped_column(JSON)
    # None: not decided yet; "keep": looked at, and stays as it is; "merge": goes into target_id
    decision: Mapped[str | None] = mapped_column(String(20))
    status: Mapped[str | None] = mapped_column(String(20))
    reason_code: Mapped[str | None] = mapped_column(String(30))
    text_md: Mapped[str] = mapped_column(Text, default="")
    text_html: Mapped[str] = mapped_column(Text, default="", server_default="")
    link: Mapped[str | None] = mapped_column(String(500))
    # what would change our mind
    revisit_at: Mapped[datetime | None]
    revisit_votes: Mapped[int | None]
    target_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("threads.id", ondelete="RESTRICT")
    )
    owner_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id", ondelete="SET NULL"))
    note: Mapped[str] = mapped_column(String(1_000), default="")
    decided_by_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="SET NULL")
    )
    decided_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        UniqueConstraint("session_id", "position"),
        CheckConstraint("decision IN ('keep', 'status', 'merge')", name="decision"),
        CheckConstraint("revisit_votes >= 1", name="revisit_votes"),
        CheckConstraint(
            "(decision IS NOT NULL AND decision = 'status') = (status IS NOT NULL)", name="status"
        ),
        CheckConstraint(
            "(decision IS NOT NULL AND decision = 'merge') = (target_id IS NOT NULL)", name="target"
        ),
        # read when an idea would go, which its sittings forbid
        Index("ix_review_items_thread_id", "thread_id", "session_id"),
    )


class VoteMonth(Model):
    """How many votes of a month count, by product: kept, because two years of them are many."""

    __tablename__ = "vote_months"

    # "2026-11", in the time zone of the site
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    product_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("products.id", ondelete="CASCADE"), primary_key=True
    )
    votes: Mapped[int]

    __table_args__ = (CheckConstraint("votes >= 0", name="votes"),)


class VoteMonthCounted(Model):
    """When the votes of a month were counted last."""

    __tablename__ = "vote_months_counted"

    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    counted_at: Mapped[datetime]
