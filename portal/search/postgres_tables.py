"""The tables of the index in PostgreSQL. There are two shelves: one is read, one is built.

They are tables like all others, so that one chain of migrations serves both databases; on SQLite
they stay empty.
"""

from sqlalchemy import (
    DDL,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    event,
)
from sqlalchemy.dialects.postgresql import TSVECTOR

from portal.kit.db import UtcDateTime, db

SHELVES = ("a", "b")
# A search looks into thousands of rows: what it reads there is in the row and not compressed.
_SHORT_ROWS: DDL = DDL(  # type: ignore[no-untyped-call]
    "ALTER TABLE %(table)s SET (toast_tuple_target = 3000), ALTER COLUMN top SET STORAGE MAIN"
)

INDEX = Table(
    "search_index",
    db.metadata,
    Column("slot", SmallInteger, primary_key=True, autoincrement=False),
    Column("shelf", String(1), nullable=False),
    # of the documents and of their number; another one with every commit
    Column("generation", String(36), nullable=False),
    Column("recipe", String(8), nullable=False),
    Column("document_count", Integer, nullable=False),
    CheckConstraint("slot = 1", name="one_row"),
    CheckConstraint("shelf IN ('a', 'b')", name="shelf"),
    CheckConstraint("document_count >= 0", name="document_count"),
)


def documents(shelf: str) -> str:
    """Name the table of the documents on a shelf."""
    return f"search_documents_{shelf}"


def terms(shelf: str) -> str:
    """Name the table that says how many documents on a shelf have each lexeme."""
    return f"search_terms_{shelf}"


def terms_index(shelf: str) -> str:
    """Name the index that finds documents by their lexemes."""
    return f"ix_{documents(shelf)}_terms"


def _make(shelf: str) -> None:
    found = Table(
        documents(shelf),
        db.metadata,
        Column("key", String(40), primary_key=True),
        Column("version", String(40), nullable=False),
        Column("created_at", UtcDateTime, nullable=False),
        # how much it counts for what it is, to order what begins as something that is typed
        Column("standing", Integer, nullable=False),
        # the strongest terms, to choose by; inside the row, unlike the two that are longer
        Column("top", TSVECTOR().with_variant(Text(), "sqlite"), nullable=False),
        Column("terms", TSVECTOR().with_variant(Text(), "sqlite"), nullable=False),
        # pairs of a term's number and its strength, see postgres_rows
        Column("strengths", LargeBinary, nullable=False),
        # read by PostgresEngine.search, similar and begun
        Index(
            terms_index(shelf),
            "terms",
            postgresql_using="gin",
            postgresql_with={"fastupdate": "off"},
        ),
        # read by PostgresEngine.newest
        Index(f"ix_{documents(shelf)}_created_at", "created_at"),
    )
    event.listen(found, "after_create", _SHORT_ROWS.execute_if(dialect="postgresql"))
    Table(
        terms(shelf),
        db.metadata,
        Column("term", Text(collation="C").with_variant(Text(), "sqlite"), primary_key=True),
        Column("holders", Integer, nullable=False),
        CheckConstraint("holders >= 0", name="holders"),
    )


for _shelf in SHELVES:
    _make(_shelf)
