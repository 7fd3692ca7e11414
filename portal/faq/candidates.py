"""The lists of candidates: what should become an article, and what may some day."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, exists, func, select, true
from sqlalchemy.orm import aliased

from portal.accounts.actor import EVERYWHERE, Actor
from portal.accounts.models import User
from portal.accounts.queries import BYLINE, Byline, byline
from portal.faq import evidence
from portal.faq.evidence import Part, Signals
from portal.faq.models import ArticleVersion, Claim, Evidence, Nomination, UpdateOffer
from portal.faq.offers import PUBLISHED_OFFER
from portal.faq.proposing import HAS_ARTICLE
from portal.faq.queries import PRODUCT
from portal.faq.weighing import CONTESTED, WEIGHABLE
from portal.kit import clock, paging
from portal.kit.db import read
from portal.kit.paging import Page
from portal.products.models import Product
from portal.threads import policy as thread_policy
from portal.threads.models import Thread

PAGE_SIZE: Final = 50


@dataclass(frozen=True, slots=True)
class Offer:
    """The article that a candidate may belong into."""

    version_id: int
    lang: str
    slug: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighedThread:
    """A question and what it weighs."""

    thread_id: int
    thread_kind: str
    thread_slug: str
    title: str
    lang: str
    product_id: int
    product_slug: str
    product_name_ko: str
    product_name_en: str
    resolved_at: datetime | None
    score: float
    signals: Signals

    @property
    def parts(self) -> tuple[Part, ...]:
        """Take the score apart."""
        return evidence.parts(self.signals)

    def product_name(self, locale: str) -> str:
        """Give the product's name in a language."""
        return self.product_name_ko if locale == "ko" else self.product_name_en


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate(WeighedThread):
    """A question that was proposed: why, by whom, and who wants to write it."""

    id: int
    cause: str
    nominated_at: datetime
    nominated_by: Byline | None
    claimed_by: Byline | None
    claimed_at: datetime | None
    decline_reason: str | None
    offer: Offer | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlyThread(WeighedThread):
    """A solved question that has not been proposed: what is missing, as codes."""

    missing: tuple[str, ...]
    settled_at: datetime


def browse(
    actor: Actor, *, state: str, product_id: int | None, cursor: str | None = None
) -> Page[Candidate]:
    """List candidates, the heaviest first, in this actor's products.

    Takes: state, open or declined.
    Costs: 1 statement.
    """
    listed = _CANDIDATE.where(Nomination.state == state, *_within(actor, product_id))
    piece = paging.fetch(listed, _SCORE, Nomination.id, cursor=cursor, size=PAGE_SIZE)
    return Page(tuple(_candidate(row) for row in piece.rows), piece.next_cursor)


def browse_early(
    actor: Actor, *, product_id: int | None, cursor: str | None = None
) -> Page[EarlyThread]:
    """List solved questions with too little evidence so far, the heaviest first.

    Costs: 1 statement.
    """
    listed = _EARLY.where(*_within(actor, product_id))
    piece = paging.fetch(listed, Evidence.score, Evidence.thread_id, cursor=cursor, size=PAGE_SIZE)
    return Page(tuple(_early(row) for row in piece.rows), piece.next_cursor)


def counts(actor: Actor, product_id: int | None) -> dict[str, int]:
    """Count candidates by state, and as "early" the solved questions with too little evidence.

    Costs: 2 statements.
    """
    within = _within(actor, product_id)
    counted = (
        select(Nomination.state, func.count())
        .join(Thread, Thread.id == Nomination.thread_id)
        .where(*within)
        .group_by(Nomination.state)
    )
    early = (
        select(func.count())
        .select_from(Evidence)
        .join(Thread, Thread.id == Evidence.thread_id)
        .where(*_IS_EARLY, *within)
    )
    found: dict[str, int] = {row[0]: row[1] for row in read(counted)}
    return found | {"early": read(early).scalar_one()}


def products_with(actor: Actor) -> dict[int, int]:
    """Count the open candidates of each product that has any.

    Costs: 1 statement.
    """
    counted = (
        select(Thread.product_id, func.count())
        .join(Nomination, Nomination.thread_id == Thread.id)
        .where(Nomination.state == "open", *_within(actor, None))
        .group_by(Thread.product_id)
    )
    return {row[0]: row[1] for row in read(counted)}


