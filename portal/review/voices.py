"""Who wants an idea, and what for: the people behind its numbers, as product managers see them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import CTE, ColumnElement, case, func, literal, select, union_all

from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.kit import clock, paging
from portal.kit.db import read
from portal.kit.paging import Page
from portal.review import policy
from portal.threads import queries as threads
from portal.threads.models import Thread
from portal.votes.models import Vote
from portal.votes.queries import COUNTED

ORGANISATIONS_MOST: Final = 20
WEEKS: Final = 26
_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class OrganisationVoices:
    """How many of one organisation want it; None for the people of whom none is known."""

    organisation: str | None
    people: int


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody needs it for, in their own words."""

    person_id: int
    name: str
    handle: str
    organisation: str
    importance: int | None
    use_case: str
    is_shared: bool
    cast_at: datetime


def by_organisation(actor: Actor, thread_id: int) -> tuple[OrganisationVoices, ...]:
    """List whose people want an idea, most people first; at most 20.

    Raises: NotFound; NotAllowed("idea.review").
    Costs: 2 statements.
    """
    _check(actor, thread_id)
    voters = _voters(thread_id)
    people = func.count().label("people")
    rows = read(
        select(User.organisation_key, people)
        .select_from(voters)
        .join(User, User.id == voters.c.person_id)
        .group_by(User.organisation_key)
        .order_by(people.desc(), User.organisation_key)
        .limit(ORGANISATIONS_MOST)
    )
    return tuple(OrganisationVoices(row.organisation_key, row.people) for row in rows)


def quotes(actor: Actor, thread_id: int, *, cursor: str | None = None) -> Page[Quote]:
    """List what people need an idea for, what is most important to somebody first.

    Raises: NotFound; NotAllowed("idea.review").
    Costs: 2 statements.
    """
    _check(actor, thread_id)
    importance = func.coalesce(Vote.importance, 0)
    statement = (
        select(
            Vote.person_id,
            User.display_name.label("name"),
            User.handle,
            User.organisation,
            Vote.importance,
            Vote.use_case,
            Vote.use_case_shared.label("is_shared"),
            Vote.cast_at,
        )
        .join(User, User.id == Vote.person_id)
        .join(Thread, Thread.id == Vote.thread_id)
        .where(_in_family(thread_id), COUNTED, Vote.use_case.is_not(None), Vote.use_case != "")
    )
    piece = paging.fetch(statement, importance, Vote.cast_at, Vote.person_id, cursor=cursor)
    names = Quote.__dataclass_fields__
    items = (Quote(**{name: getattr(row, name) for name in names}) for row in piece.rows)
    return Page(tuple(items), piece.next_cursor)


def by_week(actor: Actor, thread_id: int) -> tuple[tuple[datetime, int], ...]:
    """Count the people who began to want an idea in each of the last 26 weeks, oldest first.

    Raises: NotFound; NotAllowed("idea.review").
    Costs: 2 statements.
    """
    _check(actor, thread_id)
    now = clock.now()
    begins = [now - _WEEK * (number + 1) for number in range(WEEKS)]
    voters = _voters(thread_id)
    number: ColumnElement[int] = case(
        *((voters.c.cast_at >= begin, literal(at)) for at, begin in enumerate(begins))
    )
    counted = (
        select(number.label("number"), func.count().label("people"))
        .where(voters.c.cast_at >= begins[-1])
        .group_by(number)
    )
    people = {row.number: row.people for row in read(counted)}
    return tuple((begins[at], people.get(at, 0)) for at in reversed(range(WEEKS)))


def _check(actor: Actor, thread_id: int) -> None:
    policy.check(actor, threads.get(actor, thread_id).product_id)


def _in_family(thread_id: int) -> ColumnElement[bool]:
    own = select(Thread.id).where(Thread.id == thread_id)
    merged = select(Thread.id).where(Thread.canonical_id == thread_id)
    return Thread.id.in_(union_all(own, merged))


def _voters(thread_id: int) -> CTE:
    """Give each person once, with their first vote for it or for what is merged into it."""
    return (
        select(Vote.person_id, func.min(Vote.cast_at).label("cast_at"))
        .join(Thread, Thread.id == Vote.thread_id)
        .where(_in_family(thread_id), COUNTED)
        .group_by(Vote.person_id)
        .cte("voters")
    )
