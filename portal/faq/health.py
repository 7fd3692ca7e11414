"""The health of the FAQ: what should be looked at, and why, each list with its true count."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import aliased

from portal.accounts.actor import EVERYWHERE, Actor
from portal.accounts.models import RoleGrant, User
from portal.accounts.queries import BYLINE, Byline, byline
from portal.accounts.roles import STAFF_ROLES
from portal.faq import policy, standing, upkeep
from portal.faq.models import Article, ArticleSource, ArticleVersion, TranslationMark, Upkeep
from portal.faq.queries import PRODUCT
from portal.faq.upkeep import Reason
from portal.kit import clock, paging
from portal.kit.db import db
from portal.kit.paging import Column, Page
from portal.products.models import Product

VOICES_MIN = 5
"""Fewer readers than these say nothing of an article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """A published version that should be looked at, with all that speaks for it."""

    version_id: int
    article_id: int
    product_id: int
    product_slug: str
    product_name_ko: str
    product_name_en: str
    is_product_retired: bool
    lang: str
    slug: str
    title: str
    helpful_count: int
    unhelpful_count: int
    owner: Byline
    is_owner_gone: bool
    has_sources: bool
    review_by: datetime
    reviewed_at: datetime
    # how much the other language has changed since, if it has: minor or major
    outdated: str | None
    other_version_id: int | None
    reasons: tuple[Reason, ...]

    def product_name(self, locale: str) -> str:
        """Give the product's name in a language."""
        return self.product_name_ko if locale == "ko" else self.product_name_en


_Other = aliased(ArticleVersion)
_IS_STAFF = (
    select(RoleGrant.id)
    .where(RoleGrant.person_id == Upkeep.owner_id, RoleGrant.role.in_(sorted(STAFF_ROLES)))
    .correlate(Upkeep)
    .exists()
)
_IS_OWNER_GONE = or_(User.suspended_at.is_not(None), ~_IS_STAFF)
_HAS_SOURCES = (
    select(ArticleSource.thread_id)
    .where(ArticleSource.article_id == ArticleVersion.article_id)
    .correlate(ArticleVersion)
    .exists()
)
_FACTS: tuple[Any, ...] = (
    ArticleVersion.id.label("version_id"),
    ArticleVersion.article_id,
    Article.product_id,
    *PRODUCT,
    Product.is_retired.label("is_product_retired"),
    ArticleVersion.lang,
    ArticleVersion.slug,
    ArticleVersion.title,
    ArticleVersion.helpful_count,
    ArticleVersion.unhelpful_count,
    _IS_OWNER_GONE.label("is_owner_gone"),
    _HAS_SOURCES.label("has_sources"),
    Upkeep.review_by,
    Upkeep.reviewed_at,
    TranslationMark.significance.label("outdated"),
    _Other.id.label("other_version_id"),
)
_NAMES = tuple(column.key for column in _FACTS)
_PATIENT: Select[Any] = (
    select(*_FACTS, *(column.label(f"by_{column.key}") for column in BYLINE))
    .join(Article, Article.id == ArticleVersion.article_id)
    .join(Product, Product.id == Article.product_id)
    .join(Upkeep, Upkeep.version_id == ArticleVersion.id)
    .join(User, User.id == Upkeep.owner_id)
    .outerjoin(TranslationMark, TranslationMark.version_id == ArticleVersion.id)
    .outerjoin(
        _Other,
        and_(_Other.article_id == ArticleVersion.article_id, _Other.id != ArticleVersion.id),
    )
    .where(policy.PUBLISHED)
)
_VOICES = ArticleVersion.helpful_count + ArticleVersion.unhelpful_count


@dataclass(frozen=True, slots=True)
class _Pile:
    """Which versions lie on a pile, and in which order: the highest first, unless it rises."""

    holds: Callable[[], ColumnElement[bool]]
    keys: tuple[Column, Column]
    is_rising: bool = False


def _is_stale() -> ColumnElement[bool]:
    return or_(standing.NEEDS_UPDATE, Upkeep.review_by <= clock.now())


