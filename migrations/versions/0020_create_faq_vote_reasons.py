"""Keep why an article did not help."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "faq_vote_reasons",
        sa.Column(
            "version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("voter", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "reason IN ('outdated', 'not_solved', 'unclear', 'wrong', 'other')",
            name=op.f("ck_faq_vote_reasons_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id", "voter"],
            ["faq_votes.version_id", "faq_votes.voter"],
            name="fk_faq_vote_reasons_vote",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("version_id", "voter", name=op.f("pk_faq_vote_reasons")),
    )
    op.create_index(
        op.f("ix_faq_vote_reasons_given_at"),
        "faq_vote_reasons",
        ["version_id", "given_at", "voter"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_faq_vote_reasons_given_at"), table_name="faq_vote_reasons")
    op.drop_table("faq_vote_reasons")
