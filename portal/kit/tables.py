"""Tables that leave the house: the same columns, rows and preamble as CSV, XLSX or JSON.

A *cell* is a plain value: text, number, truth, instant, day or nothing. The *preamble* are names
and values that say what the table is: which filter, when, by which formula. Nobody's text may
become a formula in the program that opens the file.
"""

import csv
import json
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from typing import Any, Final

Cell = str | int | float | bool | date | datetime | None
Row = Sequence[Cell]
Preamble = Iterable[tuple[str, Cell]]

_BOM: Final = "\ufeff"
# programs in Korean and Japanese read the full-width signs as the narrow ones
_FORMULA_STARTS: Final = tuple("=+-@\t\r\n＝＋－＠")
_XLSX_TEXT_MAX: Final = 32_767
_XLSX_EXACT_MAX: Final = 10**15
_COLUMN_WIDTH: Final = 18


def csv_of(header: Sequence[str], rows: Iterable[Row], preamble: Preamble = ()) -> bytes:
    """Write CSV that Excel opens in Korean: UTF-8 with its mark, nothing that it would calculate.

    The preamble comes first, a name and a value on each line, then an empty line.
    """
    lines = StringIO(newline="")
    lines.write(_BOM)
    writer = csv.writer(lines)
    told = [[_csv_cell(name), _csv_cell(value)] for name, value in preamble]
    if told:
        writer.writerows([*told, []])
    writer.writerow([_csv_cell(name) for name in header])
    writer.writerows([_csv_cell(cell) for cell in row] for row in rows)
    return lines.getvalue().encode()


def xlsx_of(header: Sequence[str], rows: Iterable[Row], preamble: Preamble = ()) -> bytes:
    """Write a workbook of one sheet; numbers stay numbers, texts are only ever texts.

    Instants are written in UTC, which their format says. A text longer than a cell may hold is
    cut; a whole number that Excel would round is written as text.

    Costs: memory for one row at a time, and the finished file.
    """
    # loaded here, because only exports need it
    import xlsxwriter

    target = BytesIO()
    book: Any = xlsxwriter.Workbook(target, {"constant_memory": True})
    sheet: Any = book.add_worksheet()
    write = _SheetWriter(book, sheet)
    line = 0
    for name, value in preamble:
        write.row(line, (name, value))
        line += 1
    line += 1 if line else 0
    sheet.set_column(0, max(len(header) - 1, 0), _COLUMN_WIDTH)
    sheet.freeze_panes(line + 1, 0)
    write.head(line, header)
    for number, row in enumerate(rows, line + 1):
        write.row(number, row)
    book.close()
    return target.getvalue()


def json_of(header: Sequence[str], rows: Iterable[Row], preamble: Preamble = ()) -> bytes:
    """Write ``{"about": {…}, "columns": […], "rows": [{…}, …]}``, each row by its columns' names.

    Raises: ValueError when two columns have the same name.
    """
    if len(set(header)) != len(header):
        raise ValueError("two columns have the same name")
    told = {
        "about": {name: _json_cell(value) for name, value in preamble},
        "columns": list(header),
        "rows": [dict(zip(header, map(_json_cell, row), strict=True)) for row in rows],
    }
    return json.dumps(told, ensure_ascii=False, allow_nan=False, indent=1).encode()


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: what it is for browsers, and what writes it."""

    media_type: str
    write: Callable[[Sequence[str], Iterable[Row], Preamble], bytes]


FORMATS: Final = {
    "csv": Format("text/csv; charset=utf-8", csv_of),
    "xlsx": Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx_of),
    "json": Format("application/json", json_of),
}


def _csv_cell(cell: Cell) -> str | int | float:
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell
    plain = _json_cell(cell)
    if isinstance(plain, bool):
        return "true" if plain else "false"
    return "" if plain is None else plain


def _json_cell(cell: Cell) -> str | int | float | bool | None:
    if isinstance(cell, datetime):
        return cell.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(cell, date):
        return cell.isoformat()
    return None if _is_no_number(cell) else cell


def _is_no_number(cell: Cell) -> bool:
    return isinstance(cell, float) and not math.isfinite(cell)


class _SheetWriter:
    """Writes cells each by its own type, so that the library guesses nothing."""

    def __init__(self, book: Any, sheet: Any) -> None:  # noqa: ANN401 - the library has no types
        """Prepare the formats."""
        self._sheet = sheet
        self._bold = book.add_format({"bold": True})
        self._instant = book.add_format({"num_format": 'yyyy-mm-dd hh:mm:ss "UTC"'})
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})

    def head(self, line: int, names: Sequence[str]) -> None:
        """Write the names of the columns."""
        for column, name in enumerate(names):
            self._sheet.write_string(line, column, name, self._bold)

    def row(self, line: int, cells: Row) -> None:
        """Write one row."""
        for column, cell in enumerate(cells):
            self._cell(line, column, cell)

    def _cell(self, line: int, column: int, cell: Cell) -> None:
        if cell is None or _is_no_number(cell):
            return
        if isinstance(cell, bool):
            self._sheet.write_boolean(line, column, cell)
        elif isinstance(cell, datetime):
            plain = cell.astimezone(UTC).replace(tzinfo=None)
            self._sheet.write_datetime(line, column, plain, self._instant)
        elif isinstance(cell, date):
            self._sheet.write_datetime(line, column, cell, self._day)
        elif isinstance(cell, str) or abs(cell) >= _XLSX_EXACT_MAX:
            self._sheet.write_string(line, column, _fitting(str(cell)))
        else:
            self._sheet.write_number(line, column, cell)


def _fitting(text: str) -> str:
    return text if len(text) <= _XLSX_TEXT_MAX else f"{text[: _XLSX_TEXT_MAX - 1]}…"
