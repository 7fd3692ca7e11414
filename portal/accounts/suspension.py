"""Shutting somebody out, and letting them in again. What they said stays.

What follows for their votes belongs to the same transaction, a floor above: doors suspend by
``votes.standing``.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import exists, select, update

from portal.accounts import policy, sessions
from portal.accounts.actor import Actor
from portal.accounts.events import PersonSuspended, SuspensionLifted
from portal.accounts.models import RoleGrant, User
from portal.kit import clock
from portal.kit.db import db
from portal.kit.errors import NotAllowed, NotFound, RuleBroken
from portal.kit.events import announce

REASONS: Final = ("spam", "abuse", "vote_fraud", "other")


def suspend(actor: Actor, person_id: int, *, reason: str) -> bool:
    """Shut somebody out: every session of theirs ends, and none begins.

    Takes: reason, one of ``REASONS``.
    Gives: whether they were not suspended before.
    Raises: NotAllowed("person.suspend" | "person.suspend_self" | "person.suspend_staff");
        NotFound("person.not_found"); RuleBroken("person.suspend_reason").
    Announces: PersonSuspended, when it is new.
    Costs: 4 statements; it holds the person's row until the transaction ends.
    """
    if not policy.can_suspend(actor):
        raise NotAllowed("person.suspend")
    if reason not in REASONS:
        raise RuleBroken("person.suspend_reason", field="reason")
    if actor.id == person_id:
        raise NotAllowed("person.suspend_self")
    if _held(actor, person_id) is not None:
        return False
    _set(person_id, clock.now())
    sessions.end_all(person_id)
    announce(PersonSuspended(actor_id=actor.id, person_id=person_id, why=reason))
    return True


def lift(actor: Actor, person_id: int) -> bool:
    """Let somebody in again.

    Gives: whether they were suspended.
    Raises: as ``suspend``.
    Announces: SuspensionLifted, when they were.
    Costs: 3 statements; it holds the person's row until the transaction ends.
    """
    if not policy.can_suspend(actor):
        raise NotAllowed("person.suspend")
    if _held(actor, person_id) is None:
        return False
    _set(person_id, None)
    announce(SuspensionLifted(actor_id=actor.id, person_id=person_id))
    return True


def _held(actor: Actor, person_id: int) -> datetime | None:
    """Hold somebody, and tell since when they are suspended."""
    holds_role = exists().where(RoleGrant.person_id == User.id)
    row = db.session.execute(
        select(User.suspended_at, holds_role.label("holds_role"))
        .where(User.id == person_id)
        .with_for_update(of=User, key_share=True)
    ).one_or_none()
    if row is None:
        raise NotFound("person.not_found")
    if row.holds_role and not policy.can_grant(actor):
        raise NotAllowed("person.suspend_staff")
    return row.suspended_at  # type: ignore[no-any-return] # the row has no types


def _set(person_id: int, suspended_at: datetime | None) -> None:
    change = update(User).where(User.id == person_id).values(suspended_at=suspended_at)
    db.session.execute(change)
