"""Passwords of people: sealed for keeping, and asked for again before what matters.

Sealing and checking are slow on purpose; both happen outside a transaction.
"""

from typing import NewType

from sqlalchemy import select

from portal.accounts import rules
from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.kit import limits, passwords
from portal.kit.db import db
from portal.kit.errors import RuleBroken
from portal.kit.limits import Limit

SealedPassword = NewType("SealedPassword", str)
"""A password that keeps the rules, as it may be kept."""

_CHECKS = Limit("password", times=10, window_seconds=300)


def seal(password: str, *, email: str = "", handle: str = "") -> SealedPassword:
    """Hold a new password to the rules, and make what is kept of it.

    Takes: email, handle, of the account, which a password may not repeat.
    Raises: RuleBroken("password.…"); TooMany("limit.busy").
    Costs: one slow hash.
    """
    rules.check_password(password, email=email, handle=handle)
    with passwords.in_line():
        return SealedPassword(passwords.hash_of(password))


def count_check(actor: Actor) -> None:
    """Count that a signed-in person is asked for their password. Kept, whatever comes of it.

    Raises: TooMany("limit.password").
    Costs: 1 statement.
    """
    limits.hit(_CHECKS, str(actor.id))


def check_own(actor: Actor, password: str) -> None:
    """Check that the person at this browser is still its owner.

    Raises: RuleBroken("password.wrong"); TooMany("limit.busy").
    Costs: 1 statement and one slow hash.
    """
    kept = db.session.execute(
        select(User.password_hash).where(User.id == actor.id)
    ).scalar_one_or_none()
    if len(password) > rules.PASSWORD_MAX:
        raise RuleBroken("password.wrong", field="old_password")
    with passwords.in_line():
        if not passwords.matches(kept, password):
            raise RuleBroken("password.wrong", field="old_password")
