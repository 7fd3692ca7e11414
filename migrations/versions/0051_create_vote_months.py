"""Keep the votes of each month, so that a picture of two years is drawn without counting them."""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    table = "vote_months"
    op.create_table(
        table,
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("product_id", _ID, nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.CheckConstraint("votes >= 0", name=op.f(f"ck_{table}_votes")),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["products.id"],
            name=op.f(f"fk_{table}_product_id_products"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("month", "product_id", name=op.f(f"pk_{table}")),
    )
    table = "vote_months_counted"
    op.create_table(
        table,
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f(f"pk_{table}")),
    )


def downgrade() -> None:
    op.drop_table("vote_months_counted")
    op.drop_table("vote_months")
