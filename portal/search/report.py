"""What people search for, for those who tend the search: rows, and figures with their formula."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, case, func, literal, select, true

from portal.accounts.actor import Actor
from portal.kit import clock, paging
from portal.kit.db import read
from portal.kit.errors import NotAllowed, RuleBroken
from portal.kit.paging import PAGE_SIZE, Page
from portal.search import policy, rules
from portal.search.models import NOTHING, Search

WEEKS = 8
FIRST_POSITIONS = 5
_WEEK = timedelta(days=7)

_IN_PILE: dict[str, ColumnElement[bool]] = {
    "all": true(),
    "nothing": NOTHING,
    "early": Search.position <= FIRST_POSITIONS,
    "again": Search.is_refined.is_(True),
    "asked": Search.has_asked.is_(True),
}
PILES = tuple(_IN_PILE)
"""All searches of the weeks, and those that each figure counts."""


@dataclass(frozen=True, slots=True)
class Searched:
    """Words that were searched for: how often, and when last."""

    words: str
    times: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Single:
    """One search: what narrowed it, how much it found, and what became of it."""

    words: str
    filters: str
    results: int
    position: int | None
    is_refined: bool
    has_asked: bool
    searched_at: datetime


@dataclass(frozen=True, slots=True)
class Week:
    """How the searches of one week fared, as numbers of searches."""

    begins_at: datetime
    searches: int = 0
    without_results: int = 0
    opened_early: int = 0
    refined: int = 0
    asked: int = 0

    def share(self, part: int) -> int | None:
        """Give a part of the searches in percent; nothing when there were none."""
        return round(100 * part / self.searches) if self.searches else None


def searched(
    actor: Actor, lang: str, *, without_results: bool, cursor: str | None
) -> Page[Searched]:
    """List what was searched for on the pages of a language, the most frequent first.

    Takes: without_results, only what found nothing though nothing narrowed it.
    Raises: NotAllowed("search.tend"); RuleBroken("synonym.lang" | "page.cursor").
    Costs: 1 statement.
    """
    _check(actor, lang)
    rows = select(
        Search.words, func.count().label("times"), func.max(Search.searched_at).label("at")
    )
    rows = rows.where(Search.lang == lang)
    if without_results:
        rows = rows.where(NOTHING)
    counted = rows.group_by(Search.words).subquery()
    listed = select(counted.c.words, counted.c.times, counted.c.at)
    found = paging.fetch(listed, counted.c.times, counted.c.words, cursor=cursor)
    items = (Searched(row.words, row.times, row.at) for row in found.rows)
    return Page(tuple(items), found.next_cursor)


def weeks(actor: Actor, lang: str) -> tuple[Week, ...]:
    """Count the searches of the last weeks, this week first; a week is seven days up to now.

    Raises: NotAllowed("search.tend"); RuleBroken("synonym.lang").
    Costs: 1 statement.
    """
    _check_reader(actor, lang)
    now = clock.now()
    begins = [now - _WEEK * (number + 1) for number in range(WEEKS)]
    number: ColumnElement[int] = case(
        *((Search.searched_at >= begin, literal(at)) for at, begin in enumerate(begins))
    )
    counted = (
        select(
            number.label("number"),
            func.count().label("searches"),
            _count(_IN_PILE["nothing"], "without_results"),
            _count(_IN_PILE["early"], "opened_early"),
            _count(_IN_PILE["again"], "refined"),
            _count(_IN_PILE["asked"], "asked"),
        )
        .where(Search.lang == lang, Search.searched_at >= begins[-1])
        .group_by(number)
    )
    known = {row.number: row for row in read(counted)}
    return tuple(_week(begin, known.get(at)) for at, begin in enumerate(begins))


def singles(
    actor: Actor, lang: str, pile: str, *, cursor: str | None = None, size: int = PAGE_SIZE
) -> Page[Single]:
    """List the searches of those weeks that a figure counts, the last one first.

    Takes: pile, one of ``PILES``.
    Raises: NotAllowed("search.tend"); RuleBroken("synonym.lang" | "numbers.pile" | "page.cursor").
    Costs: 1 statement.
    """
    _check_reader(actor, lang)
    if pile not in PILES:
        raise RuleBroken("numbers.pile")
    columns = (
        Search.words,
        Search.filters,
        Search.result_count,
        Search.position,
        Search.is_refined,
        Search.has_asked,
        Search.searched_at,
    )
    counted = select(*columns).where(
        Search.lang == lang, Search.searched_at >= clock.now() - _WEEK * WEEKS, _IN_PILE[pile]
    )
    found = paging.fetch(counted, Search.searched_at, Search.id, cursor=cursor, size=size)
    items = (Single(*row[: len(columns)]) for row in found.rows)
    return Page(tuple(items), found.next_cursor)


def _week(begins_at: datetime, row: Any) -> Week:  # noqa: ANN401 - a row of the statement above
    if row is None:
        return Week(begins_at)
    return Week(
        begins_at, row.searches, row.without_results, row.opened_early, row.refined, row.asked
    )


def _count(condition: Any, name: str) -> Any:  # noqa: ANN401 - SQLAlchemy's
    return func.sum(case((condition, 1), else_=0), type_=Integer).label(name)


def _check_reader(actor: Actor, lang: str) -> None:
    if not policy.can_read_figures(actor):
        raise NotAllowed("search.tend")
    rules.check_lang(lang)


def _check(actor: Actor, lang: str) -> None:
    if not policy.can_tend(actor):
        raise NotAllowed("search.tend")
    rules.check_lang(lang)
