"""Keep what the nightly recount of votes found."""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    table = "vote_recounts"
    op.create_table(
        table,
        sa.Column("subject", sa.String(length=8), nullable=False),
        sa.Column("drift", sa.Integer(), nullable=False),
        sa.Column("example_id", _ID, nullable=True),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "subject IN ('votes', 'heat', 'families')", name=op.f(f"ck_{table}_subject")
        ),
        sa.CheckConstraint("drift >= 0", name=op.f(f"ck_{table}_drift")),
        sa.CheckConstraint(
            "(drift > 0) = (example_id IS NOT NULL)", name=op.f(f"ck_{table}_example")
        ),
        sa.PrimaryKeyConstraint("subject", name=op.f(f"pk_{table}")),
    )


def downgrade() -> None:
    op.drop_table("vote_recounts")
