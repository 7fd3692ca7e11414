"""Make tables of split ideas, of conversions, and of the votes that wait for them."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_splits()
    _create_conversions()
    _create_set_aside_votes()


def downgrade() -> None:
    for table in ("set_aside_votes", "thread_conversions", "idea_splits"):
        op.drop_table(table)


def _create_splits() -> None:
    table = "idea_splits"
    op.create_table(
        table,
        sa.Column("thread_id", _ID, nullable=False),
        sa.Column("from_id", _ID, nullable=False),
        sa.Column("split_by_id", _ID, nullable=True),
        sa.Column("split_at", _TIME, nullable=False),
        sa.CheckConstraint("thread_id <> from_id", name=op.f(f"ck_{table}_two_ideas")),
        _to(table, "thread_id", "threads", "CASCADE"),
        _to(table, "from_id", "threads", "CASCADE"),
        _to(table, "split_by_id", "users", "SET NULL"),
        sa.PrimaryKeyConstraint("thread_id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_from_id"), table, ["from_id"], unique=False)


def _create_conversions() -> None:
    table = "thread_conversions"
    op.create_table(
        table,
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("thread_id", _ID, nullable=False),
        sa.Column("after", sa.String(length=8), nullable=False),
        sa.Column("resolution", sa.String(length=10), nullable=True),
        sa.Column("confirmed_by", sa.String(length=6), nullable=True),
        sa.Column("resolved_at", _TIME, nullable=True),
        sa.Column("converted_by_id", _ID, nullable=True),
        sa.Column("converted_at", _TIME, nullable=False),
        sa.CheckConstraint("after IN ('question', 'idea')", name=op.f(f"ck_{table}_after")),
        _to(table, "thread_id", "threads", "CASCADE"),
        _to(table, "converted_by_id", "users", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(f"ix_{table}_thread_id", table, ["thread_id", "id"], unique=False)


def _create_set_aside_votes() -> None:
    table = "set_aside_votes"
    op.create_table(
        table,
        sa.Column("thread_id", _ID, nullable=False),
        sa.Column("thread_kind", sa.String(length=8), nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("cast_at", _TIME, nullable=False),
        sa.Column("source", sa.String(length=6), nullable=False),
        sa.Column("behalf_by_id", _ID, nullable=True),
        sa.Column("behalf_ref", sa.String(length=300), nullable=True),
        sa.Column("importance", sa.Integer(), nullable=True),
        sa.Column("use_case", sa.String(length=280), nullable=True),
        sa.Column("use_case_shared", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=11), nullable=False),
        sa.CheckConstraint(
            "thread_kind IN ('question', 'idea')", name=op.f(f"ck_{table}_thread_kind")
        ),
        sa.CheckConstraint(
            "state IN ('counted', 'unverified', 'quarantined', 'excluded')",
            name=op.f(f"ck_{table}_state"),
        ),
        _to(table, "thread_id", "threads", "CASCADE"),
        _to(table, "person_id", "users", "CASCADE"),
        _to(table, "behalf_by_id", "users", "SET NULL"),
        sa.PrimaryKeyConstraint("thread_id", "thread_kind", "person_id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_person_id"), table, ["person_id"], unique=False)


def _to(table: str, column: str, other: str, on_delete: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=on_delete)
