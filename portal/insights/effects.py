"""What an article changed: the questions about the same before it was published, and after.

Both sides are as long, and read in the light of what else was asked about the product meanwhile: a
product that grows is asked more about everything, and a quiet month is no article's doing.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    case,
    exists,
    func,
    literal,
    select,
    union_all,
)

from portal.accounts.actor import Actor
from portal.faq.models import Article, ArticleSource, ArticleVersion
from portal.insights import coverage, policy
from portal.kit import clock, paging
from portal.kit.db import read
from portal.kit.errors import NotAllowed, NotFound, RuleBroken
from portal.kit.paging import PAGE_SIZE, Page
from portal.threads import clusters
from portal.threads.lists import ThreadCard
from portal.threads.models import Thread, ThreadCluster
from portal.threads.policy import VISIBLE

DAYS: Final = 28
"""Each side is so long, or as long as the article has been there if that is less."""

DAYS_MIN: Final = 7
"""Before an article has been there for so long, nothing is said of what it changed."""

ASKED_MIN: Final = 5
"""With fewer questions before, or fewer to be expected after, a change would be chance."""

PARTS: Final = ("before", "after", "others_before", "others_after")
"""What an effect is made of: the questions about the same and the product's others, each side."""

_WEEK_DAYS: Final = 7


@dataclass(frozen=True, slots=True)
class Effect:
    """The questions of an article's clusters on both sides of its day, and the product's others."""

    version_id: int
    slug: str
    title: str
    published_at: datetime
    days: int
    before: int
    after: int
    others_before: int
    others_after: int

    @property
    def before_a_week(self) -> float:
        """Give how many were asked a week before."""
        return _a_week(self.before, self.days)

    @property
    def after_a_week(self) -> float:
        """Give how many were asked a week after."""
        return _a_week(self.after, self.days)

    @property
    def expected(self) -> float | None:
        """Give how many would have been asked after, had they moved as the product's others did."""
        return self.before * self.others_after / self.others_before if self.others_before else None

    @property
    def expected_a_week(self) -> float | None:
        """Give that for a week."""
        return None if self.expected is None else _a_week(self.expected, self.days)

    @property
    def change(self) -> int | None:
        """Give by how many percent there were more, or fewer, than expected, if that says much."""
        if self.untold is not None or not self.expected:
            return None
        return round(100 * (self.after / self.expected - 1))

    @property
    def untold(self) -> str | None:
        """Tell why there is no change to tell: too "early", too "few", or there are no "others"."""
        if self.days < DAYS_MIN:
            return "early"
        if self.before < ASKED_MIN:
            return "few"
        if not self.others_before:
            return "others"
        return "few" if (self.expected or 0) < ASKED_MIN else None


class _Version(NamedTuple):
    """A published version, and the sides of its day."""

    id: int
    article_id: int
    product_id: int
    lang: str
    published_at: datetime
    days: int

    @property
    def begins_at(self) -> datetime:
        """Give when the side before begins."""
        return self.published_at - timedelta(days=self.days)

    @property
    def ends_at(self) -> datetime:
        """Give when the side after ends."""
        return self.published_at + timedelta(days=self.days)


def effects(
    actor: Actor, lang: str, *, cursor: str | None = None, size: int = PAGE_SIZE
) -> Page[Effect]:
    """List the published articles of a language that grew from questions, the newest first.

    Raises: NotAllowed("numbers.read"); RuleBroken("page.cursor").
    Costs: 4 statements.
    """
    _check(actor)
    grown = _PUBLISHED.where(
        ArticleVersion.lang == lang,
        exists().where(ArticleSource.article_id == ArticleVersion.article_id),
    )
    piece = paging.fetch(
        grown, ArticleVersion.published_at, ArticleVersion.id, cursor=cursor, size=size
    )
    versions = [_version(row) for row in piece.rows]
    counts = _counts(versions)
    items = (
        Effect(row.id, row.slug, row.title, row.published_at, version.days, *counts[row.id])
        for row, version in zip(piece.rows, versions, strict=True)
    )
    return Page(tuple(items), piece.next_cursor)


def effect(actor: Actor, version_id: int) -> Effect:
    """Give the effect of one article.

    Raises: NotAllowed("numbers.read"); NotFound("faq.not_found").
    Costs: 4 statements.
    """
    _check(actor)
    row = _row(version_id)
    version = _version(row)
    counts = _counts([version])[version_id]
    return Effect(row.id, row.slug, row.title, row.published_at, version.days, *counts)


