"""The memory of a prepared portal saves time, and never more than that."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tools import prepared


@pytest.fixture
def environ(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    versions = tmp_path / "migrations" / "versions"
    versions.mkdir(parents=True)
    (versions / "0001_create_people.py").write_text("revision = '0001'\n")
    (tmp_path / "var").mkdir()
    monkeypatch.setattr(prepared, "ROOT", tmp_path)
    execute(tmp_path, "CREATE TABLE alembic_version (version_num)")
    execute(tmp_path, "INSERT INTO alembic_version VALUES ('0001')")
    return {"MARU_ENV": "development"}


def execute(root: Path, statement: str) -> None:
    with closing(sqlite3.connect(root / "var" / "maru.sqlite3")) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(statement)
        connection.commit()


def test_nothing_is_known_before_the_first_time(environ: dict[str, str]) -> None:
    assert prepared.recall(environ) is None


def test_what_was_remembered_is_known(environ: dict[str, str]) -> None:
    prepared.remember(environ, "민지 / demo")
    assert prepared.recall(environ) == "민지 / demo"


def test_no_sign_ins_are_something_else_than_not_knowing(environ: dict[str, str]) -> None:
    prepared.remember(environ, "")
    assert prepared.recall(environ) == ""


@pytest.mark.parametrize(
    "change",
    [
        lambda root: execute(root, "UPDATE alembic_version SET version_num = '0000'"),
        lambda root: execute(root, "DROP TABLE alembic_version"),
        lambda root: (root / "var" / "maru.sqlite3").unlink(),
        lambda root: (root / "migrations/versions/0002_add_votes.py").touch(),
        lambda root: (root / "migrations/versions/0001_create_people.py").write_text("# other"),
        lambda root: (root / "var" / "prepared.json").write_text("not json"),
    ],
    ids=["older", "no revision", "gone", "new migration", "changed migration", "damaged"],
)
def test_any_change_is_a_reason_to_look_again(
    environ: dict[str, str], tmp_path: Path, change: Callable[[Path], object]
) -> None:
    prepared.remember(environ, "x")
    change(tmp_path)
    assert prepared.recall(environ) is None


@pytest.mark.parametrize(
    "other",
    [
        {"MARU_ENV": "production"},
        {"DATABASE_URL": "postgresql://maru@127.0.0.1/maru"},
        {"DATABASE_URL": "sqlite:///var/other.sqlite3"},
        {"DATABASE_URL": "sqlite://"},
        {"VAR_DIR": "elsewhere"},
    ],
    ids=["production", "PostgreSQL", "another file", "memory", "another folder"],
)
def test_another_portal_is_not_this_one(environ: dict[str, str], other: dict[str, str]) -> None:
    prepared.remember(environ, "x")
    assert prepared.recall(environ | other) is None
