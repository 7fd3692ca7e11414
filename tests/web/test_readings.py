"""The page of a question tells that it was read; reading it writes nothing (R39)."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.duplicates import actions as duplicates
from portal.faq import readings
from portal.faq.models import ArticleReading, Reading
from portal.kit import clock
from portal.kit.db import db, transaction
from tests.make import threads as make
from tests.make.faq import published

BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}


def token_in(answer) -> str | None:
    found = re.search(r'data-reading="([^"]+)"', answer.get_data(as_text=True))
    return found and found[1]


def count() -> int:
    return db.session.execute(select(func.count()).select_from(Reading)).scalar_one()


def open_page(browser, thread_id: int, kind: str = "questions"):
    return browser.get(f"/{kind}/{thread_id}", follow_redirects=True)


def test_reading_writes_nothing_and_telling_counts_once(cast, client, statements):
    thread_id = make.question(cast.minji, cast.product_id)
    page = open_page(client, thread_id)
    assert count() == 0
    assert "Set-Cookie" not in page.headers
    for _ in range(2):
        answer = client.post("/readings", data={"reading": token_in(page)}, headers=BROWSER)
        assert (answer.status_code, answer.headers.get("Set-Cookie")) == (204, None)
    assert count() == 1
    statements.clear()
    client.post("/readings", data={"reading": token_in(page)}, headers=BROWSER)
    assert len(statements) <= 3


def test_the_token_is_the_same_all_day_so_that_the_page_can_be_kept(cast, client):
    thread_id = make.question(cast.minji, cast.product_id)
    assert token_in(open_page(client, thread_id)) == token_in(open_page(client, thread_id))


@pytest.mark.parametrize("who", ["minji", "seoyeon", "suhyun"])
def test_its_author_and_staff_are_no_evidence(cast, client_as, who):
    thread_id = make.question(cast.minji, cast.product_id)
    assert token_in(open_page(client_as(getattr(cast, who)), thread_id)) is None
    assert token_in(open_page(client_as(cast.junho), thread_id)) is not None


def test_ideas_and_hidden_questions_tell_nothing(cast, client_as):
    idea = make.idea(cast.minji, cast.product_id)
    hidden = make.question(cast.minji, cast.product_id)
    with transaction():
        duplicates.hide(cast.eunji, hidden, reason="광고입니다")
    assert token_in(open_page(client_as(cast.junho), idea, "ideas")) is None
    assert token_in(open_page(client_as(cast.eunji), hidden)) is None


@pytest.mark.parametrize(
    "name",
    ["", "Googlebot/2.1 (+http://www.google.com/bot.html)", "HeadlessChrome/140.0", "Yeti spider"],
)
def test_what_says_it_is_a_robot_is_not_counted(cast, client, name):
    thread_id = make.question(cast.minji, cast.product_id)
    said = {"reading": token_in(open_page(client, thread_id))}
    assert client.post("/readings", data=said, headers={"User-Agent": name}).status_code == 204
    assert count() == 0


@pytest.mark.parametrize("data", [{}, {"reading": "x"}, {"reading": "가\ud800"}])
def test_what_is_not_ours_changes_nothing(client, data):
    said = {key: value.encode("utf-8", "surrogatepass") for key, value in data.items()}
    assert client.post("/readings", data=said, headers=BROWSER).status_code in (204, 422)
    assert count() == 0


def test_an_article_tells_that_it_was_read_once_and_the_team_is_not_counted(
    cast, client, client_as
):
    version_id = published(cast.seoyeon, cast.suhyun, cast.product_id)

    def opened(browser):
        return browser.get(f"/faq/{version_id}", follow_redirects=True)

    said = {"reading": token_in(opened(client))}
    for _ in range(2):
        assert client.post("/readings", data=said, headers=BROWSER).status_code == 204
    read = select(ArticleReading.version_id)
    assert list(db.session.execute(read).scalars()) == [version_id]
    assert count() == 0
    assert token_in(opened(client_as(cast.seoyeon))) is None
    assert token_in(opened(client_as(cast.junho))) == said["reading"]


def test_what_was_read_is_forgotten_after_thirty_days(cast):
    token = readings.article_token(published(cast.seoyeon, cast.suhyun, cast.product_id))
    with transaction():
        assert readings.record(token, place="192.0.2.7", browser="x")
    with clock.at(clock.now() + timedelta(days=29)), transaction():
        assert readings.forget_old() == 0
    with clock.at(clock.now() + timedelta(days=31)), transaction():
        assert readings.forget_old() == 1
