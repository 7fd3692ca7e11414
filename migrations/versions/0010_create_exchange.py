"""Create the memory of what was brought in."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "imported_rows",
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("source_id", sa.String(length=40), nullable=False),
        sa.Column("local_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("licence", sa.String(length=60), nullable=True),
        sa.PrimaryKeyConstraint("source", "kind", "source_id", name=op.f("pk_imported_rows")),
    )
    op.create_index(
        "ix_imported_rows_local_id", "imported_rows", ["local_id", "kind"], unique=False
    )


def downgrade() -> None:
    op.drop_index("ix_imported_rows_local_id", table_name="imported_rows")
    op.drop_table("imported_rows")
