"""Reading articles: one of them, those of a thread, those that search found."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select, true
from sqlalchemy.orm import aliased

from portal.accounts.actor import EVERYWHERE, Actor, Scope
from portal.accounts.models import User
from portal.accounts.queries import BYLINE, Byline, byline
from portal.faq import names, policy, standing, upkeep_rules
from portal.faq.aliases import split
from portal.faq.models import (
    Article,
    ArticleDraft,
    ArticleSource,
    ArticleTopic,
    ArticleVersion,
    ArticleVote,
    Topic,
    TranslationMark,
    Upkeep,
)
from portal.kit import markup
from portal.kit.db import db, read
from portal.kit.errors import NotFound
from portal.products.models import Product
from portal.threads import lists
from portal.threads.lists import ThreadCard


@dataclass(frozen=True, slots=True)
class ArticleLink:
    """What it takes to point at an article in one of its languages."""

    version_id: int
    article_id: int
    lang: str
    slug: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleView:
    """An article in one language, as its page shows it."""

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
    body_html: str
    writer_id: int | None
    writer: Byline | None
    published_at: datetime | None
    updated_at: datetime | None
    edition: int
    retire_reason: str | None
    helpful_count: int
    unhelpful_count: int
    other: ArticleLink | None
    # how much the other language has changed since, if it has: minor or major
    outdated: str | None
    # when somebody last looked whether it is right, and how many of the staff stand behind it
    reviewed_at: datetime | None
    topic_slug: str | None
    topic_name_ko: str | None
    topic_name_en: str | None
    confirmations: int
    needs_update: bool

    def topic_name(self, locale: str) -> str | None:
        """Give the topic's name in a language."""
        return self.topic_name_ko if locale == "ko" else self.topic_name_en

    @property
    def is_validated(self) -> bool:
        """Tell whether enough of the staff stand behind it."""
        return upkeep_rules.is_validated(self.confirmations)

    @property
    def was_updated(self) -> bool:
        """Tell whether it says something else now than when it was first published."""
        return self.edition > 1

    def product_name(self, locale: str) -> str:
        """Give the product's name in a language."""
        return self.product_name_ko if locale == "ko" else self.product_name_en


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleCard:
    """An article as a list shows it."""

    version_id: int
    article_id: int
    product_id: int
    product_slug: str
    product_name_ko: str
    product_name_en: str
    lang: str
    slug: str
    title: str
    summary: str
    published_at: datetime
    updated_at: datetime
    helpful_count: int
    unhelpful_count: int

    def product_name(self, locale: str) -> str:
        """Give the product's name in a language."""
        return self.product_name_ko if locale == "ko" else self.product_name_en


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleDocument:
    """The words of a published article, for an index."""

    version_id: int
    article_id: int
    product_id: int
    product_slug: str
    lang: str
    title: str
    summary: str
    aliases: tuple[str, ...]
    body_text: str
    published_at: datetime
    updated_at: datetime
    helpful_count: int
    unhelpful_count: int
    is_validated: bool
    needs_update: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewCard:
    """A text that waits for a second pair of eyes."""

    version_id: int
    article_id: int
    product_id: int
    product_slug: str
    product_name_ko: str
    product_name_en: str
    lang: str
    title: str
    submitted_at: datetime
    writer: Byline

    def product_name(self, locale: str) -> str:
        """Give the product's name in a language."""
        return self.product_name_ko if locale == "ko" else self.product_name_en


PRODUCT = (
    Product.slug.label("product_slug"),
    Product.name_ko.label("product_name_ko"),
    Product.name_en.label("product_name_en"),
)
"""The columns of the product, for a statement that joins it."""

_CARD_COLUMNS: tuple[Any, ...] = (
    ArticleVersion.id.label("version_id"),
    ArticleVersion.article_id,
    Article.product_id,
    *PRODUCT,
    ArticleVersion.lang,
    ArticleVersion.slug,
    ArticleVersion.title,
    ArticleVersion.summary,
    ArticleVersion.published_at,
    ArticleVersion.updated_at,
    ArticleVersion.helpful_count,
    ArticleVersion.unhelpful_count,
)
CARD: Select[Any] = (
    select(*_CARD_COLUMNS)
    .join(Article, Article.id == ArticleVersion.article_id)
    .join(Product, Product.id == Article.product_id)
)
"""The statement of cards, for lists that choose and order them."""

