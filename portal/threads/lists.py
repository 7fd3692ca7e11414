"""The named lists of threads: hot, new, top, unanswered, mine, followed; each a keyset page."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    bindparam,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
    tuple_,
)

from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.accounts.queries import BYLINE, Byline, byline
from portal.kit import paging
from portal.kit.db import db, read
from portal.kit.paging import PAGE_SIZE, Keyset, Page
from portal.products.models import Product
from portal.threads import policy, queries, states, statuses
from portal.threads.kinds import VOTABLE
from portal.threads.models import Follow, Tag, Thread, ThreadTag
from portal.threads.queries import ThreadView

Cards = Select[*tuple[Any, ...]]
"""A statement whose rows are cards."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; None leaves it open."""

    kind: str | None = None
    product_id: int | None = None
    tag: str | None = None
    status: str | None = None
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class RecentVotes:
    """How many votes a thread got in the last so many days."""

    days: int
    count: int


# eq=False: rows that say the same give the very same card (see _card), and what is drawn of cards
# is kept under them, which is quick when nothing but their identity has to be compared
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ThreadCard:
    """A thread as a list shows it; in a list of a period with the votes that order it."""

    id: int
    kind: str
    lang: str
    title: str
    slug: str
    excerpt: str
    visibility: str
    locked_at: datetime | None
    canonical_id: int | None
    status: str | None
    status_kind: str | None
    resolution: str | None
    confirmed_by: str | None
    posted_at: datetime
    last_activity_at: datetime
    vote_count: int
    answer_count: int
    comment_count: int
    official_count: int
    product_id: int
    product_slug: str
    product_name_ko: str
    product_name_en: str
    author: Byline
    tags: tuple[str, ...]
    recent_votes: RecentVotes | None = None

    @property
    def is_locked(self) -> bool:
        """Tell whether it takes no more writing."""
        return self.locked_at is not None

    @property
    def label(self) -> str:
        """Give the label a reader sees."""
        return states.label(self)

    def product_name(self, locale: str) -> str:
        """Give the product's name in a language."""
        return self.product_name_ko if locale == "ko" else self.product_name_en


_CARD_COLUMNS = (
    Thread.id,
    Thread.kind,
    Thread.lang,
    Thread.title,
    Thread.slug,
    Thread.excerpt,
    Thread.visibility,
    Thread.locked_at,
    Thread.canonical_id,
    Thread.status,
    Thread.status_kind,
    Thread.resolution,
    Thread.confirmed_by,
    Thread.posted_at,
    Thread.last_activity_at,
    Thread.vote_count,
    Thread.answer_count,
    Thread.comment_count,
    Thread.official_count,
    Thread.product_id,
    Product.slug.label("product_slug"),
    Product.name_ko.label("product_name_ko"),
    Product.name_en.label("product_name_en"),
)
_CARD: Cards = (
    select(
        *_CARD_COLUMNS,
        Thread.author_role,
        *(column.label(f"by_{column.key}") for column in BYLINE),
        queries.TAGS.label("tag_slugs"),
        statuses.EDITION.scalar_subquery().label("edition"),
    )
    .join(Product, Product.id == Thread.product_id)
    .join(User, User.id == Thread.author_id)
)
_NAMES = tuple(column.key for column in _CARD_COLUMNS)
_WIDTH = len(_NAMES)


def hot(
    actor: Actor, filters: Filters, *, cursor: str | None = None, size: int = PAGE_SIZE
) -> Page[ThreadCard]:
    """List what is wanted now. Ideas that are decided are left out unless a status is asked for.

    Costs: 1 statement.
    """
    return _page("hot", actor, filters, cursor, size)


def new(
    actor: Actor, filters: Filters, *, cursor: str | None = None, size: int = PAGE_SIZE
) -> Page[ThreadCard]:
    """List the newest.

    Costs: 1 statement.
    """
    return _page("new", actor, filters, cursor, size)


def top(actor: Actor, filters: Filters, *, cursor: str | None = None) -> Page[ThreadCard]:
    """List by all votes there ever were.

    Costs: 1 statement.
    """
    return _page("top", actor, filters, cursor)


