"""Reading the numbers: by weeks of seven days, and the rows that each of them counts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    case,
    exists,
    func,
    literal,
    select,
    true,
)

from portal.accounts.actor import Actor
from portal.faq import queries as faq
from portal.insights import policy
from portal.insights.asking import Thing
from portal.insights.models import AskSession, AskSuggestion
from portal.kit import clock, paging
from portal.kit.db import read
from portal.kit.errors import NotAllowed, RuleBroken
from portal.kit.paging import PAGE_SIZE, Page
from portal.threads import lists
from portal.threads.lists import ThreadCard
from portal.threads.models import Thread
from portal.threads.policy import VISIBLE

WEEKS = 8
SETTLED_AFTER = timedelta(days=1)
"""Whoever began to ask may still ask for so long; before, nothing is said of them."""

PILES = ("all", "solved", "possible", "asked", "left")
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class AskWeek:
    """What became of those who began to ask in one week, as numbers of them.

    ``possible``: viewed a suggestion and neither asked nor said that it was solved. The rest left.
    """

    begins_at: datetime
    began: int = 0
    solved: int = 0
    possible: int = 0
    asked: int = 0


@dataclass(frozen=True, slots=True)
class DuplicateWeek:
    """The public questions of one week, and those of them that repeat another."""

    begins_at: datetime
    questions: int = 0
    duplicates: int = 0


@dataclass(frozen=True, slots=True)
class Suggested:
    """A thing that was shown: where, and what came of it. It may be gone, and then has no title."""

    thing: Thing
    position: int
    title: str
    slug: str
    is_opened: bool
    is_viewed: bool
    is_solving: bool


@dataclass(frozen=True, slots=True)
class Asking:
    """One who began to ask."""

    id: str
    kind: str
    outcome: str
    began_at: datetime
    suggested: tuple[Suggested, ...]


_VIEWED = exists().where(AskSuggestion.session_id == AskSession.id, AskSuggestion.is_viewed)
_POSSIBLE = and_(AskSession.outcome.is_(None), _VIEWED)
_IN_PILE: dict[str, ColumnElement[bool]] = {
    "all": true(),
    "solved": AskSession.outcome == "solved",
    "possible": _POSSIBLE,
    "asked": AskSession.outcome == "asked",
    "left": and_(AskSession.outcome.is_(None), ~_VIEWED),
}


def asked_or_not(actor: Actor, lang: str) -> tuple[AskWeek, ...]:
    """Count what became of those who began to ask on pages of a language, last week first.

    The weeks go back from a day ago: by then it is settled who asked.
    Raises: NotAllowed("numbers.read").
    Costs: 1 statement.
    """
    _check(actor)
    until = clock.now() - SETTLED_AFTER
    number, begins = _weeks(AskSession.began_at, until)
    counted = (
        select(
            number,
            func.count().label("began"),
            *(_count(_IN_PILE[pile], pile) for pile in ("solved", "possible", "asked")),
        )
        .where(AskSession.lang == lang, AskSession.began_at >= begins[-1])
        .where(AskSession.began_at < until)
        .group_by(number)
    )
    return _by_week(counted, begins, AskWeek)


def repeated(actor: Actor, lang: str) -> tuple[DuplicateWeek, ...]:
    """Count the public questions of a language, and those that repeat another, this week first.

    Raises: NotAllowed("numbers.read").
    Costs: 1 statement.
    """
    _check(actor)
    number, begins = _weeks(Thread.posted_at, clock.now())
    counted = (
        select(
            number,
            func.count().label("questions"),
            _count(Thread.canonical_id.is_not(None), "duplicates"),
        )
        .where(VISIBLE, Thread.kind == "question", Thread.lang == lang)
        .where(Thread.posted_at >= begins[-1])
        .group_by(number)
    )
    return _by_week(counted, begins, DuplicateWeek)


def repeats(
    actor: Actor, lang: str, *, cursor: str | None = None, size: int = PAGE_SIZE
) -> Page[ThreadCard]:
    """List the public questions of those weeks that repeat another, newest first.

    Raises: NotAllowed("numbers.read"); RuleBroken("page.cursor").
    Costs: 1 statement.
    """
    _check(actor)
    since = clock.now() - _WEEK * WEEKS
    return lists.duplicates(actor, lang, since=since, cursor=cursor, size=size)


def askings(
    actor: Actor, lang: str, pile: str, *, cursor: str | None = None, size: int = PAGE_SIZE
) -> Page[Asking]:
    """List those who began to ask in the weeks that are counted, newest first, and what they saw.

    Takes: pile, one of ``PILES``.
    Raises: NotAllowed("numbers.read"); RuleBroken("numbers.pile" | "page.cursor").
    Costs: 4 statements.
    """
    _check(actor)
    if pile not in PILES:
        raise RuleBroken("numbers.pile")
    statement = select(AskSession.id, AskSession.kind, AskSession.outcome, AskSession.began_at)
    until = clock.now() - SETTLED_AFTER
    counted = (AskSession.began_at < until) & (AskSession.began_at >= until - _WEEK * WEEKS)
    statement = statement.where(AskSession.lang == lang, _IN_PILE[pile], counted)
    found = paging.fetch(statement, AskSession.began_at, AskSession.id, cursor=cursor, size=size)
    suggested = _suggested(actor, [row.id for row in found.rows])
    items = (
        Asking(
            row.id,
            row.kind,
            _outcome(row.outcome, suggested.get(row.id, ())),
            row.began_at,
            suggested.get(row.id, ()),
        )
        for row in found.rows
    )
    return Page(tuple(items), found.next_cursor)


def _outcome(outcome: str | None, suggested: tuple[Suggested, ...]) -> str:
    return outcome or ("possible" if any(each.is_viewed for each in suggested) else "left")


def _suggested(actor: Actor, session_ids: list[str]) -> dict[str, tuple[Suggested, ...]]:
    if not session_ids:
        return {}
    rows = read(
        select(AskSuggestion.__table__)
        .where(AskSuggestion.session_id.in_(session_ids))
        .order_by(AskSuggestion.session_id, AskSuggestion.position)
    ).all()
    threads = lists.cards(actor, sorted({row.thing_id for row in rows if row.kind != "faq"}))
    articles = faq.get_many(actor, sorted({row.thing_id for row in rows if row.kind == "faq"}))
    suggested: dict[str, tuple[Suggested, ...]] = {}
    for row in rows:
        known: Any = (articles if row.kind == "faq" else threads).get(row.thing_id)
        each = Suggested(
            Thing(row.kind, row.thing_id),
            row.position,
            known.title if known else "",
            known.slug if known else "",
            row.opened_at is not None,
            row.is_viewed,
            row.is_solving,
        )
        suggested[row.session_id] = (*suggested.get(row.session_id, ()), each)
    return suggested


def _weeks(instant: Any, until: datetime) -> tuple[Any, list[datetime]]:  # noqa: ANN401 - a column
    begins = [until - _WEEK * (number + 1) for number in range(WEEKS)]
    number = case(*((instant >= begin, literal(at)) for at, begin in enumerate(begins)))
    return number.label("number"), begins


def _by_week(counted: Select[Any], begins: list[datetime], week: Any) -> tuple[Any, ...]:  # noqa: ANN401 - one of the weeks
    known = {row.number: tuple(row)[1:] for row in read(counted)}
    return tuple(week(begin, *known.get(at, ())) for at, begin in enumerate(begins))


def _count(condition: Any, name: str) -> Any:  # noqa: ANN401 - SQLAlchemy's
    return func.sum(case((condition, 1), else_=0), type_=Integer).label(name)


def _check(actor: Actor) -> None:
    if not policy.can_read(actor):
        raise NotAllowed("numbers.read")
