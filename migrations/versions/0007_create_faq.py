"""Create the FAQ."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "faq_articles",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "product_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["products.id"],
            name=op.f("fk_faq_articles_product_id_products"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_faq_articles")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_faq_articles_product_id"), "faq_articles", ["product_id"], unique=False
    )
    op.create_table(
        "faq_nominations",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "thread_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "nominated_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("cause", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("decline_reason", sa.String(length=300), nullable=True),
        sa.Column("nominated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "cause IN ('editor', 'accepted', 'official')", name=op.f("ck_faq_nominations_cause")
        ),
        sa.CheckConstraint(
            "state IN ('open', 'drafted', 'declined')", name=op.f("ck_faq_nominations_state")
        ),
        sa.ForeignKeyConstraint(
            ["nominated_by_id"],
            ["users.id"],
            name=op.f("fk_faq_nominations_nominated_by_id_users"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"],
            ["threads.id"],
            name=op.f("fk_faq_nominations_thread_id_threads"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_faq_nominations")),
        sa.UniqueConstraint("thread_id", name=op.f("uq_faq_nominations_thread_id")),
    )
    op.create_index(
        "ix_faq_nominations_state", "faq_nominations", ["state", "nominated_at", "id"], unique=False
    )
    op.create_table(
        "faq_sources",
        sa.Column(
            "article_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "thread_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["faq_articles.id"],
            name=op.f("fk_faq_sources_article_id_faq_articles"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"],
            ["threads.id"],
            name=op.f("fk_faq_sources_thread_id_threads"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article_id", "thread_id", name=op.f("pk_faq_sources")),
    )
    op.create_index("ix_faq_sources_thread_id", "faq_sources", ["thread_id"], unique=False)
    op.create_table(
        "faq_versions",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "article_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("lang", sa.String(length=2), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.String(length=140), nullable=False),
        sa.Column("body_md", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("writer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("writer_role", sa.String(length=20), nullable=True),
        sa.Column(
            "approver_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("retire_reason", sa.String(length=300), nullable=True),
        sa.Column("helpful_count", sa.Integer(), nullable=False),
        sa.Column("unhelpful_count", sa.Integer(), nullable=False),
        sa.Column("helpful_rank", sa.Double(), nullable=False),
        sa.CheckConstraint(
            "(state = 'retired') = (retire_reason IS NOT NULL)",
            name=op.f("ck_faq_versions_retired"),
        ),
        sa.CheckConstraint("lang IN ('ko', 'en')", name=op.f("ck_faq_versions_lang")),
        sa.CheckConstraint(
            "state = 'draft' OR (published_at IS NOT NULL AND updated_at IS NOT"
            " NULL AND writer_id IS NOT NULL AND approver_id IS NOT NULL)",
            name=op.f("ck_faq_versions_published"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'published', 'retired')", name=op.f("ck_faq_versions_state")
        ),
        sa.CheckConstraint("approver_id <> writer_id", name=op.f("ck_faq_versions_four_eyes")),
        sa.CheckConstraint(
            "helpful_count >= 0 AND unhelpful_count >= 0", name=op.f("ck_faq_versions_counts")
        ),
        sa.ForeignKeyConstraint(
            ["approver_id"],
            ["users.id"],
            name=op.f("fk_faq_versions_approver_id_users"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["faq_articles.id"],
            name=op.f("fk_faq_versions_article_id_faq_articles"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["writer_id"],
            ["users.id"],
            name=op.f("fk_faq_versions_writer_id_users"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_faq_versions")),
        sa.UniqueConstraint("article_id", "lang", name=op.f("uq_faq_versions_article_id_lang")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_faq_versions_helpful",
        "faq_versions",
        ["helpful_rank", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'published'"),
        postgresql_where=sa.text("state = 'published'"),
    )
    op.create_index(
        "ix_faq_versions_new",
        "faq_versions",
        ["published_at", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'published'"),
        postgresql_where=sa.text("state = 'published'"),
    )
    op.create_table(
        "faq_drafts",
        sa.Column(
            "version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.String(length=140), nullable=False),
        sa.Column("body_md", sa.Text(), nullable=False),
        sa.Column(
            "writer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("writer_role", sa.String(length=20), nullable=True),
        sa.Column(
            "approver_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("return_note", sa.String(length=500), nullable=True),
        sa.Column("edit_version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'approved') = (approver_id IS NOT NULL)", name=op.f("ck_faq_drafts_approved")
        ),
        sa.CheckConstraint(
            "state IN ('writing', 'in_review', 'approved')", name=op.f("ck_faq_drafts_state")
        ),
        sa.CheckConstraint("approver_id <> writer_id", name=op.f("ck_faq_drafts_four_eyes")),
        sa.ForeignKeyConstraint(
            ["approver_id"],
            ["users.id"],
            name=op.f("fk_faq_drafts_approver_id_users"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["faq_versions.id"],
            name=op.f("fk_faq_drafts_version_id_faq_versions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["writer_id"],
            ["users.id"],
            name=op.f("fk_faq_drafts_writer_id_users"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_faq_drafts")),
    )
    op.create_index(
        "ix_faq_drafts_state", "faq_drafts", ["state", "saved_at", "version_id"], unique=False
    )
    op.create_table(
        "faq_votes",
        sa.Column(
            "version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("voter", sa.String(length=80), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("cast_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("value IN (-1, 1)", name=op.f("ck_faq_votes_value")),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["faq_versions.id"],
            name=op.f("fk_faq_votes_version_id_faq_versions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("version_id", "voter", name=op.f("pk_faq_votes")),
    )


def downgrade() -> None:
    op.drop_table("faq_votes")
    op.drop_index("ix_faq_drafts_state", table_name="faq_drafts")
    op.drop_table("faq_drafts")
    op.drop_index(
        "ix_faq_versions_new",
        table_name="faq_versions",
        sqlite_where=sa.text("state = 'published'"),
        postgresql_where=sa.text("state = 'published'"),
    )
    op.drop_index(
        "ix_faq_versions_helpful",
        table_name="faq_versions",
        sqlite_where=sa.text("state = 'published'"),
        postgresql_where=sa.text("state = 'published'"),
    )
    op.drop_table("faq_versions")
    op.drop_index("ix_faq_sources_thread_id", table_name="faq_sources")
    op.drop_table("faq_sources")
    op.drop_index("ix_faq_nominations_state", table_name="faq_nominations")
    op.drop_table("faq_nominations")
    op.drop_index(op.f("ix_faq_articles_product_id"), table_name="faq_articles")
    op.drop_table("faq_articles")
