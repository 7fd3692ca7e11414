"""People who came in by the front door: with an address, a password and a confirmed link."""

from datetime import timedelta

from sqlalchemy import update

from portal.accounts import actions, credentials, proofs, queries
from portal.accounts.actions import Newcomer
from portal.accounts.actor import NOBODY, SYSTEM, Actor
from portal.accounts.models import EmailProof
from portal.kit import clock
from portal.kit.db import db, transaction

PASSWORD = "보리차 한 잔 더 주세요"


def newcomer(handle: str = "sora", **changes: str) -> Newcomer:
    """Give what somebody fills in."""
    typed = {"email": f"{handle}@example.com", "name": "소라", "password": PASSWORD, **changes}
    return Newcomer(
        email=typed["email"],
        handle=typed.get("handle", handle),
        name=typed["name"],
        password=credentials.seal(typed["password"]),
        locale=typed.get("locale", "ko"),
        time_zone="Asia/Seoul",
    )


def registered(handle: str = "sora", **changes: str) -> int:
    """Let somebody register who has not confirmed their address."""
    with transaction():
        return actions.register(NOBODY, newcomer(handle, **changes))


def member(handle: str = "sora", **changes: str) -> Actor:
    """Give somebody who can sign in with PASSWORD."""
    with transaction():
        person_id = actions.add(SYSTEM, newcomer(handle, **changes))
    return queries.get_actor(person_id)


def link(person_id: int, purpose: str, email: str) -> str:
    """Give the token that a mail would carry."""
    with transaction():
        return proofs.make(person_id, purpose=purpose, email=email)


def let_links_age(by: timedelta) -> None:
    """Make every link older."""
    with transaction():
        db.session.execute(update(EmailProof).values(expires_at=clock.now() - by))
