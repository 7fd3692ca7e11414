"""How far the log of facts is: what was read at a position holds until the log is further."""

from typing import Any, NamedTuple

from sqlalchemy import Boolean, Row, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from portal.kit.db import read
from portal.kit.events import EventRow


class nobody_writes(FunctionElement[bool]):  # noqa: N801 - it is read as a function of SQL
    """Whether no transaction is open that has written something.

    Only on PostgreSQL is it ever false: there a fact with a lower number may be committed later.
    """

    type = Boolean()
    inherit_cache = True


@compiles(nobody_writes, "sqlite")
def _with_one_writer(_element: nobody_writes, _compiler: SQLCompiler, **_options: Any) -> str:  # noqa: ANN401 - SQLAlchemy's
    return "1"


@compiles(nobody_writes, "postgresql")
def _with_many(_element: nobody_writes, _compiler: SQLCompiler, **_options: Any) -> str:  # noqa: ANN401 - SQLAlchemy's
    # Every transaction that writes holds a lock on its own number. A snapshot would not tell: it
    # ends at the newest transaction that is over, so one that began after all those is beyond it.
    return "NOT EXISTS (SELECT FROM pg_locks WHERE locktype = 'transactionid')"


class Position(NamedTuple):
    """The number of the newest fact, and whether no other can come in before it."""

    newest: int | None
    is_settled: bool


NEWEST = select(func.max(EventRow.id))
COLUMNS = (NEWEST.scalar_subquery().label("newest_fact"), nobody_writes().label("is_settled"))
"""For a statement that is run in any case, so that asking costs none of its own; see ``of_row``."""

_POSITION = select(*COLUMNS)


def of_row(row: Row[*tuple[Any, ...]]) -> Position:
    """Give the position from a row with ``COLUMNS``."""
    return Position(row.newest_fact, bool(row.is_settled))


def now() -> Position:
    """Ask how far the log is.

    Costs: 1 statement.
    """
    return of_row(read(_POSITION).one())
