"""Rows: the database handle, its types and its transactions, on SQLite and PostgreSQL alike.

Nothing here or above uses what only one of the two has, except inside this module.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, cast

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    CursorResult,
    DateTime,
    Delete,
    Engine,
    Executable,
    Insert,
    Integer,
    MetaData,
    Select,
    Update,
    event,
    inspect,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, mapped_column, registry
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect
    from sqlalchemy.engine.interfaces import DBAPIConnection

_WRITES = "maru_writes"
_CONNECTION = "maru_connection"

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Goes in aware, is kept as UTC, comes out aware UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """Say what comes out, for those who ask the type (cursors of lists do)."""
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive datetime: nobody can tell what instant it means."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime reached the database")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """SQLite forgets the zone; PostgreSQL may answer in the session's."""
        if value is None:
            return None
        if dialect.name == "sqlite":
            return value.replace(tzinfo=UTC)
        return value.astimezone(UTC)


# SQLite gives row ids only to a column that is exactly INTEGER.
BigId = BigInteger().with_variant(Integer, "sqlite")
RowId = Annotated[int, mapped_column(BigId, primary_key=True, autoincrement=True)]


class Base(DeclarativeBase):
    """Constraint names by one convention, instants by one type."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING_CONVENTION),
        type_annotation_map={datetime: UtcDateTime()},
    )


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


def set_up_sqlite(dbapi_connection: DBAPIConnection, _record: object) -> None:
    """Make each SQLite connection durable enough, patient and strict about foreign keys.

    WAL with synchronous=NORMAL survives the death of any process; only a power cut may take
    the last commits. SQLAlchemy, not the driver, decides when a transaction begins.
    """
    if not isinstance(dbapi_connection, sqlite3.Connection):
        return
    dbapi_connection.isolation_level = None
    cursor = dbapi_connection.cursor()
    for pragma in ("busy_timeout=15000", "journal_mode=WAL", "synchronous=NORMAL"):
        cursor.execute(f"PRAGMA {pragma}")
    # KB for each connection, of which every thread has one; the system keeps the file's pages too
    cursor.execute("PRAGMA cache_size=-1000")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()
    # not every build of SQLite carries its mathematics; ranking needs these two
    dbapi_connection.create_function("ln", 1, math.log, deterministic=True)
    dbapi_connection.create_function("power", 2, math.pow, deterministic=True)


def begin_sqlite(connection: Connection) -> None:
    """Take SQLite's write lock at the start of a transaction that will write.

    A transaction that reads first and writes later fails at once when another wrote in
    between, whatever the busy timeout; one that begins IMMEDIATE waits its turn.
    """
    if connection.dialect.name != "sqlite":
        return
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


event.listen(Engine, "connect", set_up_sqlite)
event.listen(Engine, "begin", begin_sqlite)


@contextmanager
def transaction() -> Iterator[None]:
    """Hold one unit of work: all of it is kept, or nothing.

    Opened once, by a door. What was read in the session before is let go first, so that the
    work sees the rows as they are now.

    Raises: RuntimeError when a transaction is already open (actions never open one).
    """
    session = db.session()
    if session.info.get(_WRITES):
        raise RuntimeError("a transaction is already open; only doors open one")
    session.rollback()
    session.info[_WRITES] = True
    try:
        session.connection(execution_options={_WRITES: True})
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop(_WRITES, None)


def read(
    statement: Executable, values: Mapping[str, Any] | None = None
) -> CursorResult[*tuple[Any, ...]]:
    """Run a statement that selects columns, never whole models, in the session's transaction.

    It goes past the mapper, which has nothing to do there and takes a quarter of the time.
    Costs: 1 statement.
    """
    session = db.session()
    connection: Connection | None = session.info.get(_CONNECTION)
    # the end of a transaction closes what it ran on; asking the session each time costs more
    if connection is None or connection.closed:
        connection = session.info[_CONNECTION] = session.connection()
    return connection.execute(statement, values)


def insert_once(model: type[Base], **values: object) -> bool:
    """Insert a row unless its key is taken.

    Gives: True when the row is new. Never fails on a duplicate, however many race.
    Costs: 1 statement.
    """
    # past the mapper, as ``read`` goes
    statement = _insert_once(model, is_sqlite=is_sqlite())
    return db.session.connection().execute(statement, values).first() is not None


@lru_cache(maxsize=256)
def _insert_once(model: type[Base], *, is_sqlite: bool) -> Insert:
    insert = sqlite.insert if is_sqlite else postgresql.insert
    statement = insert(model).on_conflict_do_nothing()
    return statement.returning(_first_key(statement))


def insert_missing(model: type[Base], rows: list[dict[str, Any]]) -> int:
    """Insert those of the rows whose key is not taken yet.

    Gives: how many were new.
    Costs: 1 statement, none for an empty list.
    """
    if not rows:
        return 0
    return rows_inserted(_insert(model).values(rows).on_conflict_do_nothing())


def insert_missing_from(model: type[Base], rows: Select[*tuple[Any, ...]]) -> int:
    """Insert what a statement selects, by the names of its columns, where the key is not taken yet.

    Gives: how many were new.
    Costs: 1 statement, however many rows.
    """
    names = [str(column.key) for column in rows.selected_columns]
    # without a condition SQLite would take "ON CONFLICT" for that of a join
    rows = rows.where(text("1 = 1"))
    return rows_inserted(_insert(model).from_select(names, rows).on_conflict_do_nothing())


def rows_inserted(statement: Insert) -> int:
    """Run an insert and count what it kept."""
    return len(db.session.execute(statement.returning(_first_key(statement))).all())


def _first_key(statement: Insert) -> ColumnElement[Any]:
    first: ColumnElement[Any] = inspect(statement.table).primary_key.columns[0]
    return first


def rows_changed(statement: Update | Delete) -> int:
    """Run an update or a delete and count the rows it found."""
    result = db.session.execute(statement)
    return cast("CursorResult[Any]", result).rowcount


def _insert(model: type[Base]) -> sqlite.Insert | postgresql.Insert:
    if is_sqlite():
        return sqlite.insert(model)
    return postgresql.insert(model)


def is_sqlite() -> bool:
    """Tell which of the two databases this is."""
    return db.session.get_bind().dialect.name == "sqlite"
