"""Reading votes."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache

from sqlalchemy import (
    ColumnElement,
    Subquery,
    bindparam,
    case,
    exists,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from portal.accounts.actor import Actor
from portal.kit import clock
from portal.kit.db import db, read
from portal.kit.paging import Keyset, Page
from portal.threads import lists
from portal.threads.lists import Filters, RecentVotes, ThreadCard
from portal.threads.models import Thread
from portal.threads.queries import family_ids
from portal.votes.models import HelpfulVote, UnattributedVote, Vote

PERIODS_DAYS = (7, 30, 90, 365)


@dataclass(frozen=True, slots=True)
class VoteState:
    """What a vote button shows: the reader's own vote, and the true count."""

    thread_id: int
    is_mine: bool
    count: int


_MINE = select(Vote.thread_id).where(
    Vote.person_id == bindparam("person_id"),
    Vote.thread_id.in_(bindparam("thread_ids", expanding=True)),
)
_MY_HELPFULNESS = select(HelpfulVote.answer_id, HelpfulVote.value).where(
    HelpfulVote.person_id == bindparam("person_id"),
    HelpfulVote.answer_id.in_(bindparam("answer_ids", expanding=True)),
)


def mine(actor: Actor, thread_ids: list[int]) -> frozenset[int]:
    """Tell which of these threads this actor voted for.

    Costs: 1 statement; none for nobody or an empty list.
    """
    if not actor.is_known or not thread_ids:
        return frozenset()
    values = {"person_id": actor.id, "thread_ids": thread_ids}
    return frozenset(read(_MINE, values).scalars())


def my_helpfulness(actor: Actor, answer_ids: list[int]) -> dict[int, int]:
    """Tell what this actor said of these answers: 1 helped, -1 did not.

    Costs: 1 statement; none for nobody or an empty list.
    """
    if not actor.is_known or not answer_ids:
        return {}
    rows = read(_MY_HELPFULNESS, {"person_id": actor.id, "answer_ids": answer_ids})
    return {row.answer_id: row.value for row in rows}


@dataclass(frozen=True, slots=True)
class OwnVotes:
    """What a reader said by voting, of a thread and of the answers in it."""

    for_thread: bool = False
    of_answers: dict[int, int] = field(default_factory=dict)


_OWN = union_all(
    select(literal(0).label("answer_id"), literal(1).label("value")).where(
        exists().where(
            Vote.thread_id == bindparam("thread_id"), Vote.person_id == bindparam("person_id")
        )
    ),
    _MY_HELPFULNESS,
)


def own(actor: Actor, thread_id: int, answer_ids: list[int]) -> OwnVotes:
    """Tell at once what ``mine`` says of a thread and ``my_helpfulness`` of its answers.

    Costs: 1 statement; none for nobody.
    """
    if not actor.is_known:
        return OwnVotes()
    values = {"thread_id": thread_id, "person_id": actor.id, "answer_ids": answer_ids}
    said: dict[int, int] = {row.answer_id: row.value for row in read(_OWN, values)}
    return OwnVotes(bool(said.pop(0, 0)), said)


def state(actor: Actor, thread_id: int) -> VoteState:
    """Give the vote button's truth, from the database.

    Costs: 1 statement.
    """
    own = exists().where(Vote.thread_id == Thread.id, Vote.person_id == actor.id)
    row = db.session.execute(select(Thread.vote_count, own).where(Thread.id == thread_id)).one()
    return VoteState(thread_id, is_mine=row[1], count=row[0])


def voter_ids(thread_id: int) -> frozenset[int]:
    """List who voted for a thread.

    Costs: 1 statement.
    """
    rows = db.session.execute(select(Vote.person_id).where(Vote.thread_id == thread_id))
    return frozenset(rows.scalars())


def family_voter_ids(thread_id: int) -> frozenset[int]:
    """List who voted for a thread, or for one that repeats it.

    Costs: 1 statement.
    """
    voted = select(Vote.person_id).where(Vote.thread_id.in_(family_ids(thread_id)))
    return frozenset(db.session.execute(voted).scalars())