def unanswered(actor: Actor, filters: Filters, *, cursor: str | None = None) -> Page[ThreadCard]:
    """List questions that nobody has answered, newest first. Age takes nothing off the list.

    Costs: 1 statement.
    """
    return _page("unanswered", actor, filters, cursor)


def mine(actor: Actor, filters: Filters, *, cursor: str | None = None) -> Page[ThreadCard]:
    """List what this actor posted, whatever became of it.

    Costs: 1 statement.
    """
    return _page("mine", actor, filters, cursor)


def followed(actor: Actor, filters: Filters, *, cursor: str | None = None) -> Page[ThreadCard]:
    """List what this actor follows, what moved last first.

    Costs: 1 statement.
    """
    return _page("followed", actor, filters, cursor)


def by_author(actor: Actor, author_id: int, *, cursor: str | None = None) -> Page[ThreadCard]:
    """List what a person posted, as far as this actor may see it.

    Costs: 1 statement.
    """
    statement = _CARD.where(Thread.author_id == author_id, policy.visible_to(actor))
    piece = paging.fetch(statement, Thread.posted_at, Thread.id, cursor=cursor)
    return Page(make_cards(piece.rows), piece.next_cursor)


def cards(actor: Actor, thread_ids: list[int]) -> dict[int, ThreadCard]:
    """Give the cards of these threads, as far as this actor may see them.

    Costs: 1 statement, none for an empty list.
    """
    if not thread_ids:
        return {}
    values = {"thread_ids": thread_ids, policy.VIEWER: actor.id}
    rows = read(_cards_of(policy.sight_of(actor)), values).all()
    return {card.id: card for card in make_cards(rows)}


@lru_cache(maxsize=64)
def _cards_of(sight: policy.Sight) -> Cards:
    wanted = Thread.id.in_(bindparam("thread_ids", expanding=True))
    return _CARD.where(wanted, policy.visible_in(sight))


def duplicates_of(actor: Actor, thread_id: int) -> tuple[ThreadCard, ...]:
    """List the threads that were found to be the same as this one, at most 100.

    Costs: 1 statement.
    """
    values = {"thread_id": thread_id, policy.VIEWER: actor.id}
    return make_cards(read(_duplicates(policy.sight_of(actor)), values).all())


@lru_cache(maxsize=64)
def _duplicates(sight: policy.Sight) -> Cards:
    same = Thread.canonical_id == bindparam("thread_id")
    return _CARD.where(same, policy.visible_in(sight)).order_by(Thread.id).limit(100)


@dataclass(frozen=True, slots=True)
class MergedIdea:
    """An idea that was merged into another, with what it says."""

    card: ThreadCard
    body_html: str


def merged_into(actor: Actor, thread_id: int) -> tuple[MergedIdea, ...]:
    """List the ideas that were merged into this one as ``duplicates_of`` does, with their texts.

    Costs: 1 statement.
    """
    values = {"thread_id": thread_id, policy.VIEWER: actor.id}
    rows = read(_merged(policy.sight_of(actor)), values).all()
    return tuple(MergedIdea(c, row[-1]) for c, row in zip(make_cards(rows), rows, strict=True))


@lru_cache(maxsize=64)
def _merged(sight: policy.Sight) -> Cards:
    return _duplicates(sight).add_columns(Thread.body_html)


def duplicates(
    actor: Actor,
    lang: str,
    *,
    since: datetime,
    cursor: str | None = None,
    size: int = PAGE_SIZE,
) -> Page[ThreadCard]:
    """List the public questions of a language that repeat another, newest first.

    Takes: since, nothing that was posted before.
    Costs: 1 statement.
    """
    repeats = (Thread.kind == "question") & (Thread.lang == lang) & Thread.canonical_id.is_not(None)
    statement = _CARD.where(repeats, policy.VISIBLE, policy.visible_to(actor))
    lately = statement.where(Thread.posted_at >= since)
    piece = paging.fetch(lately, Thread.posted_at, Thread.id, cursor=cursor, size=size)
    return Page(make_cards(piece.rows), piece.next_cursor)


