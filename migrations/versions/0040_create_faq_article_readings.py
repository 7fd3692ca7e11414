"""Count how many browsers an article is read in, as it is done for questions."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "faq_article_readings",
        sa.Column(
            "version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("reader", sa.String(length=32), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["faq_versions.id"],
            name=op.f("fk_faq_article_readings_version_id_faq_versions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("version_id", "reader", name=op.f("pk_faq_article_readings")),
    )
    op.create_index(
        op.f("ix_faq_article_readings_read_at"), "faq_article_readings", ["read_at"], unique=False
    )


def downgrade() -> None:
    op.drop_table("faq_article_readings")
