"""Sessions: a browser is let in, seen, and shown out.

Letting in takes three steps, because checking a password is slow on purpose and must not hold a
transaction: count the attempt, recognise the person, start the session. Whatever is wrong
(address, password, an address never confirmed) the answer is the same.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, insert, select, update

from portal.accounts import policy
from portal.accounts.actor import Actor
from portal.accounts.events import SignedIn, SignedOut
from portal.accounts.models import SignIn, User
from portal.accounts.rules import PASSWORD_MAX, normal_email
from portal.kit import clock, limits, passwords, site
from portal.kit.db import db, rows_changed
from portal.kit.errors import NotAllowed, NotFound, RuleBroken
from portal.kit.events import announce
from portal.kit.limits import Limit
from portal.kit.secrets import new_token, token_hash

USER_AGENT_MAX = 300
RENEWED_AFTER = timedelta(hours=12)

_PER_ACCOUNT = Limit("sign_in", times=10, window_seconds=300)
_PER_NETWORK = Limit("sign_in_network", times=20, window_seconds=300)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """Somebody wants in.

    `network` is where they are: the account's owner elsewhere is not shut out by their guesses.
    """

    email: str = field(repr=False)
    password: str = field(repr=False)
    network: str
    user_agent: str = ""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A person whose password was right, and the hash to keep when the old one is outdated."""

    person_id: int
    password_hash: str = field(repr=False)
    better_hash: str | None = field(repr=False)


def count_attempt(attempt: Attempt) -> None:
    """Count an attempt before anything is looked at. Kept, whatever comes of it.

    Raises: TooMany("limit.sign_in" | "limit.sign_in_network"), for known and unknown addresses
        alike.
    Costs: 2 statements.
    """
    limits.hit(_PER_NETWORK, attempt.network)
    limits.hit(_PER_ACCOUNT, _subject(attempt))


def recognise(attempt: Attempt) -> Recognised | None:
    """Check an address and a password. Takes as long for an address that has no account.

    Gives: None for whatever is wrong.
    Raises: TooMany("limit.busy").
    Costs: 1 statement and one slow hash: call it outside a transaction.
    """
    row = db.session.execute(
        select(User.id, User.password_hash).where(
            User.email == _email_or_none(attempt.email),
            User.email_confirmed_at.is_not(None),
            User.suspended_at.is_(None),
        )
    ).one_or_none()
    if len(attempt.password) > PASSWORD_MAX:
        return None
    if not passwords.matches(row.password_hash if row else None, attempt.password) or row is None:
        return None
    better = None
    if passwords.is_outdated(row.password_hash):
        better = passwords.hash_of(attempt.password)
    return Recognised(row.id, row.password_hash, better)


def start_recognised(recognised: Recognised, attempt: Attempt) -> str:
    """Begin the session of somebody whose password was right.

    Gives: the session's token, which is nowhere else.
    Raises: RuleBroken("sign_in.refused") when the password was changed in the same moment.
    Announces: SignedIn.
    Costs: 5 statements.
    """
    kept = rows_changed(
        update(User)
        .where(User.id == recognised.person_id, User.password_hash == recognised.password_hash)
        .values(password_hash=recognised.better_hash or recognised.password_hash)
    )
    if not kept:
        raise RuleBroken("sign_in.refused")
    limits.give_back(_PER_NETWORK, attempt.network)
    limits.give_back(_PER_ACCOUNT, _subject(attempt))
    return start(recognised.person_id, user_agent=attempt.user_agent)


def start(person_id: int, *, user_agent: str) -> str:
    """Begin a session for a person who is known by other means than a password.

    Gives: the session's token, which is nowhere else.
    Announces: SignedIn.
    Costs: 2 statements.
    """
    token, now = new_token(), clock.now()
    sign_in_id = db.session.execute(
        insert(SignIn)
        .values(
            person_id=person_id,
            token_hash=token_hash(token),
            user_agent=user_agent[:USER_AGENT_MAX],
            started_at=now,
            last_seen_at=now,
            expires_at=now + _lifetime(),
        )
        .returning(SignIn.id)
    ).scalar_one()
    announce(SignedIn(actor_id=person_id, person_id=person_id, sign_in_id=sign_in_id))
    return token


def renew(actor: Actor) -> None:
    """Let a session that is used last on. Writes at most twice a day.

    Costs: 1 statement.
    """
    now = clock.now()
    db.session.execute(
        update(SignIn)
        .where(SignIn.id == actor.session_id, SignIn.last_seen_at < now - RENEWED_AFTER)
        .values(last_seen_at=now, expires_at=now + _lifetime())
    )


def end(actor: Actor, sign_in_id: int | None) -> None:
    """End one of one's own sessions.

    Raises: NotFound("session.not_found"), also for somebody else's.
    Announces: SignedOut.
    Costs: 2 statements.
    """
    if not _end(actor, SignIn.id == sign_in_id):
        raise NotFound("session.not_found")


def end_others(actor: Actor) -> int:
    """End all of one's own sessions but this one.

    Gives: how many there were.
    Announces: SignedOut, when there were any.
    Costs: 2 statements.
    """
    if not policy.can_change_own(actor):
        raise NotAllowed("account.sign_in")
    return _end(actor, SignIn.id.is_distinct_from(actor.session_id))


def end_all(person_id: int) -> None:
    """End every session of a person, without a word: the fact that causes it is told.

    Costs: 1 statement.
    """
    db.session.execute(delete(SignIn).where(SignIn.person_id == person_id))


def forget_old() -> int:
    """Drop the sessions that are over.

    Gives: how many rows went.
    """
    return rows_changed(delete(SignIn).where(SignIn.expires_at < clock.now()))


def _end(actor: Actor, which: ColumnElement[bool]) -> int:
    gone = db.session.execute(
        delete(SignIn).where(SignIn.person_id == actor.id, which).returning(SignIn.id)
    )
    ended = sorted(gone.scalars())
    if ended and actor.id is not None:
        announce(SignedOut(actor_id=actor.id, person_id=actor.id, sign_in_ids=ended))
    return len(ended)


def _lifetime() -> timedelta:
    return timedelta(days=site.current().session_days)


def _subject(attempt: Attempt) -> str:
    return f"{_email_or_none(attempt.email) or attempt.email.strip().lower()} {attempt.network}"


def _email_or_none(typed: str) -> str | None:
    try:
        return normal_email(typed)
    except RuleBroken:
        return None
