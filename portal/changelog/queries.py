"""Reading the changelog."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    CompoundSelect,
    Select,
    String,
    bindparam,
    cast,
    func,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.changelog import policy
from portal.changelog.models import Entry, EntryIdea
from portal.changelog.rules import EntryText, Words
from portal.faq.queries import ArticleLink, grown_from_thread
from portal.kit import paging
from portal.kit.db import BigId, db, read
from portal.kit.errors import NotFound
from portal.kit.paging import Keyset, Page
from portal.kit.text import slugify
from portal.products.models import Product
from portal.threads import policy as threads
from portal.threads.models import Thread

FEED_SIZE: Final = 30
_OF_IDEA_MAX: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """An entry with all its facts."""

    id: int
    product_id: int
    product_slug: str
    product_name_ko: str
    product_name_en: str
    label: str
    state: str
    title_ko: str
    body_md_ko: str
    body_html_ko: str
    title_en: str
    body_md_en: str
    body_html_en: str
    version: int
    writer_name: str | None
    written_at: datetime
    edited_at: datetime | None
    publish_at: datetime | None
    published_at: datetime | None
    withdrawn_at: datetime | None

    def lang(self, locale: str) -> str:
        """Give the language in which a reader of another one reads it: theirs, if it is there."""
        return shown_lang(self.title_ko, self.title_en, locale)

    def title(self, locale: str) -> str:
        """Give its title for a reader."""
        return self.title_ko if self.lang(locale) == "ko" else self.title_en

    def body_html(self, locale: str) -> str:
        """Give its text for a reader."""
        return self.body_html_ko if self.lang(locale) == "ko" else self.body_html_en

    def slug(self, locale: str) -> str:
        """Give the readable part of its address."""
        return slugify(self.title(locale))

    def product_name(self, locale: str) -> str:
        """Give the product's name in a language."""
        return self.product_name_ko if locale == "ko" else self.product_name_en

    @property
    def text(self) -> EntryText:
        """Give it as it was written."""
        return EntryText(
            product_id=self.product_id,
            label=self.label,
            ko=Words(self.title_ko, self.body_md_ko),
            en=Words(self.title_en, self.body_md_en),
        )

    @property
    def changed_at(self) -> datetime:
        """Give when readers could first read what they read now."""
        return self.edited_at or self.published_at or self.written_at


@dataclass(frozen=True, slots=True)
class LinkedIdea:
    """An idea that an entry answers, as it stands now."""

    thread_id: int
    title: str
    slug: str
    lang: str
    status: str
    vote_count: int


@dataclass(frozen=True, slots=True)
class EntryLink:
    """An entry as the page of an idea names it."""

    id: int
    title_ko: str
    title_en: str
    published_at: datetime

    def lang(self, locale: str) -> str:
        """Give the language of its title for a reader."""
        return shown_lang(self.title_ko, self.title_en, locale)

    def title(self, locale: str) -> str:
        """Give its title for a reader."""
        return self.title_ko if self.lang(locale) == "ko" else self.title_en

    def slug(self, locale: str) -> str:
        """Give the readable part of its address."""
        return slugify(self.title(locale))


def shown_lang(title_ko: str, title_en: str, locale: str) -> str:
    """Give the language in which something is shown that may be there in one only.

    >>> shown_lang("제목", "", "en"), shown_lang("제목", "Title", "en")
    ('ko', 'en')
    """
    if locale == "ko":
        return "ko" if title_ko else "en"
    return "en" if title_en else "ko"


_FACTS = (
    "id",
    "product_id",
    "label",
    "state",
    "title_ko",
    "body_md_ko",
    "body_html_ko",
    "title_en",
    "body_md_en",
    "body_html_en",
    "version",
    "written_at",
    "edited_at",
    "publish_at",
    "published_at",
    "withdrawn_at",
)
_VIEW: Select[*tuple[Any, ...]] = (
    select(
        *(getattr(Entry, name) for name in _FACTS),
        Product.slug.label("product_slug"),
        Product.name_ko.label("product_name_ko"),
        Product.name_en.label("product_name_en"),
        User.display_name.label("writer_name"),
    )
    .join(Product, Product.id == Entry.product_id)
    .outerjoin(User, User.id == Entry.writer_id)
)
_NAMES = tuple(column.name for column in _VIEW.selected_columns)


_Linked = aliased(Thread)
_ROOT = func.coalesce(_Linked.canonical_id, _Linked.id)


def get(actor: Actor, entry_id: int, *, for_update: bool = False) -> EntryView:
    """Give an entry that this actor may see.

    Takes: for_update, to hold its row until the transaction ends.
    Raises: NotFound("changelog.not_found"), the same for a draft as for none at all.
    Costs: 1 statement.
    """
    statement = _VIEW.where(Entry.id == entry_id, policy.visible_to(actor))
    if for_update:
        statement = statement.with_for_update(of=Entry)
    row = read(statement).one_or_none()
    if row is None:
        raise NotFound("changelog.not_found")
    return EntryView(**row._asdict())


def published(
    *, product_id: int | None = None, label: str | None = None, cursor: str | None = None
) -> Page[EntryView]:
    """List what readers see, newest first.

    Costs: 1 statement.
    """
    keyset = _published(product_id is not None, label is not None)
    piece = keyset.fetch(cursor, product_id=product_id, label=label)
    return Page(_views(piece.rows), piece.next_cursor)


@lru_cache
def _published(of_product: bool, of_label: bool) -> Keyset:  # noqa: FBT001 - a cache's key
    statement = _VIEW.where(policy.PUBLISHED)
    if of_product:
        statement = statement.where(Entry.product_id == bindparam("product_id"))
    if of_label:
        statement = statement.where(Entry.label == bindparam("label"))
    return Keyset(statement, Entry.published_at, Entry.id)


