"""Reading suggestions and links."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, literal_column, or_, select
from sqlalchemy.orm import aliased

from portal.accounts.actor import Actor
from portal.accounts.models import RoleGrant, User
from portal.accounts.roles import STAFF_ROLES
from portal.duplicates import rules
from portal.duplicates.models import DuplicateLink, DuplicateSuggestion
from portal.kit import clock, paging
from portal.kit.db import db
from portal.kit.errors import NotAllowed, NotFound
from portal.kit.paging import Page
from portal.threads import lists, policy
from portal.threads.lists import ThreadCard
from portal.threads.models import Thread


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkView:
    """How a thread was linked, and what came of it."""

    id: int
    thread_id: int
    target_id: int
    applied_by_id: int | None
    applied_at: datetime
    state: str
    contest_reason: str | None
    contested_at: datetime | None
    decided_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionView:
    """Who says that a thread is the same as another; nobody: the portal, by shared words."""

    id: int
    thread_id: int
    target_id: int
    suggested_by_id: int | None
    suggested_by: str | None
    shared_words: str
    suggested_at: datetime
    state: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits to be decided, with the two threads it is about."""

    what: Any
    thread: ThreadCard
    target: ThreadCard


_LINK = select(
    DuplicateLink.id,
    DuplicateLink.thread_id,
    DuplicateLink.target_id,
    DuplicateLink.applied_by_id,
    DuplicateLink.applied_at,
    DuplicateLink.state,
    DuplicateLink.contest_reason,
    DuplicateLink.contested_at,
    DuplicateLink.decided_at,
)
_SUGGESTION = select(
    DuplicateSuggestion.id,
    DuplicateSuggestion.thread_id,
    DuplicateSuggestion.target_id,
    DuplicateSuggestion.suggested_by_id,
    User.display_name.label("suggested_by"),
    DuplicateSuggestion.shared_words,
    DuplicateSuggestion.suggested_at,
    DuplicateSuggestion.state,
).outerjoin(User, User.id == DuplicateSuggestion.suggested_by_id)


def live_link(thread_id: int) -> LinkView | None:
    """Give how a thread is linked now, or what its asker contested and nobody has decided.

    Costs: 1 statement.
    """
    live = _LINK.where(DuplicateLink.thread_id == thread_id, DuplicateLink.state != "ended")
    row = db.session.execute(live).one_or_none()
    return LinkView(**row._asdict()) if row else None


def link(link_id: int) -> LinkView:
    """Give a link.

    Raises: NotFound("duplicate.not_found").
    Costs: 1 statement.
    """
    row = db.session.execute(_LINK.where(DuplicateLink.id == link_id)).one_or_none()
    if row is None:
        raise NotFound("duplicate.not_found")
    return LinkView(**row._asdict())


def suggestion(actor: Actor, suggestion_id: int) -> SuggestionView:
    """Give a suggestion, to whoever decides about some.

    Raises: NotAllowed("duplicate.apply"); NotFound("duplicate.not_found").
    Costs: 1 statement.
    """
    _check(actor)
    statement = _SUGGESTION.where(DuplicateSuggestion.id == suggestion_id)
    row = db.session.execute(statement).one_or_none()
    if row is None:
        raise NotFound("duplicate.not_found")
    return SuggestionView(**row._asdict())


def own_suggestion(actor: Actor, thread_id: int) -> int | None:
    """Give what this actor said a thread is the same as, while nobody has decided.

    Costs: 1 statement.
    """
    mine = select(DuplicateSuggestion.target_id).where(
        DuplicateSuggestion.thread_id == thread_id,
        DuplicateSuggestion.suggested_by_id == actor.id,
        DuplicateSuggestion.state == "open",
    )
    return db.session.execute(mine).scalar_one_or_none()


def is_dismissed(thread_id: int, target_id: int) -> bool:
    """Tell whether somebody's word stands that two threads are not the same, either way round.

    It stands for ``rules.DISMISSED_DAYS``, unless either was edited since, or parted from what it
    was linked to.
    Costs: 1 statement.
    """
    pair = (thread_id, target_id)
    since = DuplicateSuggestion.decided_at
    is_changed = (
        select(Thread.id)
        .where(Thread.id.in_(pair), Thread.edited_at > since)
        .correlate(DuplicateSuggestion)
        .exists()
    )
    is_parted = (
        select(DuplicateLink.id)
        .where(DuplicateLink.thread_id.in_(pair), DuplicateLink.decided_at > since)
        .where(DuplicateLink.state == literal_column("'ended'"))
        .correlate(DuplicateSuggestion)
        .exists()
    )
    dismissed = select(DuplicateSuggestion.id).where(
        DuplicateSuggestion.thread_id.in_(pair),
        DuplicateSuggestion.target_id.in_(pair),
        DuplicateSuggestion.state == "dismissed",
        since > clock.now() - timedelta(days=rules.DISMISSED_DAYS),
        ~is_changed,
        ~is_parted,
    )
    return db.session.execute(dismissed.limit(1)).scalar() is not None