def _is_long_unseen() -> ColumnElement[bool]:
    # everything was looked at before now: it says so for a database that has no idea of the rows
    return and_(_is_stale(), Upkeep.reviewed_at <= clock.now())


def _is_unhelpful() -> ColumnElement[bool]:
    few = ArticleVersion.helpful_count < ArticleVersion.unhelpful_count
    return and_(_VOICES >= VOICES_MIN, few)


def _is_untranslated() -> ColumnElement[bool]:
    is_alone = or_(_Other.id.is_(None), _Other.state != "published")
    return or_(is_alone, TranslationMark.version_id.is_not(None))


def _is_orphaned() -> ColumnElement[bool]:
    return or_(_IS_OWNER_GONE, ~_HAS_SOURCES, Product.is_retired)


_LEFT_BEHIND = case(
    (TranslationMark.significance == "major", 2),
    (TranslationMark.significance == "minor", 1),
    else_=0,
)
_ABANDONED = case((_IS_OWNER_GONE, 2), (Product.is_retired, 1), else_=0)
_PILES: dict[str, _Pile] = {
    # who was not looked at for longest comes first
    "stale": _Pile(_is_long_unseen, (Upkeep.reviewed_at, Upkeep.version_id), is_rising=True),
    # whom it failed most
    "unhelpful": _Pile(_is_unhelpful, (ArticleVersion.unhelpful_count, ArticleVersion.id)),
    # these two weigh what stands in other tables, which no index holds
    "untranslated": _Pile(_is_untranslated, (_LEFT_BEHIND, ArticleVersion.id)),
    "orphaned": _Pile(_is_orphaned, (_ABANDONED, ArticleVersion.id)),
}
PILES = tuple(_PILES)


def browse(actor: Actor, pile: str, *, cursor: str | None = None) -> Page[Patient]:
    """List what lies on a pile in this actor's products, the most urgent first.

    Takes: pile, one of PILES.
    Costs: 2 statements.
    """
    which = _PILES[pile]
    statement = _PATIENT.where(which.holds(), _in_products(actor))
    piece = paging.fetch(statement, *which.keys, cursor=cursor, is_rising=which.is_rising)
    reasons = upkeep.reasons_of([row.version_id for row in piece.rows])
    items = tuple(_patient(row, reasons.get(row.version_id, ())) for row in piece.rows)
    return Page(items, piece.next_cursor)


def counts(actor: Actor) -> dict[str, int]:
    """Count what lies on each pile in this actor's products.

    Costs: 1 statement.
    """
    each = [
        select(literal(name).label("pile"), func.count()).select_from(
            _PATIENT.where(pile.holds(), _in_products(actor))
            .with_only_columns(ArticleVersion.id, maintain_column_froms=True)
            .subquery()
        )
        for name, pile in _PILES.items()
    ]
    return {row[0]: row[1] for row in db.session.execute(union_all(*each))}


def published(actor: Actor) -> tuple[int, int]:
    """Count the published versions of this actor's products, and those of them that are fresh:
    neither past their review date nor in need of an update.

    Costs: 1 statement.
    """  # noqa: D205 - the sentence needs its two lines
    fresh = case((~_is_stale(), 1), else_=0)
    counted = _PATIENT.where(_in_products(actor)).with_only_columns(
        func.count(), func.coalesce(func.sum(fresh), 0), maintain_column_froms=True
    )
    row = db.session.execute(counted).one()
    return row[0], row[1]


def _in_products(actor: Actor) -> ColumnElement[bool]:
    scope = actor.scope("faq.draft")
    return true() if scope is EVERYWHERE else Article.product_id.in_(scope)


def _patient(row: Any, reasons: tuple[Reason, ...]) -> Patient:  # noqa: ANN401 - a row of _PATIENT
    values = row._asdict()
    owner = byline([values[f"by_{column.key}"] for column in BYLINE], None)
    return Patient(owner=owner, reasons=reasons, **{name: values[name] for name in _NAMES})
