"""Note which round number of votes an idea has reached, and tell its author once."""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

_MILESTONES = (10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "idea_milestones",
        sa.Column("thread_id", _id(), autoincrement=False, nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["thread_id"],
            ["threads.id"],
            name=op.f("fk_idea_milestones_thread_id_threads"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("thread_id", name=op.f("pk_idea_milestones")),
    )
    op.add_column("notices", sa.Column("votes", sa.Integer(), nullable=True))
    op.create_index("ix_notice_preferences_kind", "notice_preferences", ["kind"])
    # what was reached before is no news
    steps = " ".join(f"WHEN vote_count >= {each} THEN {each}" for each in reversed(_MILESTONES))
    op.execute(
        f"INSERT INTO idea_milestones (thread_id, votes) SELECT id, CASE {steps} END"  # noqa: S608 - our own numbers
        f" FROM threads WHERE kind = 'idea' AND vote_count >= {_MILESTONES[0]}"
    )


def downgrade() -> None:
    op.drop_index("ix_notice_preferences_kind", "notice_preferences")
    with op.batch_alter_table("notices") as notices:
        notices.drop_column("votes")
    op.drop_table("idea_milestones")
