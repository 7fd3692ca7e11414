"""Let the roadmap look up what is expected in a quarter, and people what they spoke of."""

from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_idea_plans_eta", "idea_plans", ["eta", "thread_id"])
    op.create_index("ix_comments_author_id", "comments", ["author_id", "posted_at", "thread_id"])


def downgrade() -> None:
    op.drop_index("ix_comments_author_id", "comments")
    op.drop_index("ix_idea_plans_eta", "idea_plans")
