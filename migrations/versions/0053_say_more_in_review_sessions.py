"""Keep with a review session what its texts look like, and what would change our mind."""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("review_sessions") as table:
        table.add_column(sa.Column("minutes_html", sa.Text(), server_default="", nullable=False))
    with op.batch_alter_table("review_items") as table:
        table.add_column(sa.Column("text_html", sa.Text(), server_default="", nullable=False))
        table.add_column(sa.Column("revisit_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("revisit_votes", sa.Integer(), nullable=True))
        table.create_check_constraint(op.f("ck_review_items_revisit_votes"), "revisit_votes >= 1")


def downgrade() -> None:
    with op.batch_alter_table("review_items") as table:
        table.drop_constraint(op.f("ck_review_items_revisit_votes"), type_="check")
        table.drop_column("revisit_votes")
        table.drop_column("revisit_at")
        table.drop_column("text_html")
    with op.batch_alter_table("review_sessions") as table:
        table.drop_column("minutes_html")
