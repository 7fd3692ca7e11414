"""Has help what is asked again and again? The clusters of questions, and the article of each.

A *cluster* are the questions that share what they are about, with those that were closed as the
same as one of them (``threads.clusters``). Its size is how many of them were asked lately.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, Select, Subquery, case, func, select, union_all

from portal.accounts.actor import Actor
from portal.faq.models import ArticleSource, ArticleVersion
from portal.insights import policy
from portal.kit import clock, paging
from portal.kit.db import read
from portal.kit.errors import NotAllowed
from portal.kit.paging import PAGE_SIZE, Page
from portal.threads import clusters, lists
from portal.threads.lists import ThreadCard
from portal.threads.models import Thread, ThreadCluster
from portal.threads.policy import VISIBLE
from portal.votes.models import UnattributedVote, Vote

DAYS: Final = 90
"""Clusters are counted by the questions of so many days."""

ASKED_MIN: Final = 2
"""What was asked so often is a cluster that help should have."""

TOP: Final = 20
"""So many of the largest are told apart."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many clusters there are, and how many of them have a published article."""

    clusters: int
    covered: int
    top: int
    top_covered: int
    questions: int
    questions_covered: int


@dataclass(frozen=True, slots=True)
class Cluster:
    """Questions about the same: how many were asked, of how many people, and their article.

    ``root_id`` names it. ``thread_id`` is the question that it is shown by, which is another one
    when the first is not public any more.
    """

    root_id: int
    thread_id: int
    slug: str
    title: str
    questions: int
    people: int
    article_id: int | None
    article_slug: str | None
    article_title: str | None


def coverage(actor: Actor, lang: str) -> Coverage:
    """Count the clusters of a language that were asked often enough, and those help has.

    Raises: NotAllowed("numbers.read").
    Costs: 1 statement.
    """
    _check(actor)
    each, covered = _sized(lang), _covered()
    place = func.row_number().over(order_by=(each.c.size.desc(), each.c.root.desc()))
    ranked = (
        select(each.c.size, covered.c.root.is_not(None).label("has_it"), place.label("place"))
        .outerjoin(covered, covered.c.root == each.c.root)
        .subquery()
    )
    is_top, has_it = ranked.c.place <= TOP, ranked.c.has_it
    row = read(
        select(
            func.count(),
            _sum(has_it),
            _sum(is_top),
            _sum(is_top & has_it),
            func.coalesce(func.sum(ranked.c.size, type_=Integer), 0),
            _sum(has_it, of=ranked.c.size),
        ).select_from(ranked)
    ).one()
    return Coverage(*row)


def list_clusters(
    actor: Actor, lang: str, *, cursor: str | None = None, size: int = PAGE_SIZE
) -> Page[Cluster]:
    """List those clusters, the largest first, each with the article that help has for it.

    Raises: NotAllowed("numbers.read"); RuleBroken("page.cursor").
    Costs: 4 statements.
    """
    _check(actor)
    each = _sized(lang)
    rows = select(each.c.root, each.c.size, each.c.first)
    found = paging.fetch(rows, each.c.size, each.c.root, cursor=cursor, size=size)
    roots = [row.root for row in found.rows]
    shown = _titles({*roots, *(row.first for row in found.rows)})
    people, articles = _people(roots), _articles(roots, lang)
    items = (
        Cluster(
            row.root,
            *shown.get(row.root, shown.get(row.first, (row.root, "", ""))),
            row.size,
            people.get(row.root, 0),
            *articles.get(row.root, (None, None, None)),
        )
        for row in found.rows
    )
    return Page(tuple(items), found.next_cursor)


def questions_of(
    actor: Actor, lang: str, root_id: int, *, cursor: str | None = None, size: int = PAGE_SIZE
) -> Page[ThreadCard]:
    """List the questions that a cluster is counted by, the newest first.

    Raises: NotAllowed("numbers.read"); RuleBroken("page.cursor").
    Costs: 2 statements.
    """
    _check(actor)
    counted = _questions(lang).where(clusters.in_one_of([root_id]))
    return cards(actor, counted, cursor=cursor, size=size)


