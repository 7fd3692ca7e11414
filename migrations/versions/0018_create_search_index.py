"""Create the tables of the search index in PostgreSQL; on SQLite they stay empty."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_index",
        sa.Column("slot", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("shelf", sa.String(length=1), nullable=False),
        sa.Column("generation", sa.String(length=36), nullable=False),
        sa.Column("recipe", sa.String(length=8), nullable=False),
        sa.Column("document_count", sa.Integer(), nullable=False),
        sa.CheckConstraint("slot = 1", name=op.f("ck_search_index_one_row")),
        sa.CheckConstraint("shelf IN ('a', 'b')", name=op.f("ck_search_index_shelf")),
        sa.CheckConstraint("document_count >= 0", name=op.f("ck_search_index_document_count")),
        sa.PrimaryKeyConstraint("slot", name=op.f("pk_search_index")),
    )
    for shelf in ("a", "b"):
        _create_shelf(shelf)


def _create_shelf(shelf: str) -> None:
    documents, terms = f"search_documents_{shelf}", f"search_terms_{shelf}"
    op.create_table(
        documents,
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("standing", sa.Integer(), nullable=False),
        sa.Column("terms", TSVECTOR().with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.Column("strengths", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f(f"pk_{documents}")),
    )
    op.create_index(
        op.f(f"ix_{documents}_terms"),
        documents,
        ["terms"],
        unique=False,
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    )
    op.create_index(op.f(f"ix_{documents}_created_at"), documents, ["created_at"], unique=False)
    op.create_table(
        terms,
        sa.Column("term", sa.Text(collation="C").with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.Column("holders", sa.Integer(), nullable=False),
        sa.CheckConstraint("holders >= 0", name=op.f(f"ck_{terms}_holders")),
        sa.PrimaryKeyConstraint("term", name=op.f(f"pk_{terms}")),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE {documents} SET (toast_tuple_target = 8160)")


def downgrade() -> None:
    for shelf in ("b", "a"):
        documents = f"search_documents_{shelf}"
        op.drop_table(f"search_terms_{shelf}")
        op.drop_index(op.f(f"ix_{documents}_created_at"), table_name=documents)
        op.drop_index(op.f(f"ix_{documents}_terms"), table_name=documents, postgresql_using="gin")
        op.drop_table(documents)
    op.drop_table("search_index")
