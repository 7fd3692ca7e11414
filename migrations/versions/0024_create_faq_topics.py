"""Sort the articles about a product by topics."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "faq_topics",
        sa.Column("id", _id(), autoincrement=True, nullable=False),
        sa.Column("product_id", _id(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("name_ko", sa.String(length=40), nullable=False),
        sa.Column("name_en", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["products.id"],
            name=op.f("fk_faq_topics_product_id_products"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_faq_topics")),
        sa.UniqueConstraint("product_id", "slug", name=op.f("uq_faq_topics_product_id_slug")),
    )
    op.create_table(
        "faq_article_topics",
        sa.Column("article_id", _id(), nullable=False),
        sa.Column("topic_id", _id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["faq_articles.id"],
            name=op.f("fk_faq_article_topics_article_id_faq_articles"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"],
            ["faq_topics.id"],
            name=op.f("fk_faq_article_topics_topic_id_faq_topics"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_faq_article_topics")),
    )
    op.create_index(
        op.f("ix_faq_article_topics_topic_id"),
        "faq_article_topics",
        ["topic_id", "article_id"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_faq_article_topics_topic_id"), table_name="faq_article_topics")
    op.drop_table("faq_article_topics")
    op.drop_table("faq_topics")
