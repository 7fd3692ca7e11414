"""What voters say, who sees them, and the desk where made-up votes are decided about."""

import re

import pytest
from sqlalchemy import update

from portal.accounts.models import User
from portal.kit.db import db
from portal.products.models import Product
from portal.threads import queries as threads
from portal.votes import actions as votes
from portal.votes import queries
from tests.make import threads as make
from tests.make.ideas import lead
from tests.make.pages import said, send
from tests.make.refusals import do
from tests.make.together import crowd


@pytest.fixture
def idea(cast) -> int:
    made = make.idea(cast.minji, cast.product_id)
    do(votes.cast, cast.junho, made)
    return made


@pytest.fixture
def browsers(cast, client, client_as):
    return client, client_as(cast.seoyeon)


def set_product(**values: object) -> None:
    db.session.execute(update(Product).values(**values))
    db.session.commit()


def read(browser, thread_id: int) -> str:
    return said(browser.get(f"/ideas/{thread_id}", follow_redirects=True))


def test_importance_and_a_sentence_are_said_and_changed_without_moving_the_count(
    cast, client_as, idea
):
    """V9"""
    junho = client_as(cast.junho)
    path = f"/threads/{idea}/vote/words"
    for importance, sentence in (("3", "밤에 눈이 부셔서요"), ("1", "")):
        answer = send(junho, path, at="/ideas", importance=importance, use_case=sentence)
        assert answer.status_code == 303
        own = queries.own(cast.junho, idea, []).vote
        assert (own.importance, own.use_case or "") == (int(importance), sentence)
        assert threads.get(cast.junho, idea).vote_count == 2
    assert re.search(r'value="1" checked', read(junho, idea))


def test_a_sentence_is_private_unless_it_is_shared(cast, client, client_as, idea):
    junho, path = client_as(cast.junho), f"/threads/{idea}/vote/words"
    send(junho, path, at="/ideas", importance="3", use_case="밤에 눈이 부셔서요")
    assert "눈이 부셔서요" not in said(client.get(f"/ideas/{idea}/voters"))
    send(junho, path, at="/ideas", importance="3", use_case="밤에 눈이 부셔서요", shared="y")
    html = said(client.get(f"/ideas/{idea}/voters"))
    assert "눈이 부셔서요" in html
    assert "준호" not in html


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"importance": "4"}, 422),
        ({"importance": "2", "use_case": "가" * 281}, 422),
        ({"importance": "2", "use_case": "가" * 280}, 303),
    ],
)
def test_what_is_said_is_held_to_its_kinds_and_length_and_nothing_typed_is_lost(
    cast, client_as, idea, fields, status
):
    answer = send(client_as(cast.junho), f"/threads/{idea}/vote/words", at="/ideas", **fields)
    assert answer.status_code == status
    if status == 422 and "use_case" in fields:
        assert fields["use_case"] in said(answer)


def test_bug_4_words_on_a_closed_idea_or_without_a_vote_are_refused(cast, client_as, idea):
    path = f"/threads/{idea}/vote/words"
    assert send(client_as(cast.seoyeon), path, at="/ideas", importance="2").status_code == 409
    lead(cast.daniel, idea, "declined")
    assert send(client_as(cast.junho), path, at="/ideas", importance="2").status_code == 409


@pytest.mark.parametrize(
    ("visibility", "stranger"), [("count_only", "count"), ("names", "names"), ("staff_only", None)]
)
def test_bug_32_the_setting_of_a_product_is_obeyed(cast, browsers, idea, visibility, stranger):
    """The team sees names whatever the public sees."""
    set_product(voter_visibility=visibility)
    nobody, seoyeon = browsers
    for browser, sees in ((nobody, stranger), (seoyeon, "names")):
        answer = browser.get(f"/ideas/{idea}/voters")
        assert answer.status_code == (200 if sees else 404)
        assert ("준호" in said(answer)) == (sees == "names")
        assert (f"/ideas/{idea}/voters" in read(browser, idea)) == bool(sees)


