"""What crawlers are told: only what everybody may see."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from portal.duplicates import actions as duplicates
from portal.kit.db import transaction
from portal.web.community import machines
from tests.make import threads as make
from tests.make.cast import Cast
from tests.make.faq import published, started

Said = Callable[[object], str]


def test_the_sitemap_lists_public_threads_and_no_others(
    cast: Cast, client: FlaskClient, html_of: Said
) -> None:
    shown = make.question(cast.minji, cast.product_id)
    hidden = make.question(cast.minji, cast.product_id, title="숨겨질 질문이 여기에 있어요")
    with transaction():
        duplicates.hide(cast.eunji, hidden, reason="광고")
    assert "/sitemap/0.xml" in html_of(client.get("/sitemap.xml"))
    listed = html_of(client.get("/sitemap/0.xml"))
    assert f"/questions/{shown}/" in listed
    assert f"/questions/{hidden}/" not in listed


def test_the_sitemap_lists_published_articles_in_as_many_files_as_it_takes(
    cast: Cast,
    client: FlaskClient,
    html_of: Said,
    statements: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(machines, "PER_FILE", 2)
    shown = [published(cast.seoyeon, cast.suhyun, cast.product_id) for _ in range(5)]
    unpublished = started(cast.suhyun, cast.product_id)
    statements.clear()
    index = html_of(client.get("/sitemap.xml"))
    # one for each kind of what is listed, whatever the number of files
    assert len(statements) <= 3
    listed: list[str] = []
    for path in re.findall(r"<loc>http://localhost(/sitemap/help/\d+\.xml)</loc>", index):
        statements.clear()
        file = re.findall(r"/faq/(\d+)/", html_of(client.get(path)))
        assert len(file) <= 2
        assert len(statements) <= 2
        listed += file
    assert listed == [str(version_id) for version_id in shown]
    assert str(unpublished) not in listed
    assert client.get("/sitemap/help/7.xml").status_code == 404


def test_there_is_no_file_behind_the_last(cast: Cast, client: FlaskClient) -> None:
    assert client.get("/sitemap/7.xml").status_code == 404


def test_robots_are_kept_out_of_what_is_not_for_them(client: FlaskClient, html_of: Said) -> None:
    said = html_of(client.get("/robots.txt"))
    assert "Disallow: /staff/" in said
    assert "Sitemap: http://localhost/sitemap.xml" in said
