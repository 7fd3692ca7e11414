"""Make a table of the statuses of ideas, and note the kind of each idea's."""

from contextlib import AbstractContextManager

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

_UNTOUCHED = "visibility = 'visible' AND canonical_id IS NULL AND status_kind = 'open'"
_STATUSES = (
    ("new", "open", "접수", "Received", "plain", False),
    ("under_review", "open", "검토 중", "Under review", "wait", False),
    ("needs_info", "open", "추가 정보 필요", "More information needed", "wait", False),
    ("planned", "active", "반영 예정", "Planned", "brand", True),
    ("in_progress", "active", "진행 중", "In progress", "brand", True),
    ("partly_delivered", "active", "일부 반영", "Partly delivered", "good", True),
    ("delivered", "done", "반영 완료", "Delivered", "good", True),
    ("already_available", "done", "이미 제공", "Already available", "good", False),
    ("declined", "rejected", "반영하지 않음", "Not planned", "muted", False),
    ("archived", "archived", "보관됨", "Archived", "muted", False),
)

_NEW_CHECK = "(status IS NULL) = (status_kind IS NULL)"


def _threads() -> AbstractContextManager[BatchOperations]:
    return op.batch_alter_table("threads", table_kwargs={"sqlite_autoincrement": True})


def upgrade() -> None:
    _create_catalogue()
    op.add_column("threads", sa.Column("status_kind", sa.String(length=8), nullable=True))
    op.execute(
        "UPDATE threads SET status_kind ="
        " (SELECT kind FROM idea_statuses WHERE slug = threads.status) WHERE status IS NOT NULL"
    )
    with _threads() as threads:
        threads.create_check_constraint(op.f("ck_threads_status_kind"), _NEW_CHECK)
        threads.create_foreign_key(
            "fk_threads_status_idea_statuses",
            "idea_statuses",
            ["status", "status_kind"],
            ["slug", "kind"],
            ondelete="RESTRICT",
        )
    op.create_index(
        "ix_threads_untouched",
        "threads",
        ["last_activity_at"],
        unique=False,
        sqlite_where=sa.text(_UNTOUCHED),
        postgresql_where=sa.text(_UNTOUCHED),
    )


def _create_catalogue() -> None:
    table = op.create_table(
        "idea_statuses",
        sa.Column("slug", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("label_ko", sa.String(length=30), nullable=False),
        sa.Column("label_en", sa.String(length=30), nullable=False),
        sa.Column("colour", sa.String(length=8), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("on_roadmap", sa.Boolean(), nullable=False),
        sa.Column("is_system", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('open', 'active', 'done', 'rejected', 'archived')",
            name=op.f("ck_idea_statuses_kind"),
        ),
        sa.CheckConstraint(
            "colour IN ('plain', 'muted', 'wait', 'brand', 'good', 'bad', 'violet', 'teal')",
            name=op.f("ck_idea_statuses_colour"),
        ),
        sa.CheckConstraint(
            "length(label_ko) >= 1 AND length(label_en) >= 1",
            name=op.f("ck_idea_statuses_labels"),
        ),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_idea_statuses")),
        sa.UniqueConstraint("slug", "kind", name=op.f("uq_idea_statuses_slug_kind")),
    )
    op.bulk_insert(
        table,
        [
            {
                "slug": slug,
                "kind": kind,
                "label_ko": label_ko,
                "label_en": label_en,
                "colour": colour,
                "position": number * 10,
                "on_roadmap": on_roadmap,
                "is_system": True,
                "is_active": True,
            }
            for number, (slug, kind, label_ko, label_en, colour, on_roadmap) in enumerate(
                _STATUSES, start=1
            )
        ],
    )
    editions = op.create_table(
        "idea_status_editions",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("name", sa.String(length=36), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_idea_status_editions_only")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_status_editions")),
    )
    op.bulk_insert(editions, [{"id": 1, "name": "built-in"}])


def downgrade() -> None:
    # statuses that were added since are unknown to what runs below
    op.execute(
        "UPDATE threads SET status = 'under_review', status_kind = 'open'"
        " WHERE status IN (SELECT slug FROM idea_statuses WHERE NOT is_system)"
    )
    op.drop_index("ix_threads_untouched", table_name="threads")
    with _threads() as threads:
        threads.drop_constraint("fk_threads_status_idea_statuses", type_="foreignkey")
        threads.drop_constraint(op.f("ck_threads_status_kind"), type_="check")
        threads.drop_column("status_kind")
    op.drop_table("idea_status_editions")
    op.drop_table("idea_statuses")
