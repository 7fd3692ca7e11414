"""Keep the strongest terms of a document in its row; the index is built anew for it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _make_anew("top", "terms")


def downgrade() -> None:
    _make_anew("terms")


def _make_anew(*vectors: str) -> None:
    """Make the tables of documents anew, empty: the worker fills them from the rows."""
    op.execute("DELETE FROM search_index")
    for shelf in ("a", "b"):
        op.execute(sa.table(f"search_terms_{shelf}").delete())
        documents = f"search_documents_{shelf}"
        op.drop_index(op.f(f"ix_{documents}_created_at"), table_name=documents)
        op.drop_index(op.f(f"ix_{documents}_terms"), table_name=documents, postgresql_using="gin")
        op.drop_table(documents)
        _create(documents, vectors)


def _create(documents: str, vectors: tuple[str, ...]) -> None:
    vector = TSVECTOR().with_variant(sa.Text(), "sqlite")
    op.create_table(
        documents,
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("standing", sa.Integer(), nullable=False),
        *(sa.Column(name, vector, nullable=False) for name in vectors),
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
    if op.get_bind().dialect.name != "postgresql":
        return
    if "top" in vectors:
        op.execute(f"ALTER TABLE {documents} ALTER COLUMN top SET STORAGE MAIN")
    size = 3000 if "top" in vectors else 8160
    op.execute(f"ALTER TABLE {documents} SET (toast_tuple_target = {size})")
