"""Whether this portal can serve: its database, its schema, its worker and its index."""

from sqlalchemy import text

from portal.kit import clock, heartbeat, migrations
from portal.kit.db import db
from portal.search import queries as search

WORKER_SILENT_SECONDS = 30


def failing() -> list[str]:
    """Name the parts that are not working.

    Raises: SQLAlchemyError when the database does not answer at all.
    """
    db.session.execute(text("SELECT 1"))
    checks = {"migrations": _is_migrated, "worker": _worker_lives, "index": search.is_healthy}
    return [name for name, works in checks.items() if not works()]


def _is_migrated() -> bool:
    return migrations.present(db.session.connection()) == migrations.newest()


def _worker_lives() -> bool:
    beat = heartbeat.last_beat("worker")
    return beat is not None and (clock.now() - beat).total_seconds() < WORKER_SILENT_SECONDS
