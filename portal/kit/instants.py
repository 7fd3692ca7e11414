"""Arithmetic with instants inside a statement, on SQLite and PostgreSQL alike."""

from datetime import datetime
from typing import Any

from sqlalchemy import Float
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import FunctionElement

Instant = ColumnElement[datetime] | InstrumentedAttribute[datetime]


class epoch_seconds(FunctionElement[float]):  # noqa: N801 - it is read as a function of SQL
    """Seconds since 1970 to the microsecond, of a column of ``UtcDateTime``."""

    type = Float()
    inherit_cache = True


@compiles(epoch_seconds, "sqlite")
def _of_text(element: epoch_seconds, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - SQLAlchemy's
    # kept as 2026-11-22 09:30:00.123456: strftime is given whole seconds, because it rounds to
    # milliseconds and so would count 00.999600 as the next second; the rest is added
    kept = compiler.process(element.clauses, **options)
    whole = f"CAST(strftime('%s', substr({kept}, 1, 19)) AS REAL)"
    return f"({whole} + CAST('0' || substr({kept}, 20) AS REAL))"


@compiles(epoch_seconds, "postgresql")
def _of_timestamp(element: epoch_seconds, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - SQLAlchemy's
    kept = compiler.process(element.clauses, **options)
    return f"CAST(EXTRACT(EPOCH FROM {kept}) AS DOUBLE PRECISION)"
