"""Saying that two posts are the same: find the other, look at both, suggest, link, contest."""

import pytest

from portal.accounts.actor import NOBODY
from portal.accounts.roles import Role
from portal.duplicates import actions, queries
from portal.search import jobs
from portal.threads import queries as threads
from portal.votes import actions as votes
from tests.make import threads as make
from tests.make.cast import person
from tests.make.pages import said, send
from tests.make.refusals import do

ASK = "/questions/ask"
TITLE, EARLIER = "저녁이면 와이파이가 끊겨서 느려요", "와이파이가 저녁마다 끊겨요"


@pytest.fixture
def pair(cast, drain) -> tuple[int, int]:
    earlier = make.question(cast.minji, cast.product_id, title=EARLIER)
    one = make.question(cast.junho, cast.product_id, title=TITLE)
    drain()
    jobs.rebuild()
    return one, earlier


def plain(answer) -> str:
    return said(answer).replace("<mark>", "").replace("</mark>", "")


def test_the_other_post_is_found_by_title_words_or_number(cast, client_as, pair):
    one, other = pair
    browser = client_as(cast.minji)
    for query in ("", "?q=와이파이", f"?q={other}", f"?q=%23{other}"):
        html = plain(browser.get(f"/threads/{one}/same{query}"))
        assert f'href="/threads/{one}/same/{other}"' in html, query
        assert EARLIER in html
    assert "비슷한 글을 찾지 못했어요" in said(browser.get(f"/threads/{one}/same?q=없는낱말"))


def test_both_are_seen_with_how_many_people_they_share(cast, client_as, pair):
    one, other = pair
    for thread_id in pair:
        do(votes.cast, cast.hana, thread_id)
    html = plain(client_as(cast.minji).get(f"/threads/{one}/same/{other}"))
    assert TITLE in html
    assert EARLIER in html
    assert "모두 3명이고, 두 글에 모두 표시한 분은 1명" in html
    assert f'action="/threads/{one}/duplicate/suggest"' in html
    assert f'action="/threads/{one}/duplicate"' in said(
        client_as(cast.seoyeon).get(f"/threads/{one}/same/{other}")
    )


def test_from_a_suggestion_to_the_link(cast, client, client_as, pair):
    one, other = pair
    browser, path = client_as(cast.minji), f"/threads/{one}/duplicate/suggest"
    assert send(browser, path, at=ASK, canonical_id=other).status_code == 303
    again = send(browser, path, at=ASK, canonical_id=other)
    assert again.status_code == 409
    assert "이미 같은 글을 제안" in said(again)
    agent = client_as(cast.seoyeon)
    desk = said(agent.get("/staff/duplicates"))
    assert f"/threads/{one}/same/{other}" in desk
    assert "민지" in desk
    assert send(agent, f"/threads/{one}/duplicate", at=ASK, canonical_id=other).status_code == 303
    assert "기다리는 것이 없어요" in said(agent.get("/staff/duplicates"))
    assert "같은 내용의 글과 연결" in said(agent.get(f"/threads/{one}/same"))
    assert TITLE in said(client.get(f"/questions/{other}/", follow_redirects=True))


def test_a_vote_on_what_repeats_another_leads_to_the_original(cast, client_as, pair):
    one, other = pair
    do(actions.apply, cast.seoyeon, one, other)
    answer = send(client_as(cast.hana), f"/threads/{one}/vote", at=ASK)
    assert answer.status_code == 303
    assert answer.location.startswith(f"/questions/{other}/")


