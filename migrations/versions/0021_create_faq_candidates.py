"""Weigh what may become an article: readers, evidence, claims, wanted words."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _to(table: str, column: str, target: str, ondelete: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{target}"
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(name), ondelete=ondelete)


def upgrade() -> None:
    op.add_column("faq_nominations", sa.Column("declined_score", sa.Float(), nullable=True))
    op.add_column(
        "faq_nominations",
        sa.Column("is_update", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.create_table(
        "faq_readings",
        sa.Column("thread_id", _BIG, nullable=False),
        sa.Column("reader", sa.String(length=32), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        _to("faq_readings", "thread_id", "threads", "CASCADE"),
        sa.PrimaryKeyConstraint("thread_id", "reader", name=op.f("pk_faq_readings")),
    )
    op.create_index(op.f("ix_faq_readings_read_at"), "faq_readings", ["read_at"], unique=False)
    op.create_table(
        "faq_evidence",
        sa.Column("thread_id", _BIG, nullable=False),
        sa.Column("me_too", sa.Integer(), nullable=False),
        sa.Column("duplicates", sa.Integer(), nullable=False),
        sa.Column("readers", sa.Integer(), nullable=False),
        sa.Column("searches", sa.Integer(), nullable=False),
        sa.Column("is_official", sa.Boolean(), nullable=False),
        sa.Column("is_accepted", sa.Boolean(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("has_signal", sa.Boolean(), nullable=False),
        sa.Column("weighed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "me_too >= 0 AND duplicates >= 0 AND readers >= 0 AND searches >= 0",
            name=op.f("ck_faq_evidence_counts"),
        ),
        _to("faq_evidence", "thread_id", "threads", "CASCADE"),
        sa.PrimaryKeyConstraint("thread_id", name=op.f("pk_faq_evidence")),
    )
    op.create_index("ix_faq_evidence_score", "faq_evidence", ["score", "thread_id"], unique=False)
    op.create_table(
        "faq_claims",
        sa.Column("nomination_id", _BIG, nullable=False),
        sa.Column("person_id", _BIG, nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        _to("faq_claims", "nomination_id", "faq_nominations", "CASCADE"),
        _to("faq_claims", "person_id", "users", "CASCADE"),
        sa.PrimaryKeyConstraint("nomination_id", name=op.f("pk_faq_claims")),
    )
    op.create_index(op.f("ix_faq_claims_person_id"), "faq_claims", ["person_id"], unique=False)
    op.create_table(
        "faq_update_offers",
        sa.Column("nomination_id", _BIG, nullable=False),
        sa.Column("version_id", _BIG, nullable=False),
        _to("faq_update_offers", "nomination_id", "faq_nominations", "CASCADE"),
        _to("faq_update_offers", "version_id", "faq_versions", "CASCADE"),
        sa.PrimaryKeyConstraint("nomination_id", name=op.f("pk_faq_update_offers")),
    )
    op.create_index(
        op.f("ix_faq_update_offers_version_id"), "faq_update_offers", ["version_id"], unique=False
    )
    op.create_table(
        "faq_wanted_words",
        sa.Column("id", _BIG, autoincrement=True, nullable=False),
        sa.Column("lang", sa.String(length=5), nullable=False),
        sa.Column("words", sa.String(length=120), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version_id", _BIG, nullable=True),
        sa.Column("decline_reason", sa.String(length=300), nullable=True),
        sa.Column("declined_times", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(decline_reason IS NULL) = (declined_times IS NULL)",
            name=op.f("ck_faq_wanted_words_declined"),
        ),
        _to("faq_wanted_words", "version_id", "faq_versions", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_faq_wanted_words")),
        sa.UniqueConstraint("lang", "words", name=op.f("uq_faq_wanted_words_lang_words")),
    )
    op.create_index(
        op.f("ix_faq_wanted_words_version_id"), "faq_wanted_words", ["version_id"], unique=False
    )
    op.create_index("ix_faq_wanted_words_times", "faq_wanted_words", ["times", "id"], unique=False)
    # what proposed itself by being resolved is proposed again when its evidence says so
    op.execute("DELETE FROM faq_nominations WHERE state = 'open' AND nominated_by_id IS NULL")


def downgrade() -> None:
    for table in (
        "faq_wanted_words",
        "faq_update_offers",
        "faq_claims",
        "faq_evidence",
        "faq_readings",
    ):
        op.drop_table(table)
    op.drop_column("faq_nominations", "is_update")
    op.drop_column("faq_nominations", "declined_score")
