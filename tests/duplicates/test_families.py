"""What counts for an idea that others were merged into: people, heat, periods, one's own vote."""

from datetime import timedelta

import pytest

from portal.accounts.actor import NOBODY
from portal.duplicates import actions
from portal.integrity import queries as integrity
from portal.kit import clock
from portal.kit.db import db
from portal.threads import lists
from portal.threads import queries as thread_queries
from portal.threads.lists import Filters
from portal.threads.models import Thread
from portal.threads.ranking import hot_key
from portal.votes import actions as votes
from portal.votes import queries
from tests.make import threads as make
from tests.make.ideas import lead
from tests.make.refusals import do, refusal
from tests.make.together import crowd
from tests.make.votes import cast_times


@pytest.fixture
def pair(cast) -> tuple[int, int]:
    """Give an idea of 준호 and an earlier one of 민지 that wants the same."""
    earlier = make.idea(cast.minji, cast.product_id)
    return make.idea(cast.junho, cast.product_id, title="어두운 화면이 있으면 좋겠어요"), earlier


def merge(cast, one: int, other: int) -> None:
    do(actions.apply, cast.eunji, one, other)


def count(thread_id: int) -> int:
    db.session.rollback()
    return thread_queries.get(NOBODY, thread_id).vote_count


def heat(thread_id: int) -> float:
    return db.session.get_one(Thread, thread_id, populate_existing=True).hot_key


def sound() -> bool:
    db.session.rollback()
    return not [found for found in integrity.findings() if found.drift]


def test_a_vote_for_a_merged_idea_is_one_for_what_it_was_merged_into(cast, pair):
    """V2."""
    one, other = pair
    merge(cast, one, other)
    assert do(votes.cast, cast.seoyeon, one) == queries.VoteState(other, is_mine=True, count=3)
    assert queries.voter_ids(one) == {cast.junho.id}
    assert sound()
    # it stays there when they are parted
    do(actions.reverse, cast.eunji, one)
    assert (count(one), count(other)) == (1, 2)


def test_taking_a_vote_back_takes_it_back_in_the_whole_family(cast, pair):
    """V6."""
    one, other = pair
    do(votes.cast, cast.hana, one)
    do(votes.cast, cast.hana, other)
    merge(cast, one, other)
    assert count(other) == 3
    assert do(votes.withdraw, cast.hana, one) == queries.VoteState(other, is_mine=False, count=2)
    assert cast.hana.id not in queries.voter_ids(one) | queries.voter_ids(other)
    assert do(votes.withdraw, cast.hana, other).count == 2
    assert sound()


def test_bug_10_votes_of_a_merge_into_a_closed_idea_count(cast, pair):
    """M3: a closed idea takes no more votes, and those of what is merged into it all count."""
    one, other = pair
    do(votes.cast, cast.hana, one)
    lead(cast.daniel, other, "declined")
    merge(cast, one, other)
    assert count(other) == 3
    assert refusal(votes.cast, cast.seoyeon, one) == "vote.closed"
    assert refusal(votes.withdraw, cast.hana, one) == "vote.closed"
    assert sound()


def test_bug_11_a_merge_makes_old_votes_look_no_newer(cast, pair):
    """M2: every vote keeps its time, and each person warms the original from when they began."""
    one, other = pair
    now = clock.now()
    voters = crowd(6)
    for number, who in enumerate(voters):
        with clock.at(now - timedelta(days=40 * number)):
            do(votes.cast, who, one if number % 2 else other)
    with clock.at(now - timedelta(days=100)):
        do(votes.cast, voters[0], one)
    before = {number: cast_times(number) for number in pair}
    merge(cast, one, other)
    assert heat(other) == pytest.approx(hot_key(cast_times(other)), abs=1e-9)
    assert heat(one) == pytest.approx(hot_key(before[one]), abs=1e-9)
    # who is counted already warms it no more; who is new does
    warm = heat(other)
    do(votes.cast, voters[1], other)
    assert heat(other) == warm
    do(votes.cast, cast.hana, other)
    assert heat(other) > warm
    assert heat(other) == pytest.approx(hot_key(cast_times(other)), abs=1e-9)
    assert sound()


def test_bug_12_what_is_parted_leaves_no_copies(cast, pair):
    """M7: what was voted for the one stays its own, whatever happened meanwhile."""
    one, other = pair
    do(votes.cast, cast.hana, one)
    kept = {number: (count(number), queries.voter_ids(number)) for number in pair}
    warm = [heat(number) for number in pair]
    merge(cast, one, other)
    do(actions.reverse, cast.eunji, one)
    assert kept == {number: (count(number), queries.voter_ids(number)) for number in pair}
    assert [heat(number) for number in pair] == pytest.approx(warm, abs=1e-9)
    assert sound()


def test_bug_16_counts_are_fresh_also_when_all_voters_are_the_same(cast, pair):
    one, other = pair
    for who in (cast.junho, cast.hana):
        do(votes.cast, who, other)
    do(votes.cast, cast.minji, one)
    do(votes.cast, cast.hana, one)
    merge(cast, one, other)
    assert (count(one), count(other)) == (3, 3)
    assert sound()


def test_bug_18_who_voted_for_a_merged_idea_has_voted(cast, pair):
    one, other = pair
    do(votes.cast, cast.hana, one)
    merge(cast, one, other)
    assert queries.mine(cast.hana, [other]) == {other}
    assert queries.own(cast.hana, other, []).for_thread
    assert queries.state(cast.hana, other).is_mine
    assert not queries.mine(cast.seoyeon, [one, other])
    assert queries.family_voter_ids(other) == {cast.minji.id, cast.junho.id, cast.hana.id}


def test_the_top_of_a_period_counts_everybody_once_for_a_family(cast, pair):
    one, other = pair
    long_ago = clock.now() - timedelta(days=60)
    with clock.at(long_ago):
        do(votes.cast, cast.seoyeon, one)
    for who in (cast.hana, cast.seoyeon):
        do(votes.cast, who, other)
    do(votes.cast, cast.hana, one)
    do(votes.cast, cast.miran, one)
    merge(cast, one, other)
    # 민지, 준호, 하나, 서연 and 미란, who voted here or there
    ((card,), recent) = (
        queries.top_of_period(NOBODY, Filters(kind="idea"), days=30).items,
        queries.recent(other, days=30),
    )
    assert (card.id, card.recent_votes) == (other, recent)
    assert recent.count == 5


def test_the_overlap_is_counted_over_both_families(cast, pair):
    one, other = pair
    third = make.idea(cast.hana, cast.product_id, title="밤에 눈이 편한 화면을 주세요")
    for who in (cast.junho, cast.seoyeon):
        do(votes.cast, who, third)
    merge(cast, one, other)
    assert queries.overlap([third], other) == queries.Overlap(one=3, other=2, both=1)
    assert queries.overlap([third], other).people == 4


def test_the_hot_list_goes_by_what_families_weigh(cast, pair):
    one, other = pair
    third = make.idea(cast.hana, cast.product_id, title="밤에 눈이 편한 화면을 주세요")
    do(votes.cast, cast.seoyeon, third)
    for who in crowd(2):
        do(votes.cast, who, one)
    assert [card.id for card in lists.hot(NOBODY, Filters()).items] == [one, third, other]
    merge(cast, one, other)
    assert [card.id for card in lists.hot(NOBODY, Filters()).items] == [other, third]
