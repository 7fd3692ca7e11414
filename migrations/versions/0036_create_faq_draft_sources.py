"""Keep what a draft takes in apart from what its article grew from."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "faq_draft_sources",
        sa.Column("version_id", _id(), nullable=False),
        sa.Column("thread_id", _id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["thread_id"],
            ["threads.id"],
            name=op.f("fk_faq_draft_sources_thread_id_threads"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["faq_drafts.version_id"],
            name=op.f("fk_faq_draft_sources_version_id_faq_drafts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("version_id", "thread_id", name=op.f("pk_faq_draft_sources")),
    )
    op.create_index("ix_faq_draft_sources_thread_id", "faq_draft_sources", ["thread_id"])


def downgrade() -> None:
    op.drop_table("faq_draft_sources")
