"""Links sent to an address: made, looked at, used once.

A token is kept only as a hash, so whoever writes the mail makes the proof in the same breath.
A link dies with the address it was sent to: when a person has another address, or another row
took the address over, it opens nothing.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, insert, select, update

from portal.accounts.models import EmailProof, User
from portal.accounts.rules import CONFIRM_LIFETIME, RESET_LIFETIME
from portal.kit import clock
from portal.kit.db import db, rows_changed
from portal.kit.errors import NotFound
from portal.kit.secrets import new_token, token_hash

LIFETIMES: dict[str, timedelta] = {
    "confirm": CONFIRM_LIFETIME,
    "change": CONFIRM_LIFETIME,
    "reset": RESET_LIFETIME,
}


@dataclass(frozen=True, slots=True)
class Proof:
    """What a link proves: that somebody reads the mail of an address."""

    id: int
    person_id: int
    purpose: str
    email: str


def make(person_id: int, *, purpose: str, email: str) -> str:
    """Make a link's token for a person and an address.

    Takes: purpose, "confirm", "reset" or "change".
    Gives: the token, which is nowhere else.
    Costs: 1 statement.
    """
    token = new_token()
    _insert(person_id, purpose=purpose, email=email, token=token)
    return token


def ask(person_id: int, *, purpose: str, email: str) -> int:
    """Note that a proof is wanted, with a token that nobody knows: the mail makes its own.

    Gives: the row's id.
    Costs: 1 statement.
    """
    return _insert(person_id, purpose=purpose, email=email, token=new_token())


def get(proof_id: int) -> Proof:
    """Give a proof that was asked for, while it can still be used.

    Raises: NotFound("proof.over").
    Costs: 1 statement.
    """
    return _one(EmailProof.id == proof_id)


def look_at(token: str, purpose: str) -> Proof:
    """Tell what a link would prove. Changes nothing: mail scanners open links too.

    Raises: NotFound("proof.over") for one that is used, too old, or was never made.
    Costs: 1 statement.
    """
    return _one(EmailProof.token_hash == token_hash(token), EmailProof.purpose == purpose)


def use(token: str, purpose: str) -> Proof:
    """Use a link. It works once, however many try at the same time.

    Raises: NotFound("proof.over").
    Costs: 2 statements.
    """
    proof = look_at(token, purpose)
    used = rows_changed(
        update(EmailProof)
        .where(EmailProof.id == proof.id, EmailProof.used_at.is_(None))
        .values(used_at=clock.now())
    )
    if not used:
        raise NotFound("proof.over")
    return proof


def cancel(person_id: int, *purposes: str) -> None:
    """Let the links of a person that are still open prove nothing any more.

    Costs: 1 statement.
    """
    db.session.execute(
        update(EmailProof)
        .where(
            EmailProof.person_id == person_id,
            EmailProof.purpose.in_(purposes),
            EmailProof.used_at.is_(None),
        )
        .values(used_at=clock.now())
    )


def forget_old() -> int:
    """Drop the proofs that have been over for a day.

    Gives: how many rows went.
    """
    day_ago = clock.now() - timedelta(days=1)
    return rows_changed(delete(EmailProof).where(EmailProof.expires_at < day_ago))


def _insert(person_id: int, *, purpose: str, email: str, token: str) -> int:
    made_at = clock.now()
    statement = insert(EmailProof).values(
        person_id=person_id,
        purpose=purpose,
        email=email,
        token_hash=token_hash(token),
        made_at=made_at,
        expires_at=made_at + LIFETIMES[purpose],
    )
    return int(db.session.execute(statement.returning(EmailProof.id)).scalar_one())


def _one(*which: ColumnElement[bool]) -> Proof:
    still_theirs = (EmailProof.purpose == "change") | (User.email == EmailProof.email)
    row = db.session.execute(
        select(EmailProof.id, EmailProof.person_id, EmailProof.purpose, EmailProof.email)
        .join(User, User.id == EmailProof.person_id)
        .where(
            *which,
            EmailProof.used_at.is_(None),
            EmailProof.expires_at > clock.now(),
            User.suspended_at.is_(None),
            still_theirs,
        )
    ).one_or_none()
    if row is None:
        raise NotFound("proof.over")
    return Proof(*row)
