"""Both engines, each with a place of its own to keep an index in."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy import make_url

from portal.kit.db import db
from portal.search import postgres_tables
from portal.search.engine import Engine
from portal.search.postgres_engine import PostgresEngine
from portal.search.whoosh_engine import WhooshEngine

# Tests of PostgreSQL's engine run where the suite runs on PostgreSQL, beside those of the other.
KINDS = ("whoosh", "postgres")
if os.environ.get("MARU_TEST_DATABASE", "sqlite") != "postgresql":
    KINDS = ("whoosh",)


@dataclass
class Place:
    """Where an index is kept: a folder, or a database that has its tables."""

    kind: str
    where: str
    _opened: list[PostgresEngine] = field(default_factory=list)

    def open(self) -> Engine:
        """Open the index once more, as another process would."""
        if self.kind == "whoosh":
            return WhooshEngine(Path(self.where))
        self._opened.append(PostgresEngine(make_url(self.where)))
        return self._opened[-1]

    def builds(self) -> int:
        """Count the builds that take up room."""
        if self.kind == "whoosh":
            return len(list(Path(self.where).glob("build-*")))
        with self._connection() as connection:
            tables = [postgres_tables.documents(shelf) for shelf in postgres_tables.SHELVES]
            asked = (connection.execute(f"SELECT FROM {name} LIMIT 1") for name in tables)
            return sum(one.fetchone() is not None for one in asked)

    def close(self) -> None:
        """Let go of the index, and leave nothing in the database."""
        for engine in self._opened:
            engine.close()
        if self.kind == "postgres":
            shelves = postgres_tables.SHELVES
            names = [
                f(shelf)
                for f in (postgres_tables.documents, postgres_tables.terms)
                for shelf in shelves
            ]
            with self._connection() as connection:
                connection.execute(f"TRUNCATE search_index, {', '.join(names)}")

    def _connection(self) -> psycopg.Connection:
        url = make_url(self.where).set(drivername="postgresql")
        return psycopg.connect(url.render_as_string(hide_password=False), autocommit=True)


def place_of(kind: str, folder: Path, request: pytest.FixtureRequest) -> Place:
    """Make a place for an engine of one kind."""
    if kind == "whoosh":
        return Place(kind, str(folder / "index"))
    app: Flask = request.getfixturevalue("built_app")
    with app.app_context():
        url = db.engine.url.render_as_string(hide_password=False)
    made = Place(kind, url)
    made.close()
    return made


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Give an empty place for each of the engines in turn."""
    made = place_of(request.param, tmp_path, request)
    yield made
    made.close()
