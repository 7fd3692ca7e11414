"""V16: votes that look made up are put aside; two of four signs, and a moderator decides."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from portal.accounts.models import User
from portal.kit import clock
from portal.kit.db import db
from portal.kit.events import EventRow
from portal.threads import queries as thread_queries
from portal.votes import actions as votes
from portal.votes import doubted, judging, queries, suspicion
from portal.votes.models import Vote
from tests.make import threads as make
from tests.make.cast import person
from tests.make.refusals import do, refusal
from tests.make.together import crowd

HOME = "211.34.56.7"


@pytest.fixture
def idea(cast) -> int:
    return make.idea(cast.minji, cast.product_id)


def age(who, hours: int) -> None:
    at = clock.now() - timedelta(hours=hours)
    db.session.execute(update(User).where(User.id == who.id).values(registered_at=at))
    db.session.commit()


def throwaway(who) -> None:
    db.session.execute(update(User).where(User.id == who.id).values(has_disposable_mail=True))
    db.session.commit()


def state_of(who, thread_id: int) -> str:
    return db.session.get_one(Vote, (thread_id, who.id), populate_existing=True).state


def signs_of(who, thread_id: int) -> tuple[str, ...]:
    vote = db.session.get_one(Vote, (thread_id, who.id), populate_existing=True)
    return suspicion.names(vote.signals)


def test_a_newcomers_first_vote_counts(cast, idea):
    """One sign alone says nothing."""
    new = person("newcomer", "새내기")
    assert do(votes.cast, new, idea, network=HOME).count == 2
    assert (state_of(new, idea), signs_of(new, idea)) == ("counted", ("young",))


def test_two_signs_put_a_vote_aside_and_its_person_sees_it_as_cast(cast, idea):
    new = person("newcomer", "새내기")
    throwaway(new)
    state = do(votes.cast, new, idea, network=HOME)
    assert (state.is_mine, state.count) == (True, 1)
    assert state_of(new, idea) == "quarantined"
    assert signs_of(new, idea) == ("young", "disposable")
    assert thread_queries.get(cast.junho, idea).vote_count == 1
    assert queries.voter_ids(idea) == {cast.minji.id}


@pytest.mark.parametrize("hours", [1, 25])
def test_a_day_or_a_word_of_ones_own_and_an_account_is_young_no_more(cast, idea, hours):
    new = person("newcomer", "새내기")
    throwaway(new)
    age(new, hours)
    if hours < 24:
        make.question(new, cast.product_id)
    assert do(votes.cast, new, idea, network=HOME).count == 2
    assert signs_of(new, idea) == ("disposable",)


def test_the_fifth_vote_of_a_network_in_an_hour_is_a_sign_and_those_before_are_looked_at_again(
    cast, idea, drain
):
    people = crowd(6)
    homes = [f"211.34.56.{number}" for number in range(6)]
    for who, home in zip(people[:4], homes, strict=False):
        do(votes.cast, who, idea, network=home)
        drain()
    assert thread_queries.get(cast.junho, idea).vote_count == 5
    state = do(votes.cast, people[4], idea, network=homes[4])
    assert state.count == 5
    assert signs_of(people[4], idea) == ("young", "network")
    drain()
    assert {state_of(who, idea) for who in people[:5]} == {"quarantined"}
    assert thread_queries.get(cast.junho, idea).vote_count == 1
    drain()
    elsewhere = do(votes.cast, people[5], idea, network="121.140.8.9")
    assert elsewhere.count == 2


def test_a_family_that_has_been_here_for_long_votes_from_one_network(cast, idea, drain):
    for who in crowd(6):
        age(who, 48)
        do(votes.cast, who, idea, network=HOME)
        drain()
    assert thread_queries.get(cast.junho, idea).vote_count == 7


def test_votes_of_another_hour_are_no_crowd(cast, idea, drain):
    now = clock.now()
    for number, who in enumerate(crowd(6)):
        with clock.at(now + timedelta(minutes=61 * number)):
            do(votes.cast, who, idea, network=HOME)
            drain()
    assert thread_queries.get(cast.junho, idea).vote_count == 7


def test_votes_that_go_to_one_author_are_a_sign_from_the_fifth_on(cast):
    fan = person("fan", "팬")
    throwaway(fan)
    age(fan, 100)
    titles = (f"아이디어 번호 {number}번" for number in range(6))
    made = [make.idea(cast.minji, cast.product_id, title=title) for title in titles]
    of_staff = [make.idea(cast.hana, cast.product_id, title=f"직원이 낸 {n}번") for n in range(6)]
    for thread_id in of_staff:
        do(votes.cast, fan, thread_id)
        assert signs_of(fan, thread_id) == ("disposable",)
    for thread_id in made[:4]:
        do(votes.cast, fan, thread_id)
        assert state_of(fan, thread_id) == "counted"
    do(votes.cast, fan, made[4])
    assert signs_of(fan, made[4]) == ("disposable", "one_author")
    assert state_of(fan, made[4]) == "quarantined"
    others = [make.idea(cast.junho, cast.product_id, title=f"다른 것 {n}번") for n in range(3)]
    for thread_id in others:
        do(votes.cast, fan, thread_id)
    do(votes.cast, fan, made[5])
    assert state_of(fan, made[5]) == "counted"


def test_a_network_is_a_keyed_hash_of_a_24_or_a_48_and_is_forgotten_after_30_days(cast, idea):
    assert suspicion.network_key("211.34.56.7") == suspicion.network_key("211.34.56.200")
    assert suspicion.network_key("211.34.56.7") != suspicion.network_key("211.34.57.7")
    assert suspicion.network_key("2406:da12:1::1") == suspicion.network_key("2406:da12:1:ffff::2")
    assert suspicion.network_key("2406:da12:1::1") != suspicion.network_key("2406:da12:2::1")
    assert suspicion.network_key("10.0.0.7") is suspicion.network_key("127.0.0.1") is None
    assert suspicion.network_key("somewhere") is suspicion.network_key(None) is None
    do(votes.cast, cast.junho, idea, network=HOME)
    row = select(Vote.network_key).where(Vote.person_id == cast.junho.id)
    key = db.session.execute(row).scalar_one()
    assert key
    assert "211.34" not in key
    with clock.at(clock.now() + timedelta(days=29)):
        assert do(judging.forget_networks) == 0
    with clock.at(clock.now() + timedelta(days=31)):
        assert do(judging.forget_networks) == 1
    assert db.session.execute(row).scalar_one() is None


@pytest.fixture
def aside(cast, idea) -> list:
    """Give three people whose votes were put aside."""
    people = crowd(3)
    for who in people:
        throwaway(who)
        do(votes.cast, who, idea, network=HOME)
    return people


def test_a_moderator_lets_votes_count_or_not_and_may_decide_again(cast, idea, aside):
    one, two, three = aside
    waiting = doubted.pile(cast.eunji, "waiting", cursor=None).items
    assert {vote.person_id for vote in waiting} == {who.id for who in aside}
    assert waiting[0].signs == ("young", "disposable")
    assert waiting[0].from_network == 3
    assert doubted.waiting_count() == 3
    pairs = [(idea, one.id), (idea, two.id)]
    assert do(judging.decide, cast.eunji, pairs, counts=True) == 2
    assert thread_queries.get(cast.junho, idea).vote_count == 3
    assert do(judging.decide, cast.eunji, [(idea, three.id)], counts=False) == 1
    assert doubted.waiting_count() == 0
    decided = doubted.pile(cast.eunji, "decided", cursor=None).items
    assert {vote.state for vote in decided} == {"counted", "excluded"}
    assert do(judging.decide, cast.eunji, pairs, counts=True) == 0
    assert do(judging.decide, cast.eunji, pairs, counts=False) == 2
    assert thread_queries.get(cast.junho, idea).vote_count == 1


def test_what_was_decided_is_not_undone_by_voting_again_or_by_the_next_look(
    cast, idea, aside, drain
):
    one, two, _ = aside
    do(judging.decide, cast.eunji, [(idea, one.id)], counts=False)
    do(judging.decide, cast.eunji, [(idea, two.id)], counts=True)
    assert refusal(votes.withdraw, one, idea) == "vote.excluded"
    assert do(votes.cast, one, idea).count == 2
    drain()
    assert state_of(two, idea) == "counted"
    assert state_of(one, idea) == "excluded"


def test_each_decision_is_written_down_with_who_made_it(cast, idea, aside):
    do(judging.decide, cast.eunji, [(idea, aside[0].id)], counts=False)
    rows = select(EventRow).where(EventRow.kind == "VoteJudged")
    fact = db.session.execute(rows).scalar_one()
    assert (fact.actor_id, fact.thread_id) == (cast.eunji.id, idea)
    assert fact.payload == {"thread_id": idea, "person_id": aside[0].id, "counts": False}


def test_all_of_a_bulk_is_decided_or_none(cast, idea, aside):
    do(votes.cast, cast.junho, idea)
    pairs = [(idea, aside[0].id), (idea, cast.junho.id)]
    assert refusal(judging.decide, cast.eunji, pairs, counts=True) == "vote.not_judged"
    many = [(idea, number) for number in range(101)]
    assert refusal(judging.decide, cast.eunji, many, counts=True) == "vote.judged_too_many"
    assert state_of(aside[0], idea) == "quarantined"


@pytest.mark.parametrize("who", ["minji", "seoyeon", "daniel", "miran"])
def test_only_moderators_see_and_decide(cast, idea, aside, who):
    actor = getattr(cast, who)
    pairs = [(idea, aside[0].id)]
    assert refusal(judging.decide, actor, pairs, counts=True) == "vote.judge"
    assert refusal(doubted.pile, actor, "waiting", cursor=None) == "vote.judge"
