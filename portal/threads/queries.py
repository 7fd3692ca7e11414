"""Reading one thread."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Select,
    bindparam,
    case,
    exists,
    func,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.accounts.queries import BYLINE, Byline, byline
from portal.kit.db import db, read
from portal.kit.errors import NotFound
from portal.products.models import Product
from portal.threads import policy, states, statuses
from portal.threads.models import Draft, Follow, Split, Tag, Thread, ThreadRevision, ThreadTag


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadView:
    """A thread with all its facts, as its page and the rules see it."""

    id: int
    kind: str
    product_id: int
    product_slug: str
    product_name_ko: str
    product_name_en: str
    # what is shown of its voters, and how many votes one person has
    voter_visibility: str
    vote_budget: int | None
    author_id: int
    author: Byline
    lang: str
    title: str
    slug: str
    body_md: str
    body_html: str
    excerpt: str
    visibility: str
    visibility_reason: str | None
    locked_at: datetime | None
    lock_reason: str | None
    canonical_id: int | None
    status: str | None
    status_kind: str | None
    resolution: str | None
    resolved_at: datetime | None
    confirmed_by: str | None
    posted_at: datetime
    edited_at: datetime | None
    last_activity_at: datetime
    version: int
    vote_count: int
    answer_count: int
    comment_count: int
    accepted_count: int
    official_count: int
    hot_key: float
    family_edition: int
    tags: tuple[str, ...]
    has_duplicates: bool
    # it is an idea that was split, or that was split off another
    is_split: bool
    # the author was brought in from elsewhere and has no account here
    is_by_contact: bool

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


_FACTS = [
    "id",
    "kind",
    "product_id",
    "author_id",
    "lang",
    "title",
    "slug",
    "body_md",
    "body_html",
    "excerpt",
    "visibility",
    "visibility_reason",
    "locked_at",
    "lock_reason",
    "canonical_id",
    "status",
    "status_kind",
    "resolution",
    "resolved_at",
    "confirmed_by",
    "posted_at",
    "edited_at",
    "last_activity_at",
    "version",
    "vote_count",
    "answer_count",
    "comment_count",
    "accepted_count",
    "official_count",
    "hot_key",
    "family_edition",
]
_BY = tuple(f"by_{column.key}" for column in BYLINE)
TAGS = (
    select(func.aggregate_strings(Tag.slug, " "))
    .join(ThreadTag, ThreadTag.tag_id == Tag.id)
    .where(ThreadTag.thread_id == Thread.id)
    .correlate(Thread)
    .scalar_subquery()
)
"""A thread's tags in one column, for statements that read few threads; ``split_tags`` reads it."""

_Other = aliased(Thread)
_VIEW: Select[*tuple[Any, ...]] = (
    select(
        *(getattr(Thread, name) for name in _FACTS),
        Product.slug.label("product_slug"),
        Product.name_ko.label("product_name_ko"),
        Product.name_en.label("product_name_en"),
        Product.voter_visibility,
        Product.vote_budget,
        Thread.author_role,
        *(column.label(f"by_{column.key}") for column in BYLINE),
        TAGS.label("tags"),
        statuses.EDITION.scalar_subquery().label("edition"),
        exists().where(_Other.canonical_id == Thread.id).label("has_duplicates"),
        exists()
        .where((Split.thread_id == Thread.id) | (Split.from_id == Thread.id))
        .correlate(Thread)
        .label("is_split"),
        User.email.is_(None).label("is_by_contact"),
    )
    .join(Product, Product.id == Thread.product_id)
    .join(User, User.id == Thread.author_id)
)


def get(actor: Actor, thread_id: int, *, for_update: bool = False) -> ThreadView:
    """Give a thread that this actor may see.

    Takes: for_update, to hold its row until the transaction ends.
    Raises: NotFound("thread.not_found"), the same for a hidden one as for none at all.
    Costs: 1 statement.
    """
    statement = _one(policy.sight_of(actor), for_update)
    values = {"thread_id": thread_id, policy.VIEWER: actor.id}
    row = read(statement, values).one_or_none()
    if row is None:
        raise NotFound("thread.not_found")
    facts = row._asdict()
    author = byline([facts.pop(name) for name in _BY], facts.pop("author_role"))
    tags = split_tags(facts.pop("tags"))
    # whoever draws it draws the statuses of now
    statuses.of_edition(facts.pop("edition"))
    return ThreadView(author=author, tags=tags, **facts)


