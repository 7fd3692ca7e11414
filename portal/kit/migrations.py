"""The steps that lead to today's tables: the newest there is, and the one a database is at.

The numbers are read without the library that runs the steps: a web process has no other use for
it, and would carry it in its memory.
"""

from pathlib import Path

from sqlalchemy import Connection, column, inspect, select, table

FOLDER = Path(__file__).resolve().parents[2] / "migrations"
_STATE = table("alembic_version", column("version_num"))


def newest() -> str:
    """Give the number of the last step."""
    return max(path.name.split("_")[0] for path in (FOLDER / "versions").glob("[0-9]*_*.py"))


def present(connection: Connection) -> str | None:
    """Give the number of the step that a database is at; None for one that took none.

    Costs: 2 statements.
    """
    if not inspect(connection).has_table(_STATE.name):
        return None
    number: str | None = connection.execute(select(_STATE.c.version_num)).scalar()
    return number
