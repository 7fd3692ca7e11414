"""Who may see and change whom."""

from sqlalchemy import ColumnElement, and_

from portal.accounts.actor import EVERYWHERE, Actor
from portal.accounts.models import User

PENDING = and_(User.email_confirmed_at.is_(None), User.password_hash.is_not(None))
"""Registered, and nobody has shown yet that the address is theirs."""


def can_see_people(actor: Actor) -> bool:
    """List people with their addresses and roles."""
    return actor.may("admin.enter") and actor.may("person.grant")


def can_grant(actor: Actor) -> bool:
    """Give and take roles and titles."""
    return actor.may("person.grant")


def can_suspend(actor: Actor) -> bool:
    """Shut people out, and let them in again. It holds everywhere, and so must the right to."""
    return actor.scope("person.suspend") is EVERYWHERE


def can_change_own(actor: Actor) -> bool:
    """Change one's own profile, address, password and sessions."""
    return actor.is_known


def visible() -> ColumnElement[bool]:
    """Say which people have a public page: all but those who never confirmed an address.

    Who registers with somebody else's address shall put nothing on a page of ours.
    """
    return ~PENDING