def split_tags(joined: str | None) -> tuple[str, ...]:
    """Read the column ``TAGS``: no tag holds a blank."""
    return tuple(sorted(joined.split())) if joined else ()


@lru_cache(maxsize=64)
def _one(sight: policy.Sight, for_update: bool) -> Select[*tuple[Any, ...]]:  # noqa: FBT001 - a cache's key
    statement = _VIEW.where(Thread.id == bindparam("thread_id"), policy.visible_in(sight))
    # not against those who only name the thread in a key: a vote or an answer being inserted
    return statement.with_for_update(of=Thread, key_share=True) if for_update else statement


_TAGS = (
    select(ThreadTag.thread_id, Tag.slug)
    .join(Tag, Tag.id == ThreadTag.tag_id)
    .where(ThreadTag.thread_id.in_(bindparam("thread_ids", expanding=True)))
    .order_by(Tag.slug)
)


def tags_of(thread_ids: list[int]) -> dict[int, tuple[str, ...]]:
    """Give the tags of several threads.

    Costs: 1 statement, none for an empty list.
    """
    if not thread_ids:
        return {}
    tags: dict[int, tuple[str, ...]] = {}
    for thread_id, slug in read(_TAGS, {"thread_ids": thread_ids}):
        tags[thread_id] = (*tags.get(thread_id, ()), slug)
    return tags


def family_ids(*thread_ids: int | BindParameter[Any]) -> CompoundSelect[int]:
    """Select the numbers of threads and of those that repeat them."""
    return union_all(
        select(Thread.id).where(Thread.id.in_(thread_ids)),
        select(Thread.id).where(Thread.canonical_id.in_(thread_ids)),
    )


_RANKS = {"muted": 1, "status": 2, "all": 3}
_LEVELS = {rank: level for level, rank in _RANKS.items()}
_RANK = case(_RANKS, value=Follow.level)


def _strongest(thread_id: int | BindParameter[Any]) -> ColumnElement[int]:
    """Give the rank of how a person follows a family, over their rows in it."""
    here = func.max(case((Follow.thread_id == thread_id, _RANK), else_=0))
    return case((here == _RANKS["muted"], here), else_=func.max(_RANK))


@dataclass(frozen=True, slots=True)
class Following:
    """How a reader follows a thread, and since which act of theirs."""

    # None: they do not
    level: str | None = None
    # "merge": what they follow was linked to it
    origin: str | None = None
    # whether they followed what they commented on when they were last asked
    follows_commented: bool = True

    @property
    def may_grow(self) -> bool:
        """Tell whether a comment may offer to follow all of it: not against a choice."""
        return self.level is None or (self.level == "status" and self.origin != "choice")


@dataclass(frozen=True, slots=True)
class OwnState:
    """What is the reader's own on a thread's page: how they follow, what they began to write."""

    following: Following = Following()
    typed: dict[str, str] = field(default_factory=dict)
    more: tuple[Any, ...] = ()


def _counts_first(thread_id: BindParameter[Any]) -> ColumnElement[int]:
    """Order a person's rows in a family as ``_strongest`` chooses among them."""
    is_muted_here = (Follow.thread_id == thread_id) & (Follow.level == "muted")
    return case((is_muted_here, max(_LEVELS) + 1), else_=_RANK)


