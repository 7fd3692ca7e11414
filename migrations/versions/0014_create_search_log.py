"""Create the log of what was searched for."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "searches",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("words", sa.String(length=120), nullable=False),
        sa.Column("lang", sa.String(length=5), nullable=False),
        sa.Column("filters", sa.String(length=120), nullable=False),
        sa.Column("result_count", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("is_refined", sa.Boolean(), nullable=False),
        sa.Column("has_asked", sa.Boolean(), nullable=False),
        sa.Column("searched_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_searches")),
    )
    op.create_index(op.f("ix_searches_searched_at"), "searches", ["searched_at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_searches_searched_at"), table_name="searches")
    op.drop_table("searches")