CARD_NAMES = tuple(column.name for column in CARD.selected_columns)

_REVIEW_COLUMNS: tuple[Any, ...] = (
    ArticleVersion.id.label("version_id"),
    ArticleVersion.article_id,
    Article.product_id,
    *PRODUCT,
    ArticleVersion.lang,
    ArticleDraft.title,
    ArticleDraft.submitted_at,
)
_REVIEW: Select[Any] = (
    select(
        *_REVIEW_COLUMNS,
        ArticleDraft.writer_role,
        *(column.label(f"by_{column.key}") for column in BYLINE),
    )
    .join(Article, Article.id == ArticleVersion.article_id)
    .join(Product, Product.id == Article.product_id)
    .join(ArticleDraft, ArticleDraft.version_id == ArticleVersion.id)
    .join(User, User.id == ArticleDraft.writer_id)
)

_SOURCE_IDS = (
    select(ArticleSource.thread_id)
    .where(ArticleSource.article_id == bindparam("article_id"))
    .order_by(ArticleSource.thread_id)
)

_Other = aliased(ArticleVersion)
_LINK = ("version_id", "article_id", "lang", "slug", "title")
_FACTS = (
    "article_id",
    "lang",
    "state",
    "slug",
    "title",
    "summary",
    "body_html",
    "writer_id",
    "published_at",
    "updated_at",
    "edition",
    "retire_reason",
    "helpful_count",
    "unhelpful_count",
)
_PRODUCT_FACTS = ("product_id", "product_slug", "product_name_ko", "product_name_en")
_VIEW: Select[Any] = (
    select(
        ArticleVersion.id.label("version_id"),
        *(getattr(ArticleVersion, name) for name in _FACTS),
        Article.product_id,
        *PRODUCT,
        ArticleVersion.writer_role,
        *(column.label(f"by_{column.key}") for column in BYLINE),
        _Other.id.label("other_version_id"),
        *(getattr(_Other, name).label(f"other_{name}") for name in _LINK[1:]),
        TranslationMark.significance.label("outdated"),
        Upkeep.reviewed_at,
        Topic.slug.label("topic_slug"),
        Topic.name_ko.label("topic_name_ko"),
        Topic.name_en.label("topic_name_en"),
        standing.CONFIRMATIONS.label("confirmations"),
        standing.NEEDS_UPDATE.label("needs_update"),
    )
    .join(Article, Article.id == ArticleVersion.article_id)
    .join(Product, Product.id == Article.product_id)
    .outerjoin(User, User.id == ArticleVersion.writer_id)
    .outerjoin(
        _Other,
        and_(
            _Other.article_id == ArticleVersion.article_id,
            _Other.id != ArticleVersion.id,
            _Other.state == "published",
        ),
    )
    .outerjoin(TranslationMark, TranslationMark.version_id == ArticleVersion.id)
    .outerjoin(Upkeep, Upkeep.version_id == ArticleVersion.id)
    .outerjoin(ArticleTopic, ArticleTopic.article_id == ArticleVersion.article_id)
    .outerjoin(Topic, Topic.id == ArticleTopic.topic_id)
)


def get(actor: Actor, version_id: int) -> ArticleView:
    """Give an article that this actor may see, with the link to its other language.

    Raises: NotFound("faq.not_found").
    Costs: 1 statement.
    """
    statement = _one_in(actor.scope("faq.draft"))
    row = read(statement, {"version_id": version_id}).one_or_none()
    if row is None:
        raise NotFound("faq.not_found")
    return _view(row)


@lru_cache(maxsize=64)
def _one_in(scope: Scope) -> Select[Any]:
    # made once per scope: putting so wide a statement together costs more than running it
    return _VIEW.where(ArticleVersion.id == bindparam("version_id"), policy.visible_in(scope))


def find_retired(version_id: int) -> ArticleView | None:
    """Give an article that is not valid any more, for the page that says so.

    Gives: None when there is none, or when it is published or was never.
    Costs: 1 statement.
    """
    statement = _VIEW.where(ArticleVersion.id == version_id, ArticleVersion.state == "retired")
    row = db.session.execute(statement).one_or_none()
    return _view(row) if row else None


