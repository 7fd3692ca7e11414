"""Note what questions are about, and which seem to be about the same."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "thread_clusters",
        sa.Column("thread_id", _ID, nullable=False),
        sa.Column("root_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["thread_id"],
            ["threads.id"],
            name=op.f("fk_thread_clusters_thread_id_threads"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["root_id"],
            ["threads.id"],
            name=op.f("fk_thread_clusters_root_id_threads"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("thread_id", name=op.f("pk_thread_clusters")),
    )
    op.create_index(op.f("ix_thread_clusters_root_id"), "thread_clusters", ["root_id"])
    op.create_table(
        "thread_words",
        sa.Column("thread_id", _ID, nullable=False),
        sa.Column("word", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["thread_id"],
            ["threads.id"],
            name=op.f("fk_thread_words_thread_id_threads"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("thread_id", "word", name=op.f("pk_thread_words")),
    )
    op.create_index("ix_thread_words_key", "thread_words", ["key", "thread_id"])
    op.create_table(
        "generic_words",
        sa.Column("word", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_generic_words")),
    )


def downgrade() -> None:
    op.drop_table("generic_words")
    op.drop_index("ix_thread_words_key", table_name="thread_words")
    op.drop_table("thread_words")
    op.drop_index(op.f("ix_thread_clusters_root_id"), table_name="thread_clusters")
    op.drop_table("thread_clusters")
