"""Only the votes of active people that count are counted, everywhere."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.actor import NOBODY
from portal.ideas import actions as ideas
from portal.kit import clock
from portal.kit.db import db
from portal.notify.models import Notice
from portal.threads import queries as thread_queries
from portal.threads.lists import Filters
from portal.threads.models import Thread
from portal.votes import actions as votes
from portal.votes import queries, standing
from portal.votes.models import UnattributedVote, Vote
from tests.make import threads as make
from tests.make.ideas import lead
from tests.make.refusals import do, refusal

NOTE = "비슷한 기능이 이미 있어서 지금은 만들지 않기로 했어요. 설정 화면을 봐 주세요."


@pytest.fixture
def idea(cast) -> int:
    return make.idea(cast.minji, cast.product_id)


def kept(thread_id: int) -> tuple[int, float]:
    row = select(Thread.vote_count, Thread.hot_key).where(Thread.id == thread_id)
    return tuple(db.session.execute(row).one())


def states(person) -> list[str]:
    of = select(Vote.state).where(Vote.person_id == person.id).order_by(Vote.thread_id)
    return list(db.session.execute(of).scalars())


def test_bug_9_a_banned_persons_votes_do_not_count_and_come_back_when_it_is_lifted(
    cast, idea, refresh, drain
):
    """V12: votes, heat, top of the period, voter lists and notices, in the same transaction."""
    before_all = kept(idea)
    do(votes.cast, cast.junho, idea)
    with_junho = kept(idea)
    do(standing.suspend, cast.eunji, cast.junho.id, reason="vote_fraud")
    assert kept(idea) == pytest.approx(before_all)
    assert queries.voter_ids(idea) == queries.family_voter_ids(idea) == {cast.minji.id}
    assert queries.recent(idea, days=7).count == 1
    top = queries.top_of_period(cast.minji, Filters(kind="idea"), days=7).items
    assert [card.recent_votes.count for card in top] == [1]
    do(ideas.set_status, cast.daniel, idea, status="planned", note_md="가을에 시작해요.")
    drain()
    told = set(db.session.execute(select(Notice.person_id)).scalars())
    assert cast.junho.id not in told
    do(standing.lift, cast.eunji, cast.junho.id)
    assert kept(idea) == pytest.approx(with_junho)
    assert states(cast.junho) == ["counted"]


def test_a_ban_leaves_alone_what_was_not_counted_before(cast, idea):
    other = make.idea(cast.minji, cast.product_id, title="다른 아이디어예요")
    do(votes.cast, cast.junho, idea)
    do(votes.cast, cast.junho, other)
    with_quarantined = db.session.get_one(Vote, (other, cast.junho.id))
    with_quarantined.state = "quarantined"
    db.session.commit()
    do(votes.recount, other)
    do(standing.suspend, cast.eunji, cast.junho.id, reason="spam")
    assert states(cast.junho) == ["excluded", "excluded"]
    do(standing.suspend, cast.eunji, cast.junho.id, reason="spam")
    do(standing.lift, cast.eunji, cast.junho.id)
    assert states(cast.junho) == ["counted", "quarantined"]
    assert (kept(idea)[0], kept(other)[0]) == (2, 1)


def test_bug_9_the_unverified_and_the_suspended_cast_nothing(cast, idea):
    """V11: people whose address is not confirmed may not vote at all here, so none waits."""
    do(standing.suspend, cast.eunji, cast.junho.id, reason="spam")
    assert refusal(votes.cast, cast.junho, idea) == "account.suspended"
    assert refusal(votes.cast, NOBODY, idea) == "account.sign_in"
    assert kept(idea)[0] == 1


def test_a_removed_persons_votes_go_from_what_moves_and_stay_without_a_name_on_what_is_decided(
    cast, idea
):
    """V13: history does not shrink."""
    decided = make.idea(cast.minji, cast.product_id, title="결정된 아이디어예요")
    with clock.at(clock.now() - timedelta(days=20)):
        do(votes.cast, cast.junho, decided)
    do(votes.cast, cast.junho, idea)
    lead(cast.daniel, decided, "declined")
    before = kept(decided)
    do(standing.erase, cast.junho.id)
    assert states(cast.junho) == []
    assert kept(idea)[0] == 1
    assert kept(decided) == pytest.approx(before)
    left = db.session.execute(select(UnattributedVote)).scalars().all()
    assert [(row.thread_id, row.source) for row in left] == [(decided, standing.ERASED)]
    do(standing.erase, cast.junho.id)
    assert kept(decided) == pytest.approx(before)


def test_a_removed_persons_vote_that_did_not_count_leaves_nothing(cast, idea):
    do(votes.cast, cast.junho, idea)
    lead(cast.daniel, idea, "declined")
    do(standing.suspend, cast.eunji, cast.junho.id, reason="spam")
    do(standing.erase, cast.junho.id)
    assert kept(idea)[0] == 1
    assert db.session.execute(select(UnattributedVote)).first() is None


def test_a_vote_that_does_not_count_is_still_its_persons_own(cast, idea):
    """V16: they see it as cast."""
    do(votes.cast, cast.junho, idea)
    row = db.session.get_one(Vote, (idea, cast.junho.id))
    row.state = "quarantined"
    db.session.commit()
    assert do(votes.recount, idea) == 1
    state = queries.state(cast.junho, idea)
    assert (state.is_mine, state.count) == (True, 1)
    assert queries.mine(cast.junho, [idea]) == {idea}
    assert queries.own(cast.junho, idea, []).for_thread
    assert do(votes.withdraw, cast.junho, idea).count == 1
    assert thread_queries.get(NOBODY, idea).vote_count == 1
