"""Let lists of ideas be read in the order of an index, also narrowed to a product or a status."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

_OPEN = "visibility = 'visible' AND canonical_id IS NULL"
_ORDERS = (("hot", "hot_key"), ("new", "posted_at"), ("top", "vote_count"))
_FIGURES = (
    ("discussed", "commenters_90", "commenters_90 > 0"),
    ("waiting", "waiting_key", "waiting_key >= 0"),
    ("spoken", "staff_key", "last_staff_at IS NOT NULL"),
)


def upgrade() -> None:
    op.add_column(
        "idea_figures",
        sa.Column("commenters_90", sa.Integer(), server_default="0", nullable=False),
    )
    op.add_column(
        "idea_figures", sa.Column("waiting_key", sa.Float(), server_default="-1", nullable=False)
    )
    for name, column in _ORDERS:
        _index("threads", f"product_{name}", ["kind", "product_id", column, "id"], _OPEN)
        of_ideas = f"{_OPEN} AND kind = 'idea'"
        _index("threads", f"status_{name}", ["status", column, "id"], of_ideas)
    for name, column, condition in _FIGURES:
        _index("idea_figures", name, [column, "thread_id"], condition)
        _index("idea_figures", f"product_{name}", ["product_id", column, "thread_id"], condition)
    # those that were counted before know neither of the two
    op.execute("UPDATE idea_figures SET stale_at = computed_at WHERE stale_at IS NULL")


def _index(table: str, name: str, columns: list[str], condition: str) -> None:
    op.create_index(
        f"ix_{table}_{name}",
        table,
        columns,
        sqlite_where=sa.text(condition),
        postgresql_where=sa.text(condition),
    )


def downgrade() -> None:
    for name, _column, _condition in _FIGURES:
        op.drop_index(f"ix_idea_figures_product_{name}", "idea_figures")
        op.drop_index(f"ix_idea_figures_{name}", "idea_figures")
    for name, _column in _ORDERS:
        op.drop_index(f"ix_threads_status_{name}", "threads")
        op.drop_index(f"ix_threads_product_{name}", "threads")
    op.drop_column("idea_figures", "waiting_key")
    op.drop_column("idea_figures", "commenters_90")