def questions_of(
    actor: Actor, version_id: int, part: str, *, cursor: str | None = None, size: int = PAGE_SIZE
) -> Page[ThreadCard]:
    """List the questions that a part of an effect counts, the newest first.

    Takes: part, one of ``PARTS``.
    Raises: NotAllowed("numbers.read"); NotFound("faq.not_found"); RuleBroken("numbers.pile" |
        "page.cursor").
    Costs: 4 statements.
    """
    _check(actor)
    if part not in PARTS:
        raise RuleBroken("numbers.pile")
    version = _version(_row(version_id))
    roots = sorted(_roots([version])[version.id])
    is_after = part.endswith("after")
    counted = _asked(version.lang).where(
        Thread.posted_at >= (version.published_at if is_after else version.begins_at),
        Thread.posted_at < (version.ends_at if is_after else version.published_at),
    )
    if part.startswith("others"):
        counted = counted.where(
            Thread.product_id == version.product_id, clusters.ROOT.not_in(roots)
        )
    else:
        counted = counted.where(clusters.in_one_of(roots))
    return coverage.cards(actor, counted, cursor=cursor, size=size)


_PUBLISHED: Select[*tuple[Any, ...]] = (
    select(
        ArticleVersion.id,
        ArticleVersion.article_id,
        Article.product_id,
        ArticleVersion.lang,
        ArticleVersion.slug,
        ArticleVersion.title,
        ArticleVersion.published_at,
    )
    .join(Article, Article.id == ArticleVersion.article_id)
    .where(ArticleVersion.state == "published")
)


def _row(version_id: int) -> Any:  # noqa: ANN401 - a row of the statement above
    row = read(_PUBLISHED.where(ArticleVersion.id == version_id)).first()
    if row is None:
        raise NotFound("faq.not_found")
    return row


def _version(row: Any) -> _Version:  # noqa: ANN401 - a row of the statement above
    days = min(DAYS, (clock.now() - row.published_at).days)
    return _Version(row.id, row.article_id, row.product_id, row.lang, row.published_at, days)


def _counts(versions: Sequence[_Version]) -> dict[int, tuple[int, int, int, int]]:
    """Count the parts of each effect."""
    if not versions:
        return {}
    roots, volumes = _roots(versions), _volumes(versions)
    everything = {root for each in roots.values() for root in each}
    same = _same(everything, versions)
    counts = {}
    for version in versions:
        told: Counter[str] = Counter()
        others_before, others_after = volumes[version.id]
        others = Counter(before=others_before, after=others_after)
        for root, product_id, lang, posted_at in same:
            if root not in roots[version.id] or lang != version.lang:
                continue
            if version.begins_at <= posted_at < version.ends_at:
                side = "after" if posted_at >= version.published_at else "before"
                told[side] += 1
                others[side] -= product_id == version.product_id
        sides = (told["before"], told["after"])
        counts[version.id] = (*sides, others["before"], others["after"])
    return counts


def _roots(versions: Sequence[_Version]) -> dict[int, set[int]]:
    """Find the clusters that each article grew from."""
    found = (
        select(ArticleSource.article_id, clusters.ROOT)
        .select_from(Thread)
        .join(ArticleSource, ArticleSource.thread_id == Thread.id)
        .outerjoin(ThreadCluster, clusters.OF_ORIGINAL)
        .where(ArticleSource.article_id.in_([version.article_id for version in versions]))
    )
    of_article: dict[int, set[int]] = {}
    for article_id, root in read(found):
        of_article.setdefault(article_id, set()).add(root)
    return {version.id: of_article.get(version.article_id, set()) for version in versions}


def _same(roots: set[int], versions: Sequence[_Version]) -> list[tuple[int, int, str, datetime]]:
    """Give cluster, product, language and instant of the questions of some clusters."""
    found = (
        select(clusters.ROOT, Thread.product_id, Thread.lang, Thread.posted_at)
        .outerjoin(ThreadCluster, clusters.OF_ORIGINAL)
        .where(VISIBLE, Thread.kind == "question", clusters.in_one_of(sorted(roots)))
        .where(Thread.posted_at >= min(version.begins_at for version in versions))
        .where(Thread.posted_at < max(version.ends_at for version in versions))
    )
    return [(row[0], row[1], row[2], row[3]) for row in read(found)]


def _volumes(versions: Sequence[_Version]) -> dict[int, tuple[int, int]]:
    """Count all questions about each version's product, before and after its day."""
    counted = [
        select(
            literal(version.id),
            _sum(Thread.posted_at < version.published_at),
            _sum(Thread.posted_at >= version.published_at),
        )
        .where(VISIBLE, Thread.kind == "question", Thread.lang == version.lang)
        .where(Thread.product_id == version.product_id)
        .where(Thread.posted_at >= version.begins_at, Thread.posted_at < version.ends_at)
        for version in versions
    ]
    return {row[0]: (row[1], row[2]) for row in read(union_all(*counted))}


def _asked(lang: str) -> Select[Any]:
    return (
        select(Thread.id)
        .outerjoin(ThreadCluster, clusters.OF_ORIGINAL)
        .where(VISIBLE, Thread.kind == "question", Thread.lang == lang)
    )


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0), type_=Integer), 0)


def _a_week(count: float, days: int) -> float:
    return count * _WEEK_DAYS / days if days else 0.0


def _check(actor: Actor) -> None:
    if not policy.can_read(actor):
        raise NotAllowed("numbers.read")
