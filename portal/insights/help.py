"""How the help grows, and what it does: coverage, growth, lead time, and the effect of articles.

A *cluster* is a question with the questions that were closed as the same. Its volume is how many
people asked it or have it too, each once.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from portal.accounts.actor import Actor
from portal.faq.models import Article, ArticleSource, ArticleVersion, Nomination
from portal.insights import policy
from portal.kit import clock, paging
from portal.kit.db import read
from portal.kit.errors import NotAllowed
from portal.kit.paging import Page
from portal.threads.models import Thread
from portal.threads.policy import VISIBLE

TOP: Final = 20
"""So many clusters are asked whether an article has them."""

EFFECT_DAYS: Final = 28
"""Questions are compared over so many days before and after an article."""

LEAD_DAYS: Final = 90
"""Lead times are those of articles published in so many days."""

_WEEKS = 8
_WEEK = timedelta(days=7)
_Member = aliased(Thread)
_ROOT = func.coalesce(Thread.canonical_id, Thread.id)


@dataclass(frozen=True, slots=True)
class Cluster:
    """A question with those that are the same: how many people, and the article that has it."""

    thread_id: int
    slug: str
    title: str
    volume: int
    questions: int
    article_id: int | None
    article_slug: str | None
    article_title: str | None


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
class Effect:
    """The questions of an article's clusters in the days before it was published, and after.

    ``days_after`` is less than ``EFFECT_DAYS`` while they are not over.
    """

    version_id: int
    slug: str
    title: str
    published_at: datetime
    before: int
    after: int
    days_after: int

    @property
    def is_over(self) -> bool:
        """Tell whether both sides are as long."""
        return self.days_after >= EFFECT_DAYS


def coverage(actor: Actor, lang: str) -> tuple[Cluster, ...]:
    """Give the clusters of a language with the most people, and the article of each.

    Raises: NotAllowed("numbers.read").
    Costs: 3 statements.
    """
    _check(actor)
    loudest = (
        select(Thread.id, Thread.slug, Thread.title, Thread.vote_count)
        .where(VISIBLE, Thread.kind == "question", Thread.canonical_id.is_(None))
        .where(Thread.lang == lang)
        .order_by(Thread.vote_count.desc(), Thread.id.desc())
        .limit(TOP)
    )
    top = read(loudest).all()
    roots = [row.id for row in top]
    repeats, articles = _repeats(roots), _articles(roots, lang)
    return tuple(
        Cluster(
            row.id,
            row.slug,
            row.title,
            row.vote_count,
            1 + repeats.get(row.id, 0),
            *articles.get(row.id, (None, None, None)),
        )
        for row in top
    )


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
    proposed = _first_proposed()
    since = clock.now() - timedelta(days=LEAD_DAYS)
    first = func.min(ArticleVersion.published_at)
    # an article is there once it is there in its first language
    finished = (
        select(first, func.min(proposed))
        .where(ArticleVersion.published_at.is_not(None), proposed.is_not(None))
        .group_by(ArticleVersion.article_id)
        .having(first >= since)
    )
    days = sorted((at - begun) / timedelta(days=1) for at, begun in read(finished))
    waiting = select(func.count()).where(Nomination.state == "open")
    return LeadTime(
        days_median=median(days) if days else None,
        days_p90=days[-(-9 * len(days) // 10) - 1] if days else None,
        finished=len(days),
        open=read(waiting).scalar_one(),
    )


def effects(actor: Actor, lang: str, *, cursor: str | None = None) -> Page[Effect]:
    """List the published articles of a language that grew from questions, the newest first.

    Raises: NotAllowed("numbers.read"); RuleBroken("page.cursor").
    Costs: 2 statements.
    """
    _check(actor)
    grown = (
        select(
            ArticleVersion.id,
            ArticleVersion.article_id,
            ArticleVersion.slug,
            ArticleVersion.title,
            ArticleVersion.published_at,
        )
        .where(ArticleVersion.state == "published", ArticleVersion.lang == lang)
        .where(exists().where(ArticleSource.article_id == ArticleVersion.article_id))
    )
    piece = paging.fetch(grown, ArticleVersion.published_at, ArticleVersion.id, cursor=cursor)
    sides = _sides([row.id for row in piece.rows])
    now = clock.now()
    items = (
        Effect(
            row.id,
            row.slug,
            row.title,
            row.published_at,
            *sides.get(row.id, (0, 0)),
            min(EFFECT_DAYS, (now - row.published_at).days),
        )
        for row in piece.rows
    )
    return Page(tuple(items), piece.next_cursor)


def _sides(version_ids: list[int]) -> dict[int, tuple[int, int]]:
    """Count the questions of each version's clusters before and after it was published."""
    if not version_ids:
        return {}
    span, at = timedelta(days=EFFECT_DAYS), ArticleVersion.published_at
    source = aliased(Thread)
    root = func.coalesce(source.canonical_id, source.id)
    asked = (
        select(ArticleVersion.id.label("version_id"), _Member.id, _Member.posted_at, at.label("at"))
        .join(ArticleSource, ArticleSource.article_id == ArticleVersion.article_id)
        .join(source, source.id == ArticleSource.thread_id)
        .join(_Member, or_(_Member.id == root, _Member.canonical_id == root))
        .where(ArticleVersion.id.in_(version_ids), _Member.visibility == "visible")
        .where(_Member.kind == "question")
        .distinct()
    )
    counts: dict[int, tuple[int, int]] = {}
    for row in read(asked):
        before, after = counts.get(row.version_id, (0, 0))
        before += row.at - span <= row.posted_at < row.at
        after += row.at <= row.posted_at < row.at + span
        counts[row.version_id] = (before, after)
    return counts


def _repeats(roots: list[int]) -> dict[int, int]:
    """Count the questions that were closed as the same as each of these."""
    counted = select(Thread.canonical_id, func.count()).where(Thread.canonical_id.in_(roots))
    rows = read(counted.where(VISIBLE).group_by(Thread.canonical_id))
    return {row[0]: row[1] for row in rows}


def _articles(roots: list[int], lang: str) -> dict[int, tuple[int, str, str]]:
    """Find a published article of each cluster, in this language rather than the other."""
    found = (
        select(_ROOT, ArticleVersion.id, ArticleVersion.slug, ArticleVersion.title)
        .join(ArticleSource, ArticleSource.thread_id == Thread.id)
        .join(Article, Article.id == ArticleSource.article_id)
        .join(ArticleVersion, ArticleVersion.article_id == Article.id)
        .where(ArticleVersion.state == "published")
        .where(or_(Thread.id.in_(roots), Thread.canonical_id.in_(roots)))
        .order_by(ArticleVersion.lang == lang, ArticleVersion.id)
    )
    # the last one stands: it is in this language if any is
    return {row[0]: (row[1], row[2], row[3]) for row in read(found)}


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
