"""Bring words, database and demo up to date before the portal serves. A second time: nothing to do.

Runs inside the environment, in one process: starting Python and the portal is what costs time.
Prints the demo's sign-ins on standard output, everything else on standard error.
"""

import contextlib
import sqlite3
import sys
from datetime import UTC, datetime
from pathlib import Path

import click
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy import select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

import config
from tools import words

BACKUPS_KEPT = 5
INTERRUPTED = 130  # what shells give for Ctrl-C


def main() -> int:
    """Give the exit code: 0 when the portal may be served."""
    words.compile_stale()
    # Imported late: a portal looks for its compiled words when it is created. Exits with 78 and
    # a list of what to set when the environment does not describe a portal.
    from wsgi import application, settings

    settings.var_dir.mkdir(parents=True, exist_ok=True)
    try:
        with application.app_context():
            migrate(application, settings)
            is_empty = _has_nobody()
    except DBAPIError as problem:
        print(f"The database cannot be used: {problem.orig}", file=sys.stderr)
        return 1
    if not settings.is_production and "--only-database" not in sys.argv[1:]:
        if is_empty:
            _say("Filling the empty database with the demo community …")
            with contextlib.redirect_stdout(sys.stderr):
                _flask(application, "demo")
        _flask(application, "demo", "--sign-ins")
    return 0


def migrate(application: Flask, settings: config.Settings) -> None:
    """Upgrade the database when migrations are pending; copy a SQLite file before."""
    from portal.kit import migrations
    from portal.kit.db import db

    with db.engine.connect() as connection:
        present = migrations.present(connection)
    if present == migrations.newest():
        return
    # A database without a revision is one that connecting to it has just made.
    if present and (copy := back_up(settings)):
        _say(f"Copied the database to {copy} before migrating it.")
    import flask_migrate

    from tools import migration

    migration.enable(application)
    with contextlib.redirect_stdout(sys.stderr):
        flask_migrate.upgrade()


def back_up(settings: config.Settings) -> Path | None:
    """Copy a SQLite database that holds something; the newest few copies are kept.

    SQLite's own backup, not a copy of the file: what is still in the write-ahead log belongs to it.
    """
    url = make_url(settings.database_url)
    file = Path(url.database or "")
    if url.get_backend_name() != "sqlite" or not file.is_file() or not file.stat().st_size:
        return None
    folder = settings.var_dir / "backups"
    folder.mkdir(parents=True, exist_ok=True)
    copy = folder / f"{file.stem}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.sqlite3"
    with (
        contextlib.closing(sqlite3.connect(file)) as source,
        contextlib.closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)
    for old in sorted(folder.glob(f"{file.stem}-*.sqlite3"))[:-BACKUPS_KEPT]:
        old.unlink()
    return copy


def _has_nobody() -> bool:
    from portal.accounts.models import User
    from portal.kit.db import db

    return db.session.scalar(select(User.id).limit(1)) is None


def _flask(application: Flask, *arguments: str) -> None:
    """Run one of the portal's own commands in this process."""
    application.cli.main(
        args=list(arguments),
        prog_name="flask",
        standalone_mode=False,
        obj=ScriptInfo(create_app=lambda: application),
    )


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (KeyboardInterrupt, click.Abort):
        sys.exit(INTERRUPTED)
