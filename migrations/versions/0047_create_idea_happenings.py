"""Keep what happens to an idea beside decisions, and a reason with every refusal."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    table = "idea_happenings"
    op.create_table(
        table,
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("thread_id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('clock_started', 'answered_in_time', 'answered_late', 'overdue',"
            " 'revisit_date', 'revisit_votes', 'archive_warned', 'archive_cancelled')",
            name=op.f(f"ck_{table}_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"],
            ["threads.id"],
            name=op.f(f"fk_{table}_thread_id_threads"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(f"ix_{table}_thread_id", table, ["thread_id", "id"], unique=False)
    # what was refused before reasons were asked for was explained in words alone
    op.execute(
        """UPDATE idea_status_changes SET reason_code = 'other'
        WHERE "after" = 'declined' AND reason_code IS NULL"""
    )


def downgrade() -> None:
    op.drop_table("idea_happenings")
