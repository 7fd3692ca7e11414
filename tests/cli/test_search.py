"""`flask search` builds the index from the rows, and tells where the two differ."""

import shutil

import pytest
from click.testing import Result
from flask import Flask

from portal.duplicates import actions as duplicates
from portal.kit import site
from portal.kit.db import db, transaction
from portal.search import engines, jobs
from portal.search.engine import Document
from portal.search.postgres_tables import INDEX
from portal.threads import actions as threads
from tests.make import faq
from tests.make.cast import Cast
from tests.make.threads import draft, question


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["search", *arguments])


@pytest.fixture
def indexed(app: Flask, cast: Cast) -> int:
    """Give a thread that the index knows, beside an article."""
    thread_id = question(cast.minji, cast.product_id)
    faq.published(cast.suhyun, cast.yejin, cast.product_id)
    jobs.rebuild()
    return thread_id


def test_a_rebuilt_index_says_what_the_rows_say(app: Flask, cast: Cast) -> None:
    question(cast.minji, cast.product_id)
    faq.published(cast.suhyun, cast.yejin, cast.product_id)
    rebuilt = run(app, "rebuild")
    assert rebuilt.exit_code == 0
    assert "2 documents" in rebuilt.output
    verified = run(app, "verify")
    assert verified.exit_code == 0
    assert verified.output.endswith("0 differences\n")


def test_what_the_index_lacks_is_named(app: Flask, cast: Cast, indexed: int) -> None:
    missing = question(cast.junho, cast.product_id, title="공유기 불이 빨간색으로 바뀌었어요")
    verified = run(app, "verify")
    assert verified.exit_code == 1
    assert f"question:{missing}" in verified.output
    assert verified.output.endswith("1 difference\n")


def test_what_changed_since_is_named(app: Flask, cast: Cast, indexed: int) -> None:
    with transaction():
        threads.edit(
            cast.minji,
            indexed,
            draft(cast.product_id, title="와이파이가 아침마다 끊겨요"),
            seen_version=1,
        )
    verified = run(app, "verify")
    assert verified.exit_code == 1
    assert f"outdated in the index: question:{indexed}" in verified.output


def test_what_nobody_may_see_any_more_is_named(app: Flask, cast: Cast, indexed: int) -> None:
    with transaction():
        duplicates.hide(cast.eunji, indexed, reason="전화번호가 적혀 있어요.")
    verified = run(app, "verify")
    assert verified.exit_code == 1
    assert f"in the index only: question:{indexed}" in verified.output


def test_a_long_list_of_differences_is_cut_but_counted(app: Flask, indexed: int) -> None:
    at = next(jobs.documents.all_documents()).created_at
    ghosts = [
        Document(kind="idea", id=1_000 + n, version="x", created_at=at, lang="ko", title="유령")
        for n in range(30)
    ]
    engines.current().index(ghosts)
    verified = run(app, "verify")
    assert verified.output.endswith("30 differences\n")
    assert verified.output.count("idea:") == 10


def test_without_an_index_verify_says_so_and_rebuild_makes_one(app: Flask, indexed: int) -> None:
    if site.current().search_engine == "postgres":
        db.session.execute(INDEX.delete())
        db.session.commit()
    else:
        shutil.rmtree(site.current().index_dir)
    verified = run(app, "verify")
    assert verified.exit_code == 1
    assert "cannot be read" in verified.output
    assert run(app, "rebuild").exit_code == 0
    assert run(app, "verify").exit_code == 0
