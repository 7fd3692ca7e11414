"""A file of values with commas between them, read back as a spreadsheet would."""

import csv
import io
from dataclasses import dataclass

from werkzeug.test import TestResponse


@dataclass(frozen=True)
class File:
    """What stood in a file: what it is of, by name, the names of the columns, and the rows."""

    preamble: dict[str, str]
    header: list[str]
    rows: list[list[str]]


def table_of(answer: TestResponse) -> File:
    """Read an answer that is a file; fails when it is none."""
    assert answer.status_code == 200, answer.status
    text = answer.get_data().decode("utf-8")
    assert text.startswith("\ufeff")
    lines = list(csv.reader(io.StringIO(text[1:], newline="")))
    above = lines.index([])
    return File(dict(lines[:above]), lines[above + 1], lines[above + 2 :])
