"""Everything that moves votes, in any order: after each act all totals equal what the rows say.

An operation takes the world and two numbers, and picks somebody and something by them; whatever a
rule refuses is refused and changes nothing. A room above adds its own to ``OPERATIONS``.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select, update

from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.ideas import actions as ideas
from portal.ideas.rules import Verdict
from portal.kit import clock
from portal.kit.db import db, transaction
from portal.kit.errors import PortalError
from portal.threads import lists
from portal.threads.lists import Filters
from portal.threads.models import Thread
from portal.threads.ranking import COLD, hot_key
from portal.votes import actions as votes
from portal.votes import judging, standing
from portal.votes.models import Vote
from tests.make import threads as make
from tests.make.cast import Cast
from tests.make.together import crowd
from tests.make.votes import cast_times

NOTE = "비슷한 기능이 이미 있어서 지금은 만들지 않기로 했어요. 설정 화면을 봐 주세요."


@dataclass
class World:
    """A few people and a few ideas."""

    cast: Cast
    people: list[Actor]
    ideas: list[int]
    now: datetime = field(default_factory=clock.now)
    acts: int = 0

    @classmethod
    def make(cls, cast: Cast) -> "World":
        """Let six people stand before four ideas."""
        titles = (f"아이디어 번호 {number}번" for number in range(4))
        made = [make.idea(cast.hana, cast.product_id, title=title) for title in titles]
        return cls(cast, crowd(6), made)

    def reset(self) -> None:
        """Take every vote back and let everybody in again: the next story begins."""
        with transaction():
            db.session.execute(delete(Vote))
            db.session.execute(update(User).values(suspended_at=None))
            db.session.execute(update(Thread).values(status="new", status_kind="open"))
            for idea in self.ideas:
                votes.recount(idea)

    def who(self, number: int) -> Actor:
        """Pick somebody."""
        return self.people[number % len(self.people)]

    def what(self, number: int) -> int:
        """Pick an idea."""
        return self.ideas[number % len(self.ideas)]


Operation = Callable[[World, int, int], object]


def _put_aside(world: World, who: int, what: int) -> None:
    vote = (Vote.thread_id == world.what(what)) & (Vote.person_id == world.who(who).id)
    db.session.execute(
        update(Vote).where(vote, Vote.state == "counted").values(state="quarantined")
    )
    votes.recount(world.what(what))


def _judge(world: World, who: int, what: int, *, counts: bool) -> None:
    votes_of = [(world.what(what), world.who(who).id or 0)]
    judging.decide(world.cast.eunji, votes_of, counts=counts)


def _decide(world: World, status: str, what: int) -> None:
    said = Verdict(status=status, note_md=NOTE, reason_code="other")
    ideas.decide(world.cast.daniel, world.what(what), said)


OPERATIONS: dict[str, Operation] = {
    "vote": lambda w, who, what: votes.cast(w.who(who), w.what(what)),
    "vote again": lambda w, who, what: votes.cast(w.who(who), w.what(what)),
    "unvote": lambda w, who, what: votes.withdraw(w.who(who), w.what(what)),
    "ban": lambda w, who, _: standing.suspend(w.cast.eunji, w.who(who).id or 0, reason="spam"),
    "unban": lambda w, who, _: standing.lift(w.cast.eunji, w.who(who).id or 0),
    "quarantine": _put_aside,
    "exclude": lambda w, who, what: _judge(w, who, what, counts=False),
    "count": lambda w, who, what: _judge(w, who, what, counts=True),
    "erase": lambda w, who, _: standing.erase(w.who(who).id or 0),
    "close": lambda w, _, what: _decide(w, "declined", what),
    "open": lambda w, _, what: _decide(w, "under_review", what),
}


def act(world: World, name: str, who: int, what: int) -> None:
    """Do one thing, an hour after the one before."""
    world.acts += 1
    with clock.at(world.now + timedelta(hours=world.acts)):
        try:
            with transaction():
                OPERATIONS[name](world, who, what)
        except PortalError:
            db.session.rollback()


def check(world: World) -> None:
    """Compare every total, every heat and the hot order with what the rows say."""
    db.session.rollback()
    kept = {
        row.id: row
        for row in db.session.execute(
            select(Thread.id, Thread.vote_count, Thread.hot_key).where(Thread.id.in_(world.ideas))
        )
    }
    heats: dict[int, float] = {}
    for idea in world.ideas:
        times = cast_times(idea)
        heats[idea] = hot_key(times)
        assert kept[idea].vote_count == len(times)
        assert kept[idea].hot_key == pytest.approx(heats[idea], abs=1e-9)
    listed = [card.id for card in lists.hot(world.cast.minji, Filters(kind="idea")).items]
    shown = [heats[number] if heats[number] > COLD else COLD for number in listed]
    assert shown == pytest.approx(sorted(shown, reverse=True), abs=1e-9)