def get_many(actor: Actor, version_ids: list[int]) -> dict[int, ArticleCard]:
    """Give the cards of these articles, as far as this actor may see them published.

    Costs: 1 statement, none for an empty list.
    """
    if not version_ids:
        return {}
    rows = read(_cards_in(actor.scope("faq.draft")), {"version_ids": version_ids})
    return {row.version_id: make_card(row) for row in rows}


@lru_cache(maxsize=64)
def _cards_in(scope: Scope) -> Select[Any]:
    wanted = ArticleVersion.id.in_(bindparam("version_ids", expanding=True))
    return CARD.where(wanted, policy.PUBLISHED, policy.visible_in(scope))


def most_helpful(locale: str, *, limit: int) -> tuple[ArticleCard, ...]:
    """List the articles that surely helped most readers, each in this language if it can be.

    Costs: 1 statement.
    """
    rows = read(_best_in(locale), {"most": limit})
    return tuple(make_card(row) for row in rows)


@lru_cache(maxsize=8)
def _best_in(locale: str) -> Select[Any]:
    shelf = CARD.where(policy.PUBLISHED, in_language(locale))
    ordered = shelf.order_by(ArticleVersion.helpful_rank.desc(), ArticleVersion.id.desc())
    return ordered.limit(bindparam("most"))


def sources_of(actor: Actor, article_id: int) -> tuple[ThreadCard, ...]:
    """List the threads that an article grew from, as far as this actor may see them.

    Costs: 3 statements, 1 for an article from scratch.
    """
    ids = source_ids(article_id)
    cards = lists.cards(actor, ids)
    return tuple(cards[thread_id] for thread_id in ids if thread_id in cards)


def source_ids(article_id: int) -> list[int]:
    """List the numbers of the threads that an article grew from, oldest first.

    Costs: 1 statement.
    """
    return list(read(_SOURCE_IDS, {"article_id": article_id}).scalars())


def articles_of_thread(thread_id: int, locale: str) -> tuple[ArticleLink, ...]:
    """List the published articles that a thread became, each once, in this language if it can be.

    Costs: 1 statement.
    """
    rows = read(grown_from_thread(locale), {"thread_id": thread_id})
    return tuple(ArticleLink(*row) for row in rows)


@lru_cache(maxsize=8)
def grown_from_thread(locale: str) -> Select[*tuple[Any, ...]]:
    """Give the statement of ``articles_of_thread``, for who asks for more with it.

    Gives: the columns of ``ArticleLink``, run with a ``thread_id``.
    """
    return (
        select(ArticleVersion.id, *(getattr(ArticleVersion, name) for name in _LINK[1:]))
        .join(ArticleSource, ArticleSource.article_id == ArticleVersion.article_id)
        .where(ArticleSource.thread_id == bindparam("thread_id"))
        .where(policy.PUBLISHED, in_language(locale))
        .order_by(ArticleVersion.id)
    )


def awaiting_review(actor: Actor, *, limit: int) -> tuple[ReviewCard, ...]:
    """List the texts that this actor may decide about, those that wait longest first.

    Costs: 1 statement.
    """
    scope = actor.scope("faq.publish")
    in_products = true() if scope is EVERYWHERE else Article.product_id.in_(scope)
    statement = (
        _REVIEW.where(ArticleDraft.state == "in_review", policy.is_others_text(actor))
        .where(in_products)
        .order_by(ArticleDraft.submitted_at, ArticleVersion.id)
        .limit(limit)
    )
    return tuple(_review(row) for row in db.session.execute(statement))


@lru_cache(maxsize=8)
def in_language(locale: str) -> ColumnElement[bool]:
    """Choose of each article the published version in a language, or else the one there is."""
    in_locale = aliased(ArticleVersion)
    has_it = (
        select(in_locale.id)
        .where(in_locale.article_id == ArticleVersion.article_id)
        .where(in_locale.lang == locale, in_locale.state == "published")
        .correlate(ArticleVersion)
        .exists()
    )
    return or_(ArticleVersion.lang == locale, ~has_it)


def my_word(voter: str, version_id: int) -> int:
    """Tell what a reader said of an article: 1 helped, -1 did not, 0 nothing.

    Takes: voter, the key of a person or a browser.
    Costs: 1 statement.
    """
    statement = select(ArticleVote.value).where(
        ArticleVote.version_id == version_id, ArticleVote.voter == voter
    )
    return db.session.execute(statement).scalar_one_or_none() or 0


