"""Migrations go up, down and up again with data, and end where the models are."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import flask_migrate
import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import MetaData, inspect, select

import config
from portal import create_app
from portal.faq import upkeep
from portal.ideas import actions as ideas
from portal.integrity import queries as integrity
from portal.kit import migrations
from portal.kit.db import db, transaction
from portal.threads.models import Thread
from tests.make import faq as articles
from tests.make import threads as make
from tests.make.cast import Cast
from tools.migration import enable


@pytest.fixture
def fresh_app(tmp_path: Path, database_url: str) -> Iterator[Flask]:
    """Give the portal on a database with nothing in it at all."""
    url, server = database_url, ""
    if not database_url.startswith("sqlite"):
        server = database_url
        name = urlsplit(database_url).path.lstrip("/") + "_up_down"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
            connection.execute(f'CREATE DATABASE "{name}"')
        url = urlsplit(database_url)._replace(path=f"/{name}").geturl()
    else:
        url = f"sqlite:///{tmp_path / 'fresh.sqlite3'}"
    settings = {"MARU_ENV": "testing", "DATABASE_URL": url, "VAR_DIR": str(tmp_path)}
    app = create_app(config.from_env(settings))
    enable(app)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    if server:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _differences() -> list[object]:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        return list(compare_metadata(context, db.metadata))


def _rows() -> dict[str, int]:
    found = MetaData()
    found.reflect(db.engine)
    with db.engine.connect() as connection:
        return {
            table.name: len(connection.execute(table.select()).all())
            for table in found.sorted_tables
        }


def test_the_newest_migration_ends_where_the_models_are(fresh_app: Flask) -> None:
    with db.engine.connect() as connection:
        assert migrations.present(connection) is None
    flask_migrate.upgrade()
    assert _differences() == []
    with db.engine.connect() as connection:
        assert migrations.present(connection) == migrations.newest()


def test_every_migration_goes_up_down_and_up_again(fresh_app: Flask) -> None:
    flask_migrate.upgrade()
    flask_migrate.downgrade(revision="base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    flask_migrate.upgrade()
    assert _differences() == []


def test_a_step_down_and_up_keeps_the_rows_of_the_steps_below(fresh_app: Flask) -> None:
    flask_migrate.upgrade()
    cast = Cast.make()
    thread_id = make.question(cast.minji, cast.product_id, tags=("와이파이",))
    make.answer(cast.seoyeon, thread_id)
    before = _rows()
    for revision in ("0009", "0008", "0007", "0006", "0005"):
        db.session.remove()
        flask_migrate.downgrade(revision=revision)
    flask_migrate.upgrade()
    after = _rows()
    below = ("users", "threads", "thread_tags", "answers", "votes", "events", "role_grants")
    assert {name: after[name] for name in below} == {name: before[name] for name in below}


def test_articles_that_were_there_before_are_looked_after(fresh_app: Flask) -> None:
    flask_migrate.upgrade()
    cast = Cast.make()
    version_id = articles.published(cast.suhyun, cast.yejin, cast.product_id)
    before = upkeep.find(cast.yejin, version_id)
    db.session.remove()
    flask_migrate.downgrade(revision="0014")
    flask_migrate.upgrade()
    after = upkeep.find(cast.yejin, version_id)
    assert before is not None
    assert after is not None
    assert after.owner == before.owner
    assert abs(after.review_by - before.review_by) < timedelta(seconds=1)
    assert not [found for found in integrity.findings() if found.drift]


def test_ideas_that_were_there_before_have_the_kind_of_their_status(fresh_app: Flask) -> None:
    flask_migrate.upgrade()
    cast = Cast.make()
    planned = make.idea(cast.minji, cast.product_id)
    new = make.idea(cast.junho, cast.product_id)
    with transaction():
        ideas.set_status(cast.daniel, planned, status="planned", note_md="")
    flask_migrate.downgrade(revision="0032")
    flask_migrate.upgrade()
    rows = db.session.execute(select(Thread.id, Thread.status_kind)).all()
    assert {row.id: row.status_kind for row in rows} == {planned: "active", new: "open"}
    assert not [found for found in integrity.findings() if found.drift]
