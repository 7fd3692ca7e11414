"""Alembic's door: how a migration meets the database."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection, text

from portal.kit.db import UtcDateTime, db

_LOCK_TIMEOUT = "SET lock_timeout = '4s'"


def _render(kind: str, item: object, _context: object) -> str | bool:
    """Keep our own types out of migrations: a migration must still run when they have changed."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def _run(connection: Connection) -> None:
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite:
        # Rebuilding a table drops the old one, and with foreign keys on that would delete every
        # row that refers to it (ON DELETE CASCADE).
        _set_foreign_keys(connection, "OFF")
    else:
        # a migration that waits for a busy table would make everybody else wait behind it
        connection.execute(text(_LOCK_TIMEOUT))
        connection.commit()
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_as_batch=True,
        render_item=_render,
        compare_type=False,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()
        if is_sqlite:
            _check_foreign_keys(connection)
    if is_sqlite:
        _set_foreign_keys(connection, "ON")


def _set_foreign_keys(connection: Connection, value: str) -> None:
    # past SQLAlchemy, which would begin a transaction first: inside one the pragma does nothing
    connection.rollback()
    cursor = connection.connection.cursor()
    cursor.execute(f"PRAGMA foreign_keys={value}")
    cursor.close()


def _check_foreign_keys(connection: Connection) -> None:
    broken = connection.execute(text("PRAGMA foreign_key_check")).first()
    if broken is not None:
        raise RuntimeError(f"the migration would leave a row that refers to nothing: {broken}")


with current_app.extensions["migrate"].db.engine.connect() as connection:
    _run(connection)
