"""Let a retired article lead to the one that replaces it."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "faq_redirects",
        sa.Column(
            "version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "target_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.CheckConstraint("version_id <> target_id", name=op.f("ck_faq_redirects_elsewhere")),
        sa.ForeignKeyConstraint(
            ["target_id"],
            ["faq_versions.id"],
            name=op.f("fk_faq_redirects_target_id_faq_versions"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["faq_versions.id"],
            name=op.f("fk_faq_redirects_version_id_faq_versions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_faq_redirects")),
    )
    op.create_index(
        op.f("ix_faq_redirects_target_id"), "faq_redirects", ["target_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_faq_redirects_target_id"), table_name="faq_redirects")
    op.drop_table("faq_redirects")
