"""Keep everybody who wrote a part of a draft."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "faq_draft_writers",
        sa.Column("version_id", _id(), nullable=False),
        sa.Column("person_id", _id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["users.id"],
            name=op.f("fk_faq_draft_writers_person_id_users"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["faq_drafts.version_id"],
            name=op.f("fk_faq_draft_writers_version_id_faq_drafts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("version_id", "person_id", name=op.f("pk_faq_draft_writers")),
    )
    op.execute(
        "INSERT INTO faq_draft_writers (version_id, person_id)"
        " SELECT version_id, writer_id FROM faq_drafts"
    )


def downgrade() -> None:
    op.drop_table("faq_draft_writers")
