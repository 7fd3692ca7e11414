"""Say of a vote on an article whether it is a voice of its own, for a while by its place."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column(
        "faq_votes", sa.Column("speaks", sa.Boolean(), server_default=sa.true(), nullable=False)
    )
    op.create_table(
        "faq_vote_places",
        sa.Column("version_id", _id(), nullable=False),
        sa.Column("place", sa.String(32), nullable=False),
        sa.Column("voter", sa.String(80), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["faq_versions.id"],
            name=op.f("fk_faq_vote_places_version_id_faq_versions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("version_id", "place", name=op.f("pk_faq_vote_places")),
    )
    op.create_index(op.f("ix_faq_vote_places_seen_at"), "faq_vote_places", ["seen_at"])


def downgrade() -> None:
    op.drop_table("faq_vote_places")
    op.drop_column("faq_votes", "speaks")
