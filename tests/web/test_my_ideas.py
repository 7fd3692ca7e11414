"""What somebody has to do with ideas, the feeds of ideas, and why one stands where it stands."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from portal.answers import actions as answers
from portal.duplicates import actions as duplicates
from portal.kit import clock
from portal.kit.db import db, transaction
from portal.products.models import Product
from portal.review import formulas
from portal.threads import actions as threads
from portal.threads import drafts, lists, queries, ranking
from portal.threads.lists import Filters
from portal.votes import actions as votes
from tests.make import threads as make
from tests.make.ideas import lead
from tests.make.pages import said
from tests.make.refusals import do
from tests.make.together import crowd

TITLES = (
    "내가 제안한 것이에요",
    "내가 추천한 것이에요",
    "내가 말한 것이에요",
    "내가 따르는 것이에요",
)


@pytest.fixture
def ideas(cast) -> list[int]:
    """Give ideas that 준호 proposed, voted for, spoke of and follows; one each."""
    posted = make.idea(cast.junho, cast.product_id, title=TITLES[0])
    others = [make.idea(cast.minji, cast.product_id, title=title) for title in TITLES[1:]]
    do(votes.cast, cast.junho, others[0])
    do(answers.comment, cast.junho, others[1], body_md="저도 필요해요.")
    do(threads.choose_follow, cast.junho, others[2], level="all")
    make.question(cast.junho, cast.product_id)
    return [posted, *others]


def shown(html: str) -> set[str]:
    return {title for title in TITLES if title in html}


def test_each_tab_shows_what_somebody_has_to_do_with(cast, client_as, ideas):
    browser = client_as(cast.junho)
    expected = {
        "posted": {TITLES[0]},
        "voted": {TITLES[0], TITLES[1]},
        "spoken": {TITLES[2]},
        "drafts": set(),
    }
    for choice, titles in expected.items():
        assert shown(said(browser.get(f"/me/ideas?show={choice}"))) == titles, choice
    assert TITLES[3] in said(browser.get("/me/ideas?show=followed"))
    html = said(browser.get("/me/ideas?show=voted"))
    assert html.count('aria-pressed="true"') == 2
    assert "와이파이가 저녁마다" not in html


def test_a_stranger_is_asked_to_sign_in_and_finds_nobodys_ideas(client, cast, ideas):
    answer = client.get("/me/ideas")
    assert answer.status_code == 303
    assert "/sign-in" in answer.location


def test_what_was_hidden_since_is_not_shown_to_those_who_voted(cast, client_as, ideas):
    for hidden in ideas[1:3]:
        do(duplicates.hide, cast.eunji, hidden, reason="광고예요.")
    browser = client_as(cast.junho)
    for choice in ("voted", "spoken"):
        html = said(browser.get(f"/me/ideas?show={choice}"))
        assert not {TITLES[1], TITLES[2]} & shown(html), choice


def test_every_tab_goes_on_from_page_to_page(cast, client_as):
    made = []
    for number, author in enumerate(crowd(23)):
        with clock.at(clock.now() - timedelta(hours=100 - number)):
            made.append(make.idea(author, cast.product_id, title=f"{number:02}번째 글의 제목"))
            do(votes.cast, cast.junho, made[-1])
            do(answers.comment, cast.junho, made[-1], body_md="저도 필요해요.")
    browser = client_as(cast.junho)
    for choice in ("voted", "spoken"):
        seen, path = [], f"/me/ideas?show={choice}"
        while path:
            html = said(browser.get(path))
            seen += re.findall(r"(\d\d)번째 글의 제목</a>", html)
            onward = re.search(r'rel="next" href="([^"]+)"', html)
            path = onward[1].replace("&amp;", "&") if onward else ""
        assert seen == [f"{number:02}" for number in reversed(range(23))], choice


def test_drafts_lead_to_their_forms(cast, client_as, ideas):
    owner = f"person:{cast.junho.id}"
    with transaction():
        drafts.save(owner, "idea", {"title": "쓰다 만 제안이에요"})
        drafts.save(owner, f"edit-{ideas[0]}", {"title": "고치다 만 제목이에요"})
        drafts.save(owner, "question", {"title": "쓰다 만 질문이에요"})
    html = said(client_as(cast.junho).get("/me/ideas?show=drafts"))
    assert re.search(r'href="/ideas/propose">쓰다 만 제안이에요', html)
    assert re.search(rf'href="/threads/{ideas[0]}/edit">고치다 만 제목이에요', html)
    assert "쓰다 만 질문이에요" not in html
    assert "쓰다 만" not in said(client_as(cast.minji).get("/me/ideas?show=drafts"))


def test_the_votes_that_are_left_are_shown_where_there_is_a_limit_only(cast, client_as, ideas):
    """Bug 8: nothing is said of votes where there is no limit."""
    browser = client_as(cast.junho)
    assert "표 남았어요" not in said(browser.get("/me/ideas"))
    with transaction():
        db.session.execute(update(Product).values(vote_budget=5))
    assert "3표 남았어요" in said(browser.get("/me/ideas"))
    lead(cast.daniel, ideas[1], "declined")
    assert "4표 남았어요" in said(browser.get("/me/ideas"))


def test_bug_27_feeds_hold_the_newest_thirty_and_the_newest_first(cast, client):
    idea = make.idea(cast.minji, cast.product_id)
    people = crowd(4)
    now = clock.now()
    for number in range(35):
        with clock.at(now - timedelta(hours=50 - number)):
            author = people[number % 4]
            make.idea(author, cast.product_id, title=f"{number:02}번째 제안이에요")
            do(answers.comment, author, idea, body_md=f"{number:02}번째 의견이에요.")
    newest = said(client.get("/ideas.atom?product=internet"))
    assert newest.count("<entry") == 30
    told = re.findall(r"<title>(\d\d)번째", newest)
    assert told == [f"{n:02}" for n in range(34, 34 - len(told), -1)]
    remarks = re.findall(r"(\d\d)번째 의견", said(client.get(f"/ideas/{idea}.atom")))
    assert remarks == [f"{n:02}" for n in range(34, 4, -1)]


def test_feeds_tell_of_decisions_and_never_of_what_is_hidden(cast, client, html_of):
    idea = make.idea(cast.minji, cast.product_id)
    answer = client.get(f"/ideas/{idea}.atom")
    assert answer.content_type.startswith("application/atom+xml")
    lead(cast.daniel, idea, "planned", "가을에 시작해요.")
    with transaction():
        spam = answers.comment(cast.junho, idea, body_md="광고예요.")
        answers.set_comment_visibility(cast.junho, spam, after="withdrawn")
    feed = said(client.get(f"/ideas/{idea}.atom"))
    assert "가을에 시작해요." in feed
    assert "광고예요." not in feed
    do(duplicates.hide, cast.eunji, idea, reason="광고예요.")
    assert client.get(f"/ideas/{idea}.atom").status_code == 404
    assert "다크 모드" not in said(client.get("/ideas.atom"))
    assert (
        client.get(f"/ideas/{make.question(cast.minji, cast.product_id)}.atom").status_code == 404
    )


def test_why_an_idea_is_here_is_told_with_its_own_numbers(cast, client):
    now = clock.now()
    first, second = (
        make.idea(cast.minji, cast.product_id, title=f"{n}번째로 바라는 것") for n in range(2)
    )
    voters = crowd(6)
    for voter, days in zip(voters, (1, 2, 20, 30, 50), strict=False):
        with clock.at(now - timedelta(days=days)):
            do(votes.cast, voter, second)
    order = [card.id for card in lists.hot(cast.minji, Filters(kind="idea")).items]
    for place, thread_id in enumerate(order, start=1):
        assert lists.place_in_hot(queries.get(cast.minji, thread_id)) == place
    html = said(client.get(f"/ideas/{second}/why"))
    assert "1번째예요" in html
    rows = re.findall(r"<tr><th scope=\"row\">.*?</th><td class=\"num\">(\d+)</td>", html)
    # the author's own vote is of today
    assert rows == ["3", "1", "1", "1"]
    heat = sum(2 ** (-days / ranking.HALF_LIFE_DAYS) for days in (0, 1, 2, 20, 30, 50))
    assert f"{heat:.2f}" in html
    assert "2번째예요" in said(client.get(f"/ideas/{first}/why"))


def test_what_has_no_place_says_so_and_a_question_has_no_such_page(cast, client):
    idea = make.idea(cast.minji, cast.product_id)
    lead(cast.daniel, idea, "declined")
    assert lists.place_in_hot(queries.get(cast.minji, idea)) is None
    assert "목록에는 없어요" in said(client.get(f"/ideas/{idea}/why"))
    asked = make.question(cast.minji, cast.product_id)
    assert client.get(f"/ideas/{asked}/why").status_code == 404
    do(duplicates.hide, cast.eunji, idea, reason="광고예요.")
    assert client.get(f"/ideas/{idea}/why").status_code == 404


def test_the_page_about_order_names_the_numbers_that_are_used(client, cast):
    html = said(client.get("/about/ranking"))
    for number in (
        ranking.HALF_LIFE_DAYS,
        formulas.DISCUSSED_DAYS,
        formulas.CONCENTRATED_FROM,
        formulas.MOMENTUM_DAYS,
        *formulas.IMPACTS,
        *formulas.WEIGHTS.values(),
    ):
        assert str(number) in html
    for word in ("RICE", "ln(2 +", "log₂", "√(v + w + 1)"):
        assert word in html