def open_ids(actor: Actor, filters: Filters) -> Cards:
    """Select the ids of open threads, for lists that other rooms order (by their own rows).

    A tag to narrow them to is given when it is run, as ``tag``.
    """
    return _open(select(Thread.id), policy.visible_to(actor), filters)


def cards_around(page: Cards) -> Cards:
    """Select the cards of one page of ``open_ids``: sorting many ids is cheaper than many cards."""
    chosen = page.subquery()
    keys = [column for column in chosen.c if column.key.startswith("key_")]
    cards = cards_of(chosen).add_columns(*keys)
    return cards.order_by(*(key.desc() for key in keys))


def cards_of(chosen: Subquery) -> Cards:
    """Select the cards of the threads whose numbers stand in the column ``id`` of a subquery."""
    return _CARD.join(chosen, chosen.c.id == Thread.id)


def place_in_hot(thread: ThreadView) -> int | None:
    """Tell at which place of the hot list of its kind a thread stands; None for none.

    Costs: 1 statement, answered by the order's own index.
    """
    shown = thread.visibility == "visible" and thread.canonical_id is None
    if not shown or (thread.kind == "idea" and thread.status_kind not in VOTABLE):
        return None
    hotter = tuple_(Thread.hot_key, Thread.id) > tuple_(
        literal(thread.hot_key, Thread.hot_key.type), literal(thread.id, Thread.id.type)
    )
    ahead = _open(select(func.count()), policy.VISIBLE, Filters(kind=thread.kind)).where(hotter)
    return int(db.session.execute(ahead).scalar_one()) + 1


def newest_id() -> int:
    """Give the highest number of a thread there is; 0 for none.

    Costs: 1 statement.
    """
    return db.session.execute(select(func.max(Thread.id))).scalar() or 0


def addresses(actor: Actor, *, first: int, last: int) -> list[tuple[str, int, str]]:
    """Give kind, number and slug of the threads in a range of numbers that this actor may see.

    Those that repeat another are left out: their original is listed.
    Costs: 1 statement.
    """
    statement = (
        select(Thread.kind, Thread.id, Thread.slug)
        .where(Thread.id.between(first, last), Thread.canonical_id.is_(None))
        .where(policy.visible_to(actor))
        .order_by(Thread.id)
    )
    return [(row.kind, row.id, row.slug) for row in db.session.execute(statement)]


def counted_by_status(*, of_all: bool) -> Select[*tuple[Any, ...]]:
    """Select how many public ideas have each status, answered by an index alone.

    Takes: of_all, for all products; else one is given when it is run, as ``product_id``.
    """
    return _BY_STATUS if of_all else _BY_STATUS_OF_PRODUCT


_BY_STATUS = (
    select(Thread.status, func.count().label("count"))
    .where(policy.VISIBLE, Thread.canonical_id.is_(None), Thread.kind == literal_column("'idea'"))
    .group_by(Thread.status)
)
_BY_STATUS_OF_PRODUCT = _BY_STATUS.where(Thread.product_id == bindparam("product_id"))


def make_cards(rows: Any) -> tuple[ThreadCard, ...]:  # noqa: ANN401 - rows of any statement of cards
    """Make cards of rows of ``cards_around``."""
    found = list(rows)
    if found:
        # whoever draws them draws the statuses of now
        statuses.of_edition(found[0][_WIDTH + 7])
    return tuple(_card(*row[: _WIDTH + 7]) for row in found)


@lru_cache(maxsize=1_024)
def _card(*values: Any) -> ThreadCard:  # noqa: ANN401 - the columns of _CARD
    """Make a card; the same card as before when nothing about it has changed."""
    author = byline(values[_WIDTH + 1 : _WIDTH + 6], values[_WIDTH])
    facts = dict(zip(_NAMES, values, strict=False))
    return ThreadCard(author=author, tags=queries.split_tags(values[_WIDTH + 6]), **facts)


