"""Note who answers for an article, when it was looked at, and why it should be again."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "faq_upkeep",
        sa.Column("version_id", _id(), nullable=False),
        sa.Column("owner_id", _id(), nullable=False),
        sa.Column("review_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["users.id"],
            name=op.f("fk_faq_upkeep_owner_id_users"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["faq_versions.id"],
            name=op.f("fk_faq_upkeep_version_id_faq_versions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_faq_upkeep")),
    )
    op.create_index(
        op.f("ix_faq_upkeep_review_by"), "faq_upkeep", ["review_by", "version_id"], unique=False
    )
    op.create_index(
        op.f("ix_faq_upkeep_owner_id"), "faq_upkeep", ["owner_id", "version_id"], unique=False
    )
    # who wrote what readers see answers for it; a customer's text is its approver's
    later = (
        "updated_at + INTERVAL '180 days'"
        if op.get_bind().dialect.name == "postgresql"
        else "strftime('%Y-%m-%d %H:%M:%f000', updated_at, '+180 days')"
    )
    op.execute(
        "INSERT INTO faq_upkeep (version_id, owner_id, review_by, reviewed_at)"  # noqa: S608
        " SELECT id, CASE WHEN writer_role IS NULL OR writer_role = 'expert' THEN approver_id"
        f" ELSE writer_id END, {later}, updated_at FROM faq_versions WHERE state <> 'draft'"
    )
    op.create_table(
        "faq_confirmations",
        sa.Column("version_id", _id(), nullable=False),
        sa.Column("person_id", _id(), nullable=False),
        sa.Column("occasion", sa.String(length=10), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "occasion IN ('review', 'reuse')", name=op.f("ck_faq_confirmations_occasion")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["users.id"],
            name=op.f("fk_faq_confirmations_person_id_users"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["faq_versions.id"],
            name=op.f("fk_faq_confirmations_version_id_faq_versions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("version_id", "person_id", name=op.f("pk_faq_confirmations")),
    )
    op.create_table(
        "faq_update_reasons",
        sa.Column("version_id", _id(), nullable=False),
        sa.Column("cause", sa.String(length=20), nullable=False),
        sa.Column("thread_id", _id(), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "cause IN ('review_due', 'official_changed', 'product_retired', 'unhelpful',"
            " 'reported', 'asked_after', 'staff')",
            name=op.f("ck_faq_update_reasons_cause"),
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"],
            ["threads.id"],
            name=op.f("fk_faq_update_reasons_thread_id_threads"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["faq_versions.id"],
            name=op.f("fk_faq_update_reasons_version_id_faq_versions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("version_id", "cause", name=op.f("pk_faq_update_reasons")),
    )


def downgrade() -> None:
    op.drop_table("faq_update_reasons")
    op.drop_table("faq_confirmations")
    op.drop_index(op.f("ix_faq_upkeep_owner_id"), table_name="faq_upkeep")
    op.drop_index(op.f("ix_faq_upkeep_review_by"), table_name="faq_upkeep")
    op.drop_table("faq_upkeep")
