"""The portal under test: a real database (SQLite or PostgreSQL), index and log of facts."""

import os
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from sqlalchemy import MetaData, event, text
from werkzeug.test import TestResponse

import config
from portal import create_app
from portal.accounts import queries as accounts
from portal.accounts.actor import Actor
from portal.kit import light_limits
from portal.kit.db import db
from portal.threads import statuses
from portal.worker import main as worker
from tests.make.cast import Cast

DEFAULT_POSTGRES = "postgresql://postgres@127.0.0.1:5432/postgres"


class Browser(FlaskClient):
    """A client whose every request is a request of its own: it finds nothing in ``g``.

    Tests run inside an application context, which Flask would otherwise share with them.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        with self.application.app_context():
            answer = super().open(*args, **kwargs)
        if has_app_context():
            # what the test reads next is what the request left behind
            db.session.rollback()
        return answer


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[str]:
    """Give an empty database of this test process alone."""
    if os.environ.get("MARU_TEST_DATABASE", "sqlite") != "postgresql":
        yield f"sqlite:///{tmp_path_factory.mktemp('database') / 'maru.sqlite3'}"
        return
    server = os.environ.get("DATABASE_URL_TEST_POSTGRES", DEFAULT_POSTGRES)
    name = f"maru_test_{os.getpid()}_{worker_id}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
        connection.execute(f'CREATE DATABASE "{name}"')
        # no test pulls the plug of the server, so none needs to wait for the disk
        connection.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    yield urlsplit(server)._replace(path=f"/{name}").geturl()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def built_app(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Build the portal once for all tests of this process."""
    var = tmp_path_factory.mktemp("var")
    settings = config.from_env(
        {
            "MARU_ENV": "testing",
            "DATABASE_URL": database_url,
            "VAR_DIR": str(var),
            "BASE_URL": "http://localhost",
            "SITE_NAME": "Maru",
            "LOG_LEVEL": "ERROR",
        }
    )
    app = create_app(settings)
    app.test_client_class = Browser
    with app.app_context():
        db.create_all()
    yield app
    with app.app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture
def app(built_app: Flask) -> Iterator[Flask]:
    """Give the portal with an empty database, inside an application context."""
    with built_app.app_context():
        yield built_app
        db.session.remove()
        _empty(db.metadata)
        light_limits.forget()
    for shelf in ("kept_pages", "kept_readings"):
        built_app.extensions[shelf].clear()


@pytest.fixture
def cast(app: Flask) -> Cast:
    """Give the cast: 민지, 준호, 서연, 다니엘, 수현, 예진, 하나, and one product."""
    return Cast.make()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Give a browser of somebody who is not signed in."""
    return app.test_client()


@pytest.fixture
def client_as(app: Flask) -> Callable[[Actor], FlaskClient]:
    """Give a browser that is signed in as somebody."""

    def sign_in(who: Actor) -> FlaskClient:
        browser = app.test_client()
        token = Cast.session_token(who)
        with browser.session_transaction() as session:
            session["_user_id"] = token
            session["_fresh"] = True
            session.permanent = True
        return browser

    return sign_in


@pytest.fixture
def drain(app: Flask) -> Callable[[], None]:
    """Give what the worker would do now: all reactions to all facts so far."""
    return worker.drain


@pytest.fixture
def refresh(app: Flask) -> Callable[[Actor], Actor]:
    """Give an actor as the database knows them now."""
    return lambda who: accounts.get_actor(who.id or 0)


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """Record every SQL statement; begin and commit are none."""
    seen: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")):
            seen.append(statement)

    engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def html_of() -> Callable[[object], str]:
    """Give an answer's text."""
    return lambda response: response.get_data(as_text=True)  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """Name this test process, also when tests do not run in parallel."""
    return getattr(request.config, "workerinput", {}).get("workerid", "alone")


def _empty(metadata: MetaData) -> None:
    tables = list(reversed(metadata.sorted_tables))
    with db.engine.begin() as connection:
        if db.engine.dialect.name == "sqlite":
            connection.execute(text("PRAGMA defer_foreign_keys=ON"))
            for table in tables:
                connection.execute(table.delete())
            connection.execute(text("DELETE FROM sqlite_sequence"))
        else:
            # truncating every table costs a second; most tests fill a few
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            filled = " UNION ALL ".join(
                f"SELECT '{table.name}' WHERE EXISTS (SELECT 1 FROM \"{table.name}\")"
                for table in tables
            )
            for name in connection.execute(text(filled)).scalars().all():
                connection.execute(text(f'DELETE FROM "{name}"'))
            restart = "SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S'"
            connection.execute(text(restart))
        statuses.begin(connection)