def cards(
    actor: Actor, questions: Select[Any], *, cursor: str | None, size: int
) -> Page[ThreadCard]:
    """Give the cards of the questions that a statement finds, the newest first.

    Takes: questions, a statement that gives their numbers.
    Costs: 2 statements.
    """
    found = paging.fetch(questions, Thread.posted_at, Thread.id, cursor=cursor, size=size)
    shown = lists.cards(actor, [row.id for row in found.rows])
    items = (shown[row.id] for row in found.rows if row.id in shown)
    return Page(tuple(items), found.next_cursor)


def _questions(lang: str) -> Select[Any]:
    """Select the public questions of the days, with where they belong."""
    return (
        select(Thread.id)
        .outerjoin(ThreadCluster, clusters.OF_ORIGINAL)
        .where(VISIBLE, Thread.kind == "question", Thread.lang == lang)
        .where(Thread.posted_at >= _since())
    )


def _since() -> datetime:
    return clock.now() - timedelta(days=DAYS)


def _sized(lang: str) -> Subquery:
    """Select the clusters that were asked often enough, with their size and first question."""
    size = func.count()
    sized = _questions(lang).with_only_columns(
        clusters.ROOT.label("root"), size.label("size"), func.min(Thread.id).label("first")
    )
    return sized.group_by(clusters.ROOT).having(size >= ASKED_MIN).subquery()


def _covered() -> Subquery:
    """Select the clusters that have a published article, in either language."""
    found = (
        select(clusters.ROOT.label("root"))
        .select_from(Thread)
        .join(ArticleSource, ArticleSource.thread_id == Thread.id)
        .join(ArticleVersion, ArticleVersion.article_id == ArticleSource.article_id)
        .outerjoin(ThreadCluster, clusters.OF_ORIGINAL)
        .where(ArticleVersion.state == "published")
    )
    return found.distinct().subquery()


def _sum(condition: Any, *, of: Any = 1) -> ColumnElement[int]:  # noqa: ANN401 - SQLAlchemy's
    return func.coalesce(func.sum(case((condition, of), else_=0), type_=Integer), 0)


def _titles(ids: Collection[int]) -> dict[int, tuple[int, str, str]]:
    rows = read(select(Thread.id, Thread.slug, Thread.title).where(Thread.id.in_(ids), VISIBLE))
    return {row.id: (row.id, row.slug, row.title) for row in rows}


def _people(roots: list[int]) -> dict[int, int]:
    """Count who asked or has it too, in all questions of each cluster, each person once."""
    where = clusters.in_one_of(roots)
    known = (
        select(clusters.ROOT.label("root"), func.count(Vote.person_id.distinct()).label("people"))
        .select_from(Thread)
        .join(Vote, Vote.thread_id == Thread.id)
        .outerjoin(ThreadCluster, clusters.OF_ORIGINAL)
        .where(where, VISIBLE)
        .group_by(clusters.ROOT)
    )
    unknown = (
        select(clusters.ROOT, func.count())
        .select_from(Thread)
        .join(UnattributedVote, UnattributedVote.thread_id == Thread.id)
        .outerjoin(ThreadCluster, clusters.OF_ORIGINAL)
        .where(where, VISIBLE)
        .group_by(clusters.ROOT)
    )
    people: dict[int, int] = {}
    for root, count in read(union_all(known, unknown)):
        people[root] = people.get(root, 0) + count
    return people


def _articles(roots: list[int], lang: str) -> dict[int, tuple[int, str, str]]:
    """Find a published article of each cluster, in this language rather than the other."""
    found = (
        select(clusters.ROOT, ArticleVersion.id, ArticleVersion.slug, ArticleVersion.title)
        .select_from(Thread)
        .join(ArticleSource, ArticleSource.thread_id == Thread.id)
        .join(ArticleVersion, ArticleVersion.article_id == ArticleSource.article_id)
        .outerjoin(ThreadCluster, clusters.OF_ORIGINAL)
        .where(ArticleVersion.state == "published", clusters.in_one_of(roots))
        .order_by(ArticleVersion.lang == lang, ArticleVersion.id)
    )
    # the last one stands: it is in this language if any is
    return {row[0]: (row[1], row[2], row[3]) for row in read(found)}


def _check(actor: Actor) -> None:
    if not policy.can_read(actor):
        raise NotAllowed("numbers.read")