def suggested(actor: Actor, *, cursor: str | None = None) -> Page[Waiting]:
    """List the suggestions that wait for somebody who may decide here, newest first.

    Raises: NotAllowed("duplicate.apply").
    Costs: 2 statements.
    """
    _check(actor)
    waiting = _SUGGESTION.join(Thread, Thread.id == DuplicateSuggestion.thread_id).where(
        DuplicateSuggestion.state == "open",
        Thread.canonical_id.is_(None),
        policy.may_be_linked_by(actor),
        or_(Thread.kind == "question", _is_asked_for_ideas()),
    )
    return _waiting(actor, waiting, DuplicateSuggestion.id, SuggestionView, cursor)


def contested(actor: Actor, *, cursor: str | None = None) -> Page[Waiting]:
    """List what askers contested and nobody has decided, newest first, to staff.

    Experts are customers, and what an asker says to the team is not for them.
    Raises: NotAllowed("duplicate.apply" | "duplicate.staff").
    Costs: 2 statements.
    """
    _check(actor)
    if not actor.is_staff:
        raise NotAllowed("duplicate.staff")
    # what is decided about is the original, which may repeat another by now
    target = aliased(Thread)
    now = func.coalesce(target.canonical_id, target.id)
    columns = (now if c.key == "target_id" else c for c in _LINK.selected_columns)
    waiting = (
        _LINK.with_only_columns(*columns)
        .join(Thread, Thread.id == DuplicateLink.thread_id)
        .join(target, target.id == DuplicateLink.target_id)
        .where(DuplicateLink.state == "contested", policy.may_be_linked_by(actor))
    )
    return _waiting(actor, waiting, DuplicateLink.id, LinkView, cursor)


def linked_below(thread_id: int) -> frozenset[int]:
    """Give the threads that were linked to this one, or to those, before it was linked itself.

    Costs: 1 statement for each step down.
    """
    found: set[int] = set()
    above = {thread_id}
    while above:
        links = select(DuplicateLink.thread_id).where(
            DuplicateLink.target_id.in_(above), DuplicateLink.state == "active"
        )
        above = set(db.session.execute(links).scalars()) - found - {thread_id}
        found |= above
    return frozenset(found)


def is_linked(thread_id: int) -> bool:
    """Tell whether a thread is linked to another or another to it, seen or not, or contested.

    Costs: 1 statement.
    """
    link = select(DuplicateLink.id).where(
        or_(
            (DuplicateLink.thread_id == thread_id) & (DuplicateLink.state != "ended"),
            (DuplicateLink.target_id == thread_id) & (DuplicateLink.state == "active"),
        )
    )
    return db.session.execute(link.limit(1)).scalar() is not None


def visible_original(thread_id: int) -> int | None:
    """Give what a thread repeats by its links: the farthest that can be seen, or nothing.

    Costs: 1 statement for each step up, and one more.
    """
    found, seen, at = None, {thread_id}, thread_id
    while True:
        up = (
            select(DuplicateLink.target_id, Thread.visibility)
            .join(Thread, Thread.id == DuplicateLink.target_id)
            .where(DuplicateLink.thread_id == at, DuplicateLink.state == "active")
        )
        row = db.session.execute(up).one_or_none()
        if row is None or row.target_id in seen:
            return found
        at = row.target_id
        seen.add(at)
        if row.visibility == "visible":
            found = at


def _waiting(
    actor: Actor,
    statement: Select[*tuple[Any, ...]],
    key: Any,  # noqa: ANN401 - a column
    view: Any,  # noqa: ANN401 - a view
    cursor: str | None,
) -> Page[Waiting]:
    found = paging.fetch(statement, key, cursor=cursor)
    whats = [view(**dict(zip(view.__dataclass_fields__, row, strict=False))) for row in found.rows]
    numbers = {number for what in whats for number in (what.thread_id, what.target_id)}
    cards = lists.cards(actor, sorted(numbers))
    items = (
        Waiting(what, cards[what.thread_id], cards[what.target_id])
        for what in whats
        if what.thread_id in cards and what.target_id in cards
    )
    return Page(tuple(items), found.next_cursor)


def _is_asked_for_ideas() -> ColumnElement[bool]:
    """Say that a suggestion is the first of its pair, and that enough people made it.

    One of the staff is enough, or the portal itself; of members it takes two whose accounts are not
    new.
    """
    same, by = aliased(DuplicateSuggestion), aliased(User)
    of_pair = (
        (same.thread_id == DuplicateSuggestion.thread_id)
        & (same.target_id == DuplicateSuggestion.target_id)
        & (same.state == "open")
    )
    is_first = ~exists().where(of_pair, same.id < DuplicateSuggestion.id)
    is_staffs = exists().where(
        of_pair,
        RoleGrant.person_id == same.suggested_by_id,
        RoleGrant.role.in_(sorted(STAFF_ROLES)),
    )
    is_known = by.registered_at <= clock.now() - timedelta(days=rules.TRUSTED_AFTER_DAYS)
    members = (
        select(func.count())
        .select_from(same)
        .join(by, by.id == same.suggested_by_id)
        .where(of_pair, is_known, by.email_confirmed_at.is_not(None), by.suspended_at.is_(None))
        .correlate(DuplicateSuggestion)
        .scalar_subquery()
    )
    is_portals = exists().where(of_pair, same.suggested_by_id.is_(None))
    return is_first & or_(is_staffs, is_portals, members >= rules.TRUSTED_NEEDED)


def _check(actor: Actor) -> None:
    if not policy.can_link_somewhere(actor):
        raise NotAllowed("duplicate.apply" if actor.is_known else "account.sign_in")
