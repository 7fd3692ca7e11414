"""When a part is missing the portal says so, in the reader's language, and goes on when it is back.

On SQLite, whose file every installation has to itself, and on PostgreSQL when that is tried.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import delete, event, text

import config
from portal import create_app
from portal.kit import heartbeat
from portal.kit.db import db, transaction
from portal.kit.heartbeat import Heartbeat
from portal.search import jobs as index
from tests.conftest import Browser
from tests.hostile.rows import all_rows, changed
from tests.make import threads as make
from tests.make.cast import Cast
from tests.make.pages import csrf_of
from tools.migration import enable

GONE = {"ko": "지금은 기록을 불러올 수 없어요.", "en": "We cannot reach our records just now."}
PAGES = ("/", "/questions", "/ideas", "/faq", "/search?q=x", "/people/minji")
HERE = {"Referer": "http://localhost/"}
IMPATIENT = "PRAGMA busy_timeout=200"


class House:
    """A portal with an empty database of its own, as it is after `make run`."""

    def __init__(self, app: Flask, folder: Path) -> None:
        self.app, self.folder = app, folder
        self.file = folder / "maru.sqlite3"
        self.cast = Cast.make()
        self.thread_id = make.question(self.cast.minji, self.cast.product_id)
        index.index_stale()
        self.beat()
        self.stranger = app.test_client()
        self.member = app.test_client()
        token = Cast.session_token(self.cast.minji)
        with self.member.session_transaction() as session:
            session["_user_id"] = token
        self.token = csrf_of(self.member.get("/settings/profile"))

    def beat(self) -> None:
        with transaction():
            heartbeat.hold("worker", "tests", lease_seconds=30)

    def let_go(self) -> None:
        """Close every connection, as time and restarts do."""
        db.session.remove()
        db.engine.dispose()

    def ask(self, body: str = "공들여 쓴 긴 글입니다.") -> tuple[int, str]:
        fields = {"product": 1, "lang": "ko", "similar_seen": 1, "csrf_token": self.token}
        sent = {**fields, "title": "정전 뒤에 인터넷이 안 돼요", "body": body}
        answer = self.member.post("/questions/ask", data=sent, headers=HERE)
        return answer.status_code, answer.get_data(as_text=True)

    def finds(self, words: str, thread_id: int) -> bool:
        page = self.stranger.get("/search", query_string={"q": words}).get_data(as_text=True)
        return f"/questions/{thread_id}/" in page

    def statuses(self) -> set[int]:
        return {self.stranger.get(path).status_code for path in PAGES}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    settings = config.from_env(
        {
            "MARU_ENV": "testing",
            "DATABASE_URL": f"sqlite:///{tmp_path / 'maru.sqlite3'}",
            "VAR_DIR": str(tmp_path),
            "BASE_URL": "http://localhost",
            "LOG_LEVEL": "ERROR",
        }
    )
    app = create_app(settings)
    app.test_client_class = Browser
    with app.app_context():
        db.create_all()
        enable(app)
        flask_migrate.stamp()
        yield House(app, tmp_path)
        db.session.remove()
        db.engine.dispose()


def says_it_is_gone(house: House) -> None:
    """Hold every page to one clear answer, in two languages, that says when to come back."""
    for path in PAGES:
        for browser in (house.stranger, house.member):
            for locale, words in GONE.items():
                answer = browser.get(path, headers={"Accept-Language": locale})
                assert answer.status_code == 503, (path, answer.status_code)
                assert words in answer.get_data(as_text=True), path
                assert int(answer.headers["Retry-After"]) > 0
    assert house.stranger.get("/healthz").status_code == 200
    assert house.stranger.get("/readyz").status_code == 503


def is_well_again(house: House) -> None:
    house.beat()
    assert house.statuses() == {200}
    assert house.stranger.get("/readyz").status_code == 200
    assert house.ask()[0] == 303


def keeps_what_was_typed(house: House) -> None:
    status, page = house.ask()
    assert status == 503
    assert "정전 뒤에 인터넷이 안 돼요" in page
    assert "공들여 쓴 긴 글입니다." in page


@contextmanager
def pragma(house: House, statement: str) -> Iterator[None]:
    """Give every new connection a setting."""

    def set_up(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(statement)

    engine = db.engine
    house.let_go()
    event.listen(engine, "connect", set_up)
    yield
    event.remove(engine, "connect", set_up)
    house.let_go()


def test_all_is_well_before(house):
    is_well_again(house)


def test_missing_database_is_said_everywhere_and_comes_back_whole(house):
    before = all_rows()
    house.let_go()
    away = house.folder / "away"
    away.mkdir()
    for file in house.folder.glob("maru.sqlite3*"):
        file.rename(away / file.name)
    says_it_is_gone(house)
    keeps_what_was_typed(house)
    assert not house.file.exists(), "an empty database was begun in its place"
    for file in away.iterdir():
        file.rename(house.folder / file.name)
    assert changed(before, all_rows()) == []
    is_well_again(house)


def test_file_that_is_no_database_is_said_and_comes_back(house):
    house.let_go()
    kept = house.folder / "kept"
    shutil.copy(house.file, kept)
    house.file.write_bytes(b"this is no database, it is a shopping list. " * 2_000)
    says_it_is_gone(house)
    house.let_go()
    for file in house.folder.glob("maru.sqlite3-*"):
        file.unlink()
    shutil.copy(kept, house.file)
    is_well_again(house)


def test_locked_database_is_read_on_and_says_so_to_who_writes(house):
    with pragma(house, IMPATIENT):
        other = sqlite3.connect(house.file, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        assert house.statuses() == {200}
        keeps_what_was_typed(house)
        other.rollback()
        other.close()
        is_well_again(house)


def test_read_only_database_is_read_on_and_says_so_to_who_writes(house):
    before = all_rows()
    with pragma(house, "PRAGMA query_only=ON"):
        assert house.statuses() == {200}
        keeps_what_was_typed(house)
        assert changed(before, all_rows()) == []
    is_well_again(house)


def test_full_disk_is_said_to_who_writes_and_spoils_nothing(house):
    with pragma(house, "PRAGMA max_page_count=1"):
        before = all_rows()
        status, page = house.ask(body="한 쪽에 들어가지 않는 글. " * 1_200)
        assert status == 503
        assert "한 쪽에 들어가지 않는 글." in page
        assert changed(before, all_rows()) == []
        assert house.statuses() == {200}
    assert db.session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
    is_well_again(house)


@pytest.mark.parametrize("harm", ["deleted", "cut short", "garbage", "pointer"])
def test_broken_index_degrades_the_search_and_the_worker_builds_it_anew(house, harm):
    assert house.finds("와이파이가", house.thread_id)
    hurt(house.folder / "search", harm)
    for path in ("/search?q=와이파이가", "/similar?title=와이파이가 끊겨요", "/questions"):
        assert house.stranger.get(path).status_code == 200, path
    assert house.finds("와이파이가", house.thread_id)
    assert house.stranger.get("/readyz").status_code == 503
    assert house.ask()[0] == 303
    index.index_stale()
    house.beat()
    assert house.stranger.get("/readyz").status_code == 200
    assert house.finds("정전 인터넷", house.thread_id + 1)


def hurt(folder: Path, harm: str) -> None:
    if harm == "deleted":
        shutil.rmtree(folder)
        return
    for file in [path for path in folder.rglob("*") if path.is_file()]:
        if harm == "pointer":
            if file.parent == folder:
                file.write_bytes(b"nowhere 123\n")
        elif harm == "cut short":
            os.truncate(file, file.stat().st_size // 2)
        else:
            file.write_bytes(b"\xff\x00garbage" * 200)


def test_silent_worker_is_told_by_readyz_alone(house):
    with transaction():
        db.session.execute(delete(Heartbeat))
    assert house.stranger.get("/readyz").status_code == 503
    assert house.statuses() == {200}
    house.beat()
    assert house.stranger.get("/readyz").status_code == 200
