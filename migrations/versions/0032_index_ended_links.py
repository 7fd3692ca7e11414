"""Find the links of a thread that ended."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_duplicate_links_ended",
        "duplicate_links",
        ["thread_id", "decided_at"],
        sqlite_where=sa.text("state = 'ended'"),
        postgresql_where=sa.text("state = 'ended'"),
    )


def downgrade() -> None:
    op.drop_index("ix_duplicate_links_ended", "duplicate_links")
