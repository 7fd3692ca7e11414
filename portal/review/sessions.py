"""Reading sittings: their list, one with all its ideas, and what the public is told of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, String, case, func, literal, select
from sqlalchemy.orm import aliased

from portal.accounts.actor import EVERYWHERE, Actor
from portal.accounts.models import RoleGrant, User
from portal.accounts.roles import whose_work_is
from portal.ideas.models import StatusChange
from portal.kit import clock, paging, text
from portal.kit.db import read
from portal.kit.errors import Conflict, NotAllowed, NotFound, PortalError
from portal.kit.paging import Page
from portal.products.models import Product
from portal.review import policy, session_rules
from portal.review.models import ReviewItem, ReviewSession
from portal.review.session_rules import Ruling, Target
from portal.threads import statuses
from portal.threads.models import Thread
from portal.threads.policy import VISIBLE

OUTCOMES: Final = ("done", "active", "open", "merge", "rejected", "archived", "keep")
"""How the public page groups what became of ideas, in its order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLine:
    """A sitting as a list shows it."""

    id: int
    title: str
    state: str
    frozen_at: datetime
    published_at: datetime | None
    opened_by: str | None
    product_slug: str | None
    product_ko: str | None
    product_en: str | None
    ideas: int
    decided: int

    @property
    def slug(self) -> str:
        """Give the words of its public address."""
        return text.slugify(self.title)

    def product(self, locale: str) -> str | None:
        """Give the product's name in a language; None for a sitting over several."""
        return self.product_ko if locale == "ko" else self.product_en


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One idea of a sitting: as it was frozen, as it is now, and what was decided."""

    thread_id: int
    position: int
    frozen: Mapping[str, Any]
    decision: str | None
    status: str | None
    reason_code: str | None
    text_md: str
    text_html: str
    link: str | None
    revisit_at: datetime | None
    revisit_votes: int | None
    target_id: int | None
    owner_id: int | None
    note: str
    decided_at: datetime | None
    version: int
    owner: str | None
    decided_by: str | None
    product_id: int
    slug: str
    status_now: str
    votes_now: int
    is_visible: bool
    is_merged: bool
    moved_at: datetime | None
    target: Target | None

    @property
    def ruling(self) -> Ruling | None:
        """Give what was decided; None when nothing was."""
        if self.decision is None:
            return None
        return Ruling(
            decision=self.decision,
            status=self.status,
            reason_code=self.reason_code,
            text_md=self.text_md,
            link=self.link or "",
            revisit_at=self.revisit_at,
            revisit_votes=self.revisit_votes,
            target_id=self.target_id,
            owner_id=self.owner_id,
            note=self.note,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionView:
    """A sitting with all its ideas, in the order in which they were frozen."""

    id: int
    title: str
    state: str
    query: str
    formula_version: int
    frozen_at: datetime
    minutes_md: str
    minutes_html: str
    intro_md: str
    intro_html: str
    version: int
    published_at: datetime | None
    product_id: int | None
    product_ko: str | None
    product_en: str | None
    opened_by: str | None
    published_by: str | None
    items: tuple[Item, ...]

    @property
    def slug(self) -> str:
        """Give the words of its public address."""
        return text.slugify(self.title)

    @property
    def decided(self) -> int:
        """Count the ideas that somebody decided."""
        return sum(item.decision is not None for item in self.items)

    @property
    def stamp(self) -> int:
        """Give what grows with every change: what somebody read is what they publish."""
        return self.version + sum(item.version for item in self.items)

    def product(self, locale: str) -> str | None:
        """Give the product's name in a language; None for a sitting over several."""
        return self.product_ko if locale == "ko" else self.product_en

    def item(self, thread_id: int) -> Item:
        """Give one of its ideas.

        Raises: NotFound("sitting.not_found").
        """
        found = next((item for item in self.items if item.thread_id == thread_id), None)
        if found is None:
            raise NotFound("sitting.not_found")
        return found

    def undecided_after(self, position: int) -> int | None:
        """Give the place of the next idea to decide, from the top again at the end."""
        places = [item.position for item in self.items if item.decision is None]
        return next((place for place in places if place > position), next(iter(places), None))


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldIdea:
    """One idea as everybody reads what became of it in a sitting."""

    thread_id: int
    title: str
    slug: str
    lang: str
    votes: int
    outcome: str
    status: str | None
    reason_code: str | None
    text_html: str
    link: str | None
    target_id: int | None
    target_title: str | None
    target_slug: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What everybody may read of a published sitting."""

    id: int
    title: str
    intro_html: str
    published_at: datetime
    product_ko: str | None
    product_en: str | None
    groups: tuple[tuple[str, tuple[ToldIdea, ...]], ...]

    @property
    def slug(self) -> str:
        """Give the words of its public address."""
        return text.slugify(self.title)

    def product(self, locale: str) -> str | None:
        """Give the product's name in a language; None for a sitting over several."""
        return self.product_ko if locale == "ko" else self.product_en


