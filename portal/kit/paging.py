"""Pages of lists, by key and never by offset: page 500 costs what page 1 costs."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import BigInteger, ColumnElement, Row, Select, bindparam, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from portal.kit.db import read
from portal.kit.errors import RuleBroken

PAGE_SIZE = 20

T = TypeVar("T")
Column = InstrumentedAttribute[Any] | ColumnElement[Any]
Statement = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page: its items, and where the next one starts (None at the end)."""

    items: tuple[T, ...]
    next_cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Slice:
    """The rows of one page and the cursor behind the last of them."""

    rows: Sequence[Row[*tuple[Any, ...]]]
    next_cursor: str | None


class Keyset:
    """A list that is asked for often: its statements are built once and run with values.

    Building a statement anew costs the database layer more than running it. The values are
    bound parameters of the statement, given at each fetch.
    """

    def __init__(
        self,
        statement: Statement,
        *keys: Column,
        size: int = PAGE_SIZE,
        is_rising: bool = False,
        around: Callable[[Statement], Statement] = lambda page: page,
    ) -> None:
        """Take the list without an order, and the columns of its order, as ``fetch`` does.

        Takes: is_rising, the lowest key comes first; around, which makes of the statement of one
            page (its last columns are the keys, ``key_0`` and on) one that reads more about its
            rows; its last columns are the same.
        """
        named = [key.label(f"key_{number}") for number, key in enumerate(keys)]
        order = (key.asc() if is_rising else key.desc() for key in keys)
        ordered = statement.add_columns(*named).order_by(*order)
        bounds = tuple_(*(bindparam(f"from_{n}", type_=key.type) for n, key in enumerate(keys)))
        self._keys = keys
        self._size = size
        self._first = around(ordered.limit(size + 1))
        place = tuple_(*keys)
        beyond = place > bounds if is_rising else place < bounds
        self._further = around(ordered.where(beyond).limit(size + 1))

    def fetch(self, cursor: str | None, **values: object) -> Slice:
        """Run the list from the cursor on.

        Gives: at most ``size`` rows.
        Raises: RuleBroken("page.cursor") for a cursor that this list never gave.
        Costs: 1 statement, the same for every page.
        """
        if cursor:
            begin = {f"from_{n}": v for n, v in enumerate(_decode(cursor, self._keys))}
            rows = read(self._further, {**values, **begin}).all()
        else:
            rows = read(self._first, values).all()
        if len(rows) <= self._size:
            return Slice(rows, None)
        last = rows[self._size - 1]
        return Slice(rows[: self._size], _encode(last[-len(self._keys) :]))


def fetch(
    statement: Statement,
    *keys: Column,
    cursor: str | None,
    size: int = PAGE_SIZE,
    is_rising: bool = False,
) -> Slice:
    """Run a list, newest or highest key first, from the cursor on.

    Takes: statement without an order. keys, the columns of the order, all in one direction; the
        last one is unique. cursor, as a page before gave it, or None for the first page.
        is_rising, the oldest or lowest key comes first.
    Gives: at most ``size`` rows.
    Raises: RuleBroken("page.cursor") for a cursor that this list never gave.
    Costs: 1 statement, the same for every page.
    """
    return Keyset(statement, *keys, size=size, is_rising=is_rising).fetch(cursor)


def _encode(values: Sequence[Any]) -> str:
    plain = [v.isoformat() if isinstance(v, datetime) else v for v in values]
    text = json.dumps(plain, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _decode(cursor: str, keys: Sequence[Column]) -> list[Any]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        values = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        return [_typed(value, key) for value, key in zip(values, keys, strict=True)]
    except (ValueError, TypeError, OverflowError, RecursionError, binascii.Error) as error:
        raise RuleBroken("page.cursor") from error


def _typed(value: object, key: Column) -> object:
    expected = key.type.python_type
    if expected is datetime:
        instant = datetime.fromisoformat(str(value))
        if instant.tzinfo is None:
            raise ValueError(value)
        # an instant at the edge of the calendar may have no counterpart in UTC
        return instant.astimezone(UTC)
    if expected is int:
        return _whole(value, bits=64 if isinstance(key.type, BigInteger) else 32)
    return expected(value)


def _whole(value: object, *, bits: int) -> int:
    if not isinstance(value, int) or abs(value) >= 2 ** (bits - 1):
        raise ValueError(value)
    return int(value)