def test_bug_30_no_page_of_voters_holds_an_address_and_hidden_names_are_a_member(
    cast, client, client_as, idea
):
    set_product(voter_visibility="names")
    db.session.execute(
        update(User).where(User.id == cast.junho.id).values(hides_name=True, organisation="마루")
    )
    db.session.commit()
    for browser in (client, client_as(cast.minji), client_as(cast.daniel)):
        html = said(browser.get(f"/ideas/{idea}/voters"))
        assert "@example.com" not in html
        assert "준호" not in html
        assert "/people/junho" not in html
        assert "회원" in html or "A member" in html
        assert "마루" not in html.partition("<main")[2].partition("</main>")[0]


def test_voters_are_listed_once_each_by_pages(cast, client, idea):
    set_product(voter_visibility="names")
    for who in crowd(25):
        do(votes.cast, who, idea)
    first = said(client.get(f"/ideas/{idea}/voters"))
    cursor = re.search(r'rel="next" href="[^"]*cursor=([^"]+)"', first)[1]
    second = said(client.get(f"/ideas/{idea}/voters?cursor={cursor}"))
    seen = re.findall(r'class="faq-line">.*?href="(/people/[^"]+)"', first + second, re.DOTALL)
    assert (len(seen), len(set(seen))) == (27, 27)


def test_bug_8_votes_are_given_back_only_where_there_is_a_budget(cast, client_as, idea):
    lead(cast.daniel, idea, "declined")
    junho = client_as(cast.junho)
    words = "다른 아이디어에 다시 쓸 수 있어요"
    assert words not in read(junho, idea)
    set_product(vote_budget=3)
    do(votes.recount, idea)
    assert words in read(junho, idea)
    other = make.idea(cast.minji, cast.product_id, title="다른 아이디어예요")
    assert "추천 3표 가운데 3표가 남았어요" in read(junho, other)
    set_product(vote_budget=None)
    do(votes.cast, cast.junho, other)
    assert "남았어요" not in read(junho, other)
    assert f"/threads/{other}/unvote" in read(junho, other)


@pytest.fixture
def doubted(cast, idea) -> list:
    people = crowd(2)
    for who in people:
        db.session.execute(update(User).where(User.id == who.id).values(has_disposable_mail=True))
        db.session.commit()
        do(votes.cast, who, idea)
    return people


def test_a_doubted_voter_reads_honest_words_and_the_desk_decides(cast, client_as, idea, doubted):
    """V16, without JavaScript."""
    browser = client_as(doubted[0])
    html = read(browser, idea)
    assert 'aria-pressed="true"' in html
    assert "한 번 더 확인한 뒤에 더해지는데" in html
    eunji = client_as(cast.eunji)
    assert "손님 0" in said(eunji.get("/staff/integrity"))
    keys = [f"{idea}-{who.id}" for who in doubted]
    at = "/staff/integrity"
    answer = send(eunji, f"{at}/decide", at=at, vote=keys[0], choice="count", pile="waiting")
    assert answer.status_code == 303
    assert threads.get(cast.junho, idea).vote_count == 3
    assert "더해지는데" not in read(browser, idea)
    send(eunji, f"{at}/decide", at=at, vote=keys[1], choice="exclude", pile="waiting")
    assert threads.get(cast.junho, idea).vote_count == 3
    assert "손님 1" in said(eunji.get(f"{at}?pile=decided"))
    assert client_as(cast.seoyeon).get(at).status_code == 404


def test_a_moderator_suspends_somebody_on_their_page_and_lifts_it(cast, client_as, idea):
    """V12"""
    eunji = client_as(cast.eunji)
    at = "/people/junho"
    assert send(eunji, f"{at}/suspend", at=at, reason="vote_fraud").status_code == 303
    assert threads.get(cast.minji, idea).vote_count == 1
    assert client_as(cast.junho).get("/settings/profile").status_code == 303
    assert send(eunji, f"{at}/suspend/lift", at=at).status_code == 303
    assert threads.get(cast.minji, idea).vote_count == 2
    minji = client_as(cast.minji)
    assert "/people/junho/suspend" not in said(minji.get(at))
    assert send(minji, f"{at}/suspend", at="/ideas", reason="spam").status_code == 403


def test_an_idea_called_voters_has_a_page_of_its_own(cast, client, idea):
    own = make.idea(cast.minji, cast.product_id, title="Voters")
    html = said(client.get(f"/ideas/{own}", follow_redirects=True))
    assert "<h1" in html
    assert "밤에 눈이 부셔요." in html
