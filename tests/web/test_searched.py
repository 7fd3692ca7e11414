"""A page of results tells what was searched; reading it writes nothing."""

import re

import pytest
from sqlalchemy import func, select

from portal.kit.db import db
from portal.search import jobs, report
from portal.search.models import Search
from tests.make import threads as make
from tests.make.pages import csrf_of, said


@pytest.fixture(autouse=True)
def index(app):
    jobs.rebuild()


def token_of(answer) -> str:
    return re.search(r'data-search="([^"]+)"', answer.get_data(as_text=True))[1]


def count() -> int:
    return db.session.execute(select(func.count()).select_from(Search)).scalar_one()


def only() -> Search:
    return db.session.execute(select(Search)).scalars().one()


def test_reading_writes_nothing_and_telling_counts(cast, client, drain):
    make.question(cast.minji, cast.product_id)
    drain()
    jobs.index_stale()
    page = client.get("/search?q=와이파이&lang=ko")
    assert count() == 0
    assert "Set-Cookie" not in page.headers
    assert 'data-position="1"' in page.get_data(as_text=True)
    answer = client.post("/searches", data={"search": token_of(page)})
    assert (answer.status_code, answer.headers.get("Set-Cookie")) == (204, None)
    client.post("/searches", data={"search": token_of(page), "position": "1"})
    row = only()
    assert (row.words, row.filters, row.result_count, row.position) == ("와이파이", "ko", 1, 1)


def test_a_search_without_results_is_told_too(cast, client):
    page = client.get("/search?q=없는낱말")
    client.post("/searches", data={"search": token_of(page)})
    assert only().result_count == 0


def test_what_an_operator_emptied_is_not_told_as_nothing_found(cast, client):
    make.question(cast.minji, cast.product_id, title="기사님 방문은 언제 되나요")
    page = client.get("/search", query_string={"q": "기사님 방문 태그:없는태그 작성자:minji"})
    client.post("/searches", data={"search": token_of(page)})
    row = only()
    assert (row.words, row.filters, row.result_count) == ("기사님 방문", "tag: author:", 0)
    assert report.searched(cast.suhyun, "ko", without_results=True, cursor=None).items == ()
    assert report.weeks(cast.suhyun, "ko")[0].without_results == 0


def test_the_next_search_from_the_page_refines_it(cast, client):
    page = client.get("/search?q=없는낱말")
    client.post("/searches", data={"search": token_of(page)})
    after = re.search(r'name="after" value="([0-9a-f]{32})"', page.get_data(as_text=True))[1]
    again = client.get(f"/search?q=다른말&after={after}")
    client.post("/searches", data={"search": token_of(again)})
    assert count() == 2
    refined = select(Search.words).where(Search.is_refined)
    assert db.session.execute(refined).scalar_one() == "없는낱말"


def test_asking_is_counted_without_scripts(cast, client_as):
    browser = client_as(cast.minji)
    found = said(browser.get("/search?q=없는낱말"))
    way = re.search(r'href="(/questions/ask\?title=[^"]+)"', found)[1]
    form = browser.get(way)
    token = re.search(r'name="search" value="([^"]+)"', form.get_data(as_text=True))[1]
    sent = browser.post(
        "/questions/ask",
        data={
            "csrf_token": csrf_of(form),
            "search": token,
            "similar_seen": "1",
            "product": cast.product_id,
            "lang": "ko",
            "title": "없는낱말에 대해 알고 싶어요",
            "body": "아무리 찾아도 나오지 않아요.",
        },
    )
    assert sent.status_code == 303
    assert (only().words, only().has_asked) == ("없는낱말", True)


def test_who_has_to_sign_in_to_ask_keeps_the_search(cast, client):
    found = said(client.get("/search?q=없는낱말"))
    form = client.get(re.search(r'href="(/questions/ask\?title=[^"]+)"', found)[1])
    token = re.search(r'name="search" value="([^"]+)"', form.get_data(as_text=True))[1]
    data = {"csrf_token": csrf_of(form), "search": token, "title": "없는낱말에 대해"}
    assert token in client.post("/questions/ask", data=data).location


@pytest.mark.parametrize("query", ["", "minji@example.com", "010-1234-5678"])
def test_a_page_that_should_not_tell_carries_nothing(client, query):
    assert "data-search" not in client.get("/search", query_string={"q": query}).get_data(
        as_text=True
    )


def test_what_staff_search_is_not_counted(cast, client_as):
    page = client_as(cast.seoyeon).get("/search?q=와이파이")
    assert "data-search" not in page.get_data(as_text=True)


@pytest.mark.parametrize("data", [{}, {"search": "x"}, {"search": "x", "position": "가"}])
def test_what_is_not_ours_changes_nothing(client, data):
    assert client.post("/searches", data=data).status_code == 204
    assert count() == 0
