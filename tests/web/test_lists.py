"""The pages of lists."""

import re
from datetime import timedelta

import pytest

from portal.duplicates import actions as duplicates
from portal.kit import clock
from tests.make import threads as make
from tests.make.ideas import lead
from tests.make.pages import said
from tests.make.refusals import do


def titles(html: str) -> list[str]:
    return re.findall(r"(\d\d)번째 글의 제목", html)


@pytest.fixture
def many(cast) -> list[int]:
    now = clock.now()
    made = []
    for number in range(23):
        with clock.at(now - timedelta(hours=100 - number)):
            title = f"{number:02}번째 글의 제목입니다"
            made.append(make.question(cast.hana, cast.product_id, title=title, tags=("와이파이",)))
    return made


@pytest.mark.parametrize(
    "path",
    ["/questions?sort=new", "/questions?sort=unanswered", "/tags/와이파이", "/people/hana"],
)
def test_a_list_goes_on_from_page_to_page_by_its_links(client, many, path):
    seen: list[str] = []
    while path:
        html = said(client.get(path))
        seen += list(dict.fromkeys(titles(html)))
        onward = re.search(r'rel="next" href="([^"]+)"', html)
        path = onward[1] if onward else ""
    assert seen == [f"{number:02}" for number in reversed(range(23))]


@pytest.mark.parametrize("sort", ["hot", "top", "mine", "followed"])
def test_every_order_has_its_second_page(cast, client_as, many, sort):
    browser = client_as(cast.hana)
    html = said(browser.get(f"/questions?sort={sort}"))
    onward = re.search(r'rel="next" href="([^"]+)"', html)[1]
    second = said(browser.get(onward))
    assert len(set(titles(html)) | set(titles(second))) == 23
    assert not set(titles(html)) & set(titles(second))


def test_the_second_page_keeps_what_the_first_was_narrowed_to(cast, client, many):
    html = said(client.get("/questions?sort=new&product=internet&lang=ko"))
    onward = re.search(r'rel="next" href="([^"]+)"', html)[1]
    for part in ("sort=new", "product=internet", "lang=ko", "cursor="):
        assert part in onward


def test_an_empty_list_invites_to_be_the_first(client, cast):
    for path, word in (("/questions", "/questions/ask"), ("/ideas", "/ideas/propose")):
        assert f'href="{word}"' in said(client.get(path))


def test_a_tag_that_nobody_used_is_404_and_one_of_a_decided_idea_is_not(cast, client):
    idea = make.idea(cast.minji, cast.product_id, tags=("끝난-일",))
    lead(cast.daniel, idea, "delivered")
    assert client.get("/tags/아무도-안-쓴").status_code == 404
    assert "다크 모드를 지원해 주세요" in said(client.get("/tags/끝난-일"))


def test_own_lists_are_for_those_who_are_signed_in(cast, client, client_as, many):
    assert "sort=mine" not in said(client.get("/questions"))
    assert client.get("/questions?sort=mine").status_code == 200
    assert titles(said(client_as(cast.minji).get("/questions?sort=mine"))) == []
    assert titles(said(client_as(cast.hana).get("/questions?sort=mine")))


def test_a_reader_finds_their_own_hidden_post_in_their_own_list_only(cast, client_as, many):
    do(duplicates.hide, cast.eunji, many[-1], reason="광고예요.")
    browser = client_as(cast.hana)
    assert "22" in titles(said(browser.get("/questions?sort=mine")))
    for path in ("/questions", "/questions?sort=new", "/tags/와이파이"):
        assert "22" not in titles(said(browser.get(path)))


def test_ideas_are_chosen_by_status_with_their_numbers(cast, client):
    for number in range(2):
        make.idea(cast.minji, cast.product_id, title=f"{number}번째 아이디어입니다")
    html = said(client.get("/ideas"))
    assert re.search(r'status=new"[^>]*>[^<]*<span class="count">2</span>', html)
    # of what is narrowed further, these would not be the numbers
    for choice in ("lang=ko", "tag=없는-태그"):
        assert 'class="count"' not in said(client.get(f"/ideas?{choice}"))
    assert client.get("/ideas?status=declined").status_code == 200
    assert client.get("/ideas?status=nonsense").status_code == 200


def test_the_first_page_and_the_page_about_order_are_there(cast, client, many):
    assert "22번째 글의 제목입니다" in said(client.get("/"))
    assert "2" in said(client.get("/about/ranking"))
