"""Reading votes."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    CompoundSelect,
    Integer,
    String,
    Subquery,
    bindparam,
    case,
    exists,
    func,
    literal,
    literal_column,
    null,
    select,
    union_all,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import aliased

from portal.accounts.actor import Actor
from portal.kit import clock
from portal.kit.db import db, read
from portal.kit.paging import Keyset, Page
from portal.threads import lists, policy, ranking
from portal.threads.lists import Filters, RecentVotes, ThreadCard
from portal.threads.models import Thread
from portal.threads.queries import family_ids
from portal.votes.models import HelpfulVote, SetAsideVote, UnattributedVote, Vote

PERIODS_DAYS = (7, 30, 90, 365)
# a literal, not a parameter: only so can a database see that a partial index applies
COUNTED = Vote.state == literal_column("'counted'")
"""Which votes count: the one place that says so. Whoever counts people, adds up heat, lists voters
or tells them something asks this. A vote that is put aside or excluded is still its person's own:
they see it as cast."""


@dataclass(frozen=True, slots=True)
class VoteState:
    """What a vote button shows: the reader's own vote, and the true count."""

    thread_id: int
    is_mine: bool
    count: int


_MINE: CompoundSelect[Any] = union_all(
    select(Vote.thread_id).where(
        Vote.person_id == bindparam("person_id"),
        Vote.thread_id.in_(bindparam("thread_ids", expanding=True)),
    ),
    # so asked, a database begins with the few repeats, not with all that somebody ever voted for
    select(Thread.canonical_id).where(
        Thread.canonical_id.in_(bindparam("thread_ids", expanding=True)),
        exists().where(Vote.thread_id == Thread.id, Vote.person_id == bindparam("person_id")),
    ),
)
_MY_HELPFULNESS = select(HelpfulVote.answer_id, HelpfulVote.value).where(
    HelpfulVote.person_id == bindparam("person_id"),
    HelpfulVote.answer_id.in_(bindparam("answer_ids", expanding=True)),
)


def mine(actor: Actor, thread_ids: list[int]) -> frozenset[int]:
    """Tell which of these threads this actor voted for, or for one that repeats it.

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
class OwnVote:
    """One's own vote for a thread: whether it counts, who cast it, and what one said with it."""

    state: str
    source: str
    importance: int | None
    use_case: str | None
    use_case_shared: bool


@dataclass(frozen=True, slots=True)
class OwnVotes:
    """What a reader said by voting, of a thread and of the answers in it."""

    for_thread: bool = False
    # they voted for it when it was of the other kind, and are not counted
    is_set_aside: bool = False
    of_answers: dict[int, int] = field(default_factory=dict)
    vote: OwnVote | None = None


_SET_ASIDE = -1
_OWN = union_all(
    select(
        literal(_SET_ASIDE).label("answer_id"),
        literal(1).label("value"),
        literal("").label("state"),
        literal("").label("source"),
        sql_cast(null(), Integer).label("importance"),
        sql_cast(null(), String).label("use_case"),
        sql_cast(null(), Boolean).label("use_case_shared"),
    ).where(
        exists().where(
            SetAsideVote.thread_id == bindparam("thread_id"),
            SetAsideVote.person_id == bindparam("person_id"),
        )
    ),
    select(
        literal(0).label("answer_id"),
        literal(1).label("value"),
        Vote.state,
        Vote.source,
        Vote.importance,
        Vote.use_case,
        Vote.use_case_shared,
    ).where(
        Vote.thread_id.in_(family_ids(bindparam("thread_id"))),
        Vote.person_id == bindparam("person_id"),
    ),
    _MY_HELPFULNESS.add_columns(null(), null(), null(), null(), null()),
)


def own(actor: Actor, thread_id: int, answer_ids: list[int]) -> OwnVotes:
    """Tell at once what ``mine`` says of a thread and ``my_helpfulness`` of its answers.

    Costs: 1 statement; none for nobody.
    """
    if not actor.is_known:
        return OwnVotes()
    values = {"thread_id": thread_id, "person_id": actor.id, "answer_ids": answer_ids}
    said: dict[int, int] = {}
    vote: OwnVote | None = None
    for row in read(_OWN, values):
        if row.answer_id == 0:
            vote = OwnVote(
                row.state, row.source, row.importance, row.use_case, bool(row.use_case_shared)
            )
        else:
            said[row.answer_id] = row.value
    was_set_aside = bool(said.pop(_SET_ASIDE, 0))
    return OwnVotes(vote is not None, was_set_aside, said, vote)


def is_set_aside(actor: Actor, thread_id: int) -> bool:
    """Tell whether this actor voted for what a thread was before it was converted.

    Costs: 1 statement.
    """
    mine = select(SetAsideVote.thread_id).where(
        SetAsideVote.thread_id == thread_id, SetAsideVote.person_id == actor.id
    )
    return db.session.execute(mine.limit(1)).scalar() is not None


def state(actor: Actor, thread_id: int) -> VoteState:
    """Give the vote button's truth, from the database.

    Costs: 1 statement.
    """
    own = exists().where(Vote.thread_id.in_(family_ids(thread_id)), Vote.person_id == actor.id)
    row = db.session.execute(select(Thread.vote_count, own).where(Thread.id == thread_id)).one()
    return VoteState(thread_id, is_mine=row[1], count=row[0])


def voter_ids(thread_id: int) -> frozenset[int]:
    """List who is counted for a thread.

    Costs: 1 statement.
    """
    rows = db.session.execute(select(Vote.person_id).where(Vote.thread_id == thread_id, COUNTED))
    return frozenset(rows.scalars())


