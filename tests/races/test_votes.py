"""Votes at the same moment: counts stay exact, and nobody meets an error."""

import random

import pytest
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import func, select, update

from portal.ideas import actions as ideas
from portal.ideas.rules import Verdict
from portal.kit.db import db, transaction
from portal.kit.events import EventRow
from portal.products.models import Product
from portal.threads.models import Thread
from portal.threads.ranking import hot_key
from portal.votes import actions as votes
from portal.votes import judging, queries, standing
from portal.votes.models import HelpfulVote, Vote
from tests.make import threads as make
from tests.make.cast import Cast
from tests.make.together import crowd, together
from tests.make.votes import cast_times

pytestmark = pytest.mark.slow


def thread_row(thread_id: int) -> Thread:
    db.session.rollback()
    row = db.session.get(Thread, thread_id, populate_existing=True)
    assert row is not None
    return row


def count(statement) -> int:
    return db.session.execute(statement).scalar_one()


def votes_of(thread_id: int) -> int:
    return count(select(func.count()).select_from(Vote).where(Vote.thread_id == thread_id))


def facts(kind: str) -> int:
    return count(select(func.count()).select_from(EventRow).where(EventRow.kind == kind))


def clicking(app, who):
    """Give somebody's click on the vote button: a browser with a session and a form of its own."""
    assert isinstance(app.session_interface, SecureCookieSessionInterface)
    token = URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token").dumps("the same")
    browser = app.test_client()
    with browser.session_transaction() as session:
        session["_user_id"], session["csrf_token"] = Cast.session_token(who), "the same"

    def click(path: str):
        headers = {"HX-Request": "true"}
        return browser.post(path, data={"csrf_token": token, "kind": "idea"}, headers=headers)

    return click


def test_two_hundred_people_vote_at_once_and_every_vote_counts_once(app, cast):
    """R1: 200 people, 200 rows, the count 200 beside the author's own."""
    thread_id = make.idea(cast.minji, cast.product_id)
    clicks = [clicking(app, who) for who in crowd(200)]
    outcomes = together(app, [lambda c=c: c(f"/threads/{thread_id}/vote") for c in clicks])
    assert [outcome.value.status_code for outcome in outcomes] == [200] * 200
    assert thread_row(thread_id).vote_count == votes_of(thread_id) == 201
    assert facts("VoteCast") == 200
    assert thread_row(thread_id).hot_key == pytest.approx(hot_key(cast_times(thread_id)))


def test_two_hundred_clicks_by_one_person_are_one_vote(app, cast):
    """R1: the row is one and the count moves by one, whatever the clicks."""
    thread_id = make.idea(cast.minji, cast.product_id)
    click = clicking(app, cast.junho)
    outcomes = together(app, [lambda: click(f"/threads/{thread_id}/vote")] * 200)
    assert [outcome.value.status_code for outcome in outcomes] == [200] * 200
    assert thread_row(thread_id).vote_count == votes_of(thread_id) == 2
    assert facts("VoteCast") == 1


def test_votes_cast_and_taken_back_at_once_leave_counts_that_equal_the_rows(app, cast):
    """R3: 40 people click vote and unvote five times each, in any order."""
    thread_id = make.idea(cast.minji, cast.product_id)
    chance = random.Random(20261122)  # noqa: S311 - the order of a test, not a secret
    people = crowd(40)

    def act(who, cast_it):
        with transaction():
            return (votes.cast if cast_it else votes.withdraw)(who, thread_id)

    wishes = [(who, chance.random() < 0.5) for who in people * 5]
    acts = [lambda w=who, c=cast_it: act(w, c) for who, cast_it in wishes]
    chance.shuffle(acts)
    outcomes = together(app, acts)
    assert {outcome.code for outcome in outcomes} == {None}
    row = thread_row(thread_id)
    assert row.vote_count == votes_of(thread_id)
    assert row.hot_key == pytest.approx(hot_key(cast_times(thread_id)))
    assert facts("VoteCast") - facts("VoteWithdrawn") == votes_of(thread_id) - 1


def test_one_person_doing_everything_at_once_never_waits_in_a_circle(app, cast):
    thread_id = make.question(cast.minji, cast.product_id)
    answer_id = make.answer(cast.seoyeon, thread_id)

    def doing(act, *args, **named):
        def run():
            with transaction():
                return act(cast.junho, *args, **named)

        return run

    acts = [
        doing(votes.cast, thread_id),
        doing(votes.withdraw, thread_id),
        doing(votes.say_helpful, answer_id, value=1),
        doing(votes.say_helpful, answer_id, value=-1),
        doing(votes.say_helpful, answer_id, value=0),
    ]
    outcomes = together(app, acts * 10)
    assert {outcome.code for outcome in outcomes} == {None}
    assert thread_row(thread_id).vote_count == votes_of(thread_id)


