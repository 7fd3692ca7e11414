"""How much people find by reading, beside how much they ask: the self-service score."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import String, Subquery, func, literal, select, union_all

from portal.accounts.actor import Actor
from portal.faq.models import ArticleReading, ArticleVersion, Reading
from portal.insights import policy
from portal.kit import clock, paging
from portal.kit.db import read
from portal.kit.errors import NotAllowed
from portal.kit.paging import PAGE_SIZE, Page
from portal.threads.models import Thread
from portal.threads.policy import VISIBLE

DAYS: Final = 28
"""Readers and questions are those of so many days; readings are kept hardly longer."""


@dataclass(frozen=True, slots=True)
class SelfService:
    """How often help and solved questions were read, and how many questions were asked."""

    readers: int
    asked: int

    @property
    def score(self) -> float | None:
        """Give how many read for each question that was asked."""
        return self.readers / self.asked if self.asked else None


@dataclass(frozen=True, slots=True)
class Read:
    """A page that was read: an article ("faq") or a solved question, and by how many."""

    kind: str
    id: int
    slug: str
    title: str
    readers: int


def self_service(actor: Actor, lang: str) -> SelfService:
    """Count the readers of help and of solved questions in a language, and what was asked.

    Raises: NotAllowed("numbers.read").
    Costs: 2 statements.
    """
    _check(actor)
    each = _readers(lang)
    readers = read(select(func.coalesce(func.sum(each.c.readers), 0))).scalar_one()
    asked = (
        select(func.count())
        .select_from(Thread)
        .where(VISIBLE, Thread.kind == "question", Thread.lang == lang)
        .where(Thread.posted_at >= _since())
    )
    return SelfService(int(readers), read(asked).scalar_one())


def most_read(
    actor: Actor, lang: str, *, cursor: str | None = None, size: int = PAGE_SIZE
) -> Page[Read]:
    """List the pages that those readers read, the most read first.

    Raises: NotAllowed("numbers.read"); RuleBroken("page.cursor").
    Costs: 1 statement.
    """
    _check(actor)
    each = _readers(lang)
    rows = select(each.c.kind, each.c.id, each.c.slug, each.c.title, each.c.readers)
    found = paging.fetch(rows, each.c.readers, each.c.kind, each.c.id, cursor=cursor, size=size)
    return Page(tuple(Read(*row[:5]) for row in found.rows), found.next_cursor)


def _readers(lang: str) -> Subquery:
    """Select the published articles and solved questions that were read, with how many did."""
    articles = (
        select(
            literal("faq", String(8)).label("kind"),
            ArticleVersion.id.label("id"),
            ArticleVersion.slug.label("slug"),
            ArticleVersion.title.label("title"),
            func.count().label("readers"),
        )
        .join(ArticleReading, ArticleReading.version_id == ArticleVersion.id)
        .where(ArticleVersion.state == "published", ArticleVersion.lang == lang)
        .where(ArticleReading.read_at >= _since())
        .group_by(ArticleVersion.id)
    )
    questions = (
        select(literal("question", String(8)), Thread.id, Thread.slug, Thread.title, func.count())
        .join(Reading, Reading.thread_id == Thread.id)
        .where(VISIBLE, Thread.resolution.is_not(None), Thread.lang == lang)
        .where(Reading.read_at >= _since())
        .group_by(Thread.id)
    )
    return union_all(articles, questions).subquery()


def _since() -> datetime:
    return clock.now() - timedelta(days=DAYS)


def _check(actor: Actor) -> None:
    if not policy.can_read(actor):
        raise NotAllowed("numbers.read")
