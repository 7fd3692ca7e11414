"""Tables to take away: what a page shows, as a file of the same rows."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import make_response, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.kit import clock
from portal.kit.paging import Page
from portal.kit.tables import FORMATS, Cell, Row

MOST = 10_000
"""A file holds at most so many rows, and says so when there are more."""

_PIECE = 500

T = TypeVar("T")
Line = tuple[str, Cell]
"""A name and a value above a table: what it is of, and how its figures are made."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table as a file: its name in Latin letters, its columns and rows, and what it is of."""

    name: str
    header: Sequence[str]
    rows: Iterable[Row]
    preamble: Sequence[Line] = ()


@dataclass(frozen=True, slots=True)
class Rows(Generic[T]):
    """The rows of a whole list; ``cut`` is the line that says so when there are more."""

    items: Sequence[T]
    cut: tuple[Line, ...] = ()


def is_wanted() -> bool:
    """Tell whether a page is asked for as a file: with ``as=csv``, or another of the formats."""
    return request.args.get("as") in FORMATS


def send(table: Table) -> Response:
    """Answer with a table as a file, in the format that is asked for."""
    name = request.args.get("as", "csv")
    now, made = clock.now(), FORMATS[name]
    preamble = [*table.preamble, (_("Made at (UTC)"), now)]
    response = make_response(made.write(table.header, table.rows, preamble))
    response.headers["Content-Type"] = made.media_type
    file = f"{table.name}-{now:%Y-%m-%d}.{name}"
    response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    return response


def whole(read: Callable[[str | None, int], Page[T]], *, piece: int = _PIECE) -> Rows[T]:
    """Read a list from its beginning to its end, or to as many rows as a file holds.

    Takes: read, which gives the page behind a cursor, of so many rows; piece, how many at once.
    Costs: what a page costs, for each piece.
    """
    page = read(None, piece)
    items = list(page.items)
    while page.next_cursor and len(items) < MOST:
        page = read(page.next_cursor, piece)
        items.extend(page.items)
    if page.next_cursor:
        return Rows(items, ((_("There are more rows; these are the first"), MOST),))
    return Rows(items)
