"""Make tables of what is planned with ideas, and say more with each decision."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_CHANGES = "idea_status_changes"
_CHECKS = {
    "reason_code": (
        "reason_code IN ('out_of_scope', 'not_feasible', 'cost_vs_value',"
        " 'conflicts_with_direction', 'security_or_legal', 'insufficient_demand', 'other')"
    ),
    "decided": "NOT is_system OR decided_by_id IS NULL",
    "cause": "(cause IS NULL) OR is_system",
    "revisit_votes": "revisit_votes >= 1",
}
_STATUSES = {"before": "idea_statuses", "after": "idea_statuses"}


def upgrade() -> None:
    with op.batch_alter_table(_CHANGES) as changes:
        changes.add_column(sa.Column("private_note", sa.Text(), server_default="", nullable=False))
        changes.add_column(sa.Column("reason_code", sa.String(length=24), nullable=True))
        changes.add_column(sa.Column("link", sa.String(length=500), nullable=True))
        changes.add_column(sa.Column("revisit_at", sa.DateTime(timezone=True), nullable=True))
        changes.add_column(sa.Column("revisit_votes", sa.Integer(), nullable=True))
        changes.add_column(
            sa.Column("is_system", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        changes.add_column(sa.Column("cause", sa.String(length=24), nullable=True))
        for name, said in _CHECKS.items():
            changes.create_check_constraint(op.f(f"ck_{_CHANGES}_{name}"), said)
        for column, other in _STATUSES.items():
            changes.create_foreign_key(
                op.f(f"fk_{_CHANGES}_{column}_{other}"),
                other,
                [column],
                ["slug"],
                ondelete="RESTRICT",
            )
    op.create_index("ix_idea_status_changes_decided_at", _CHANGES, ["decided_at"], unique=False)
    _create_plans()
    _create_outcomes()
    _create_still_needed()


def _create_plans() -> None:
    table = "idea_plans"
    times = (
        "needs_answer_since",
        "answer_due_at",
        "answered_at",
        "overdue_told_at",
        "revisit_at",
        "revisit_due_at",
        "archive_warned_at",
    )
    op.create_table(
        table,
        sa.Column("thread_id", _ID, nullable=False),
        sa.Column("owner_id", _ID, nullable=True),
        sa.Column("eta", sa.String(length=40), nullable=True),
        sa.Column("revisit_votes", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.DateTime(timezone=True), nullable=True) for name in times),
        sa.CheckConstraint(
            "(needs_answer_since IS NULL) = (answer_due_at IS NULL)", name=op.f(f"ck_{table}_clock")
        ),
        sa.CheckConstraint(
            "answered_at IS NULL OR needs_answer_since IS NOT NULL",
            name=op.f(f"ck_{table}_answered"),
        ),
        _to(table, "thread_id", "threads", "CASCADE"),
        _to(table, "owner_id", "users", "SET NULL"),
        sa.PrimaryKeyConstraint("thread_id", name=op.f(f"pk_{table}")),
    )
    for column in (
        "owner_id",
        "answer_due_at",
        "revisit_at",
        "revisit_due_at",
        "archive_warned_at",
    ):
        op.create_index(f"ix_{table}_{column}", table, [column], unique=False)


def _create_outcomes() -> None:
    table = "idea_outcomes"
    op.create_table(
        table,
        sa.Column("change_id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("solved", sa.Boolean(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        _to(table, "change_id", _CHANGES, "CASCADE"),
        _to(table, "person_id", "users", "CASCADE"),
        sa.PrimaryKeyConstraint("change_id", "person_id", name=op.f(f"pk_{table}")),
    )
    op.create_index(f"ix_{table}_person_id", table, ["person_id"], unique=False)


def _create_still_needed() -> None:
    table = "idea_still_needed"
    op.create_table(
        table,
        sa.Column("thread_id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("pressed_at", sa.DateTime(timezone=True), nullable=False),
        _to(table, "thread_id", "threads", "CASCADE"),
        _to(table, "person_id", "users", "CASCADE"),
        sa.PrimaryKeyConstraint("thread_id", "person_id", name=op.f(f"pk_{table}")),
    )
    op.create_index(f"ix_{table}_person_id", table, ["person_id"], unique=False)


def _to(table: str, column: str, other: str, ondelete: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=ondelete)


def downgrade() -> None:
    for table in ("idea_still_needed", "idea_outcomes", "idea_plans"):
        op.drop_table(table)
    op.drop_index("ix_idea_status_changes_decided_at", table_name=_CHANGES)
    with op.batch_alter_table(_CHANGES) as changes:
        for column, other in _STATUSES.items():
            changes.drop_constraint(op.f(f"fk_{_CHANGES}_{column}_{other}"), type_="foreignkey")
        for name in _CHECKS:
            changes.drop_constraint(op.f(f"ck_{_CHANGES}_{name}"), type_="check")
        for column in (
            "private_note",
            "reason_code",
            "link",
            "revisit_at",
            "revisit_votes",
            "is_system",
            "cause",
        ):
            changes.drop_column(column)