def family_voters(thread_id: int) -> int:
    """Count the people who voted for threads that repeat this one, and not for this one.

    Votes that name nobody are not among them: nobody can tell whether they are the same people.
    Costs: 1 statement.
    """
    own = select(Vote.person_id).where(Vote.thread_id == thread_id)
    others = (
        select(func.count(Vote.person_id.distinct()))
        .join(Thread, Thread.id == Vote.thread_id)
        .where(Thread.canonical_id == thread_id, Vote.person_id.not_in(own))
    )
    return db.session.execute(others).scalar_one()


def is_new_to_family(actor: Actor, thread_id: int) -> ColumnElement[int]:
    """Say in SQL: 0 when this actor is counted for a thread that repeats this one, 1 otherwise."""
    repeats = aliased(Thread)
    is_counted = exists().where(
        repeats.canonical_id == thread_id,
        Vote.thread_id == repeats.id,
        Vote.person_id == actor.id,
    )
    return case((is_counted, 0), else_=1)


@dataclass(frozen=True, slots=True)
class Overlap:
    """How many people voted for one thread, for another, and for both."""

    one: int
    other: int
    both: int

    @property
    def people(self) -> int:
        """Count everybody once."""
        return self.one + self.other - self.both


def overlap(thread_id: int, other_id: int) -> Overlap:
    """Compare who voted for two threads, each with those that repeat it.

    Costs: 2 statements.
    """
    one, other = family_voter_ids(thread_id), family_voter_ids(other_id)
    return Overlap(len(one), len(other), len(one & other))


def top_of_period(
    actor: Actor, filters: Filters, *, days: int, cursor: str | None = None
) -> Page[ThreadCard]:
    """List threads by the votes cast in the last so many days; those without any are left out.

    Costs: 1 statement. It reads the votes of the period, by their index.
    """
    cast = _cast_since(_begin_of(days))
    counted = (
        select(cast.c.thread_id, func.count().label("votes")).group_by(cast.c.thread_id).subquery()
    )
    ids = lists.open_ids(actor, filters).join(counted, counted.c.thread_id == Thread.id)
    keyset = Keyset(ids, counted.c.votes, Thread.id, around=lists.cards_around)
    piece = keyset.fetch(cursor, tag=filters.tag)
    cards = lists.make_cards(piece.rows)
    votes = (RecentVotes(days, row.key_0) for row in piece.rows)
    return Page(tuple(map(_of_period, cards, votes)), piece.next_cursor)


@lru_cache(maxsize=512)
def _of_period(card: ThreadCard, votes: RecentVotes) -> ThreadCard:
    """Put a period's votes on a card; the very same card for the same, as ``make_cards`` does."""
    return replace(card, recent_votes=votes)


def recent(thread_id: int, *, days: int) -> RecentVotes:
    """Count a thread's votes of the last so many days, as ``top_of_period`` does.

    Costs: 1 statement.
    """
    cast = _cast_since(_begin_of(days))
    counted = select(func.count()).where(cast.c.thread_id == thread_id)
    return RecentVotes(days, db.session.execute(counted).scalar_one())


def _begin_of(days: int) -> datetime:
    return clock.now() - timedelta(days=days)


def _cast_since(begin: datetime) -> Subquery:
    return union_all(
        select(Vote.thread_id).where(Vote.cast_at >= begin),
        select(UnattributedVote.thread_id).where(
            UnattributedVote.cast_at >= begin, UnattributedVote.thread_id.is_not(None)
        ),
    ).subquery()


def cast_times(thread_id: int) -> list[datetime]:
    """Give when each vote of a thread was cast, the unattributed ones too.

    Costs: 1 statement.
    """
    both = union_all(
        select(Vote.cast_at).where(Vote.thread_id == thread_id),
        select(UnattributedVote.cast_at).where(UnattributedVote.thread_id == thread_id),
    ).subquery()
    return list(db.session.execute(select(both.c.cast_at)).scalars())


def helpfulness(answer_id: int) -> tuple[int, int]:
    """Count from their rows who found an answer helpful and who did not.

    Gives: helpful and unhelpful.
    Costs: 1 statement.
    """
    both = union_all(
        select(HelpfulVote.value).where(HelpfulVote.answer_id == answer_id),
        select(UnattributedVote.value).where(UnattributedVote.answer_id == answer_id),
    ).subquery()
    values = list(db.session.execute(select(both.c.value)).scalars())
    return values.count(1), values.count(-1)
