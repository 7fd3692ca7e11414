"""Create the notes of what the index does not know yet."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stale_documents",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("mark", sa.String(length=36), nullable=False),
        sa.Column("stale_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_stale_documents")),
    )
    op.create_index(
        op.f("ix_stale_documents_stale_at"), "stale_documents", ["stale_at"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_stale_documents_stale_at"), table_name="stale_documents")
    op.drop_table("stale_documents")
