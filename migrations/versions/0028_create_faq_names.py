"""Note which wordings of an article came from posts."""

from hashlib import blake2b

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_LONGEST = 100


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    names = op.create_table(
        "faq_names",
        sa.Column("article_id", _id(), nullable=False),
        sa.Column("thread_id", _id(), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["faq_articles.id"],
            name=op.f("fk_faq_names_article_id_faq_articles"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"],
            ["threads.id"],
            name=op.f("fk_faq_names_thread_id_threads"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article_id", "thread_id", "name", name=op.f("pk_faq_names")),
    )
    op.create_index("ix_faq_names_thread_id", "faq_names", ["thread_id", "article_id"])
    _note_what_is_linked(names)


def downgrade() -> None:
    op.drop_table("faq_names")


def _note_what_is_linked(names: sa.Table) -> None:
    """Note the titles of the posts that articles grew from, and of their duplicates."""
    sources = sa.table("faq_sources", sa.column("article_id"), sa.column("thread_id"))
    threads = sa.table(
        "threads", sa.column("id"), sa.column("canonical_id"), sa.column("title", sa.String)
    )
    linked = sa.select(sources.c.article_id, threads.c.id, threads.c.title).join(
        threads,
        sa.or_(threads.c.id == sources.c.thread_id, threads.c.canonical_id == sources.c.thread_id),
    )
    found = {
        (row.article_id, row.id, _hash(row.title))
        for row in op.get_bind().execute(linked)
        if len(row.title) <= _LONGEST
    }
    if found:
        keys = ("article_id", "thread_id", "name")
        op.bulk_insert(names, [dict(zip(keys, one, strict=True)) for one in sorted(found)])


def _hash(title: str) -> str:
    return blake2b(title.casefold().encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
