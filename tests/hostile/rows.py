"""All rows of a database: to compare them, and to put them back as they were."""

from typing import Any

from sqlalchemy import insert, text

from portal.kit.db import db

Rows = dict[str, list[tuple[Any, ...]]]


def all_rows() -> Rows:
    """Read every row of every table."""
    db.session.rollback()
    with db.engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(table.select())), key=repr)
            for table in db.metadata.sorted_tables
        }


def changed(before: Rows, after: Rows) -> list[str]:
    """Name the tables that differ."""
    return [name for name, rows in before.items() if rows != after[name]]


def counts(rows: Rows) -> dict[str, int]:
    """Count the rows of each table."""
    return {name: len(table) for name, table in rows.items()}


def put_back(before: Rows) -> None:
    """Bring every table back to what it held."""
    if not changed(before, all_rows()):
        return
    # all of them: to empty one empties what hangs on it
    tables = db.metadata.sorted_tables
    with db.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("PRAGMA defer_foreign_keys=ON"))
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        for table in reversed(tables):
            connection.execute(table.delete())
        for table in tables:
            if before[table.name]:
                names = [column.name for column in table.columns]
                rows = [dict(zip(names, row, strict=True)) for row in before[table.name]]
                connection.execute(insert(table), rows)
