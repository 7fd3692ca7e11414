"""A portal of its own with real worker processes, to be killed and watched."""

import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from flask import Flask

import config
from portal import create_app
from portal.kit.db import db
from portal.search import engines, jobs
from portal.search.engine import Engine

_ROOT = Path(__file__).parents[2]
# Long, because the machine may be busy; whoever measures looks at the clock.
_PATIENCE_SECONDS = 60.0


@dataclass(frozen=True)
class House:
    """A portal whose application context is open."""

    app: Flask
    environ: dict[str, str]

    @property
    def engine(self) -> Engine:
        return engines.current()

    def start_worker(self) -> "subprocess.Popen[bytes]":
        """Start a worker, as an operator does."""
        command = [sys.executable, "-m", "flask", "--app", "wsgi:application", "worker", "run"]
        return subprocess.Popen(command, env=self.environ, cwd=_ROOT)

    @contextmanager
    def working(self) -> Iterator[None]:
        """Let a worker work."""
        worker = self.start_worker()
        try:
            yield
        finally:
            worker.terminate()
            worker.wait()

    def verified(self) -> "subprocess.CompletedProcess[str]":
        """Run `flask search verify`."""
        command = [sys.executable, "-m", "flask", "--app", "wsgi:application", "search", "verify"]
        return subprocess.run(
            command, env=self.environ, cwd=_ROOT, capture_output=True, text=True, check=False
        )


@contextmanager
def house(folder: Path, server: str | None = None) -> Iterator[House]:
    """Open a portal with an empty index.

    Takes: server, a PostgreSQL where a database may be made; without, it is SQLite.
    """
    url, name = f"sqlite:///{folder / 'maru.sqlite3'}", f"maru_house_{uuid.uuid4().hex[:8]}"
    if server:
        url = urlsplit(server)._replace(path=f"/{name}").geturl()
        _execute(server, f'CREATE DATABASE "{name}"')
    settings = {
        "MARU_ENV": "testing",
        "DATABASE_URL": url,
        "VAR_DIR": str(folder),
        "LOG_LEVEL": "ERROR",
        "SEARCH_URL": "",
        "SEARCH_ENGINE": "",
    }
    app = create_app(config.from_env(settings))
    try:
        with app.app_context():
            db.create_all()
            jobs.rebuild()
            yield House(app, {**os.environ, **settings})
            db.session.remove()
            db.engine.dispose()
    finally:
        if server:
            _execute(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def wait_until(is_so: Callable[[], object]) -> float:
    """Wait for something; gives the seconds it took."""
    began = time.perf_counter()
    while not is_so():
        db.session.rollback()
        if time.perf_counter() - began > _PATIENCE_SECONDS:
            raise AssertionError("it did not come to pass")
        time.sleep(0.01)
    return time.perf_counter() - began


def _execute(server: str, statement: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement)
