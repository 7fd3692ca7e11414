"""Create threads, tags, followers, revisions and drafts."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("form", sa.String(length=60), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("owner", "form", name=op.f("pk_drafts")),
    )
    op.create_index(op.f("ix_drafts_saved_at"), "drafts", ["saved_at"], unique=False)
    op.create_table(
        "tags",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tags")),
        sa.UniqueConstraint("slug", name=op.f("uq_tags_slug")),
    )
    op.create_table(
        "threads",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column(
            "product_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("author_role", sa.String(length=20), nullable=True),
        sa.Column("lang", sa.String(length=2), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("body_md", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("excerpt", sa.String(length=240), nullable=False),
        sa.Column("visibility", sa.String(length=10), nullable=False),
        sa.Column("visibility_reason", sa.String(length=300), nullable=True),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lock_reason", sa.String(length=300), nullable=True),
        sa.Column(
            "canonical_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("status", sa.String(length=20), nullable=True),
        sa.Column("resolution", sa.String(length=10), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.String(length=6), nullable=True),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_activity_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("vote_count", sa.Integer(), nullable=False),
        sa.Column("answer_count", sa.Integer(), nullable=False),
        sa.Column("comment_count", sa.Integer(), nullable=False),
        sa.Column("accepted_count", sa.Integer(), nullable=False),
        sa.Column("official_count", sa.Integer(), nullable=False),
        sa.Column("hot_key", sa.Double(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'idea') = (status IS NOT NULL)", name=op.f("ck_threads_status_of_idea")
        ),
        sa.CheckConstraint(
            "confirmed_by IN ('asker', 'staff', 'timer')", name=op.f("ck_threads_confirmed_by")
        ),
        sa.CheckConstraint("kind IN ('question', 'idea')", name=op.f("ck_threads_kind")),
        sa.CheckConstraint("lang IN ('ko', 'en')", name=op.f("ck_threads_lang")),
        sa.CheckConstraint(
            "resolution IN ('accepted', 'official')", name=op.f("ck_threads_resolution")
        ),
        sa.CheckConstraint(
            "visibility IN ('visible', 'hidden', 'withdrawn')", name=op.f("ck_threads_visibility")
        ),
        sa.CheckConstraint(
            "(resolution IS NULL) = (resolved_at IS NULL)", name=op.f("ck_threads_resolved")
        ),
        sa.CheckConstraint("canonical_id <> id", name=op.f("ck_threads_canonical")),
        sa.CheckConstraint(
            "vote_count >= 0 AND answer_count >= 0 AND comment_count >= 0 AND"
            " accepted_count >= 0 AND official_count >= 0",
            name=op.f("ck_threads_counts"),
        ),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["users.id"],
            name=op.f("fk_threads_author_id_users"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["canonical_id"],
            ["threads.id"],
            name=op.f("fk_threads_canonical_id_threads"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["products.id"],
            name=op.f("fk_threads_product_id_products"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_threads")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_threads_author", "threads", ["author_id", "posted_at", "id"], unique=False)
    op.create_index(
        "ix_threads_canonical_id",
        "threads",
        ["canonical_id"],
        unique=False,
        sqlite_where=sa.text("canonical_id IS NOT NULL"),
        postgresql_where=sa.text("canonical_id IS NOT NULL"),
    )
    op.create_index(
        "ix_threads_hot",
        "threads",
        ["kind", "hot_key", "id"],
        unique=False,
        sqlite_where=sa.text("visibility = 'visible' AND canonical_id IS NULL"),
        postgresql_where=sa.text("visibility = 'visible' AND canonical_id IS NULL"),
    )
    op.create_index(
        "ix_threads_new",
        "threads",
        ["kind", "posted_at", "id"],
        unique=False,
        sqlite_where=sa.text("visibility = 'visible' AND canonical_id IS NULL"),
        postgresql_where=sa.text("visibility = 'visible' AND canonical_id IS NULL"),
    )
    op.create_index(
        "ix_threads_status",
        "threads",
        ["status", "product_id"],
        unique=False,
        sqlite_where=sa.text("visibility = 'visible' AND canonical_id IS NULL AND kind = 'idea'"),
        postgresql_where=sa.text(
            "visibility = 'visible' AND canonical_id IS NULL AND kind = 'idea'"
        ),
    )
    op.create_index(
        "ix_threads_top",
        "threads",
        ["kind", "vote_count", "id"],
        unique=False,
        sqlite_where=sa.text("visibility = 'visible' AND canonical_id IS NULL"),
        postgresql_where=sa.text("visibility = 'visible' AND canonical_id IS NULL"),
    )
    op.create_index(
        "ix_threads_unanswered",
        "threads",
        ["posted_at", "id"],
        unique=False,
        sqlite_where=sa.text(
            "visibility = 'visible' AND canonical_id IS NULL AND kind = 'question'"
            " AND answer_count = 0"
        ),
        postgresql_where=sa.text(
            "visibility = 'visible' AND canonical_id IS NULL AND kind = 'question'"
            " AND answer_count = 0"
        ),
    )
    op.create_table(
        "follows",
        sa.Column(
            "thread_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("level", sa.String(length=6), nullable=False),
        sa.Column("origin", sa.String(length=8), nullable=False),
        sa.Column("followed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("level IN ('all', 'status', 'muted')", name=op.f("ck_follows_level")),
        sa.CheckConstraint(
            "origin IN ('author', 'vote', 'answer', 'comment', 'choice')",
            name=op.f("ck_follows_origin"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["users.id"], name=op.f("fk_follows_person_id_users"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"],
            ["threads.id"],
            name=op.f("fk_follows_thread_id_threads"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("thread_id", "person_id", name=op.f("pk_follows")),
    )
    op.create_index("ix_follows_person_id", "follows", ["person_id", "thread_id"], unique=False)
    op.create_table(
        "thread_revisions",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "thread_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body_md", sa.Text(), nullable=False),
        sa.Column(
            "editor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["editor_id"],
            ["users.id"],
            name=op.f("fk_thread_revisions_editor_id_users"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"],
            ["threads.id"],
            name=op.f("fk_thread_revisions_thread_id_threads"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread_revisions")),
        sa.UniqueConstraint(
            "thread_id", "version", name=op.f("uq_thread_revisions_thread_id_version")
        ),
    )
    op.create_table(
        "thread_tags",
        sa.Column(
            "thread_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("tag_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tag_id"], ["tags.id"], name=op.f("fk_thread_tags_tag_id_tags"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"],
            ["threads.id"],
            name=op.f("fk_thread_tags_thread_id_threads"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("thread_id", "tag_id", name=op.f("pk_thread_tags")),
    )
    op.create_index(
        "ix_thread_tags_tag_id",
        "thread_tags",
        ["tag_id", "posted_at", "thread_id"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index("ix_thread_tags_tag_id", table_name="thread_tags")
    op.drop_table("thread_tags")
    op.drop_table("thread_revisions")
    op.drop_index("ix_follows_person_id", table_name="follows")
    op.drop_table("follows")
    op.drop_index(
        "ix_threads_unanswered",
        table_name="threads",
        sqlite_where=sa.text(
            "visibility = 'visible' AND canonical_id IS NULL AND kind = 'question'"
            " AND answer_count = 0"
        ),
        postgresql_where=sa.text(
            "visibility = 'visible' AND canonical_id IS NULL AND kind = 'question'"
            " AND answer_count = 0"
        ),
    )
    op.drop_index(
        "ix_threads_top",
        table_name="threads",
        sqlite_where=sa.text("visibility = 'visible' AND canonical_id IS NULL"),
        postgresql_where=sa.text("visibility = 'visible' AND canonical_id IS NULL"),
    )
    op.drop_index(
        "ix_threads_status",
        table_name="threads",
        sqlite_where=sa.text("visibility = 'visible' AND canonical_id IS NULL AND kind = 'idea'"),
        postgresql_where=sa.text(
            "visibility = 'visible' AND canonical_id IS NULL AND kind = 'idea'"
        ),
    )
    op.drop_index(
        "ix_threads_new",
        table_name="threads",
        sqlite_where=sa.text("visibility = 'visible' AND canonical_id IS NULL"),
        postgresql_where=sa.text("visibility = 'visible' AND canonical_id IS NULL"),
    )
    op.drop_index(
        "ix_threads_hot",
        table_name="threads",
        sqlite_where=sa.text("visibility = 'visible' AND canonical_id IS NULL"),
        postgresql_where=sa.text("visibility = 'visible' AND canonical_id IS NULL"),
    )
    op.drop_index("ix_threads_canonical_id", table_name="threads")
    op.drop_index("ix_threads_author", table_name="threads")
    op.drop_table("threads")
    op.drop_table("tags")
    op.drop_index(op.f("ix_drafts_saved_at"), table_name="drafts")
    op.drop_table("drafts")
