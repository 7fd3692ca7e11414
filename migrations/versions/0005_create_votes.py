"""Create votes."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "votes",
        sa.Column(
            "thread_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("cast_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["users.id"], name=op.f("fk_votes_person_id_users"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"],
            ["threads.id"],
            name=op.f("fk_votes_thread_id_threads"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("thread_id", "person_id", name=op.f("pk_votes")),
    )
    op.create_index("ix_votes_cast_at", "votes", ["cast_at", "thread_id"], unique=False)
    op.create_index("ix_votes_person_id", "votes", ["person_id", "cast_at"], unique=False)
    op.create_table(
        "helpful_votes",
        sa.Column(
            "answer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("cast_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("value IN (-1, 1)", name=op.f("ck_helpful_votes_value")),
        sa.ForeignKeyConstraint(
            ["answer_id"],
            ["answers.id"],
            name=op.f("fk_helpful_votes_answer_id_answers"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["users.id"],
            name=op.f("fk_helpful_votes_person_id_users"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("answer_id", "person_id", name=op.f("pk_helpful_votes")),
    )
    op.create_index("ix_helpful_votes_person_id", "helpful_votes", ["person_id"], unique=False)
    op.create_table(
        "unattributed_votes",
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("source_id", sa.String(length=40), nullable=False),
        sa.Column("thread_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("answer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("cast_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(thread_id IS NULL) <> (answer_id IS NULL)",
            name=op.f("ck_unattributed_votes_one_thing"),
        ),
        sa.CheckConstraint(
            "thread_id IS NULL OR value = 1",
            name=op.f("ck_unattributed_votes_none_against_threads"),
        ),
        sa.CheckConstraint("value IN (-1, 1)", name=op.f("ck_unattributed_votes_value")),
        sa.ForeignKeyConstraint(
            ["answer_id"],
            ["answers.id"],
            name=op.f("fk_unattributed_votes_answer_id_answers"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"],
            ["threads.id"],
            name=op.f("fk_unattributed_votes_thread_id_threads"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("source", "source_id", name=op.f("pk_unattributed_votes")),
    )
    op.create_index(
        op.f("ix_unattributed_votes_answer_id"), "unattributed_votes", ["answer_id"], unique=False
    )
    op.create_index(
        "ix_unattributed_votes_cast_at",
        "unattributed_votes",
        ["cast_at", "thread_id"],
        unique=False,
    )
    op.create_index(
        "ix_unattributed_votes_thread_id", "unattributed_votes", ["thread_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index("ix_unattributed_votes_thread_id", table_name="unattributed_votes")
    op.drop_index("ix_unattributed_votes_cast_at", table_name="unattributed_votes")
    op.drop_index(op.f("ix_unattributed_votes_answer_id"), table_name="unattributed_votes")
    op.drop_table("unattributed_votes")
    op.drop_index("ix_helpful_votes_person_id", table_name="helpful_votes")
    op.drop_table("helpful_votes")
    op.drop_index("ix_votes_person_id", table_name="votes")
    op.drop_index("ix_votes_cast_at", table_name="votes")
    op.drop_table("votes")
