"""Whatever is done in whatever order, totals are distinct people and heat is theirs."""

import random
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.actor import NOBODY, SYSTEM, Actor
from portal.duplicates import actions
from portal.ideas import converting, splitting
from portal.integrity import queries as integrity
from portal.kit import clock
from portal.kit.db import db
from portal.threads import lists
from portal.threads import queries as thread_queries
from portal.threads.lists import Filters
from portal.threads.models import Thread
from portal.threads.ranking import COLD, hot_key
from portal.votes import actions as votes
from portal.votes import queries as vote_queries
from portal.votes import standing
from tests.make import threads as make
from tests.make.refusals import do, refusal
from tests.make.together import crowd
from tests.make.votes import cast_times

STEPS = 45


class World:
    """Some ideas, some people, and what may happen to them by chance."""

    def __init__(self, cast, seed: int) -> None:
        self.cast = cast
        self.chance = random.Random(seed)  # noqa: S311 - chance that repeats itself
        self.people: list[Actor] = crowd(6)
        self.ideas = [
            make.idea(self.people[n], cast.product_id, title=f"{n}번째 바람을 들어주세요")
            for n in range(5)
        ]

    def step(self) -> None:
        """Do one thing; what is refused changes nothing."""
        kinds: list[tuple[Callable[[], object], int]] = [
            (self.vote, 8),
            (self.unvote, 3),
            (self.merge, 4),
            (self.part, 3),
            (self.suspend, 1),
            (self.lift, 1),
            (self.erase, 1),
            (self.split, 1),
            (self.convert, 1),
            (self.hide, 1),
            (self.restore, 1),
        ]
        self.chance.choices([k for k, _ in kinds], [w for _, w in kinds])[0]()

    def vote(self) -> None:
        refusal(votes.cast, self.someone(), self.some())

    def unvote(self) -> None:
        refusal(votes.withdraw, self.someone(), self.some())

    def merge(self) -> None:
        refusal(actions.apply, self.cast.eunji, self.some(), self.some())

    def part(self) -> None:
        refusal(actions.reverse, self.cast.eunji, self.some())

    def suspend(self) -> None:
        refusal(standing.suspend, self.cast.eunji, self.someone().id, reason="광고")

    def lift(self) -> None:
        refusal(standing.lift, self.cast.eunji, self.someone().id)

    def erase(self) -> None:
        do(standing.erase, self.someone().id)

    def split(self) -> None:
        title = f"나뉜 바람 {len(self.ideas)} 들어주세요"
        draft = make.draft(self.cast.product_id, kind="idea", title=title)
        if refusal(splitting.split, self.cast.hana, self.some(), draft) is None:
            newest = db.session.execute(select(Thread.id).order_by(Thread.id.desc())).scalars()
            self.ideas.append(next(newest))

    def convert(self) -> None:
        number = self.some()
        kind = thread_queries.get(SYSTEM, number).kind
        refusal(converting.convert, self.cast.daniel, number, seen_kind=kind)

    def hide(self) -> None:
        refusal(actions.hide, self.cast.eunji, self.some(), reason="잠시 가려요.")

    def restore(self) -> None:
        refusal(actions.restore, self.cast.eunji, self.some())

    def someone(self) -> Actor:
        return self.chance.choice(self.people)

    def some(self) -> int:
        return self.chance.choice(self.ideas)


def facts(ideas: list[int]) -> dict[int, tuple[int, float]]:
    db.session.rollback()
    rows = db.session.execute(
        select(Thread.id, Thread.vote_count, Thread.hot_key).where(Thread.id.in_(ideas))
    )
    return {row.id: (row.vote_count, row.hot_key) for row in rows}


def check(ideas: list[int]) -> None:
    """Compare each total and each key with what the rows come to, counted by hand."""
    for number, (count, key) in facts(ideas).items():
        times = cast_times(number)
        assert count == len(times), number
        assert key == pytest.approx(hot_key(times) if times else COLD, abs=1e-9), number


@pytest.mark.parametrize("seed", range(6))
def test_any_sequence_keeps_totals_equal_to_distinct_people(cast, seed):
    """Acceptance checks 42 and 44."""
    world = World(cast, seed)
    begin = clock.now()
    for hour in range(STEPS):
        with clock.at(begin + timedelta(hours=hour)):
            world.step()
        check(world.ideas)
    hot = [card.id for card in lists.hot(NOBODY, Filters(kind="idea"), size=50).items]
    weighed = {number: hot_key(cast_times(number)) for number in hot}
    assert hot == sorted(hot, key=lambda n: (-round(weighed[n], 7), -n))
    db.session.rollback()
    assert [found.name for found in integrity.findings() if found.drift] == []


@pytest.mark.parametrize("seed", range(4))
def test_undoing_every_merge_restores_everything(cast, seed):
    """Acceptance check 43: only what was voted and taken back meanwhile is otherwise."""
    world = World(cast, seed)
    for _ in range(20):
        world.vote()
    before = facts(world.ideas)
    voters = {number: vote_queries.voter_ids(number) for number in world.ideas}
    merged = [n for _ in range(12) for n in [world.some()] if _merge(world, n)]
    assert merged
    for number in reversed(merged):
        do(actions.reverse, cast.eunji, number)
    after = facts(world.ideas)
    assert voters == {number: vote_queries.voter_ids(number) for number in world.ideas}
    for number in world.ideas:
        assert after[number][0] == before[number][0]
        assert after[number][1] == pytest.approx(before[number][1], abs=1e-9)
    assert thread_queries.get(NOBODY, merged[0]).canonical_id is None


def _merge(world: World, number: int) -> bool:
    return refusal(actions.apply, world.cast.eunji, number, world.some()) is None
