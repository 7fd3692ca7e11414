"""The roadmap: what stands in which column, what a column leaves out, and who may frame it."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from portal.duplicates import actions as duplicates
from portal.ideas import plans, roadmap
from portal.ideas.roadmap import Narrowed
from portal.kit import clock, site
from portal.kit.db import transaction
from portal.products import actions as products
from portal.threads import statuses
from portal.votes import actions as votes
from tests.make import threads as make
from tests.make.ideas import lead
from tests.make.pages import said
from tests.make.refusals import do
from tests.make.together import crowd

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
WHY = "다음 분기에 시작해서 봄까지 마치려고 해요. 기다려 주셔서 고맙습니다."


@pytest.fixture(autouse=True)
def today():
    with clock.at(NOW):
        yield


def planned(cast, title: str, status: str = "planned", eta: str | None = None, **fields) -> int:
    author = fields.pop("author", cast.minji)
    made = make.idea(author, fields.pop("product_id", cast.product_id), title=title, **fields)
    lead(cast.daniel, made, status, WHY)
    if eta is not None:
        with transaction():
            plans.put(made, eta=eta)
    return made


def columns(reading=roadmap.by_status, **narrowed) -> dict[str, list[int]]:
    on_it = [each for each in statuses.catalogue().values() if each.on_roadmap]
    found = reading(on_it, Narrowed(**narrowed))
    return {column.name: [idea.card.id for idea in column.ideas] for column in found}


def test_each_status_of_the_roadmap_has_its_column_in_the_order_of_votes(cast):
    first = planned(cast, "첫째로 계획한 것이에요")
    second = planned(cast, "둘째로 계획한 것이에요")
    making = planned(cast, "지금 만드는 것이에요", "in_progress")
    make.idea(cast.minji, cast.product_id)
    planned(cast, "하지 않기로 한 것이에요", "declined")
    for voter in crowd(2):
        do(votes.cast, voter, first)
    assert columns() == {
        "planned": [first, second],
        "in_progress": [making],
        "partly_delivered": [],
        "delivered": [],
    }


def test_what_was_delivered_stays_for_180_days_the_latest_first(cast):
    made = []
    for days in (179, 20, 181):
        with clock.at(NOW - timedelta(days=days)):
            made.append(planned(cast, f"{days}일 전에 나온 것이에요", "delivered"))
    assert columns()["delivered"] == [made[1], made[0]]


def test_hidden_and_merged_ideas_leave_it(cast):
    hidden, merged, kept = (planned(cast, f"{n}번째로 계획한 것이에요") for n in range(3))
    do(duplicates.hide, cast.eunji, hidden, reason="광고예요.")
    do(duplicates.apply, cast.hana, merged, kept)
    assert columns()["planned"] == [kept]
    assert columns(roadmap.by_quarter)["later"] == [kept]


def test_it_is_narrowed_to_a_product_and_a_tag(cast):
    with transaction():
        other = products.add(slug="tv", name_ko="티비", name_en="TV")
    here = planned(cast, "인터넷에 바라는 것이에요", tags=("속도",))
    there = planned(cast, "티비에 바라는 것이에요", product_id=other)
    assert columns(product_id=other)["planned"] == [there]
    assert columns(tag="속도")["planned"] == [here]
    assert columns(roadmap.by_quarter, product_id=other)["later"] == [there]
    assert columns(tag="속도", product_id=other)["planned"] == []


def test_by_quarter_everything_that_moves_stands_where_it_is_expected(cast):
    late = planned(cast, "벌써 나왔어야 하는 것이에요", eta="2026-Q3")
    now = planned(cast, "이번 분기에 나올 것이에요", "in_progress", eta="2026-Q4")
    spring = planned(cast, "내년 봄에 나올 것이에요", eta="2027-Q2")
    far = planned(cast, "내후년에 나올 것이에요", eta="2028-Q1")
    words = planned(cast, "말로만 정한 것이에요", eta="내년 안에")
    undated = planned(cast, "날짜가 없는 것이에요")
    planned(cast, "이미 나온 것이에요", "delivered", eta="2026-Q4")
    found = columns(roadmap.by_quarter)
    assert list(found) == ["late", "2026-Q4", "2027-Q1", "2027-Q2", "2027-Q3", "later"]
    assert found["late"] == [late]
    assert found["2026-Q4"] == [now]
    assert found["2027-Q1"] == []
    assert found["2027-Q2"] == [spring]
    assert found["later"] == [undated, words, far]


def test_a_column_shows_its_first_and_leads_to_all_of_them(cast, client, client_as):
    many = [
        planned(cast, f"{n:02}번째로 계획한 것이에요", author=cast.minji if n else cast.junho)
        for n in range(roadmap.SHOWN + 1)
    ]
    html = said(client.get("/roadmap"))
    assert len(re.findall(r"번째로 계획한 것이에요</a>", html)) == roadmap.SHOWN
    onward = re.search(r'href="(/ideas\?sort=top&(?:amp;)?status=planned)"', html)[1]
    assert f"/ideas/{many[0]}/" in said(client.get(onward.replace("&amp;", "&")))
    # whoever proposed them is shown that they voted for them
    assert said(client_as(cast.minji).get("/roadmap")).count('aria-pressed="true"') == roadmap.SHOWN


def test_the_page_says_when_something_is_expected_in_both_languages(cast, client):
    planned(cast, "내년 봄에 나올 것이에요", eta="2027-Q2", tags=("속도",))
    planned(cast, "말로만 정한 것이에요", eta="내년 안에")
    assert "2027년 2분기" in said(client.get("/roadmap?locale=ko", follow_redirects=True))
    english = said(client.get("/roadmap?view=quarter&locale=en", follow_redirects=True))
    assert "Q2 2027" in english
    assert "내년 안에" in english
    narrowed = said(client.get("/roadmap?view=quarter&product=internet&tag=속도"))
    assert "말로만 정한" not in narrowed
    assert client.get("/roadmap?product=nonsense").status_code == 404


def test_an_empty_roadmap_says_how_ideas_get_there(cast, client):
    assert 'href="/ideas"' in said(client.get("/roadmap?view=quarter"))


def test_no_site_may_frame_the_roadmap_unless_the_setting_names_it(app, cast, client):
    planned(cast, "인터넷에 바라는 것이에요")
    answer = client.get("/roadmap/embed")
    policy = answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    named = replace(site.current(), embed_origins=("https://www.example.com", "https://b.example"))
    before = site.current()
    site.set_up(app, named)
    app.extensions["kept_pages"].clear()
    try:
        answer = client.get("/roadmap/embed")
        policy = answer.headers["Content-Security-Policy"]
        assert "frame-ancestors https://www.example.com https://b.example" in policy
        assert "script-src" not in policy
        others = client.get("/roadmap").headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in others
    finally:
        site.set_up(app, before)


def test_what_is_framed_has_no_form_no_script_no_cookie_and_nobodys_votes(cast, client_as):
    made = planned(cast, "인터넷에 바라는 것이에요")
    answer = client_as(cast.minji).get("/roadmap/embed")
    html = said(answer)
    assert f'href="http://localhost/ideas/{made}/' in html
    for word in ("<form", "<script", "<button", "csrf", "aria-pressed", cast.minji.handle):
        assert word not in html
    assert "Set-Cookie" not in answer.headers
