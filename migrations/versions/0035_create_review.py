"""Create what a product manager weighs ideas by: figures, scores, views, templates, sittings."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_NOTHING: dict[str, object] = {
    "is_live": False,
    "is_unplaced": True,
    "top_share": 0.0,
    "demand": 0.0,
    "momentum": 0.0,
    "rice_key": -1.0,
    "priority_key": -1.0,
    "due_key": -1.0e15,
    "staff_key": -1.0e15,
    **dict.fromkeys(
        (
            *("voters", "voters_on_behalf", "voters_30", "voters_before_30", "voters_90"),
            *("voters_active", "voters_by_organisation", "organisations"),
            *("critical", "important", "nice", "commenters", "followers"),
        ),
        0,
    ),
}


def upgrade() -> None:
    _create_sittings()
    _create_figures()


def _create_sittings() -> None:
    op.create_table(
        "response_templates",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=True),
        sa.Column("body_ko", sa.Text(), nullable=False),
        sa.Column("body_en", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "updated_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"],
            ["users.id"],
            name=op.f("fk_response_templates_updated_by_id_users"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response_templates")),
        sa.UniqueConstraint("name", name=op.f("uq_response_templates_name")),
    )
    op.create_table(
        "review_sessions",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "product_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("query", sa.String(length=2000), nullable=False),
        sa.Column("formula_version", sa.Integer(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "opened_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("minutes_md", sa.Text(), nullable=False),
        sa.Column("intro_md", sa.Text(), nullable=False),
        sa.Column("intro_html", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "published_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.CheckConstraint(
            "(state = 'published') = (published_at IS NOT NULL)",
            name=op.f("ck_review_sessions_published"),
        ),
        sa.CheckConstraint(
            "state IN ('open', 'published', 'dropped')", name=op.f("ck_review_sessions_state")
        ),
        sa.ForeignKeyConstraint(
            ["opened_by_id"],
            ["users.id"],
            name=op.f("fk_review_sessions_opened_by_id_users"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["products.id"],
            name=op.f("fk_review_sessions_product_id_products"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"],
            ["users.id"],
            name=op.f("fk_review_sessions_published_by_id_users"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_sessions")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("review_sessions", schema=None) as batch_op:
        batch_op.create_index("ix_review_sessions_frozen_at", ["frozen_at", "id"], unique=False)
        batch_op.create_index(
            "ix_review_sessions_published",
            ["published_at", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'published'"),
            postgresql_where=sa.text("state = 'published'"),
        )

    op.create_table(
        "review_views",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("query", sa.String(length=2000), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["users.id"],
            name=op.f("fk_review_views_owner_id_users"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_views")),
        sa.UniqueConstraint("owner_id", "name", name=op.f("uq_review_views_owner_id_name")),
    )
    with op.batch_alter_table("review_views", schema=None) as batch_op:
        batch_op.create_index(
            "ix_review_views_shared",
            ["id"],
            unique=False,
            sqlite_where=sa.text("is_shared IS 1"),
            postgresql_where=sa.text("is_shared IS true"),
        )


def _create_figures() -> None:
    op.create_table(
        "idea_figures",
        sa.Column(
            "thread_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "product_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("is_live", sa.Boolean(), nullable=False),
        sa.Column("voters", sa.Integer(), nullable=False),
        sa.Column("voters_on_behalf", sa.Integer(), nullable=False),
        sa.Column("voters_30", sa.Integer(), nullable=False),
        sa.Column("voters_before_30", sa.Integer(), nullable=False),
        sa.Column("voters_90", sa.Integer(), nullable=False),
        sa.Column("voters_active", sa.Integer(), nullable=False),
        sa.Column("voters_by_organisation", sa.Integer(), nullable=False),
        sa.Column("organisations", sa.Integer(), nullable=False),
        sa.Column("top_organisation", sa.String(length=254), nullable=True),
        sa.Column("top_share", sa.Double(), nullable=False),
        sa.Column("critical", sa.Integer(), nullable=False),
        sa.Column("important", sa.Integer(), nullable=False),
        sa.Column("nice", sa.Integer(), nullable=False),
        sa.Column("commenters", sa.Integer(), nullable=False),
        sa.Column("followers", sa.Integer(), nullable=False),
        sa.Column("last_staff_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("demand", sa.Double(), nullable=False),
        sa.Column("momentum", sa.Double(), nullable=False),
        sa.Column("rice", sa.Double(), nullable=True),
        sa.Column("fit", sa.Integer(), nullable=True),
        sa.Column("priority", sa.Double(), nullable=True),
        sa.Column("rice_key", sa.Double(), nullable=False),
        sa.Column("priority_key", sa.Double(), nullable=False),
        sa.Column("due_key", sa.Double(), nullable=False),
        sa.Column("staff_key", sa.Double(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("place_active", sa.Integer(), nullable=True),
        sa.Column("place_by_organisation", sa.Integer(), nullable=True),
        sa.Column("place_in_product", sa.Integer(), nullable=True),
        sa.Column("place_active_in_product", sa.Integer(), nullable=True),
        sa.Column("place_by_organisation_in_product", sa.Integer(), nullable=True),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stale_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_unplaced", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "priority >= 0 AND priority <= 100", name=op.f("ck_idea_figures_priority")
        ),
        sa.CheckConstraint(
            "top_share >= 0 AND top_share <= 1", name=op.f("ck_idea_figures_top_share")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["products.id"],
            name=op.f("fk_idea_figures_product_id_products"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"],
            ["threads.id"],
            name=op.f("fk_idea_figures_thread_id_threads"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("thread_id", name=op.f("pk_idea_figures")),
    )
    with op.batch_alter_table("idea_figures", schema=None) as batch_op:
        batch_op.create_index("ix_idea_figures_computed_at", ["computed_at"], unique=False)
        batch_op.create_index(
            "ix_idea_figures_demand",
            ["demand", "thread_id"],
            unique=False,
            sqlite_where=sa.text("is_live IS 1"),
            postgresql_where=sa.text("is_live IS true"),
        )
        batch_op.create_index(
            "ix_idea_figures_momentum",
            ["momentum", "thread_id"],
            unique=False,
            sqlite_where=sa.text("is_live IS 1"),
            postgresql_where=sa.text("is_live IS true"),
        )
        batch_op.create_index(
            "ix_idea_figures_priority",
            ["priority_key", "thread_id"],
            unique=False,
            sqlite_where=sa.text("is_live IS 1"),
            postgresql_where=sa.text("is_live IS true"),
        )
        batch_op.create_index(
            "ix_idea_figures_product_priority",
            ["product_id", "priority_key", "thread_id"],
            unique=False,
            sqlite_where=sa.text("is_live IS 1"),
            postgresql_where=sa.text("is_live IS true"),
        )
        batch_op.create_index(
            "ix_idea_figures_due",
            ["due_key", "thread_id"],
            unique=False,
            sqlite_where=sa.text("is_live IS 1"),
            postgresql_where=sa.text("is_live IS true"),
        )
        batch_op.create_index(
            "ix_idea_figures_rice",
            ["rice_key", "thread_id"],
            unique=False,
            sqlite_where=sa.text("is_live IS 1"),
            postgresql_where=sa.text("is_live IS true"),
        )
        batch_op.create_index(
            "ix_idea_figures_stale",
            ["stale_at", "thread_id"],
            unique=False,
            sqlite_where=sa.text("stale_at IS NOT NULL"),
            postgresql_where=sa.text("stale_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_idea_figures_unplaced",
            ["thread_id"],
            unique=False,
            sqlite_where=sa.text("is_unplaced IS 1"),
            postgresql_where=sa.text("is_unplaced IS true"),
        )
        batch_op.create_index(
            "ix_idea_figures_active",
            ["voters_active", "thread_id"],
            unique=False,
            sqlite_where=sa.text("is_live IS 1"),
            postgresql_where=sa.text("is_live IS true"),
        )
        batch_op.create_index(
            "ix_idea_figures_organisations",
            ["voters_by_organisation", "thread_id"],
            unique=False,
            sqlite_where=sa.text("is_live IS 1"),
            postgresql_where=sa.text("is_live IS true"),
        )
        batch_op.create_index(
            "ix_idea_figures_staff",
            ["staff_key", "thread_id"],
            unique=False,
            sqlite_where=sa.text("is_live IS 1"),
            postgresql_where=sa.text("is_live IS true"),
        )

    op.create_table(
        "idea_scores",
        sa.Column(
            "thread_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("reach", sa.Integer(), nullable=True),
        sa.Column("impact", sa.Double(), nullable=True),
        sa.Column("confidence", sa.Double(), nullable=True),
        sa.Column("effort", sa.Double(), nullable=True),
        sa.Column("fit", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column(
            "updated_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("confidence IN (0.5, 0.8, 1)", name=op.f("ck_idea_scores_confidence")),
        sa.CheckConstraint("effort >= 0.25", name=op.f("ck_idea_scores_effort")),
        sa.CheckConstraint("fit BETWEEN 0 AND 5", name=op.f("ck_idea_scores_fit")),
        sa.CheckConstraint("impact IN (0.25, 0.5, 1, 2, 3)", name=op.f("ck_idea_scores_impact")),
        sa.CheckConstraint("reach >= 0", name=op.f("ck_idea_scores_reach")),
        sa.ForeignKeyConstraint(
            ["thread_id"],
            ["threads.id"],
            name=op.f("fk_idea_scores_thread_id_threads"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"],
            ["users.id"],
            name=op.f("fk_idea_scores_updated_by_id_users"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("thread_id", name=op.f("pk_idea_scores")),
    )
    op.create_table(
        "review_items",
        sa.Column(
            "session_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "thread_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("frozen", sa.JSON(), nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=True),
        sa.Column("reason_code", sa.String(length=30), nullable=True),
        sa.Column("text_md", sa.Text(), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=True),
        sa.Column("target_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column(
            "decided_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(decision IS NOT NULL AND decision = 'merge') = (target_id IS NOT NULL)",
            name=op.f("ck_review_items_target"),
        ),
        sa.CheckConstraint(
            "(decision IS NOT NULL AND decision = 'status') = (status IS NOT NULL)",
            name=op.f("ck_review_items_status"),
        ),
        sa.CheckConstraint(
            "decision IN ('keep', 'status', 'merge')", name=op.f("ck_review_items_decision")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["users.id"],
            name=op.f("fk_review_items_decided_by_id_users"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["users.id"],
            name=op.f("fk_review_items_owner_id_users"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["review_sessions.id"],
            name=op.f("fk_review_items_session_id_review_sessions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["target_id"],
            ["threads.id"],
            name=op.f("fk_review_items_target_id_threads"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"],
            ["threads.id"],
            name=op.f("fk_review_items_thread_id_threads"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("session_id", "thread_id", name=op.f("pk_review_items")),
        sa.UniqueConstraint(
            "session_id", "position", name=op.f("uq_review_items_session_id_position")
        ),
    )
    with op.batch_alter_table("review_items", schema=None) as batch_op:
        batch_op.create_index(
            "ix_review_items_thread_id", ["thread_id", "session_id"], unique=False
        )

    _note_ideas()


def _note_ideas() -> None:
    """Give each idea a row; the worker counts its figures."""
    ideas = sa.table(
        "threads",
        *(sa.column(name) for name in ("id", "product_id", "posted_at", "kind")),
    )
    figures = sa.table(
        "idea_figures",
        *(sa.column(name) for name in ("thread_id", "product_id", "stale_at", *_NOTHING)),
    )
    rows = sa.select(
        ideas.c.id,
        ideas.c.product_id,
        ideas.c.posted_at,
        *(sa.literal(value) for value in _NOTHING.values()),
    ).where(ideas.c.kind == "idea")
    into = ["thread_id", "product_id", "stale_at", *_NOTHING]
    op.execute(figures.insert().from_select(into, rows))


def downgrade() -> None:
    # the indexes go with their tables
    for table in (
        *("review_items", "idea_scores", "idea_figures"),
        *("review_views", "review_sessions", "response_templates"),
    ):
        op.drop_table(table)
