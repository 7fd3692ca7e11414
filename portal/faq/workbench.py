"""The workbench: what the writers and editors of the FAQ have before them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, select, true, union_all
from sqlalchemy.orm import aliased

from portal.accounts.actor import EVERYWHERE, Actor
from portal.accounts.models import User
from portal.accounts.queries import BYLINE, Byline, byline
from portal.faq import policy
from portal.faq.aliases import split
from portal.faq.models import Article, ArticleDraft, ArticleVersion, Nomination, TranslationMark
from portal.faq.queries import PRODUCT
from portal.faq.rules import ArticleText
from portal.kit import paging
from portal.kit.db import db
from portal.kit.errors import NotFound
from portal.kit.instants import epoch_seconds
from portal.kit.paging import Page
from portal.products.models import Product
from portal.threads import policy as thread_policy
from portal.threads.models import Thread

REVIEWS_SHOWN = 10
"""Each is shown with what it changes, so a page holds few."""
_MINE_MAX = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationCard:
    """A thread that may become an article."""

    id: int
    thread_id: int
    thread_kind: str
    thread_slug: str
    title: str
    lang: str
    vote_count: int
    resolution: str | None
    product_id: int
    product_slug: str
    product_name_ko: str
    product_name_en: str
    cause: str
    nominated_at: datetime
    nominated_by: Byline | None

    def product_name(self, locale: str) -> str:
        """Give the product's name in a language."""
        return self.product_name_ko if locale == "ko" else self.product_name_en


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftView:
    """The next text of a version."""

    state: str
    title: str
    summary: str
    body_md: str
    aliases: str
    writer_id: int
    writer: Byline
    approver_id: int | None
    approver: Byline | None
    return_note: str | None
    edit_version: int
    saved_at: datetime
    submitted_at: datetime | None
    significance: str
    change_note: str | None

    @property
    def text(self) -> ArticleText:
        """Give what it says."""
        return ArticleText(self.title, self.summary, self.body_md, split(self.aliases))


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A version with the draft beside it, if there is one."""

    version_id: int
    article_id: int
    product_id: int
    product_slug: str
    product_name_ko: str
    product_name_en: str
    lang: str
    state: str
    slug: str
    title: str
    summary: str
    body_md: str
    aliases: str
    body_html: str
    published_at: datetime | None
    updated_at: datetime | None
    edition: int
    retire_reason: str | None
    # who wrote what readers see, or saw last
    writer_id: int | None
    other_version_id: int | None
    # how much the other language has changed since, if it has: minor or major
    outdated: str | None
    draft: DraftView | None

    @property
    def text(self) -> ArticleText:
        """Give what readers see, or saw last."""
        return ArticleText(self.title, self.summary, self.body_md, split(self.aliases))

    @property
    def heading(self) -> str:
        """Give the title under which it is found in the workspace."""
        return self.draft.title if self.draft else self.title

    def product_name(self, locale: str) -> str:
        """Give the product's name in a language."""
        return self.product_name_ko if locale == "ko" else self.product_name_en


