"""Create the tables of the ground: facts, deliveries, limits, submissions, duties."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "events",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("thread_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_replayed", sa.Boolean(), nullable=False),
        sa.Column("is_dispatched", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_events_thread_id_id", "events", ["thread_id", "id"], unique=False)
    op.create_index(
        "ix_events_undispatched",
        "events",
        ["id"],
        unique=False,
        sqlite_where=sa.text("is_dispatched = 0"),
        postgresql_where=sa.text("NOT is_dispatched"),
    )
    op.create_table(
        "heartbeats",
        sa.Column("duty", sa.String(length=60), nullable=False),
        sa.Column("holder", sa.String(length=80), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("duty", name=op.f("pk_heartbeats")),
    )
    op.create_table(
        "limit_counters",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("window_ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "window_ends_at", name=op.f("pk_limit_counters")),
    )
    op.create_index(
        op.f("ix_limit_counters_window_ends_at"), "limit_counters", ["window_ends_at"], unique=False
    )
    op.create_table(
        "submissions",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_submissions")),
    )
    op.create_index(op.f("ix_submissions_sent_at"), "submissions", ["sent_at"], unique=False)
    op.create_table(
        "deliveries",
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reaction", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_error", sa.String(length=500), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'claimed', 'done', 'dead')", name=op.f("ck_deliveries_state")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["events.id"],
            name=op.f("fk_deliveries_event_id_events"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("event_id", "reaction", name=op.f("pk_deliveries")),
    )
    op.create_index(
        "ix_deliveries_open",
        "deliveries",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("state <> 'done'"),
        postgresql_where=sa.text("state <> 'done'"),
    )


def downgrade() -> None:
    op.drop_index(
        "ix_deliveries_open",
        table_name="deliveries",
        sqlite_where=sa.text("state <> 'done'"),
        postgresql_where=sa.text("state <> 'done'"),
    )
    op.drop_table("deliveries")
    op.drop_index(op.f("ix_submissions_sent_at"), table_name="submissions")
    op.drop_table("submissions")
    op.drop_index(op.f("ix_limit_counters_window_ends_at"), table_name="limit_counters")
    op.drop_table("limit_counters")
    op.drop_table("heartbeats")
    op.drop_index(
        "ix_events_undispatched",
        table_name="events",
        sqlite_where=sa.text("is_dispatched = 0"),
        postgresql_where=sa.text("NOT is_dispatched"),
    )
    op.drop_index("ix_events_thread_id_id", table_name="events")
    op.drop_table("events")
