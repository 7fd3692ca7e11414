"""D1: a part of an idea becomes one of its own, and its voters are asked."""

import pytest

from portal.accounts.actor import NOBODY
from portal.duplicates import actions as duplicates
from portal.ideas import kinship, splitting
from portal.integrity import queries as integrity
from portal.kit.db import db
from portal.threads import actions as threads
from portal.threads import queries as thread_queries
from portal.votes import actions as votes
from portal.votes import queries as vote_queries
from tests.make import threads as make
from tests.make.news import heard
from tests.make.pages import said, send
from tests.make.refusals import do, refusal

PART = "위젯에도 다크 모드를 넣어 주세요"


@pytest.fixture
def idea(cast) -> int:
    number = make.idea(cast.minji, cast.product_id, body="앱과 위젯 모두 어둡게 해 주세요.")
    for who in (cast.junho, cast.hana):
        do(votes.cast, who, number)
    return number


def split(cast, who, idea: int, **fields: object) -> int:
    draft = make.draft(cast.product_id, **({"kind": "idea", "title": PART} | fields))
    return splitting.split(who, idea, draft)


def test_a_part_begins_without_votes_and_both_name_each_other(cast, idea):
    part = do(split, cast, cast.seoyeon, idea)
    view = thread_queries.get(NOBODY, part)
    assert (view.vote_count, view.author_id, view.status) == (0, cast.seoyeon.id, "new")
    assert thread_queries.get(NOBODY, idea).vote_count == 3
    assert [(k.what, k.id) for k in kinship.kin(idea)] == [("part", part)]
    assert [(k.what, k.id) for k in kinship.kin(part)] == [("whole", idea)]
    db.session.rollback()
    assert not [found for found in integrity.findings() if found.drift]


def test_a_hidden_part_is_named_to_nobody(cast, idea):
    part = do(split, cast, cast.seoyeon, idea)
    do(duplicates.hide, cast.eunji, part, reason="잘못 나눴어요.")
    assert kinship.kin(idea) == ()
    (told,) = kinship.history(NOBODY, idea)
    assert (told.what, told.other) == ("split_off", None)


def test_every_voter_is_asked_once_and_votes_with_one_click(cast, idea, drain, client_as):
    other = make.idea(cast.suhyun, cast.product_id, title="검은 바탕을 고르고 싶어요")
    do(duplicates.apply, cast.eunji, other, idea)
    do(threads.choose_follow, cast.hana, idea, level="muted")
    drain()
    part = do(split, cast, cast.daniel, idea)
    drain()
    assert [heard(who)[-1:] for who in (cast.minji, cast.junho, cast.suhyun)] == [["split"]] * 3
    assert "split" not in heard(cast.hana) + heard(cast.daniel)
    browser = client_as(cast.junho)
    html = said(browser.get("/inbox"))
    assert f'action="/threads/{part}/vote"' in html
    send(browser, f"/threads/{part}/vote", at="/inbox", kind="idea")
    assert thread_queries.get(NOBODY, part).vote_count == 1
    # the whole keeps its vote
    assert vote_queries.mine(cast.junho, [idea, part]) == {idea, part}


def test_who_may_split_what(cast, idea):
    for who in (cast.minji, cast.suhyun, NOBODY):
        code = "idea.split" if who.is_known else "account.sign_in"
        assert refusal(split, cast, who, idea) == code
    question = make.question(cast.minji, cast.product_id)
    assert refusal(split, cast, cast.seoyeon, question) == "idea.not_an_idea"
    assert refusal(split, cast, cast.seoyeon, idea, title=" ") == "title.blank"
    other = make.idea(cast.hana, cast.product_id, title="검은 바탕을 고르고 싶어요")
    do(duplicates.apply, cast.eunji, other, idea)
    assert refusal(split, cast, cast.seoyeon, other) == "idea.merged"


def test_the_page_keeps_what_was_typed_and_leads_to_the_part(cast, idea, client, client_as):
    browser, path = client_as(cast.seoyeon), f"/threads/{idea}/split"
    refused = send(browser, path, title="", body="위젯도요.")
    assert refused.status_code == 422
    assert "위젯도요." in said(refused)
    done = send(browser, path, title=PART, body="위젯도요.")
    assert done.status_code == 303
    assert PART in said(browser.get(done.location))
    slug = thread_queries.get(NOBODY, idea).slug
    assert PART in said(client.get(f"/ideas/{idea}/{slug}"))
    assert PART in said(client.get(f"/threads/{idea}/history"))
    assert client_as(cast.minji).get(path).status_code == 403