_Writer = aliased(User)
_Approver = aliased(User)
_Other = aliased(ArticleVersion)
_FACTS = (
    "article_id",
    "lang",
    "state",
    "slug",
    "title",
    "summary",
    "body_md",
    "aliases",
    "body_html",
    "published_at",
    "updated_at",
    "edition",
    "retire_reason",
)
_PRODUCT_FACTS = ("product_id", "product_slug", "product_name_ko", "product_name_en")
_DRAFT_FACTS = (
    "state",
    "title",
    "summary",
    "body_md",
    "aliases",
    "writer_id",
    "approver_id",
    "return_note",
    "edit_version",
    "saved_at",
    "submitted_at",
    "significance",
    "change_note",
)
_WORK: Select[Any] = (
    select(
        ArticleVersion.id.label("version_id"),
        *(getattr(ArticleVersion, name) for name in _FACTS),
        Article.product_id,
        *PRODUCT,
        ArticleVersion.writer_id.label("wrote_id"),
        _Other.id.label("other_version_id"),
        TranslationMark.significance.label("outdated"),
        *(getattr(ArticleDraft, name).label(f"draft_{name}") for name in _DRAFT_FACTS),
        ArticleDraft.writer_role.label("draft_writer_role"),
        *(getattr(_Writer, column.key).label(f"writer_{column.key}") for column in BYLINE),
        *(getattr(_Approver, column.key).label(f"approver_{column.key}") for column in BYLINE),
    )
    .join(Article, Article.id == ArticleVersion.article_id)
    .join(Product, Product.id == Article.product_id)
    .outerjoin(ArticleDraft, ArticleDraft.version_id == ArticleVersion.id)
    .outerjoin(_Writer, _Writer.id == ArticleDraft.writer_id)
    .outerjoin(_Approver, _Approver.id == ArticleDraft.approver_id)
    .outerjoin(
        _Other,
        (_Other.article_id == ArticleVersion.article_id) & (_Other.id != ArticleVersion.id),
    )
    .outerjoin(TranslationMark, TranslationMark.version_id == ArticleVersion.id)
)


def get(actor: Actor, version_id: int, *, for_update: bool = False) -> Work:
    """Give a version with its draft, if this actor may see the version.

    Takes: for_update, to hold the version's row until the transaction ends: whoever changes
        its draft, its state or its counts waits for it.
    Raises: NotFound("faq.not_found").
    Costs: 1 statement.
    """
    statement = _WORK.where(ArticleVersion.id == version_id, policy.visible_to(actor))
    if for_update:
        statement = statement.with_for_update(of=ArticleVersion)
    row = db.session.execute(statement).one_or_none()
    if row is None:
        raise NotFound("faq.not_found")
    return _work(row)


def get_nomination(actor: Actor, nomination_id: int) -> NominationCard:
    """Give a nomination that is still open.

    Raises: NotFound("faq.nomination_not_found").
    Costs: 1 statement.
    """
    statement = _NOMINATION.where(Nomination.id == nomination_id, *_open_nominations(actor))
    row = db.session.execute(statement).one_or_none()
    if row is None:
        raise NotFound("faq.nomination_not_found")
    return _nomination(row)


def nomination_state(thread_id: int) -> str | None:
    """Tell what became of a thread's nomination; None when there never was one.

    Costs: 1 statement.
    """
    statement = select(Nomination.state).where(Nomination.thread_id == thread_id)
    return db.session.execute(statement).scalar_one_or_none()


def drafts(actor: Actor, state: str, *, cursor: str | None = None) -> Page[Work]:
    """List the drafts in a state, saved last first, in this actor's products.

    Takes: state, writing, in_review or approved.
    Costs: 1 statement.
    """
    statement = _WORK.where(ArticleDraft.state == state, _in_products(actor))
    piece = paging.fetch(statement, ArticleDraft.saved_at, ArticleVersion.id, cursor=cursor)
    return Page(tuple(_work(row) for row in piece.rows), piece.next_cursor)


def waiting(actor: Actor, *, cursor: str | None = None) -> Page[Work]:
    """List the drafts that this actor may decide about, those that wait longest first.

    Costs: 1 statement.
    """
    scope = actor.scope("faq.publish")
    in_products = true() if scope is EVERYWHERE else Article.product_id.in_(scope)
    statement = _WORK.where(
        ArticleDraft.state == "in_review", policy.is_others_text(actor), in_products
    )
    oldest_first = -epoch_seconds(ArticleDraft.submitted_at)
    piece = paging.fetch(
        statement, oldest_first, ArticleVersion.id, cursor=cursor, size=REVIEWS_SHOWN
    )
    return Page(tuple(_work(row) for row in piece.rows), piece.next_cursor)


def handed_in(actor: Actor) -> tuple[Work, ...]:
    """List this actor's own drafts that others decide about or are to publish, at most 50.

    Costs: 1 statement.
    """
    statement = _WORK.where(
        ArticleDraft.writer_id == actor.id, ArticleDraft.state.in_(("in_review", "approved"))
    )
    ordered = statement.order_by(ArticleDraft.submitted_at, ArticleVersion.id).limit(_MINE_MAX)
    return tuple(_work(row) for row in db.session.execute(ordered))