def newest() -> tuple[EntryView, ...]:
    """Give what the feed tells: the newest entries, the newest first.

    Costs: 1 statement.
    """
    ordered = _VIEW.where(policy.PUBLISHED).order_by(Entry.published_at.desc(), Entry.id.desc())
    return _views(read(ordered.limit(FEED_SIZE)).all())


def desk(actor: Actor, state: str, *, cursor: str | None = None) -> Page[EntryView]:
    """List the entries of one state that this person writes, newest first.

    Costs: 1 statement.
    """
    statement = _VIEW.where(Entry.state == state, policy.of_desk(actor))
    piece = paging.fetch(statement, Entry.id, cursor=cursor)
    return Page(_views(piece.rows), piece.next_cursor)


def counts(actor: Actor) -> dict[str, int]:
    """Count the entries that this person writes, by state.

    Costs: 1 statement.
    """
    counted = select(Entry.state, func.count()).where(policy.of_desk(actor)).group_by(Entry.state)
    return {row[0]: row[1] for row in read(counted)}


def ideas_of(actor: Actor, entry_ids: list[int]) -> dict[int, tuple[LinkedIdea, ...]]:
    """Give the ideas that entries answer, as far as this actor may see them.

    Of one that was merged into another since, the other. One that is a question by now is none.
    Costs: 1 statement, none for an empty list.
    """
    if not entry_ids:
        return {}
    rows = read(
        select(
            EntryIdea.entry_id,
            Thread.id,
            Thread.title,
            Thread.slug,
            Thread.lang,
            Thread.status,
            Thread.vote_count,
        )
        .distinct()
        .join(_Linked, _Linked.id == EntryIdea.thread_id)
        .join(Thread, Thread.id == _ROOT)
        .where(EntryIdea.entry_id.in_(entry_ids), threads.visible_to(actor))
        .where(Thread.kind == "idea")
        .order_by(Thread.vote_count.desc(), Thread.id)
    )
    found: dict[int, tuple[LinkedIdea, ...]] = {}
    for entry_id, *facts in rows:
        found[entry_id] = (*found.get(entry_id, ()), LinkedIdea(*facts))
    return found


def idea_ids(entry_id: int) -> tuple[int, ...]:
    """Give the numbers of the ideas that an entry answers, whoever may see them.

    Of one that was merged into another since, the other. One that is a question by now is none.
    Costs: 1 statement.
    """
    linked = select(_ROOT).join(EntryIdea, EntryIdea.thread_id == _Linked.id)
    rows = linked.where(EntryIdea.entry_id == entry_id, _Linked.kind == "idea").distinct()
    return tuple(sorted(db.session.execute(rows).scalars()))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an idea has become: help articles, and entries of the changelog, newest first."""

    articles: tuple[ArticleLink, ...]
    entries: tuple[EntryLink, ...]


def came_of(thread_id: int, locale: str) -> Outcome:
    """Give the published articles that an idea became, in this language where they can be, and the
    published entries that answer it or one that is the same.

    Costs: 1 statement.
    """  # noqa: D205 - the sentence needs its two lines
    rows = read(_came_of(locale), {"thread_id": thread_id}).all()
    articles = [ArticleLink(*row[:5]) for row in rows if row[6] is None]
    entries = [EntryLink(row[0], row[4], row[5], row[6]) for row in rows if row[6] is not None]
    return Outcome(
        articles=tuple(sorted(articles, key=lambda article: article.version_id)),
        entries=tuple(sorted(entries, key=lambda e: (e.published_at, e.id), reverse=True)),
    )


@lru_cache(maxsize=8)
def _came_of(locale: str) -> CompoundSelect[*tuple[Any, ...]]:
    # under one page each statement costs more than its rows
    articles = grown_from_thread(locale).order_by(None).subquery()
    newest = _OF_IDEA.subquery()
    text, instant = cast(null(), String), cast(null(), Entry.published_at.type)
    return union_all(
        select(*articles.c, text, instant).order_by(None),
        select(
            newest.c.id,
            cast(null(), BigId),
            text,
            text,
            newest.c.title_ko,
            newest.c.title_en,
            newest.c.published_at,
        ),
    )


_FAMILY = select(Thread.id).where(
    or_(Thread.id == bindparam("thread_id"), Thread.canonical_id == bindparam("thread_id"))
)
_OF_IDEA = (
    select(Entry.id, Entry.title_ko, Entry.title_en, Entry.published_at)
    .where(
        policy.PUBLISHED,
        Entry.id.in_(select(EntryIdea.entry_id).where(EntryIdea.thread_id.in_(_FAMILY))),
    )
    .order_by(Entry.published_at.desc(), Entry.id.desc())
    .limit(_OF_IDEA_MAX)
)


def newest_id() -> int:
    """Give the highest number of an entry; 0 when there is none.

    Costs: 1 statement.
    """
    return read(select(func.max(Entry.id))).scalar() or 0


def addresses(locale: str, *, first: int, last: int) -> list[tuple[int, str]]:
    """Give number and slug of the published entries of a range of numbers.

    Costs: 1 statement.
    """
    rows = read(
        select(Entry.id, Entry.title_ko, Entry.title_en)
        .where(policy.PUBLISHED, Entry.id.between(first, last))
        .order_by(Entry.id)
    )
    shown = ((row.id, shown_lang(row.title_ko, row.title_en, locale), row) for row in rows)
    return [
        (entry_id, slugify(row.title_ko if lang == "ko" else row.title_en))
        for entry_id, lang, row in shown
    ]


def _views(rows: Any) -> tuple[EntryView, ...]:  # noqa: ANN401 - rows of any list of views
    return tuple(EntryView(**dict(zip(_NAMES, row, strict=False))) for row in rows)
