"""Roles given and taken. They hold from the person's next request on: nothing is kept elsewhere."""

from sqlalchemy import ColumnElement, delete, select

from portal.accounts import policy, rules
from portal.accounts.actor import Actor
from portal.accounts.events import RoleGranted, RoleRevoked
from portal.accounts.models import RoleGrant, User
from portal.accounts.roles import Role
from portal.kit import clock
from portal.kit.db import db, insert_once, rows_changed
from portal.kit.errors import NotAllowed, NotFound
from portal.kit.events import announce
from portal.products import queries as products


def grant(actor: Actor, person_id: int, role: Role, product_id: int | None = None) -> None:
    """Give a person a role, everywhere or for one product. A second time changes nothing.

    Raises: NotAllowed("person.grant"); NotFound; RuleBroken("role.…").
    Announces: RoleGranted, when it is new.
    Costs: 3 statements, one more for a product.
    """
    _check(actor, person_id)
    rules.check_grant(role, product_id)
    if product_id is not None:
        products.get(product_id)
    is_new = insert_once(
        RoleGrant,
        person_id=person_id,
        role=role.value,
        product_id=product_id,
        granted_at=clock.now(),
    )
    if is_new:
        announce(
            RoleGranted(
                actor_id=actor.id, person_id=person_id, role=role.value, product_id=product_id
            )
        )


def revoke(actor: Actor, person_id: int, role: Role, product_id: int | None = None) -> None:
    """Take a role from a person. Taking what they do not hold changes nothing.

    Raises: NotAllowed("person.grant"); NotFound("person.not_found"); Conflict("role.last_admin").
    Announces: RoleRevoked, when they held it.
    Costs: 3 statements, one more for an administrator.
    """
    _check(actor, person_id)
    if role is Role.ADMIN and person_id in (admins := _admins()):
        rules.check_an_admin_stays(len(admins - {person_id}))
    scope: ColumnElement[bool] = (
        RoleGrant.product_id.is_(None) if product_id is None else RoleGrant.product_id == product_id
    )
    was_held = rows_changed(
        delete(RoleGrant).where(
            RoleGrant.person_id == person_id, RoleGrant.role == role.value, scope
        )
    )
    if was_held:
        announce(
            RoleRevoked(
                actor_id=actor.id, person_id=person_id, role=role.value, product_id=product_id
            )
        )


def _check(actor: Actor, person_id: int) -> None:
    if not policy.can_grant(actor):
        raise NotAllowed("person.grant")
    if db.session.get(User, person_id) is None:
        raise NotFound("person.not_found")


def _admins() -> set[int]:
    """List who can still sign in and change roles, and hold those rows against each other's end."""
    rows = db.session.execute(
        select(RoleGrant.person_id)
        .join(User, User.id == RoleGrant.person_id)
        .where(
            RoleGrant.role == Role.ADMIN.value,
            RoleGrant.product_id.is_(None),
            User.email_confirmed_at.is_not(None),
            User.suspended_at.is_(None),
        )
        .order_by(RoleGrant.id)
        .with_for_update(of=RoleGrant)
    )
    return set(rows.scalars())
