"""Say what is new, improved or fixed, and which ideas it answers."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

_CHECKS = (
    ("state", "state IN ('draft', 'scheduled', 'published', 'withdrawn')"),
    ("label", "label IN ('new', 'improved', 'fixed')"),
    ("title", "title_ko <> '' OR title_en <> ''"),
    ("version", "version >= 1"),
    ("scheduled", "(state = 'scheduled') = (publish_at IS NOT NULL)"),
    ("published", "(state IN ('published', 'withdrawn')) = (published_at IS NOT NULL)"),
    ("withdrawn", "(state = 'withdrawn') = (withdrawn_at IS NOT NULL)"),
    ("edited", "edited_at IS NULL OR published_at IS NOT NULL"),
)


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _instant() -> sa.types.TypeEngine[object]:
    return sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_entries()
    op.create_table(
        "changelog_ideas",
        sa.Column("entry_id", _id(), nullable=False),
        sa.Column("thread_id", _id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["changelog_entries.id"],
            name=op.f("fk_changelog_ideas_entry_id_changelog_entries"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"],
            ["threads.id"],
            name=op.f("fk_changelog_ideas_thread_id_threads"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("entry_id", "thread_id", name=op.f("pk_changelog_ideas")),
    )
    op.create_index(op.f("ix_changelog_ideas_thread_id"), "changelog_ideas", ["thread_id"])
    with op.batch_alter_table("notices") as notices:
        notices.add_column(sa.Column("changelog_entry_id", _id(), nullable=True))
        notices.create_foreign_key(
            op.f("fk_notices_changelog_entry_id_changelog_entries"),
            "changelog_entries",
            ["changelog_entry_id"],
            ["id"],
            ondelete="CASCADE",
        )


def _create_entries() -> None:
    op.create_table(
        "changelog_entries",
        sa.Column("id", _id(), autoincrement=True, nullable=False),
        sa.Column("product_id", _id(), nullable=False),
        sa.Column("label", sa.String(10), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("title_ko", sa.String(120), nullable=False),
        sa.Column("body_md_ko", sa.Text(), nullable=False),
        sa.Column("body_html_ko", sa.Text(), nullable=False),
        sa.Column("title_en", sa.String(120), nullable=False),
        sa.Column("body_md_en", sa.Text(), nullable=False),
        sa.Column("body_html_en", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("writer_id", _id(), nullable=True),
        sa.Column("publisher_id", _id(), nullable=True),
        sa.Column("written_at", _instant(), nullable=False),
        sa.Column("edited_at", _instant(), nullable=True),
        sa.Column("publish_at", _instant(), nullable=True),
        sa.Column("published_at", _instant(), nullable=True),
        sa.Column("withdrawn_at", _instant(), nullable=True),
        *(
            sa.CheckConstraint(condition, name=op.f(f"ck_changelog_entries_{name}"))
            for name, condition in _CHECKS
        ),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["products.id"],
            name=op.f("fk_changelog_entries_product_id_products"),
            ondelete="RESTRICT",
        ),
        *(
            sa.ForeignKeyConstraint(
                [column],
                ["users.id"],
                name=op.f(f"fk_changelog_entries_{column}_users"),
                ondelete="RESTRICT",
            )
            for column in ("writer_id", "publisher_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changelog_entries")),
        sqlite_autoincrement=True,
    )
    for name, columns, state in (
        ("ix_changelog_entries_published", ["published_at", "id"], "published"),
        ("ix_changelog_entries_due", ["publish_at"], "scheduled"),
    ):
        condition = sa.text(f"state = '{state}'")
        op.create_index(
            name,
            "changelog_entries",
            columns,
            sqlite_where=condition,
            postgresql_where=condition,
        )
    op.create_index("ix_changelog_entries_state", "changelog_entries", ["state", "id"])
    op.create_index(op.f("ix_changelog_entries_product_id"), "changelog_entries", ["product_id"])


def downgrade() -> None:
    # a notice about an entry leads nowhere without it
    op.execute(
        "DELETE FROM outgoing_mails WHERE notice_id IN"
        " (SELECT id FROM notices WHERE changelog_entry_id IS NOT NULL)"
    )
    op.execute("DELETE FROM notices WHERE changelog_entry_id IS NOT NULL")
    with op.batch_alter_table("notices") as notices:
        notices.drop_constraint(
            op.f("fk_notices_changelog_entry_id_changelog_entries"), type_="foreignkey"
        )
        notices.drop_column("changelog_entry_id")
    op.drop_table("changelog_ideas")
    op.drop_table("changelog_entries")
