"""Create the log of those who began to ask, and what they were shown."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ask_sessions",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("lang", sa.String(length=5), nullable=False),
        sa.Column("outcome", sa.String(length=6), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('question', 'idea')", name=op.f("ck_ask_sessions_kind")),
        sa.CheckConstraint("outcome IN ('asked', 'solved')", name=op.f("ck_ask_sessions_outcome")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ask_sessions")),
    )
    op.create_index(op.f("ix_ask_sessions_began_at"), "ask_sessions", ["began_at"], unique=False)
    op.create_table(
        "ask_suggestions",
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column(
            "thing_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_viewed", sa.Boolean(), nullable=False),
        sa.Column("is_solving", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('question', 'idea', 'faq')", name=op.f("ck_ask_suggestions_kind")
        ),
        sa.CheckConstraint(
            "NOT is_viewed OR opened_at IS NOT NULL", name=op.f("ck_ask_suggestions_viewed")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["ask_sessions.id"],
            name=op.f("fk_ask_suggestions_session_id_ask_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_id", "kind", "thing_id", name=op.f("pk_ask_suggestions")),
    )


def downgrade() -> None:
    op.drop_table("ask_suggestions")
    op.drop_index(op.f("ix_ask_sessions_began_at"), table_name="ask_sessions")
    op.drop_table("ask_sessions")
