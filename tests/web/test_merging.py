"""Merging ideas by page, without JavaScript: preview, one, many, and what readers see after."""

import pytest

from portal.answers import actions as answers
from portal.duplicates import actions
from portal.search import jobs
from portal.threads import queries as threads
from portal.votes import actions as votes
from tests.make import threads as make
from tests.make.pages import said, send
from tests.make.refusals import do

TITLE, EARLIER = "어두운 화면이 있으면 좋겠어요", "다크 모드를 지원해 주세요"


@pytest.fixture
def pair(cast, drain) -> tuple[int, int]:
    earlier = make.idea(cast.minji, cast.product_id, title=EARLIER)
    one = make.idea(cast.junho, cast.product_id, title=TITLE, body="밤에 화면이 너무 밝아요.")
    do(votes.cast, cast.hana, one)
    do(votes.cast, cast.hana, earlier)
    do(answers.comment, cast.hana, one, answer_id=None, body_md="저도 바라요.")
    drain()
    jobs.rebuild()
    return one, earlier


def test_m4_an_old_address_leads_on_for_good_and_says_so(cast, client, client_as, pair):
    one, other = pair
    do(actions.apply, cast.eunji, one, other)
    for path in (f"/ideas/{one}", f"/ideas/{one}/{threads.get(cast.hana, one).slug}"):
        answer = client.get(path)
        while "merged=" not in answer.location:
            assert answer.status_code == 301
            answer = client.get(answer.location)
        assert answer.status_code == 301
    html = said(client.get(answer.location))
    assert f'href="#merged-{one}"' in html
    assert html.count(TITLE) == 2
    assert "저도 바라요." in html
    assert "밤에 화면이 너무 밝아요." in html
    assert '<span class="vote-count">3</span>' in html
    # what somebody writes into the address names only what was merged here
    assert "열어 보신" not in said(
        client.get(f"/ideas/{other}/x?merged={other}", follow_redirects=True)
    )


def test_m4_staff_may_see_a_merged_idea_by_itself(cast, client, client_as, pair):
    one, other = pair
    do(actions.apply, cast.eunji, one, other)
    slug = threads.get(cast.hana, one).slug
    assert client.get(f"/ideas/{one}/{slug}?raw=1").status_code == 301
    assert client_as(cast.junho).get(f"/ideas/{one}/{slug}?raw=1").status_code == 301
    html = said(client_as(cast.seoyeon).get(f"/ideas/{one}/{slug}?raw=1"))
    assert f'href="/ideas/{other}"' in html


def test_m8_one_is_merged_after_looking_at_what_it_comes_to(cast, client_as, pair):
    one, other = pair
    browser = client_as(cast.eunji)
    html = said(browser.get(f"/threads/{one}/same/{other}"))
    numbers = [
        line.split("</td>")[0].split(">")[-1] for line in html.split('<td class="text-end">')[1:]
    ]
    # the strong one is the result
    assert [n or "3" for n in numbers] == ["2", "2", "1", "3", "1"]
    answer = send(
        browser, f"/threads/{one}/duplicate", at=f"/threads/{one}/same/{other}", canonical_id=other
    )
    assert answer.status_code == 303
    assert threads.get(cast.hana, one).canonical_id == other
    page = f"/threads/{one}/same"
    assert send(browser, f"/threads/{one}/duplicate/reverse", at=page).status_code == 303
    assert threads.get(cast.hana, one).canonical_id is None


def test_m8_many_are_merged_by_their_numbers_or_not_at_all(cast, client_as, pair):
    one, other = pair
    third = make.idea(cast.hana, cast.product_id, title="검은 바탕을 고르고 싶어요")
    question = make.question(cast.minji, cast.product_id)
    browser, path = client_as(cast.daniel), f"/threads/{other}/merge"
    html = said(browser.get(f"{path}?with=%23{one},{third}&with={question}&with=999"))
    assert TITLE in html
    assert f"{question}, 999" in html
    assert f'value="{one} {third}"' in html
    refused = send(browser, path, **{"with": f"{one} {question}"})
    assert refused.status_code == 409
    assert f"{question}: " in said(refused)
    assert threads.get(cast.hana, one).canonical_id is None
    assert send(browser, path, **{"with": ""}).status_code == 422
    done = send(browser, path, at=f"{path}?with={one}", **{"with": f"{one} {third}"})
    assert done.status_code == 303
    assert {threads.get(cast.hana, n).canonical_id for n in (one, third)} == {other}


def test_similar_ideas_can_be_ticked(cast, client_as, pair, drain):
    _one, other = pair
    more = make.idea(cast.hana, cast.product_id, title="다크 모드를 꼭 지원해 주세요")
    drain()
    jobs.rebuild()
    html = said(client_as(cast.eunji).get(f"/threads/{other}/merge"))
    assert f'<input type="checkbox" name="with" value="{more}">' in html


def test_who_may_not_merge_is_shown_no_page_for_it(cast, client, client_as, pair):
    _, other = pair
    assert client.get(f"/threads/{other}/merge").status_code == 303
    assert client_as(cast.minji).get(f"/threads/{other}/merge").status_code == 403
    question = make.question(cast.minji, cast.product_id)
    assert client_as(cast.eunji).get(f"/threads/{question}/merge").status_code == 404


def test_the_queue_shows_ideas_to_who_merges_them(cast, client_as, pair):
    one, other = pair
    do(actions.suggest, cast.seoyeon, one, other)
    html = said(client_as(cast.daniel).get("/staff/duplicates"))
    assert f'href="/threads/{one}/same/{other}"' in html
    assert f'href="/threads/{one}/same/{other}"' not in said(
        client_as(cast.seoyeon).get("/staff/duplicates")
    )
    assert client_as(cast.suhyun).get("/staff/duplicates").status_code == 404


def test_a_page_with_merged_ideas_costs_ten_statements(cast, client_as, pair, statements):
    one, other = pair
    make.answer(cast.daniel, one, "검토해 볼게요.")
    do(actions.apply, cast.eunji, one, other)
    browser = client_as(cast.minji)
    path = f"/ideas/{other}/{threads.get(cast.hana, other).slug}"
    browser.get(path)
    statements.clear()
    do(votes.cast, cast.seoyeon, other)
    statements.clear()
    html = said(browser.get(path))
    assert "검토해 볼게요." in html
    assert len(statements) <= 13, statements
