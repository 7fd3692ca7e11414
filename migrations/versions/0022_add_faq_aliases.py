"""Let an article be known by other wordings."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_TABLES = ("faq_drafts", "faq_versions", "faq_editions")


def upgrade() -> None:
    for table in _TABLES:
        op.add_column(table, sa.Column("aliases", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_column(table, "aliases")
