"""Linking, contesting and voting at the same moment: one wins, and counts equal the rows."""

import pytest
from sqlalchemy import select

from portal.accounts.actor import NOBODY
from portal.duplicates import actions, queries
from portal.duplicates.models import DuplicateLink
from portal.integrity.counters import COUNTERS
from portal.kit.db import db, transaction
from portal.threads import queries as thread_queries
from portal.votes import actions as votes
from tests.make import threads as make
from tests.make.refusals import do
from tests.make.together import crowd, together

pytestmark = pytest.mark.slow


def in_one(act, *args, **named):
    def run():
        with transaction():
            return act(*args, **named)

    return run


def pair(cast, number: int) -> tuple[int, int]:
    one = make.question(cast.hana, cast.product_id, title=f"첫째 질문 {number} 입니다 여기")
    return one, make.question(cast.hana, cast.product_id, title=f"둘째 질문 {number} 입니다 여기")


def drifted() -> list[str]:
    db.session.rollback()
    return [c.name for c in COUNTERS if db.session.execute(c.drifted()).all()]


def test_votes_and_links_at_once_count_everybody_once(app, cast):
    people = crowd(12)
    for number in range(3):
        one, other = pair(cast, number)
        for who in people[:8]:
            do(votes.cast, who, one)
        acts = [in_one(votes.cast, who, other) for who in people]
        outcomes = together(
            app, [*acts[:6], in_one(actions.apply, cast.eunji, one, other), *acts[6:]]
        )
        assert {outcome.code for outcome in outcomes} == {None}
        assert drifted() == []
        outcomes = together(
            app,
            [
                *(in_one(votes.withdraw, who, other) for who in people[:6]),
                in_one(actions.reverse, cast.eunji, one),
                *(in_one(votes.cast, who, one) for who in people[6:]),
            ],
        )
        assert {outcome.code for outcome in outcomes} <= {None, "vote.duplicate"}
        assert drifted() == []


def test_of_many_who_link_one_does(app, cast):
    for number in range(4):
        one, other = pair(cast, number)
        deciders = (cast.seoyeon, cast.miran, cast.eunji)
        acts = [in_one(actions.apply, who, one, other) for who in deciders * 2]
        codes = [outcome.code for outcome in together(app, acts)]
        assert codes.count(None) == 1
        assert set(codes) == {None, "duplicate.linked_already"}
        links = select(DuplicateLink).where(DuplicateLink.thread_id == one)
        assert len(db.session.execute(links).all()) == 1


def test_a_contest_and_a_reversal_at_once_leave_one_truth(app, cast):
    for number in range(4):
        one, other = pair(cast, number)
        do(actions.apply, cast.eunji, one, other)
        acts = [
            in_one(actions.contest, cast.hana, one, reason="달라요."),
            in_one(actions.reverse, cast.seoyeon, one),
        ] * 2
        codes = [outcome.code for outcome in together(app, acts)]
        assert codes.count(None) == 1
        assert set(codes) == {None, "duplicate.not_linked"}
        assert drifted() == []


def test_of_two_who_decide_a_contest_one_does(app, cast):
    for number in range(4):
        one, other = pair(cast, number)
        do(actions.apply, cast.eunji, one, other)
        do(actions.contest, cast.hana, one, reason="달라요.")
        link = queries.live_link(one)
        assert link is not None
        acts = [
            in_one(actions.decide, who, link.id, upholds=upholds)
            for who in (cast.miran, cast.hana)
            for upholds in (True, False)
        ]
        codes = [outcome.code for outcome in together(app, acts)]
        assert codes.count(None) == 1
        assert set(codes) == {None, "duplicate.not_contested"}
        assert drifted() == []


def ideas(cast, number: int) -> tuple[int, int]:
    one = make.idea(cast.hana, cast.product_id, title=f"첫째 바람 {number} 들어주세요")
    return one, make.idea(cast.hana, cast.product_id, title=f"둘째 바람 {number} 들어주세요")


def test_votes_and_merges_of_ideas_at_once_lose_nobody(app, cast):
    """A vote lands here or there, and is counted where the idea goes on."""
    people = crowd(10)
    for number in range(3):
        one, other = ideas(cast, number)
        acts = [in_one(votes.cast, who, n) for who in people for n in (one, other)]
        outcomes = together(
            app, [*acts[:10], in_one(actions.apply, cast.eunji, one, other), *acts[10:]]
        )
        assert {outcome.code for outcome in outcomes} <= {None, "vote.duplicate"}
        assert drifted() == []
        # each of them voted for both, and one of the two was taken in any case
        assert thread_queries.get(NOBODY, other).vote_count == len(people) + 1
        takers = [in_one(votes.withdraw, who, one) for who in people]
        outcomes = together(app, [*takers, in_one(actions.reverse, cast.eunji, one)])
        assert {outcome.code for outcome in outcomes} == {None}
        assert drifted() == []


def test_of_two_ideas_merged_into_each_other_at_once_one_goes_on(app, cast):
    for number in range(4):
        one, other = ideas(cast, number)
        acts = [
            in_one(actions.apply, cast.eunji, one, other),
            in_one(actions.apply, cast.daniel, other, one),
        ] * 2
        codes = [outcome.code for outcome in together(app, acts)]
        assert codes.count(None) == 1
        assert set(codes) <= {None, "duplicate.itself", "duplicate.linked_already"}
        roots = [thread_queries.get(NOBODY, n).canonical_id for n in (one, other)]
        assert roots in ([other, None], [None, one])
        assert drifted() == []
