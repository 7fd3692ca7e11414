"""Before a migration the database is copied whole, and only a few copies are kept."""

import sqlite3
from contextlib import closing
from pathlib import Path

import config
from tools import prepare


def settings(folder: Path, url: str = "") -> config.Settings:
    environ = {"MARU_ENV": "testing", "VAR_DIR": str(folder), "DATABASE_URL": url}
    return config.from_env(environ)


def test_the_copy_holds_what_still_stands_in_the_log(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "maru.sqlite3")) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("CREATE TABLE word (text)")
        writer.execute("INSERT INTO word VALUES ('마루')")
        writer.commit()
        assert (tmp_path / "maru.sqlite3-wal").stat().st_size > 0
        copy = prepare.back_up(settings(tmp_path))
    assert copy
    with closing(sqlite3.connect(copy)) as reader:
        assert reader.execute("SELECT text FROM word").fetchall() == [("마루",)]


def test_nothing_is_copied_where_nothing_is(tmp_path: Path) -> None:
    assert prepare.back_up(settings(tmp_path)) is None
    (tmp_path / "maru.sqlite3").touch()
    assert prepare.back_up(settings(tmp_path)) is None
    assert prepare.back_up(settings(tmp_path, "postgresql://maru@127.0.0.1/maru")) is None


def test_only_the_newest_copies_are_kept(tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    for year in range(2016, 2024):
        (folder / f"maru-{year}0101T000000Z.sqlite3").touch()
    (folder / "something else").touch()
    with closing(sqlite3.connect(tmp_path / "maru.sqlite3")) as connection:
        connection.execute("CREATE TABLE word (text)")
        connection.commit()
    copy = prepare.back_up(settings(tmp_path))
    kept = sorted(path.name for path in folder.glob("maru-*"))
    assert len(kept) == prepare.BACKUPS_KEPT
    assert copy
    assert kept[-1] == copy.name
    assert (folder / "something else").exists()