@dataclass(frozen=True, slots=True)
class ToldLine:
    """A published sitting in a list."""

    id: int
    title: str
    published_at: datetime

    @property
    def slug(self) -> str:
        """Give the words of its public address."""
        return text.slugify(self.title)


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Somebody who weighs ideas, and so may answer for one."""

    id: int
    name: str
    handle: str


def listed(actor: Actor, cursor: str | None = None) -> Page[SessionLine]:
    """List sittings, the newest first, as far as they are this actor's to see.

    Raises: NotAllowed("idea.review"); RuleBroken("page.cursor").
    Costs: 1 statement.
    """
    policy.check(actor)
    counts = (
        select(
            ReviewItem.session_id,
            func.count().label("ideas"),
            func.count(ReviewItem.decision).label("decided"),
        )
        .group_by(ReviewItem.session_id)
        .subquery()
    )
    statement = (
        select(
            *(getattr(ReviewSession, name) for name in ("id", "title", "state", "frozen_at")),
            ReviewSession.published_at,
            User.display_name.label("opened_by"),
            Product.slug.label("product_slug"),
            Product.name_ko.label("product_ko"),
            Product.name_en.label("product_en"),
            counts.c.ideas,
            counts.c.decided,
        )
        .join(counts, counts.c.session_id == ReviewSession.id)
        .outerjoin(User, User.id == ReviewSession.opened_by_id)
        .outerjoin(Product, Product.id == ReviewSession.product_id)
        .where(policy.sat_in(actor.scope(policy.REVIEW)))
    )
    piece = paging.fetch(statement, ReviewSession.frozen_at, ReviewSession.id, cursor=cursor)
    lines = (
        SessionLine(**{name: getattr(row, name) for name in SessionLine.__dataclass_fields__})
        for row in piece.rows
    )
    return Page(tuple(lines), piece.next_cursor)


def get(actor: Actor, session_id: int) -> SessionView:
    """Give a sitting with all its ideas.

    Raises: NotFound("sitting.not_found"); NotAllowed("idea.review").
    Costs: 2 statements.
    """
    opened, published = aliased(User), aliased(User)
    row = read(
        select(
            *(getattr(ReviewSession, name) for name in _SESSION),
            Product.name_ko.label("product_ko"),
            Product.name_en.label("product_en"),
            opened.display_name.label("opened_by"),
            published.display_name.label("published_by"),
        )
        .outerjoin(Product, Product.id == ReviewSession.product_id)
        .outerjoin(opened, opened.id == ReviewSession.opened_by_id)
        .outerjoin(published, published.id == ReviewSession.published_by_id)
        .where(ReviewSession.id == session_id)
    ).one_or_none()
    if row is None:
        raise NotFound("sitting.not_found")
    check_sits(actor, row.product_id)
    items = tuple(_item(each) for each in read(_items(session_id)))
    return SessionView(**row._asdict(), items=items)


def check_sits(actor: Actor, product_id: int | None) -> None:
    """Refuse whoever may not weigh all the ideas of a sitting.

    Takes: product_id; None for a sitting over several.
    Raises: NotAllowed("idea.review").
    """
    policy.check(actor, product_id)
    if product_id is None and actor.scope(policy.REVIEW) is not EVERYWHERE:
        raise NotAllowed(policy.REVIEW)


def obstacles(actor: Actor, view: SessionView) -> dict[int, PortalError]:
    """Tell of each idea what hinders this actor to publish its decision, by its number.

    Costs: nothing; at most 1 statement when the statuses were changed a moment ago.
    """
    catalogue, now = statuses.catalogue(), clock.now()
    found = {
        item.thread_id: session_rules.why_not(
            item, item.ruling, decided_at=item.decided_at, catalogue=catalogue, now=now
        )
        for item in view.items
    }
    merged = [(item, item.target) for item in view.items if item.decision == "merge"]
    into = {item.thread_id: to.canonical_id or to.id for item, to in merged if to}
    for thread_id in session_rules.in_circles(into):
        found[thread_id] = found[thread_id] or Conflict("duplicate.itself")
    for item, to in merged:
        if to and not _can_merge(actor, item.product_id, to.product_id):
            found[item.thread_id] = found[item.thread_id] or Conflict("duplicate.other_product")
    return {thread_id: why for thread_id, why in found.items() if why is not None}


def reviewers(actor: Actor, product_id: int | None) -> tuple[Reviewer, ...]:
    """List who may answer for an idea of a product, or of any: whose work it is, and who asks.

    Costs: 1 statement.
    """
    scope: ColumnElement[bool] = RoleGrant.product_id.is_(None)
    if product_id is not None:
        scope |= RoleGrant.product_id == product_id
    theirs = select(RoleGrant.person_id).where(
        RoleGrant.role.in_(sorted(whose_work_is(policy.REVIEW))), scope
    )
    rows = read(
        select(User.id, User.display_name, User.handle)
        .where((User.id == actor.id) | User.id.in_(theirs), User.suspended_at.is_(None))
        .order_by(User.display_name, User.id)
    )
    return tuple(Reviewer(*row) for row in rows)


def told(session_id: int) -> Told:
    """Give what everybody may read of a published sitting, without what is out of sight now.

    Raises: NotFound("sitting.not_found").
    Costs: 2 statements.
    """
    row = read(
        select(
            *(getattr(ReviewSession, name) for name in ("id", "title", "intro_html")),
            ReviewSession.published_at,
            Product.name_ko.label("product_ko"),
            Product.name_en.label("product_en"),
        )
        .outerjoin(Product, Product.id == ReviewSession.product_id)
        .where(ReviewSession.id == session_id, ReviewSession.state == "published")
    ).one_or_none()
    if row is None:
        raise NotFound("sitting.not_found")
    target = aliased(Thread)
    seen = target.visibility == "visible"
    rows = read(
        select(
            Thread.id,
            *(getattr(Thread, name) for name in ("title", "slug", "lang")),
            *(getattr(ReviewItem, name) for name in ("frozen", "decision", "status")),
            *(getattr(ReviewItem, name) for name in ("reason_code", "text_html", "link")),
            case((seen, target.id)).label("target_id"),
            case((seen, target.title)).label("target_title"),
            case((seen, target.slug)).label("target_slug"),
        )
        .join(Thread, Thread.id == ReviewItem.thread_id)
        .outerjoin(target, target.id == ReviewItem.target_id)
        .where(ReviewItem.session_id == session_id, VISIBLE)
        .order_by(ReviewItem.position)
    )
    grouped: dict[str, list[ToldIdea]] = {outcome: [] for outcome in OUTCOMES}
    for each in rows:
        idea = _told(each)
        grouped[idea.outcome].append(idea)
    groups = ((outcome, tuple(ideas)) for outcome, ideas in grouped.items() if ideas)
    return Told(**row._asdict(), groups=tuple(groups))


def told_list(cursor: str | None = None) -> Page[ToldLine]:
    """List what became of reviews for everybody, the newest first.

    Raises: RuleBroken("page.cursor").
    Costs: 1 statement.
    """
    statement = select(ReviewSession.id, ReviewSession.title, ReviewSession.published_at).where(
        ReviewSession.state == "published"
    )
    piece = paging.fetch(statement, ReviewSession.published_at, ReviewSession.id, cursor=cursor)
    lines = (ToldLine(row.id, row.title, row.published_at) for row in piece.rows)
    return Page(tuple(lines), piece.next_cursor)


_SESSION: Final = (
    *("id", "title", "state", "query", "formula_version", "frozen_at", "minutes_md"),
    *("minutes_html", "intro_md", "intro_html", "version", "published_at", "product_id"),
)
_ITEM: Final = (
    *("thread_id", "position", "frozen", "decision", "status", "reason_code", "text_md"),
    *("text_html", "link", "revisit_at", "revisit_votes", "target_id", "owner_id", "note"),
    *("decided_at", "version"),
)


def _items(session_id: int) -> Select[*tuple[Any, ...]]:
    target, owner, decider = aliased(Thread), aliased(User), aliased(User)
    moved_at = (
        select(func.max(StatusChange.decided_at))
        .where(StatusChange.thread_id == ReviewItem.thread_id)
        .correlate(ReviewItem)
        .scalar_subquery()
    )
    return (
        select(
            *(getattr(ReviewItem, name) for name in _ITEM),
            owner.display_name.label("owner"),
            decider.display_name.label("decided_by"),
            Thread.product_id,
            Thread.slug,
            func.coalesce(Thread.status, literal("", String)).label("status_now"),
            Thread.vote_count.label("votes_now"),
            (Thread.visibility == "visible").label("is_visible"),
            Thread.canonical_id.is_not(None).label("is_merged"),
            moved_at.label("moved_at"),
            *(getattr(target, name).label(f"target_{name}") for name in _OF_TARGET),
        )
        .join(Thread, Thread.id == ReviewItem.thread_id)
        .outerjoin(target, target.id == ReviewItem.target_id)
        .outerjoin(owner, owner.id == ReviewItem.owner_id)
        .outerjoin(decider, decider.id == ReviewItem.decided_by_id)
        .where(ReviewItem.session_id == session_id)
        .order_by(ReviewItem.position)
    )


def _can_merge(actor: Actor, one: int, other: int) -> bool:
    """Tell whether ideas of these products are this actor's to put together."""
    return one == other or all(actor.may("idea.set_status", each) for each in (one, other))


