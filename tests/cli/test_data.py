from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select, update

from portal.cli import data
from portal.kit.db import db, transaction
from portal.threads.models import Thread
from tests.make import threads as make
from tests.make.cast import Cast
from tests.make.dumps import SITE, DumpWriter


@pytest.fixture
def writer(tmp_path: Path) -> DumpWriter:
    writer = DumpWriter(tmp_path / SITE)
    writer.person("1", "Ann")
    writer.tag("1", "discussion")
    writer.question("1")
    writer.answer("2", "1", by="-1")
    writer.vote("1", "1")
    writer.vote("2", "1", "3")
    return writer


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=arguments)


def threads() -> int:
    return db.session.execute(select(func.count()).select_from(Thread)).scalar_one()


def test_an_import_tells_what_came_in_and_what_was_left_out_and_why(
    app: Flask, writer: DumpWriter
) -> None:
    folder = writer.write()
    (folder / "Badges.xml").write_text("<badges />")
    result = run(app, "import", "stackexchange", str(folder))
    assert result.exit_code == 0, result.output
    lines = [" ".join(line.split()) for line in result.output.splitlines()]
    assert "people 2 2 0 0" in lines
    assert "questions 1 1 0 0" in lines
    assert "votes 2 1 0 1" in lines
    assert f"Left out: 1 votes: {data.REASONS['against_thread']}." in lines
    assert any(line.startswith("Not read: Badges.xml") for line in lines)
    again = run(app, "import", "stackexchange", str(folder))
    assert "people 2 0 2 0" in [" ".join(line.split()) for line in again.output.splitlines()]
    assert threads() == 1


def test_a_malformed_file_is_a_clear_error_and_nothing_is_written(
    app: Flask, writer: DumpWriter
) -> None:
    (writer.write() / "Votes.xml").write_text("<votes>\n<row Id='1'</votes>")
    result = run(app, "import", "stackexchange", str(writer.folder))
    assert result.exit_code == 1
    assert "Votes.xml is not well-formed XML" in result.output
    assert "line 2" in result.output
    assert threads() == 0


def test_missing_files_are_all_named(app: Flask, writer: DumpWriter) -> None:
    writer.write()
    for name in ("Votes.xml", "Tags.xml"):
        (writer.folder / name).unlink()
    result = run(app, "import", "stackexchange", str(writer.folder))
    assert result.exit_code == 1
    assert "Error: Missing in the dump: Tags.xml, Votes.xml." in result.output


def test_a_folder_that_is_not_there_is_a_clear_error(app: Flask, tmp_path: Path) -> None:
    result = run(app, "import", "stackexchange", str(tmp_path / "nowhere"))
    assert (result.exit_code, result.output) == (
        1,
        f"Error: There is no folder {tmp_path}/nowhere.\n",
    )


def test_the_site_can_be_named_apart_from_the_folder(app: Flask, writer: DumpWriter) -> None:
    folder = writer.write().rename(writer.folder.parent / "dump")
    result = run(app, "import", "stackexchange", str(folder), "--site", SITE, "--product", "Tea!")
    assert result.exit_code == 0, result.output
    assert "https://tea.meta.example.com" not in result.output
    again = run(app, "import", "stackexchange", str(folder), "--site", SITE)
    assert "questions 1 0 1 0" in " ".join(again.output.split())


@pytest.mark.parametrize("code", data.REFUSALS)
def test_every_refusal_has_a_sentence_that_can_be_filled(code: str) -> None:
    facts = dict.fromkeys(
        ("file", "folder", "site", "reason", "root", "found", "row", "attribute", "id"), "x"
    )
    assert "{" not in data.REFUSALS[code].format(**facts)


def test_check_finds_no_drift_in_a_community_that_nobody_broke(app: Flask, cast: Cast) -> None:
    number = make.question(cast.minji, cast.product_id)
    make.answer(cast.junho, number)
    result = run(app, "check")
    assert result.exit_code == 0, result.output
    assert result.output.splitlines()[-1] == "0 drift"


def test_check_tells_of_drift_and_repair_mends_counters(app: Flask, cast: Cast) -> None:
    number = make.question(cast.minji, cast.product_id)
    with transaction():
        db.session.execute(update(Thread).values(vote_count=7, hot_key=3.0, answer_count=2))
    result = run(app, "check")
    assert result.exit_code == 1
    lines = [" ".join(line.split()) for line in result.output.splitlines()]
    assert f"1 votes of a thread, as in {number}" in lines
    assert lines[-1] == "3 drift"
    mended = run(app, "check", "--repair")
    assert mended.exit_code == 0, mended.output
    assert "Mended 1: votes of a thread" in mended.output
    kept = db.session.execute(select(Thread.vote_count, Thread.answer_count)).one()
    assert tuple(kept) == (1, 0)


def test_repair_does_not_hide_what_it_cannot_mend(app: Flask, cast: Cast) -> None:
    make.question(cast.minji, cast.product_id)
    with transaction():
        db.session.execute(update(Thread).values(lock_reason="nobody knows why"))
    result = run(app, "check", "--repair")
    assert result.exit_code == 1
    assert result.output.splitlines()[-1] == "1 drift"
