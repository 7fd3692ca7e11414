"""Note why a vote was put aside and who decided, and read only votes that count by their time."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

_COUNTED = sa.text("state = 'counted'")
_JUDGED = sa.text("judged_at IS NOT NULL")


def upgrade() -> None:
    op.add_column("votes", sa.Column("signals", sa.Integer(), nullable=True))
    op.add_column("votes", sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "votes", sa.Column("behalf_confirmed_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column(
        "users",
        sa.Column("has_disposable_mail", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.drop_index("ix_votes_cast_at", table_name="votes")
    op.create_index(
        "ix_votes_cast_at",
        "votes",
        ["cast_at", "thread_id"],
        sqlite_where=_COUNTED,
        postgresql_where=_COUNTED,
    )
    op.create_index(
        "ix_votes_judged_at",
        "votes",
        ["judged_at", "thread_id", "person_id"],
        sqlite_where=_JUDGED,
        postgresql_where=_JUDGED,
    )


def downgrade() -> None:
    op.drop_index("ix_votes_judged_at", table_name="votes")
    op.drop_index("ix_votes_cast_at", table_name="votes")
    op.create_index("ix_votes_cast_at", "votes", ["cast_at", "thread_id"])
    op.drop_column("users", "has_disposable_mail")
    for column in ("behalf_confirmed_at", "judged_at", "signals"):
        op.drop_column("votes", column)