def _page(
    order: str, actor: Actor, filters: Filters, cursor: str | None, size: int = PAGE_SIZE
) -> Page[ThreadCard]:
    shape = replace(filters, tag="" if filters.tag else None)
    keyset = _keyset(order, shape, policy.sight_of(actor), size)
    piece = keyset.fetch(cursor, viewer_id=actor.id, tag=filters.tag)
    return Page(make_cards(piece.rows), piece.next_cursor)


@lru_cache(maxsize=512)
def _keyset(order: str, filters: Filters, sight: policy.Sight, size: int) -> Keyset:
    """Build a named list once for all who ask for the same; a tag's name is a parameter."""
    visible = policy.visible_in(sight)
    if order == "mine":
        own = _narrow(_CARD, filters).where(Thread.author_id == bindparam(policy.VIEWER))
        return Keyset(own, Thread.posted_at, Thread.id)
    if order == "followed":
        statement = _narrow(_CARD, filters).join(Follow, _follows()).where(visible)
        return Keyset(statement, Thread.last_activity_at, Thread.id)
    if order == "new" and filters.tag is not None:
        return _newest_tagged(visible, filters)
    key = {"hot": Thread.hot_key, "top": Thread.vote_count}.get(order, Thread.posted_at)
    statement = _open(select(Thread.id), visible, filters)
    if order == "unanswered":
        statement = statement.where(
            Thread.kind == literal_column("'question'"), Thread.answer_count == literal_column("0")
        )
    # by themselves the numbers are read in the order of an index, however the cards are joined
    return Keyset(statement, key, Thread.id, size=size, around=cards_around)


def _newest_tagged(visible: ColumnElement[bool], filters: Filters) -> Keyset:
    """Go through the rows of a tag in their own order, however many there are."""
    tag_id = select(Tag.id).where(Tag.slug == bindparam("tag")).scalar_subquery()
    of_tag = ThreadTag.thread_id == Thread.id
    cards = _narrow(_public(_CARD.join(ThreadTag, of_tag)), replace(filters, tag=None))
    cards = cards.where(ThreadTag.tag_id == tag_id, _still_moves(filters), visible)
    return Keyset(cards, ThreadTag.posted_at, ThreadTag.thread_id)


def _follows() -> ColumnElement[bool]:
    return and_(
        Follow.thread_id == Thread.id,
        Follow.person_id == bindparam(policy.VIEWER),
        Follow.level != "muted",
    )


def _open(cards: Cards, visible: ColumnElement[bool], filters: Filters) -> Cards:
    return _narrow(_public(cards), filters).where(_still_moves(filters), visible)


def _public(cards: Cards) -> Cards:
    # the conditions of the partial indexes, word for word
    return cards.where(policy.VISIBLE, Thread.canonical_id.is_(None))


def _still_moves(filters: Filters) -> ColumnElement[bool]:
    if filters.status is not None:
        # with the kind as the partial indexes say it
        return and_(Thread.status == filters.status, Thread.kind == literal_column("'idea'"))
    if filters.kind == "question":
        return Thread.kind == "question"
    if filters.tag is not None:
        # what is looked for by a tag is found whatever became of it
        return true()
    moves: ColumnElement[bool] = Thread.status_kind.in_(VOTABLE)
    if filters.kind is None:
        moves = or_(Thread.status_kind.is_(None), moves)
    # so that no database thinks of an index on the kind and sorts all ideas, and yet knows how many
    # there are of it
    return moves.is_(True)


def _narrow(statement: Cards, filters: Filters) -> Cards:
    if filters.kind is not None:
        statement = statement.where(Thread.kind == filters.kind)
    if filters.product_id is not None:
        statement = statement.where(Thread.product_id == filters.product_id)
    if filters.lang is not None:
        statement = statement.where(Thread.lang == filters.lang)
    if filters.tag is not None:
        tagged = select(ThreadTag.thread_id).join(Tag).where(Tag.slug == bindparam("tag"))
        statement = statement.where(Thread.id.in_(tagged))
    return statement