_HERE: BindParameter[Any] = bindparam("thread_id")
_OWN = select(
    # one value for both, because it is one row of several that counts
    select(Follow.level + " " + case((Follow.thread_id == _HERE, Follow.origin), else_="merge"))
    .where(
        Follow.thread_id.in_(family_ids(_HERE)),
        Follow.person_id == bindparam("person_id"),
    )
    .order_by(_counts_first(_HERE).desc(), case((Follow.thread_id == _HERE, 0), else_=1))
    .limit(1)
    .scalar_subquery(),
    select(User.follows_commented).where(User.id == bindparam("person_id")).scalar_subquery(),
    select(Draft.fields)
    .where(Draft.owner.in_(bindparam("owners", expanding=True)), Draft.form == bindparam("form"))
    .order_by(Draft.saved_at.desc())
    .limit(1)
    .scalar_subquery(),
)


def own_state(
    actor: Actor,
    thread_id: int,
    *,
    owners: list[str],
    form: str,
    more: tuple[ColumnElement[Any], ...] = (),
) -> OwnState:
    """Tell how this actor follows a thread, and what they typed last in a form of its page.

    Takes: owners of drafts that are theirs, as ``drafts.find`` does. more, columns about this
        reader and thread that a room above asks for in the same statement.
    Costs: 1 statement; none for nobody who typed nothing.
    """
    if not owners:
        return OwnState()
    values = {"thread_id": thread_id, "person_id": actor.id, "owners": owners, "form": form}
    row = read(_OWN.add_columns(*more) if more else _OWN, values).one()
    follow, follows_commented, typed, *others = row
    level, origin = follow.split() if follow else (None, None)
    following = Following(level, origin, follows_commented is not False)
    return OwnState(following, typed or {}, tuple(others))


def follow_level(actor: Actor, thread_id: int) -> str | None:
    """Tell how this actor follows a thread; None when they do not.

    Costs: 1 statement.
    """
    follows = select(Follow.level).where(
        Follow.thread_id == thread_id, Follow.person_id == actor.id
    )
    return db.session.execute(follows).scalar_one_or_none()


def follower_ids(thread_id: int, levels: tuple[str, ...]) -> frozenset[int]:
    """List who follows a thread at one of these levels.

    Costs: 1 statement.
    """
    rows = db.session.execute(
        select(Follow.person_id).where(Follow.thread_id == thread_id, Follow.level.in_(levels))
    )
    return frozenset(rows.scalars())


def family_follower_ids(thread_id: int, levels: tuple[str, ...]) -> frozenset[int]:
    """List who follows a thread, or one that repeats it, at one of these levels.

    Of what a person chose for several of them the strongest counts; but who muted the thread
    itself hears nothing, whatever else they follow.
    Costs: 1 statement.
    """
    rows = db.session.execute(
        select(Follow.person_id)
        .where(Follow.thread_id.in_(family_ids(thread_id)))
        .group_by(Follow.person_id)
        .having(_strongest(thread_id).in_([_RANKS[level] for level in levels]))
    )
    return frozenset(rows.scalars())


def new_followers(thread_ids: Collection[int], target_id: int) -> int:
    """Count who would hear of a thread because these and what repeats them were linked to it.

    Costs: 1 statement.
    """
    there = select(Follow.person_id).where(Follow.thread_id.in_(family_ids(target_id)))
    new = select(func.count(Follow.person_id.distinct())).where(
        Follow.thread_id.in_(family_ids(*thread_ids)),
        Follow.level != "muted",
        Follow.person_id.not_in(there),
    )
    return db.session.execute(new).scalar_one()


@dataclass(frozen=True, slots=True)
class RevisionView:
    """What a thread said before an edit, and who changed it."""

    version: int
    title: str
    body_md: str
    editor: str
    edited_at: datetime


def revisions(actor: Actor, thread_id: int) -> tuple[RevisionView, ...]:
    """List earlier wordings, newest first.

    Raises: NotFound("thread.not_found").
    Costs: 2 statements.
    """
    get(actor, thread_id)
    rows = db.session.execute(
        select(
            ThreadRevision.version,
            ThreadRevision.title,
            ThreadRevision.body_md,
            User.display_name,
            ThreadRevision.edited_at,
        )
        .join(User, User.id == ThreadRevision.editor_id)
        .where(ThreadRevision.thread_id == thread_id)
        .order_by(ThreadRevision.version.desc())
    )
    return tuple(RevisionView(*row) for row in rows)
