"""What crawlers are told: only what everybody may see."""

from collections.abc import Callable

from flask.testing import FlaskClient

from portal.kit.db import transaction
from portal.threads import actions as threads
from tests.make import threads as make
from tests.make.cast import Cast

Said = Callable[[object], str]


def test_the_sitemap_lists_public_threads_and_no_others(
    cast: Cast, client: FlaskClient, html_of: Said
) -> None:
    shown = make.question(cast.minji, cast.product_id)
    hidden = make.question(cast.minji, cast.product_id, title="숨겨질 질문이 여기에 있어요")
    with transaction():
        threads.hide(cast.eunji, hidden, reason="광고")
    assert "/sitemap/0.xml" in html_of(client.get("/sitemap.xml"))
    listed = html_of(client.get("/sitemap/0.xml"))
    assert f"/questions/{shown}/" in listed
    assert f"/questions/{hidden}/" not in listed


def test_there_is_no_file_behind_the_last(cast: Cast, client: FlaskClient) -> None:
    assert client.get("/sitemap/7.xml").status_code == 404


def test_robots_are_kept_out_of_what_is_not_for_them(client: FlaskClient, html_of: Said) -> None:
    said = html_of(client.get("/robots.txt"))
    assert "Disallow: /staff/" in said
    assert "Sitemap: http://localhost/sitemap.xml" in said