_OF_TARGET: Final = ("title", "slug", "lang", "kind", "product_id", "visibility", "canonical_id")


def _item(row: Any) -> Item:  # noqa: ANN401 - a row of _items
    facts = row._asdict()
    of_target = {name: facts.pop(f"target_{name}") for name in _OF_TARGET}
    target = None
    if row.target_id is not None:
        is_visible = of_target.pop("visibility") == "visible"
        target = Target(id=row.target_id, is_visible=is_visible, **of_target)
    return Item(**facts, target=target)


def _told(row: Any) -> ToldIdea:  # noqa: ANN401 - a row of told
    after = statuses.catalogue().get(row.status or "")
    return ToldIdea(
        thread_id=row.id,
        title=row.title,
        slug=row.slug,
        lang=row.lang,
        votes=row.frozen["votes"],
        outcome=after.kind if after else row.decision,
        status=row.status,
        reason_code=row.reason_code,
        text_html=row.text_html,
        link=row.link,
        target_id=row.target_id,
        target_title=row.target_title,
        target_slug=row.target_slug,
    )


def target_of(thread_id: int) -> Target | None:
    """Give a thread as something to merge into, as it is now; None where there is none.

    Costs: 1 statement.
    """
    columns = (getattr(Thread, name) for name in ("id", *_OF_TARGET))
    row = read(select(*columns).where(Thread.id == thread_id)).one_or_none()
    if row is None:
        return None
    facts = row._asdict()
    return Target(is_visible=facts.pop("visibility") == "visible", **facts)
