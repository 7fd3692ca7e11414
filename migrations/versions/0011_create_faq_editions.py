"""Keep every published text of an article, and mark what a translation has left behind."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # written out, because both databases add a column with its check in one statement only
    op.execute(
        "ALTER TABLE faq_drafts ADD COLUMN significance VARCHAR(10) DEFAULT 'major' NOT NULL"
        " CONSTRAINT ck_faq_drafts_significance"
        " CHECK (significance IN ('typo', 'minor', 'major'))"
    )
    op.add_column("faq_drafts", sa.Column("change_note", sa.String(length=200), nullable=True))
    op.create_table(
        "faq_editions",
        sa.Column(
            "version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("significance", sa.String(length=10), nullable=False),
        sa.Column("change_note", sa.String(length=200), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.String(length=140), nullable=False),
        sa.Column("body_md", sa.Text(), nullable=False),
        sa.Column(
            "writer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("writer_role", sa.String(length=20), nullable=True),
        sa.Column(
            "approver_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "significance IN ('typo', 'minor', 'major')", name=op.f("ck_faq_editions_significance")
        ),
        sa.CheckConstraint("approver_id <> writer_id", name=op.f("ck_faq_editions_four_eyes")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_faq_editions_number")),
        sa.ForeignKeyConstraint(
            ["approver_id"],
            ["users.id"],
            name=op.f("fk_faq_editions_approver_id_users"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["faq_versions.id"],
            name=op.f("fk_faq_editions_version_id_faq_versions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["writer_id"],
            ["users.id"],
            name=op.f("fk_faq_editions_writer_id_users"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("version_id", "number", name=op.f("pk_faq_editions")),
    )
    # of what was published before, only the text that readers see now is still there
    op.execute(
        "INSERT INTO faq_editions (version_id, number, significance, title, summary, body_md,"
        " writer_id, writer_role, approver_id, published_at)"
        " SELECT id, edition, 'major', title, summary, body_md, writer_id, writer_role,"
        " approver_id, updated_at FROM faq_versions WHERE state <> 'draft'"
    )
    op.create_table(
        "faq_translation_marks",
        sa.Column(
            "version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("significance", sa.String(length=10), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "significance IN ('minor', 'major')", name=op.f("ck_faq_translation_marks_significance")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["faq_versions.id"],
            name=op.f("fk_faq_translation_marks_version_id_faq_versions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_faq_translation_marks")),
    )


def downgrade() -> None:
    op.drop_table("faq_translation_marks")
    op.drop_table("faq_editions")
    op.drop_column("faq_drafts", "change_note")
    op.drop_column("faq_drafts", "significance")
