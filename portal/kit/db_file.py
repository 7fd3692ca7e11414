"""The file of an SQLite database that was here a moment ago and is not any more.

SQLite would begin an empty one in its place, and what was written into that would be lost, or
spoil the real one, when it comes back. A process makes the file at most once: later it waits.
"""

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, event

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

_met: set[str] = set()


def watch() -> None:
    """Look at the file before each new connection. To be called once or often."""
    if not event.contains(Engine, "do_connect", _look):
        event.listen(Engine, "do_connect", _look)


def _look(dialect: "Dialect", _record: object, arguments: list[Any], _named: object) -> None:
    if dialect.name != "sqlite" or not arguments or str(arguments[0]).startswith((":", "file:")):
        return
    path = str(arguments[0])
    if path in _met and not Path(path).exists():
        raise sqlite3.OperationalError("the database file is gone")
    _met.add(path)
