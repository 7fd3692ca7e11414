"""Note who suggested and who linked what is the same, and when a family of threads changed."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _to(table: str, column: str, other: str, ondelete: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=ondelete)


def upgrade() -> None:
    op.add_column(
        "threads", sa.Column("family_edition", sa.Integer(), server_default="0", nullable=False)
    )
    _create_suggestions()
    _create_links()
    # what is linked already was linked by nobody knows whom, long enough ago
    op.execute(
        "INSERT INTO duplicate_links (thread_id, target_id, applied_at, state)"
        " SELECT id, canonical_id, posted_at, 'active' FROM threads WHERE canonical_id IS NOT NULL"
    )
    op.execute(
        "UPDATE threads SET family_edition = 1 WHERE canonical_id IS NOT NULL OR id IN"
        " (SELECT canonical_id FROM threads WHERE canonical_id IS NOT NULL)"
    )
    # whoever has it too counts once for a thread and all that repeat it
    op.execute(
        "UPDATE threads SET vote_count = vote_count + ("
        " SELECT count(DISTINCT v.person_id) FROM votes v JOIN threads d ON d.id = v.thread_id"
        " WHERE d.canonical_id = threads.id AND v.person_id NOT IN"
        " (SELECT o.person_id FROM votes o WHERE o.thread_id = threads.id))"
        " WHERE id IN (SELECT canonical_id FROM threads WHERE canonical_id IS NOT NULL)"
    )


def _create_suggestions() -> None:
    table = "duplicate_suggestions"
    op.create_table(
        table,
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("thread_id", _ID, nullable=False),
        sa.Column("target_id", _ID, nullable=False),
        sa.Column("suggested_by_id", _ID, nullable=True),
        sa.Column("shared_words", sa.String(length=200), nullable=False),
        sa.Column("suggested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=9), nullable=False),
        sa.Column("decided_by_id", _ID, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'accepted', 'dismissed')", name=op.f(f"ck_{table}_state")
        ),
        sa.CheckConstraint(
            "(state = 'open') = (decided_at IS NULL)", name=op.f(f"ck_{table}_decided")
        ),
        sa.CheckConstraint("thread_id <> target_id", name=op.f(f"ck_{table}_two_threads")),
        _to(table, "thread_id", "threads", "CASCADE"),
        _to(table, "target_id", "threads", "CASCADE"),
        _to(table, "suggested_by_id", "users", "CASCADE"),
        _to(table, "decided_by_id", "users", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    for column in ("target_id", "suggested_by_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)
    _create_index(
        "uq_duplicate_suggestions_open",
        table,
        ["thread_id", "suggested_by_id"],
        where="state = 'open' AND suggested_by_id IS NOT NULL",
        unique=True,
    )
    _create_index(
        "uq_duplicate_suggestions_found",
        table,
        ["thread_id", "target_id"],
        where="suggested_by_id IS NULL",
        unique=True,
    )
    _create_index("ix_duplicate_suggestions_queue", table, ["id"], where="state = 'open'")


def _create_links() -> None:
    table = "duplicate_links"
    op.create_table(
        table,
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("thread_id", _ID, nullable=False),
        sa.Column("target_id", _ID, nullable=False),
        sa.Column("applied_by_id", _ID, nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=9), nullable=False),
        sa.Column("contest_reason", sa.String(length=300), nullable=True),
        sa.Column("contested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", _ID, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('active', 'contested', 'ended')", name=op.f(f"ck_{table}_state")
        ),
        sa.CheckConstraint(
            "state <> 'contested' OR contested_at IS NOT NULL", name=op.f(f"ck_{table}_contested")
        ),
        _to(table, "thread_id", "threads", "CASCADE"),
        _to(table, "target_id", "threads", "CASCADE"),
        _to(table, "applied_by_id", "users", "SET NULL"),
        _to(table, "decided_by_id", "users", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    _create_index(
        "uq_duplicate_links_live", table, ["thread_id"], where="state <> 'ended'", unique=True
    )
    _create_index("ix_duplicate_links_target_id", table, ["target_id"], where="state = 'active'")
    _create_index("ix_duplicate_links_contested", table, ["id"], where="state = 'contested'")


def _create_index(
    name: str, table: str, columns: list[str], *, where: str, unique: bool = False
) -> None:
    condition = sa.text(where)
    op.create_index(
        name,
        table,
        columns,
        unique=unique,
        sqlite_where=condition,
        postgresql_where=condition,
    )


def downgrade() -> None:
    op.execute(
        "UPDATE threads SET vote_count = vote_count - ("
        " SELECT count(DISTINCT v.person_id) FROM votes v JOIN threads d ON d.id = v.thread_id"
        " WHERE d.canonical_id = threads.id AND v.person_id NOT IN"
        " (SELECT o.person_id FROM votes o WHERE o.thread_id = threads.id))"
        " WHERE id IN (SELECT canonical_id FROM threads WHERE canonical_id IS NOT NULL)"
    )
    op.drop_table("duplicate_links")
    op.drop_table("duplicate_suggestions")
    op.drop_column("threads", "family_edition")