def family_voter_ids(thread_id: int) -> frozenset[int]:
    """List who is counted for a thread, or for one that repeats it.

    Costs: 1 statement.
    """
    voted = select(Vote.person_id).where(Vote.thread_id.in_(family_ids(thread_id)), COUNTED)
    return frozenset(db.session.execute(voted).scalars())


def voted_in_family(actor: Actor, thread_id: int) -> frozenset[int]:
    """List what this actor voted for: this thread, and those that repeat it.

    Costs: 1 statement.
    """
    mine = select(Vote.thread_id).where(
        Vote.thread_id.in_(family_ids(thread_id)), Vote.person_id == actor.id
    )
    return frozenset(db.session.execute(mine).scalars())


def _family_casts(thread_id: int) -> Subquery:
    """Select when everybody who is counted for a thread voted first: for it, or for what repeats
    it. Votes that name nobody count for their own thread alone: nobody can tell whose they are.
    """  # noqa: D205 - the sentence needs its two lines
    people = (
        select(func.min(Vote.cast_at).label("cast_at"))
        .where(Vote.thread_id.in_(family_ids(thread_id)), COUNTED)
        .group_by(Vote.person_id)
    )
    nobodys = select(UnattributedVote.cast_at).where(UnattributedVote.thread_id == thread_id)
    return union_all(people, nobodys).subquery()


def count_and_heat(thread_id: int) -> tuple[int, float]:
    """Count a thread's votes from their rows, and add up their heat.

    Costs: 1 statement, however many votes there are.
    """
    casts = _family_casts(thread_id)
    counted = select(func.count(), ranking.hot_key_sql(casts.c.cast_at)).select_from(casts)
    count, heat = db.session.execute(counted).one()
    return count, heat


def is_new_to_family(actor: Actor, thread_id: int) -> ColumnElement[int]:
    """Say in SQL: 0 when this actor is counted for a thread that repeats this one, 1 otherwise."""
    repeats = aliased(Thread)
    is_counted = exists().where(
        repeats.canonical_id == thread_id,
        Vote.thread_id == repeats.id,
        Vote.person_id == actor.id,
        COUNTED,
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


def overlap(thread_ids: Collection[int], other_id: int) -> Overlap:
    """Compare who voted for threads and for another, each with those that repeat it.

    Costs: 1 statement, however many votes there are.
    """
    # a person who voted for both stands in both
    one, other = _family_people(*thread_ids), _family_people(other_id)
    both = select(func.count()).select_from(one.join(other, one.c.id == other.c.id))
    counts = [select(func.count()).select_from(people) for people in (one, other)]
    row = db.session.execute(select(*(count.scalar_subquery() for count in (*counts, both)))).one()
    return Overlap(one=row[0], other=row[1], both=row[2])


def _family_people(*thread_ids: int) -> Subquery:
    voted = select(Vote.person_id.label("id")).where(
        Vote.thread_id.in_(family_ids(*thread_ids)), COUNTED
    )
    return voted.distinct().subquery()


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
    """Select a row for everybody who voted since for a thread or what repeats it."""
    again = aliased(Vote)
    is_counted = exists().where(
        again.thread_id == Thread.canonical_id,
        again.person_id == Vote.person_id,
        again.cast_at >= begin,
        again.state == literal_column("'counted'"),
    )
    # few threads repeat another, and few of their voters are not the original's: only these are
    # told apart, and the votes of all the others are read from an index alone
    for_repeats = (
        select(Thread.canonical_id, Vote.person_id)
        .join(Vote, Vote.thread_id == Thread.id)
        .where(Thread.canonical_id.is_not(None), Vote.cast_at >= begin, COUNTED, ~is_counted)
        .distinct()
        .subquery()
    )
    return union_all(
        select(Vote.thread_id).where(Vote.cast_at >= begin, COUNTED),
        select(for_repeats.c.canonical_id),
        select(UnattributedVote.thread_id).where(
            UnattributedVote.cast_at >= begin, UnattributedVote.thread_id.is_not(None)
        ),
    ).subquery()


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


def voted(actor: Actor, *, cursor: str | None = None) -> Page[ThreadCard]:
    """List the ideas that this actor voted for, the latest vote first.

    Costs: 1 statement.
    """
    piece = _voted(policy.sight_of(actor)).fetch(cursor, viewer_id=actor.id)
    return Page(lists.make_cards(piece.rows), piece.next_cursor)


@lru_cache(maxsize=64)
def _voted(sight: policy.Sight) -> Keyset:
    ids = select(Thread.id).join(Vote, Vote.thread_id == Thread.id)
    mine = Vote.person_id == bindparam(policy.VIEWER)
    ids = ids.where(mine, Thread.kind == "idea", policy.visible_in(sight))
    return Keyset(ids, Vote.cast_at, Vote.thread_id, around=lists.cards_around)


@dataclass(frozen=True, slots=True)
class Ages:
    """How many votes of a thread were cast how many half-lives ago."""

    first: int
    second: int
    third: int
    earlier: int


def ages(thread_id: int) -> Ages:
    """Count who is counted for a thread by how old their votes are: what its heat is made of.

    Costs: 1 statement.
    """
    casts = _family_casts(thread_id).c.cast_at
    bounds = [_begin_of(ranking.HALF_LIFE_DAYS * times) for times in (1, 2, 3)]
    young = [func.count(case((casts >= begin, 1))) for begin in bounds]
    row = tuple(db.session.execute(select(*young, func.count(casts))).one())
    return Ages(row[0], row[1] - row[0], row[2] - row[1], row[3] - row[2])