_Claimant = aliased(User)
_SCORE: ColumnElement[float] = func.coalesce(Evidence.score, 0.0, type_=Evidence.score.type)
_FACTS: tuple[Any, ...] = (
    Thread.id.label("thread_id"),
    Thread.kind.label("thread_kind"),
    Thread.slug.label("thread_slug"),
    Thread.title,
    Thread.lang,
    Thread.product_id,
    *PRODUCT,
    Thread.resolved_at,
    _SCORE.label("score"),
)
_SIGNALS: tuple[Any, ...] = (
    Evidence.me_too,
    Evidence.duplicates,
    Evidence.readers,
    Evidence.searches,
    Evidence.is_official,
    Evidence.is_accepted,
)
_OWN: tuple[Any, ...] = (
    Nomination.id,
    Nomination.cause,
    Nomination.nominated_at,
    Nomination.decline_reason,
    Claim.claimed_at,
)
_CANDIDATE: Select[Any] = (
    select(
        *_FACTS,
        *_SIGNALS,
        *_OWN,
        ArticleVersion.id.label("offer_id"),
        ArticleVersion.lang.label("offer_lang"),
        ArticleVersion.slug.label("offer_slug"),
        ArticleVersion.title.label("offer_title"),
        *(column.label(f"by_{column.key}") for column in BYLINE),
        *(getattr(_Claimant, column.key).label(f"claimant_{column.key}") for column in BYLINE),
    )
    .select_from(Nomination)
    .join(Thread, Thread.id == Nomination.thread_id)
    .join(Product, Product.id == Thread.product_id)
    .outerjoin(Evidence, Evidence.thread_id == Thread.id)
    .outerjoin(User, User.id == Nomination.nominated_by_id)
    .outerjoin(Claim, Claim.nomination_id == Nomination.id)
    .outerjoin(_Claimant, _Claimant.id == Claim.person_id)
    .outerjoin(UpdateOffer, UpdateOffer.nomination_id == Nomination.id)
    .outerjoin(ArticleVersion, PUBLISHED_OFFER)
)
_IS_EARLY: tuple[ColumnElement[bool], ...] = (
    WEIGHABLE,
    ~exists().where(Nomination.thread_id == Thread.id),
    ~HAS_ARTICLE,
)
_EARLY: Select[Any] = (
    select(*_FACTS, *_SIGNALS, Evidence.has_signal, CONTESTED.label("is_contested"))
    .select_from(Evidence)
    .join(Thread, Thread.id == Evidence.thread_id)
    .join(Product, Product.id == Thread.product_id)
    .where(*_IS_EARLY)
)


def _within(actor: Actor, product_id: int | None) -> tuple[ColumnElement[bool], ...]:
    scope = actor.scope("faq.draft")
    in_products = true() if scope is EVERYWHERE else Thread.product_id.in_(scope)
    wanted = true() if product_id is None else Thread.product_id == product_id
    # a hidden thread may not become an article, even for those who may see it
    return (thread_policy.VISIBLE, in_products, wanted)


def _candidate(row: Any) -> Candidate:  # noqa: ANN401 - a row of _CANDIDATE
    values = row._asdict()
    person = [values[f"by_{column.key}"] for column in BYLINE]
    claimant = [values[f"claimant_{column.key}"] for column in BYLINE]
    offer = (row.offer_id, row.offer_lang, row.offer_slug, row.offer_title)
    return Candidate(
        **_facts(values),
        **{column.key: values[column.key] for column in _OWN},
        nominated_by=byline(person, None) if person[0] is not None else None,
        claimed_by=byline(claimant, None) if claimant[0] is not None else None,
        offer=Offer(*offer) if row.offer_id is not None else None,
    )


def _early(row: Any) -> EarlyThread:  # noqa: ANN401 - a row of _EARLY
    missing = evidence.why_not_yet(
        score=row.score,
        has_signal=row.has_signal,
        resolved_at=row.resolved_at,
        now=clock.now(),
        is_contested=row.is_contested,
    )
    settled = evidence.settled_at(row.resolved_at)
    return EarlyThread(**_facts(row._asdict()), missing=missing, settled_at=settled)


def _facts(values: dict[str, Any]) -> dict[str, Any]:
    signals: dict[str, Any] = {column.key: values[column.key] or 0 for column in _SIGNALS}
    facts = {column.key: values[column.key] for column in _FACTS}
    return facts | {"signals": Signals(**signals)}