def test_people_finding_an_answer_helpful_at_once_are_counted_exactly(app, cast):
    """R3: helpful and unhelpful add up to the rows, and the rank to both."""
    thread_id = make.question(cast.minji, cast.product_id)
    answer_id = make.answer(cast.seoyeon, thread_id)

    def say(who, value):
        with transaction():
            return votes.say_helpful(who, answer_id, value=value)

    acts = [
        lambda w=who, v=(1, -1, 1)[number % 3]: say(w, v) for number, who in enumerate(crowd(60))
    ]
    assert {outcome.code for outcome in together(app, acts)} == {None}
    db.session.rollback()
    assert queries.helpfulness(answer_id) == (40, 20)
    assert count(select(func.count()).select_from(HelpfulVote)) == 60


def test_an_idea_that_closes_while_people_vote_keeps_what_was_cast_and_takes_no_more(app, cast):
    thread_id = make.idea(cast.minji, cast.product_id)

    def vote(who):
        with transaction():
            return votes.cast(who, thread_id)

    def decline():
        with transaction():
            note = "비슷한 기능이 이미 있어서 지금은 만들지 않기로 했어요. 설정 화면을 봐 주세요."
            declined = Verdict(status="declined", note_md=note, reason_code="cost_vs_value")
            ideas.decide(cast.daniel, thread_id, declined)

    acts = [lambda w=who: vote(w) for who in crowd(40)]
    outcomes = together(app, [*acts[:20], decline, *acts[20:]])
    refused = [outcome.code for outcome in outcomes if outcome.refusal]
    assert set(refused) <= {"vote.closed"}
    assert thread_row(thread_id).status == "declined"
    assert thread_row(thread_id).vote_count == votes_of(thread_id) == 41 - len(refused)


def test_a_ban_while_somebody_votes_leaves_none_of_their_votes_counted(app, cast):
    """V12: whichever comes first, the other sees it."""
    ideas_at_hand = [
        make.idea(cast.hana, cast.product_id, title=f"아이디어 번호 {number}번")
        for number in range(12)
    ]

    def vote(thread_id, act):
        with transaction():
            return act(cast.junho, thread_id)

    def ban():
        with transaction():
            standing.suspend(cast.eunji, cast.junho.id, reason="vote_fraud")

    acts = [lambda t=thread_id: vote(t, votes.cast) for thread_id in ideas_at_hand]
    acts += [lambda t=thread_id: vote(t, votes.withdraw) for thread_id in ideas_at_hand[:4]]
    outcomes = together(app, [*acts[:8], ban, *acts[8:]])
    refused = {outcome.code for outcome in outcomes} - {None}
    assert refused <= {"account.suspended", "vote.excluded"}
    assert [thread_row(thread_id).vote_count for thread_id in ideas_at_hand] == [1] * 12
    mine = select(func.count()).where(Vote.person_id == cast.junho.id, Vote.state == "counted")
    assert count(mine) == 0


def test_bug_3_a_budget_is_not_exceeded_by_votes_at_the_same_moment(app, cast):
    """V15: twenty clicks on twenty ideas with a budget of five are five votes."""
    with transaction():
        db.session.execute(update(Product).values(vote_budget=5))
    ideas_at_hand = [
        make.idea(cast.hana, cast.product_id, title=f"아이디어 번호 {number}번")
        for number in range(20)
    ]

    def vote(thread_id):
        with transaction():
            return votes.cast(cast.junho, thread_id)

    outcomes = together(app, [lambda t=thread_id: vote(t) for thread_id in ideas_at_hand])
    assert sorted(str(outcome.code) for outcome in outcomes) == ["None"] * 5 + ["vote.budget"] * 15
    assert sum(thread_row(thread_id).vote_count for thread_id in ideas_at_hand) == 25


def test_people_judged_banned_and_voting_at_once_never_wait_in_a_circle(app, cast):
    ideas_at_hand = [
        make.idea(cast.hana, cast.product_id, title=f"아이디어 번호 {number}번")
        for number in range(4)
    ]
    people = crowd(6)
    for who in people:
        for thread_id in ideas_at_hand:
            with transaction():
                votes.cast(who, thread_id)
    with transaction():
        db.session.execute(update(Vote).values(judged_at=Vote.cast_at))
    pairs = [(thread_id, who.id) for who in people for thread_id in ideas_at_hand]

    def doing(act, *args, **named):
        def run():
            with transaction():
                return act(*args, **named)

        return run

    acts = [
        *(doing(standing.suspend, cast.eunji, who.id, reason="spam") for who in people[:3]),
        *(doing(standing.lift, cast.eunji, who.id) for who in people[:3]),
        *(doing(standing.erase, who.id) for who in people[3:5]),
        *(doing(judging.decide, cast.eunji, pairs[n::5], counts=n % 2 == 0) for n in range(5)),
        *(doing(votes.withdraw, who, ideas_at_hand[0]) for who in people),
        *(doing(votes.cast, who, ideas_at_hand[1]) for who in people),
    ]
    outcomes = together(app, acts * 2)
    refused = {outcome.code for outcome in outcomes} - {None}
    assert refused <= {"account.suspended", "vote.excluded", "vote.not_judged"}
    for thread_id in ideas_at_hand:
        times = cast_times(thread_id)
        assert thread_row(thread_id).vote_count == len(times)
        assert thread_row(thread_id).hot_key == pytest.approx(hot_key(times))
