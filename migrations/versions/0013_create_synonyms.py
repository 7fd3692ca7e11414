"""Create the groups of words that mean the same."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "synonym_groups",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("lang", sa.String(length=5), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("lang IN ('ko', 'en')", name=op.f("ck_synonym_groups_lang")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_synonym_groups")),
    )
    op.create_table(
        "synonym_words",
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("lang", sa.String(length=5), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("word", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["synonym_groups.id"],
            name=op.f("fk_synonym_words_group_id_synonym_groups"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("group_id", "position", name=op.f("pk_synonym_words")),
        sa.UniqueConstraint("lang", "key", name=op.f("uq_synonym_words_lang_key")),
    )
    op.create_table(
        "synonym_editions",
        sa.Column("lang", sa.String(length=5), nullable=False),
        sa.Column("name", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("lang", name=op.f("pk_synonym_editions")),
    )


def downgrade() -> None:
    op.drop_table("synonym_editions")
    op.drop_table("synonym_words")
    op.drop_table("synonym_groups")
