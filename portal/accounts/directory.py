"""People as administrators see them: with their addresses and the roles they hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from portal.accounts import policy
from portal.accounts.actor import Actor
from portal.accounts.models import RoleGrant, User
from portal.accounts.roles import Role
from portal.kit import paging
from portal.kit.db import db
from portal.kit.errors import NotAllowed, NotFound
from portal.kit.paging import Page
from portal.products import queries as products
from portal.products.queries import ProductView


@dataclass(frozen=True, slots=True)
class GrantView:
    """A role that somebody holds, and for which product."""

    role: Role
    product: ProductView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """A person as administrators see them."""

    id: int
    handle: str
    name: str
    email: str | None
    title_ko: str
    title_en: str
    is_confirmed: bool
    registered_at: datetime
    is_suspended: bool
    organisation: str
    grants: tuple[GrantView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleFilter:
    """Which people: a piece of handle, name or address, and a role, or all who hold any."""

    words: str = ""
    role: Role | None = None
    with_roles: bool = False


def list_people(actor: Actor, which: PeopleFilter, *, cursor: str | None) -> Page[PersonRow]:
    """List people, the newest first.

    Raises: NotAllowed("person.grant"); RuleBroken("page.cursor").
    Costs: 3 statements, whatever the length of the page.
    """
    if not policy.can_see_people(actor):
        raise NotAllowed("person.grant")
    statement = _PERSON_ROW.where(policy.visible())
    if which.words:
        fields = (User.handle, User.display_name, User.email)
        statement = statement.where(
            or_(*(f.icontains(which.words, autoescape=True) for f in fields))
        )
    if which.role is not None or which.with_roles:
        held = select(RoleGrant.person_id)
        if which.role is not None:
            held = held.where(RoleGrant.role == which.role.value)
        statement = statement.where(User.id.in_(held))
    piece = paging.fetch(statement, User.id, cursor=cursor)
    return Page(_with_grants(piece.rows), piece.next_cursor)


def get(actor: Actor, handle: str) -> PersonRow:
    """Give one person as administrators see them.

    Raises: NotAllowed("person.grant"); NotFound("person.not_found").
    Costs: 3 statements.
    """
    if not policy.can_see_people(actor):
        raise NotAllowed("person.grant")
    rows = db.session.execute(_PERSON_ROW.where(User.handle == handle.lower(), policy.visible()))
    people = _with_grants(rows.all())
    if not people:
        raise NotFound("person.not_found")
    return people[0]


_PERSON_ROW = select(
    User.id,
    User.handle,
    User.display_name.label("name"),
    User.email,
    User.title_ko,
    User.title_en,
    User.email_confirmed_at.is_not(None).label("is_confirmed"),
    User.registered_at,
    User.suspended_at.is_not(None).label("is_suspended"),
    User.organisation,
)


def _with_grants(rows: Sequence[Any]) -> tuple[PersonRow, ...]:
    """Add to people the roles they hold. Costs: 2 statements, none for nobody."""
    if not rows:
        return ()
    by_id = {product.id: product for product in products.list_all()}
    held = db.session.execute(
        select(RoleGrant.person_id, RoleGrant.role, RoleGrant.product_id)
        .where(RoleGrant.person_id.in_([row.id for row in rows]))
        .order_by(RoleGrant.role, RoleGrant.id)
    )
    grants: dict[int, list[GrantView]] = {}
    for person_id, role, product_id in held:
        view = GrantView(Role(role), by_id[product_id] if product_id is not None else None)
        grants.setdefault(person_id, []).append(view)
    return tuple(
        PersonRow(
            id=row.id,
            handle=row.handle,
            name=row.name,
            email=row.email,
            title_ko=row.title_ko,
            title_en=row.title_en,
            is_confirmed=row.is_confirmed,
            registered_at=row.registered_at,
            is_suspended=row.is_suspended,
            organisation=row.organisation,
            grants=tuple(grants.get(row.id, ())),
        )
        for row in rows
    )
