"""Votes: one per person, taken back at will, refused in words, counted in the database."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.accounts.actor import NOBODY
from portal.duplicates import actions as duplicates
from portal.kit import clock
from portal.kit.db import db
from portal.kit.errors import Conflict
from portal.kit.events import EventRow
from portal.threads import actions as threads
from portal.threads import queries as thread_queries
from portal.threads.models import Thread
from portal.threads.ranking import hot_key
from portal.votes import actions as votes
from portal.votes import queries
from portal.votes.models import Vote
from tests.make import threads as make
from tests.make.ideas import lead
from tests.make.news import unconfirm
from tests.make.refusals import do, refusal
from tests.make.together import crowd
from tests.make.votes import cast_times

TITLES = ("와이파이가 저녁마다 끊겨요", "저녁이면 와이파이가 느려요")

DECLINED = "비슷한 기능이 이미 있어서 지금은 만들지 않기로 했어요. 설정 화면을 봐 주세요."


@pytest.fixture
def idea(cast) -> int:
    return make.idea(cast.minji, cast.product_id)


def count_of(thread_id: int) -> int:
    return thread_queries.get(NOBODY, thread_id).vote_count


def facts(kind: str) -> int:
    rows = select(func.count()).select_from(EventRow).where(EventRow.kind == kind)
    return db.session.execute(rows).scalar_one()


def test_the_authors_vote_is_the_first_and_can_be_taken_back(cast, idea):
    """V7"""
    assert queries.voter_ids(idea) == {cast.minji.id}
    state = do(votes.withdraw, cast.minji, idea)
    assert (state.is_mine, state.count) == (False, 0)
    state = do(votes.cast, cast.minji, idea)
    assert (state.is_mine, state.count) == (True, 1)


def test_a_second_vote_and_a_second_withdrawal_change_nothing_and_tell_the_truth(cast, idea):
    """V5: idempotent, with the count of the database."""
    assert do(votes.cast, cast.junho, idea).count == 2
    again = do(votes.cast, cast.junho, idea)
    assert (again.is_mine, again.count) == (True, 2)
    assert do(votes.withdraw, cast.junho, idea).count == 1
    again = do(votes.withdraw, cast.junho, idea)
    assert (again.is_mine, again.count) == (False, 1)
    assert (facts("VoteCast"), facts("VoteWithdrawn")) == (1, 1)


def test_a_repeated_vote_keeps_the_time_of_the_first(cast, idea):
    now = clock.now()
    with clock.at(now + timedelta(days=1)):
        do(votes.cast, cast.junho, idea)
    with clock.at(now + timedelta(days=9)):
        do(votes.cast, cast.junho, idea)
    vote = db.session.get_one(Vote, (idea, cast.junho.id))
    assert vote.cast_at == now + timedelta(days=1)


@pytest.mark.parametrize("status", ["delivered", "already_available", "declined", "archived"])
def test_a_decided_idea_refuses_votes_with_its_reason_and_keeps_those_it_has(cast, idea, status):
    """V4: never a silent yes; closed ideas keep their votes frozen."""
    do(votes.cast, cast.junho, idea)
    lead(cast.daniel, idea, status)
    for who, act in (
        (cast.seoyeon, votes.cast),
        (cast.junho, votes.cast),
        (cast.junho, votes.withdraw),
    ):
        with pytest.raises(Conflict) as refused:
            do(act, who, idea)
        assert refused.value.code == "vote.closed"
    assert count_of(idea) == 2
    lead(cast.daniel, idea, "under_review" if status != "archived" else "new")
    assert do(votes.cast, cast.seoyeon, idea).count == 3


def test_a_question_that_repeats_another_sends_votes_there(cast):
    question, same = (make.question(cast.minji, cast.product_id, title=t) for t in TITLES)
    do(threads.link_duplicate, cast.eunji, same, question)
    with pytest.raises(Conflict) as refused:
        do(votes.cast, cast.seoyeon, same)
    assert refused.value.code == "vote.duplicate"
    assert refused.value.facts["canonical_id"] == question


def test_who_may_vote(cast, idea, refresh):
    """S18: nobody, the unconfirmed, and on what cannot be seen: 0 counted."""
    assert refusal(votes.cast, NOBODY, idea) == "account.sign_in"
    assert refusal(votes.cast, cast.junho, 999) == "thread.not_found"
    unconfirm(cast.junho)
    assert refusal(votes.cast, refresh(cast.junho), idea) == "account.unconfirmed"
    do(duplicates.hide, cast.eunji, idea, reason="광고예요.")
    assert refusal(votes.cast, cast.seoyeon, idea) == "thread.not_found"
    assert refusal(votes.cast, cast.minji, idea) == "thread.not_visible"
    assert refusal(votes.withdraw, cast.minji, idea) == "thread.not_visible"
    assert queries.voter_ids(idea) == {cast.minji.id}


def test_a_person_votes_at_most_240_times_an_hour_and_refusals_cost_nothing(cast, idea):
    with clock.at(clock.now()):
        for _ in range(120):
            do(votes.cast, cast.junho, idea)
            do(votes.withdraw, cast.junho, idea)
        for _ in range(3):
            assert refusal(votes.cast, cast.junho, idea) == "limit.votes"
        assert refusal(votes.cast, cast.seoyeon, idea) is None
    with clock.at(clock.now() + timedelta(hours=1)):
        assert refusal(votes.cast, cast.junho, idea) is None


def test_a_vote_makes_a_voter_follow_the_decision_and_its_withdrawal_ends_that(cast, idea, drain):
    """V8"""
    do(votes.cast, cast.junho, idea)
    drain()
    assert thread_queries.follow_level(cast.junho, idea) == "status"
    do(votes.withdraw, cast.junho, idea)
    drain()
    assert thread_queries.follow_level(cast.junho, idea) is None
    assert thread_queries.follow_level(cast.minji, idea) == "all"


def test_taking_a_vote_back_does_not_end_a_following_that_was_chosen(cast, idea, drain):
    do(threads.choose_follow, cast.junho, idea, level="all")
    do(votes.cast, cast.junho, idea)
    do(votes.withdraw, cast.junho, idea)
    drain()
    assert thread_queries.follow_level(cast.junho, idea) == "all"


def test_votes_that_name_nobody_count_and_are_brought_in_once(cast, idea):
    rows = [
        {
            "source": "elsewhere",
            "source_id": str(number),
            "thread_id": idea,
            "value": 1,
            "cast_at": clock.now() - timedelta(days=number),
        }
        for number in range(5)
    ]
    assert do(votes.add_unattributed, rows) == 5
    assert do(votes.add_unattributed, rows) == 0
    assert do(votes.recount, idea) == 6
    thread = thread_queries.get(NOBODY, idea)
    assert thread.vote_count == 6
    assert do(votes.cast, cast.junho, idea).count == 7
    assert do(votes.withdraw, cast.junho, idea).count == 6


def test_a_recount_finds_what_the_steps_left(cast, idea):
    """R3: count and heat, after votes and withdrawals of many ages."""
    now = clock.now()
    for number, voter in enumerate(crowd(12)):
        with clock.at(now - timedelta(days=7 * number)):
            do(votes.cast, voter, idea)
        if number % 3 == 0:
            do(votes.withdraw, voter, idea)
    row = db.session.get_one(Thread, idea, populate_existing=True)
    kept = (row.vote_count, row.hot_key)
    assert kept[0] == 9
    assert kept[1] == pytest.approx(hot_key(cast_times(idea)), abs=1e-9)
    assert do(votes.recount, idea) == 9


def test_a_readers_own_votes_are_told_at_once_for_a_page(cast):
    question = make.question(cast.minji, cast.product_id)
    liked, disliked, other = (make.answer(cast.seoyeon, question, f"답변 {n}") for n in range(3))
    do(votes.cast, cast.junho, question)
    do(votes.say_helpful, cast.junho, liked, value=1)
    do(votes.say_helpful, cast.junho, disliked, value=-1)
    ids = [liked, disliked, other]
    own = queries.own(cast.junho, question, ids)
    assert (own.for_thread, own.of_answers) == (True, {liked: 1, disliked: -1})
    assert own.of_answers == queries.my_helpfulness(cast.junho, ids)
    assert own.for_thread == bool(queries.mine(cast.junho, [question]))
    assert queries.own(cast.seoyeon, question, ids) == queries.OwnVotes()
    assert queries.own(NOBODY, question, ids) == queries.OwnVotes()
    own = queries.own(cast.minji, question, [])
    assert (own.for_thread, own.of_answers) == (True, {})
    assert own.vote is not None
    assert (own.vote.state, own.vote.source) == ("counted", "direct")