def document_texts(version_ids: list[int]) -> tuple[ArticleDocument, ...]:
    """Give the words of these articles for an index; those not published are left out.

    A wording from a post that is not public any more is left out at once.
    Costs: 2 statements, none for an empty list; 1 when none has other wordings.
    """
    if not version_ids:
        return ()
    statement = CARD.add_columns(
        ArticleVersion.body_md,
        ArticleVersion.aliases,
        standing.CONFIRMATIONS.label("confirmations"),
        standing.NEEDS_UPDATE.label("needs_update"),
    ).where(ArticleVersion.id.in_(version_ids), policy.PUBLISHED)
    rows = db.session.execute(statement.order_by(ArticleVersion.id)).all()
    called = {row.article_id for row in rows if row.aliases}
    gone = names.lost(called) if called else {}
    return tuple(_document(row, gone.get(row.article_id, frozenset())) for row in rows)


def published_ids(*, after: int = 0, size: int = 200) -> list[int]:
    """List the published versions in the order of their ids, piece by piece.

    Costs: 1 statement.
    """
    statement = (
        select(ArticleVersion.id)
        .where(policy.PUBLISHED, ArticleVersion.id > after)
        .order_by(ArticleVersion.id)
        .limit(size)
    )
    return list(db.session.execute(statement).scalars())


def newest_id() -> int:
    """Give the highest number of a version there is; 0 for none.

    Costs: 1 statement.
    """
    return db.session.execute(select(func.max(ArticleVersion.id))).scalar() or 0


def addresses(*, first: int, last: int) -> list[tuple[int, str]]:
    """Give number and slug of the published versions in a range of numbers.

    Costs: 1 statement.
    """
    statement = (
        select(ArticleVersion.id, ArticleVersion.slug)
        .where(policy.PUBLISHED, ArticleVersion.id.between(first, last))
        .order_by(ArticleVersion.id)
    )
    return [(row.id, row.slug) for row in db.session.execute(statement)]


def make_card(row: Any) -> ArticleCard:  # noqa: ANN401 - a row of CARD
    """Make a card of a row of ``CARD``, whatever columns come after it."""
    return ArticleCard(**dict(zip(CARD_NAMES, row, strict=False)))


def _review(row: Any) -> ReviewCard:  # noqa: ANN401 - a row of _REVIEW
    values = row._asdict()
    person = [values[f"by_{column.key}"] for column in BYLINE]
    facts = {column.key: values[column.key] for column in _REVIEW_COLUMNS}
    return ReviewCard(writer=byline(person, values["writer_role"]), **facts)


def _view(row: Any) -> ArticleView:  # noqa: ANN401 - a row of _VIEW
    values = row._asdict()
    person = [values[f"by_{column.key}"] for column in BYLINE]
    other = [values[f"other_{name}"] for name in _LINK]
    return ArticleView(
        version_id=values["version_id"],
        writer=byline(person, values["writer_role"]) if values["writer_id"] else None,
        other=ArticleLink(*other) if values["other_version_id"] else None,
        outdated=values["outdated"],
        reviewed_at=values["reviewed_at"],
        **{name: values[name] for name in ("topic_slug", "topic_name_ko", "topic_name_en")},
        confirmations=values["confirmations"],
        needs_update=values["needs_update"],
        **{name: values[name] for name in _FACTS + _PRODUCT_FACTS},
    )


def _document(row: Any, gone: names.Lost) -> ArticleDocument:  # noqa: ANN401 - a row of document_texts
    return ArticleDocument(
        version_id=row.version_id,
        article_id=row.article_id,
        product_id=row.product_id,
        product_slug=row.product_slug,
        lang=row.lang,
        title=row.title,
        summary=row.summary,
        aliases=names.without(split(row.aliases), gone),
        body_text=markup.to_text(row.body_md),
        published_at=row.published_at,
        updated_at=row.updated_at,
        helpful_count=row.helpful_count,
        unhelpful_count=row.unhelpful_count,
        is_validated=upkeep_rules.is_validated(row.confirmations),
        needs_update=row.needs_update,
    )
