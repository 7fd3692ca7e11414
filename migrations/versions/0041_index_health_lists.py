"""Let two lists of the health of the help be read in the order of an index."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

_FAILING = "state = 'published' AND helpful_count < unhelpful_count"


def upgrade() -> None:
    op.create_index("ix_faq_upkeep_reviewed_at", "faq_upkeep", ["reviewed_at", "version_id"])
    op.create_index(
        "ix_faq_versions_unhelpful",
        "faq_versions",
        ["unhelpful_count", "id"],
        sqlite_where=sa.text(_FAILING),
        postgresql_where=sa.text(_FAILING),
    )


def downgrade() -> None:
    op.drop_index("ix_faq_versions_unhelpful", "faq_versions")
    op.drop_index("ix_faq_upkeep_reviewed_at", "faq_upkeep")