def test_the_asker_contests_and_another_decides(cast, client_as, pair):
    one, other = pair
    do(actions.apply, cast.eunji, one, other)
    asker = client_as(cast.junho)
    page = f"/threads/{one}/same"
    assert "duplicate/contest" in said(asker.get(page))
    assert "duplicate/contest" not in said(client_as(cast.minji).get(page))
    path = f"/threads/{one}/duplicate/contest"
    blank = send(asker, path, at=page, reason=" ")
    assert blank.status_code == 422
    assert "어떤 점이 다른지 써 주세요. 담당자가 읽어요." in said(blank)
    personal = send(asker, path, at=page, reason="010-1234-5678로 전화 주세요")
    assert personal.status_code == 422
    assert "전화번호, 메일 주소" in said(personal)
    assert "로 전화 주세요" in said(personal)
    assert send(asker, path, at=page, reason="저는 유선이에요.").status_code == 303
    assert threads.get(NOBODY, one).canonical_id is None
    link = queries.live_link(one)
    own = said(client_as(cast.eunji).get("/staff/duplicates?pile=contested"))
    assert "저는 유선이에요." in own
    assert "직접 연결하셨으니" in own
    path = f"/staff/duplicates/links/{link.id}/decide"
    assert send(client_as(cast.eunji), path, at=ASK, choice="uphold").status_code == 403
    assert send(client_as(cast.miran), path, at=ASK, choice="uphold").status_code == 303
    assert threads.get(NOBODY, one).canonical_id == other
    assert send(client_as(cast.miran), path, at=ASK, choice="part").status_code == 409


def test_another_language_is_asked_about(cast, client_as, pair):
    english = make.question(
        cast.hana, cast.product_id, title="Wi-Fi drops in the evening", lang="en"
    )
    agent, path = client_as(cast.seoyeon), f"/threads/{english}/duplicate"
    refused = send(agent, path, at=ASK, canonical_id=pair[1])
    assert refused.status_code == 409
    assert 'name="across_languages"' in said(refused)
    meant = send(agent, path, at=ASK, canonical_id=pair[1], across_languages="1")
    assert meant.status_code == 303


def test_a_suggestion_is_dismissed_and_a_link_undone(cast, client_as, pair):
    one, other = pair
    do(actions.suggest, cast.minji, one, other)
    (waiting,) = queries.suggested(cast.seoyeon).items
    agent = client_as(cast.seoyeon)
    path = f"/staff/duplicates/{waiting.what.id}/dismiss"
    assert send(agent, path, at=ASK).status_code == 303
    assert send(agent, path, at=ASK).status_code == 409
    do(actions.apply, cast.seoyeon, one, other)
    assert send(agent, f"/threads/{one}/duplicate/reverse", at=ASK).status_code == 303
    assert threads.get(NOBODY, one).canonical_id is None
    assert send(agent, f"/threads/{one}/duplicate/reverse", at=ASK).status_code == 409


def test_strangers_are_asked_to_sign_in_and_others_find_no_desk(cast, client, client_as, pair):
    one, other = pair
    html = said(client.get(f"/threads/{one}/same"))
    assert f"/sign-in?next=/threads/{one}/same" in html
    refused = send(client, f"/threads/{one}/duplicate/suggest", at=ASK, canonical_id=other)
    assert "/sign-in" in refused.headers.get("Location", "") or refused.status_code == 403
    for who in (cast.minji, cast.suhyun, cast.yejin):
        assert client_as(who).get("/staff/duplicates").status_code == 404


def test_an_expert_who_is_a_customer_sees_suggestions_and_no_reasons(cast, client_as, pair):
    one, other = pair
    do(actions.apply, cast.eunji, one, other)
    do(actions.contest, cast.junho, one, reason="저는 유선이에요.")
    expert = client_as(person("gaeul", "가을", Role.EXPERT))
    desk = expert.get("/staff/duplicates")
    assert desk.status_code == 200
    assert "pile=contested" not in said(desk)
    refused = expert.get("/staff/duplicates?pile=contested")
    assert refused.status_code == 403
    assert "저는 유선이에요." not in said(refused)


def test_a_duplicate_of_what_is_hidden_is_no_dead_end(cast, client, client_as, pair):
    one, other = pair
    do(actions.apply, cast.seoyeon, one, other)
    page, link = f"/questions/{one}/", f'href="/questions/{other}"'
    assert link in said(client.get(page, follow_redirects=True))
    moderator = client_as(cast.eunji)
    hidden = send(moderator, f"/threads/{other}/hide", at=ASK, reason="광고예요.")
    assert hidden.status_code == 303
    html = said(client.get(page, follow_redirects=True))
    assert link not in html
    assert "같은 내용의 글이 있어요" not in html
    voted = send(client_as(cast.hana), f"/threads/{one}/vote", at=ASK)
    assert voted.status_code == 303
    assert voted.location.endswith(f"/{one}")
    assert send(moderator, f"/threads/{other}/restore", at=ASK).status_code == 303
    assert link in said(client.get(page, follow_redirects=True))
