"""How the help grows: what is published for the first time, and how long candidates took."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, Select, and_, case, func, select
from sqlalchemy.orm import aliased

from portal.accounts.actor import Actor
from portal.faq.models import ArticleSource, ArticleVersion, Nomination
from portal.insights import policy
from portal.kit import clock, paging
from portal.kit.db import read
from portal.kit.errors import NotAllowed, RuleBroken
from portal.kit.paging import PAGE_SIZE, Page

LEAD_DAYS: Final = 90
"""Lead times are those of articles published in so many days."""

PILES: Final = ("new", "grown", "lead")
"""New articles of the weeks, those of them from candidates, and those that lead times are of."""

_WEEKS = 8
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class GrowthWeek:
    """Articles that were published for the first time in a week, and those from candidates."""

    begins_at: datetime
    published: int = 0
    from_candidates: int = 0


@dataclass(frozen=True, slots=True)
class LeadTime:
    """How long candidates took to become articles, in days; and how many still wait."""

    days_median: float | None
    days_p90: float | None
    finished: int
    open: int


@dataclass(frozen=True, slots=True)
class NewArticle:
    """An article as it was published first, and when it was proposed, if it was."""

    version_id: int
    slug: str
    title: str
    published_at: datetime
    proposed_at: datetime | None

    @property
    def days(self) -> float | None:
        """Give how long it took from the proposal, in days."""
        if self.proposed_at is None:
            return None
        return (self.published_at - self.proposed_at) / timedelta(days=1)


def growth(actor: Actor, lang: str) -> tuple[GrowthWeek, ...]:
    """Count the articles of a language that were first published, by week, this week first.

    Raises: NotAllowed("numbers.read").
    Costs: 1 statement.
    """
    _check(actor)
    now = clock.now()
    begins = [now - _WEEK * (number + 1) for number in range(_WEEKS)]
    number = case(*((ArticleVersion.published_at >= at, n) for n, at in enumerate(begins)))
    from_candidate = case((_first_proposed().is_not(None), 1), else_=0)
    rows = select(number.label("number"), from_candidate.label("grew")).where(
        ArticleVersion.lang == lang, ArticleVersion.published_at >= begins[-1]
    )
    each = rows.subquery()
    counted = select(each.c.number, func.count(), func.sum(each.c.grew, type_=Integer))
    known = {row[0]: (row[1], row[2]) for row in read(counted.group_by(each.c.number))}
    return tuple(GrowthWeek(at, *known.get(n, ())) for n, at in enumerate(begins))


def lead_time(actor: Actor) -> LeadTime:
    """Tell how long it took from the first proposal to the readers, over 90 days.

    Raises: NotAllowed("numbers.read").
    Costs: 2 statements.
    """
    _check(actor)
    days = sorted((at - begun) / timedelta(days=1) for at, begun in read(_led()))
    waiting = select(func.count()).where(Nomination.state == "open")
    return LeadTime(
        days_median=median(days) if days else None,
        days_p90=days[-(-9 * len(days) // 10) - 1] if days else None,
        finished=len(days),
        open=read(waiting).scalar_one(),
    )


def new_articles(
    actor: Actor, lang: str, pile: str, *, cursor: str | None = None, size: int = PAGE_SIZE
) -> Page[NewArticle]:
    """List the articles that a figure about growth counts, the newest first.

    Takes: lang, which lead times do not ask about; pile, one of ``PILES``.
    Raises: NotAllowed("numbers.read"); RuleBroken("numbers.pile" | "page.cursor").
    Costs: 1 statement.
    """
    _check(actor)
    if pile not in PILES:
        raise RuleBroken("numbers.pile")
    proposed = _first_proposed()
    if pile == "lead":
        counted = _led()
    else:
        counted = select(ArticleVersion.published_at, proposed).where(
            ArticleVersion.lang == lang, ArticleVersion.published_at >= clock.now() - _WEEK * _WEEKS
        )
    if pile == "grown":
        counted = counted.where(proposed.is_not(None))
    rows = counted.with_only_columns(
        ArticleVersion.id,
        ArticleVersion.slug,
        ArticleVersion.title,
        ArticleVersion.published_at,
        proposed.label("proposed_at"),
    )
    found = paging.fetch(
        rows, ArticleVersion.published_at, ArticleVersion.id, cursor=cursor, size=size
    )
    return Page(tuple(NewArticle(*row[:5]) for row in found.rows), found.next_cursor)


def _led() -> Select[Any]:
    """Select when articles from candidates were published and proposed, over the days that count.

    An article is there once it is there in its first language.
    """
    other, proposed = aliased(ArticleVersion), _first_proposed()
    is_later = (
        select(other.id)
        .where(other.article_id == ArticleVersion.article_id)
        .where(other.published_at < ArticleVersion.published_at)
        .exists()
    )
    return select(ArticleVersion.published_at, proposed).where(
        ArticleVersion.published_at >= clock.now() - timedelta(days=LEAD_DAYS),
        proposed.is_not(None),
        ~is_later,
    )


def _first_proposed() -> ColumnElement[Any]:
    """Give when the first of a version's sources was proposed, before it had an article."""
    proposed: Select[Any] = (
        select(func.min(Nomination.nominated_at))
        .join(ArticleSource, ArticleSource.thread_id == Nomination.thread_id)
        .where(
            and_(
                ArticleSource.article_id == ArticleVersion.article_id,
                Nomination.state == "drafted",
                Nomination.is_update.is_(False),
                Nomination.nominated_at <= ArticleVersion.published_at,
            )
        )
    )
    return proposed.correlate(ArticleVersion).scalar_subquery()


def _check(actor: Actor) -> None:
    if not policy.can_read(actor):
        raise NotAllowed("numbers.read")
