"""Note of what is not in the index yet whether it has lost a text there."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("stale_documents") as batch:
        batch.add_column(
            sa.Column("has_lost_text", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    op.create_index(
        "ix_stale_documents_lost",
        "stale_documents",
        ["key"],
        unique=False,
        sqlite_where=sa.text("has_lost_text = 1"),
        postgresql_where=sa.text("has_lost_text"),
    )


def downgrade() -> None:
    op.drop_index(
        "ix_stale_documents_lost",
        table_name="stale_documents",
        sqlite_where=sa.text("has_lost_text = 1"),
        postgresql_where=sa.text("has_lost_text"),
    )
    with op.batch_alter_table("stale_documents") as batch:
        batch.drop_column("has_lost_text")