def versions(actor: Actor, state: str, *, cursor: str | None = None) -> Page[Work]:
    """List the published or the retired versions, changed last first, in this actor's products.

    Costs: 1 statement.
    """
    statement = _WORK.where(ArticleVersion.state == state, _in_products(actor))
    piece = paging.fetch(statement, ArticleVersion.updated_at, ArticleVersion.id, cursor=cursor)
    return Page(tuple(_work(row) for row in piece.rows), piece.next_cursor)


def counts(actor: Actor) -> dict[str, int]:
    """Count what lies on each pile: nominated, writing, in_review, approved, published, retired.

    Costs: 1 statement.
    """
    nominated = (
        select(literal("nominated").label("pile"), func.count())
        .select_from(Nomination)
        .join(Thread, Thread.id == Nomination.thread_id)
        .where(*_open_nominations(actor))
    )
    written = (
        select(ArticleDraft.state, func.count())
        .join(ArticleVersion, ArticleVersion.id == ArticleDraft.version_id)
        .join(Article, Article.id == ArticleVersion.article_id)
        .where(_in_products(actor))
        .group_by(ArticleDraft.state)
    )
    read = (
        select(ArticleVersion.state, func.count())
        .join(Article, Article.id == ArticleVersion.article_id)
        .where(ArticleVersion.state != "draft", _in_products(actor))
        .group_by(ArticleVersion.state)
    )
    return {row[0]: row[1] for row in db.session.execute(union_all(nominated, written, read))}


_NOMINATION_FACTS: tuple[Any, ...] = (
    Nomination.id,
    Nomination.thread_id,
    Thread.kind.label("thread_kind"),
    Thread.slug.label("thread_slug"),
    Thread.title,
    Thread.lang,
    Thread.vote_count,
    Thread.resolution,
    Thread.product_id,
    *PRODUCT,
    Nomination.cause,
    Nomination.nominated_at,
)
_NOMINATION: Select[Any] = (
    select(*_NOMINATION_FACTS, *(column.label(f"by_{column.key}") for column in BYLINE))
    .join(Thread, Thread.id == Nomination.thread_id)
    .join(Product, Product.id == Thread.product_id)
    .outerjoin(User, User.id == Nomination.nominated_by_id)
)


def _open_nominations(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    scope = actor.scope("faq.draft")
    in_products = true() if scope is EVERYWHERE else Thread.product_id.in_(scope)
    # a hidden thread may not become an article, even for those who may see it
    return (Nomination.state == "open", thread_policy.VISIBLE, in_products)


def _in_products(actor: Actor) -> ColumnElement[bool]:
    scope = actor.scope("faq.draft")
    return true() if scope is EVERYWHERE else Article.product_id.in_(scope)


def _nomination(row: Any) -> NominationCard:  # noqa: ANN401 - a row of _NOMINATION
    values = row._asdict()
    person = [values[f"by_{column.key}"] for column in BYLINE]
    facts = {column.key: values[column.key] for column in _NOMINATION_FACTS}
    return NominationCard(
        nominated_by=byline(person, None) if person[0] is not None else None, **facts
    )


def _work(row: Any) -> Work:  # noqa: ANN401 - a row of _WORK
    values = row._asdict()
    facts = {
        name: values[name]
        for name in ("version_id", "other_version_id", "outdated", *_FACTS, *_PRODUCT_FACTS)
    }
    return Work(draft=_draft(values), writer_id=values["wrote_id"], **facts)


def _draft(values: dict[str, Any]) -> DraftView | None:
    if values["draft_state"] is None:
        return None
    writer = [values[f"writer_{column.key}"] for column in BYLINE]
    approver = [values[f"approver_{column.key}"] for column in BYLINE]
    return DraftView(
        writer=byline(writer, values["draft_writer_role"]),
        approver=byline(approver, None) if approver[0] is not None else None,
        **{name: values[f"draft_{name}"] for name in _DRAFT_FACTS},
    )
