"""Changing people: one function per intention.

Nothing here tells whether an address has an account. Registering with a known address makes a
row all the same, only without the address: the same rows are written and the same handle is
taken, so neither the answer nor its time nor a later look can tell the difference. Registering
with an address again replaces the row that waits, in both cases. What nobody confirms is
forgotten after a week (``jobs``).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from portal.accounts import organisations, policy, proofs, rules, sessions
from portal.accounts.actor import Actor
from portal.accounts.credentials import SealedPassword
from portal.accounts.events import (
    AddressChangeAsked,
    AddressChanged,
    AddressConfirmed,
    AddressInUse,
    ConfirmationAsked,
    PasswordChanged,
    PasswordResetAsked,
    PersonRegistered,
    ProfileChanged,
)
from portal.accounts.models import EmailProof, User
from portal.kit import clock, limits, site
from portal.kit.db import db, insert_once, rows_changed
from portal.kit.errors import Conflict, NotAllowed, NotFound, RuleBroken
from portal.kit.events import announce
from portal.kit.limits import Limit

_REGISTRATIONS = Limit("registrations", times=20, window_seconds=3_600)
_MAILS_ASKED = Limit("mails_asked", times=20, window_seconds=3_600)
# so many mails of a kind to one address: it may be somebody else's
_MAILS = {
    purpose: Limit(f"{purpose}_mails", times=3, window_seconds=3_600)
    for purpose in ("confirm", "reset", "change")
}
_HANDLES_TRIED = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """What somebody registers with. Without a handle they get one from their address."""

    email: str
    handle: str
    name: str
    password: SealedPassword = field(repr=False)
    locale: str
    time_zone: str


def count_registration(network: str) -> None:
    """Count a registration before its password is sealed, which is slow on purpose.

    Takes: network, where they are.
    Raises: TooMany("limit.registrations").
    Costs: 1 statement.
    """
    limits.hit(_REGISTRATIONS, network)


def register(actor: Actor, newcomer: Newcomer) -> int:
    """Make an account that waits for its address to be confirmed.

    The newest registration of an address wins: whoever registered it before cannot have chosen
    the password of the person who confirms it.

    Gives: the new row's id, whether or not the address had an account.
    Raises: RuleBroken, also "handle.taken"; TooMany("limit.confirm_mails").
    Announces: PersonRegistered; ConfirmationAsked, or AddressInUse for an address with an account.
    Costs: 10 statements.
    """
    email = rules.normal_email(newcomer.email)
    rules.check_customers_name(newcomer.name, site.current().name)
    rules.check_customers_handle(newcomer.handle, site.current().name)
    limits.hit(_MAILS["confirm"], email)
    _forget_waiting(email)
    owner = _owner_of(email)
    person_id = _insert(newcomer, email=None if owner else email, confirmed_at=None)
    proofs.ask(person_id, purpose="confirm", email=email)
    announce(PersonRegistered(actor_id=actor.id, person_id=person_id))
    if owner:
        announce(AddressInUse(actor_id=actor.id, person_id=owner.id))
    else:
        announce(ConfirmationAsked(actor_id=actor.id, person_id=person_id))
    return person_id


def add(actor: Actor, newcomer: Newcomer) -> int:
    """Make an account whose address needs no proof, as an operator does.

    Gives: the person's id.
    Raises: NotAllowed("person.grant"); RuleBroken; Conflict("email.taken").
    Announces: PersonRegistered, AddressConfirmed.
    """
    if not policy.can_grant(actor):
        raise NotAllowed("person.grant")
    email = rules.normal_email(newcomer.email)
    _forget_waiting(email)
    if _owner_of(email):
        raise Conflict("email.taken")
    person_id = _insert(newcomer, email=email, confirmed_at=clock.now())
    announce(PersonRegistered(actor_id=actor.id, person_id=person_id))
    announce(AddressConfirmed(actor_id=actor.id, person_id=person_id))
    return person_id


def ask_confirmation(actor: Actor, typed_email: str, *, network: str) -> None:
    """Send the confirming link again, if the address waits for one. Nobody is told whether.

    Raises: RuleBroken("email.…"); TooMany.
    Announces: ConfirmationAsked, with nobody's id where nothing waits.
    """
    owner = _asked_owner(typed_email, network, "confirm")
    waits = owner is not None and not owner.is_confirmed
    announce(ConfirmationAsked(actor_id=actor.id, person_id=owner.id if owner and waits else None))


def confirm(token: str) -> int:
    """Confirm an address, by the link that was mailed to it.

    Gives: the person's id.
    Raises: NotFound("proof.over").
    Announces: AddressConfirmed.
    """
    proof = proofs.use(token, "confirm")
    _set(proof.person_id, email_confirmed_at=clock.now())
    proofs.cancel(proof.person_id, "confirm")
    announce(AddressConfirmed(actor_id=proof.person_id, person_id=proof.person_id))
    return proof.person_id


def ask_password_reset(actor: Actor, typed_email: str, *, network: str) -> None:
    """Send a link that sets a new password, if the address has an account. Nobody is told whether.

    Raises: RuleBroken("email.…"); TooMany.
    Announces: PasswordResetAsked, with nobody's id where there is no account.
    """
    owner = _asked_owner(typed_email, network, "reset")
    announce(PasswordResetAsked(actor_id=actor.id, person_id=owner.id if owner else None))


def reset_password(token: str, password: SealedPassword) -> int:
    """Set a new password by a mailed link. Whoever reads the mail has shown whose address it is.

    Every session and every other open link of the person ends.

    Gives: the person's id.
    Raises: NotFound("proof.over").
    Announces: PasswordChanged; AddressConfirmed, if it was not.
    """
    proof = proofs.use(token, "reset")
    waiting = (User.id == proof.person_id) & User.email_confirmed_at.is_(None)
    if rows_changed(update(User).where(waiting).values(email_confirmed_at=clock.now())):
        announce(AddressConfirmed(actor_id=proof.person_id, person_id=proof.person_id))
    _set_password(proof.person_id, password, actor_id=proof.person_id, by="reset")
    sessions.end_all(proof.person_id)
    return proof.person_id


def change_password(actor: Actor, password: SealedPassword) -> None:
    """Set another password; the door has checked the old one. Ends all other sessions.

    Raises: NotAllowed("account.sign_in").
    Announces: PasswordChanged; SignedOut, when other sessions ended.
    """
    person_id = _own_id(actor)
    _set_password(person_id, password, actor_id=person_id, by="owner")
    sessions.end_others(actor)


def set_password(actor: Actor, person_id: int, password: SealedPassword) -> None:
    """Set somebody's password, as an operator does. Ends all their sessions.

    Raises: NotAllowed("person.grant").
    Announces: PasswordChanged.
    """
    if not policy.can_grant(actor):
        raise NotAllowed("person.grant")
    _set_password(person_id, password, actor_id=actor.id, by="operator")
    sessions.end_all(person_id)


def ask_address_change(actor: Actor, typed_email: str) -> None:
    """Send a link to another address that makes it one's own; the door has checked the password.

    The present address is told, and stays until the link is used.

    Raises: NotAllowed("account.sign_in"); RuleBroken("email.…" | "email.same"); TooMany.
    Announces: AddressChangeAsked.
    """
    person_id = _own_id(actor)
    email = rules.normal_email(typed_email)
    owner = _owner_of(email)
    if owner is not None and owner.id == person_id:
        raise RuleBroken("email.same", field="email")
    limits.hit(_MAILS_ASKED, str(person_id))
    limits.hit(_MAILS["change"], email)
    proofs.cancel(person_id, "change")
    proof_id = proofs.ask(person_id, purpose="change", email=email)
    announce(AddressChangeAsked(actor_id=person_id, person_id=person_id, proof_id=proof_id))


def change_address(token: str) -> int:
    """Take the address to which a link was mailed. Open links to the old one end.

    Gives: the person's id.
    Raises: NotFound("proof.over"); Conflict("email.taken") when it has become somebody else's.
    Announces: AddressChanged.
    """
    proof = proofs.use(token, "change")
    _forget_waiting(proof.email)
    if _owner_of(proof.email):
        raise Conflict("email.taken")
    said = db.session.execute(
        select(User.organisation).where(User.id == proof.person_id)
    ).scalar_one()
    _set(
        proof.person_id,
        email=proof.email,
        email_confirmed_at=clock.now(),
        organisation_key=organisations.key_of(said, proof.email),
        has_disposable_mail=organisations.is_disposable(proof.email),
    )
    proofs.cancel(proof.person_id, "confirm", "change", "reset")
    announce(AddressChanged(actor_id=proof.person_id, person_id=proof.person_id))
    return proof.person_id


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileDraft:
    """What a person says of themselves."""

    name: str
    bio: str
    locale: str
    time_zone: str
    organisation: str = ""
    hides_name: bool = False


def change_profile(actor: Actor, draft: ProfileDraft) -> None:
    """Change one's name, introduction, language, time zone and where one works.

    Raises: NotAllowed("account.sign_in"); RuleBroken.
    Announces: ProfileChanged, unless nothing changed.
    Costs: 4 statements.
    """
    rules.check_locale(draft.locale)
    rules.check_time_zone(draft.time_zone)
    person_id = _own_id(actor)
    organisation = organisations.normal_organisation(draft.organisation)
    email = db.session.execute(select(User.email).where(User.id == person_id)).scalar_one()
    values: dict[str, object] = {
        "display_name": _own_name(actor, draft.name),
        "bio": rules.normal_bio(draft.bio),
        "locale": draft.locale,
        "time_zone": draft.time_zone,
        "organisation": organisation,
        "organisation_key": organisations.key_of(organisation, email),
        "hides_name": draft.hides_name,
    }
    _change(person_id, values, actor_id=actor.id)


def _own_name(actor: Actor, typed: str) -> str:
    name = rules.normal_name(typed)
    # staff may be called what they are; a name from before a rule may stay
    if not actor.is_staff and name != actor.name:
        rules.check_customers_name(name, site.current().name)
    return name


def remember_following(actor: Actor, *, follows: bool) -> None:
    """Remember whether somebody wanted to follow what they commented on, for the next comment.

    Costs: 1 statement.
    """
    differs = (User.id == actor.id) & (User.follows_commented != follows)
    db.session.execute(update(User).where(differs).values(follows_commented=follows))


def set_titles(actor: Actor, person_id: int, *, title_ko: str, title_en: str) -> None:
    """Say what somebody does in the company, beside their badge.

    Raises: NotAllowed("person.grant"); NotFound("person.not_found"); RuleBroken.
    Announces: ProfileChanged, unless nothing changed.
    Costs: 3 statements.
    """
    if not policy.can_grant(actor):
        raise NotAllowed("person.grant")
    values = {
        "title_ko": rules.normal_title(title_ko, field="title_ko"),
        "title_en": rules.normal_title(title_en, field="title_en"),
    }
    _change(person_id, values, actor_id=actor.id)


@dataclass(frozen=True, slots=True)
class _Owner:
    id: int
    is_confirmed: bool


def _owner_of(email: str) -> _Owner | None:
    row = db.session.execute(
        select(User.id, User.email_confirmed_at).where(User.email == email).with_for_update()
    ).one_or_none()
    return _Owner(row.id, row.email_confirmed_at is not None) if row else None


def _asked_owner(typed_email: str, network: str, purpose: str) -> _Owner | None:
    email = rules.normal_email(typed_email)
    limits.hit(_MAILS_ASKED, network)
    limits.hit(_MAILS[purpose], email)
    return _owner_of(email)


def _forget_waiting(email: str) -> None:
    """Drop the registrations that wait for this address to be confirmed."""
    waiting = select(EmailProof.person_id).where(
        EmailProof.email == email, EmailProof.purpose == "confirm"
    )
    db.session.execute(delete(User).where(policy.PENDING, User.id.in_(waiting)))


def _insert(newcomer: Newcomer, *, email: str | None, confirmed_at: datetime | None) -> int:
    rules.check_locale(newcomer.locale)
    rules.check_time_zone(newcomer.time_zone)
    values: dict[str, Any] = {
        "display_name": rules.normal_name(newcomer.name),
        "email": email,
        "organisation_key": organisations.key_of("", email),
        "has_disposable_mail": organisations.is_disposable(email),
        "email_confirmed_at": confirmed_at,
        "password_hash": newcomer.password,
        "locale": newcomer.locale,
        "time_zone": newcomer.time_zone,
        "bio": "",
        "title_ko": "",
        "title_en": "",
        "registered_at": clock.now(),
        "handle": _free_handle(newcomer),
    }
    if not insert_once(User, **values):
        # somebody took the handle between our look and our insert
        raise RuleBroken("handle.taken", field="handle")
    taken = select(User.id).where(User.handle == values["handle"])
    return db.session.execute(taken).scalar_one()


def _free_handle(newcomer: Newcomer) -> str:
    if newcomer.handle.strip():
        handle = rules.normal_handle(newcomer.handle)
        if _taken({handle}):
            raise RuleBroken("handle.taken", field="handle")
        return handle
    wanted = rules.handles_like(rules.suggested_handle(newcomer.email), _HANDLES_TRIED)
    taken = _taken(set(wanted))
    free = next((handle for handle in wanted if handle not in taken), None)
    if free is None:
        raise RuleBroken("handle.blank", field="handle")
    return free


def _taken(handles: set[str]) -> set[str]:
    return set(db.session.execute(select(User.handle).where(User.handle.in_(handles))).scalars())


def _set_password(
    person_id: int, password: SealedPassword, *, actor_id: int | None, by: str
) -> None:
    _set(person_id, password_hash=password)
    # whoever asked for another address or a reset before does not keep the way in
    proofs.cancel(person_id, "reset", "change")
    announce(PasswordChanged(actor_id=actor_id, person_id=person_id, by=by))


def _change(person_id: int, values: Mapping[str, object], *, actor_id: int | None) -> None:
    columns = [getattr(User, name) for name in values]
    before = db.session.execute(select(*columns).where(User.id == person_id)).one_or_none()
    if before is None:
        raise NotFound("person.not_found")
    changed = [name for name, old in zip(values, before, strict=True) if values[name] != old]
    if not changed:
        return
    _set(person_id, **{name: values[name] for name in changed})
    announce(ProfileChanged(actor_id=actor_id, person_id=person_id, fields=changed))


def _set(person_id: int, **values: Any) -> None:  # noqa: ANN401 - columns of several types
    db.session.execute(update(User).where(User.id == person_id).values(**values))


def _own_id(actor: Actor) -> int:
    if actor.id is None:
        raise NotAllowed("account.sign_in")
    return actor.id
