"""Contacts: people whom an import or the staff brought in. Nobody can sign in as one of them.

A contact keeps the name they had where they come from, even one that nobody could register
with here: a badge is drawn from a role alone, and a contact has none.
"""

import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from portal.accounts import organisations, rules
from portal.accounts.actor import EVERYWHERE, RETELL, Actor, scopes_of
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.kit import clock, text
from portal.kit.db import db, insert_once

NAME_KEPT_MAX = 40
_ALIKE = 20
_NAMELESS = "person"
_NOT_ASCII_WORDS = re.compile(r"[^a-z0-9]+")
_MAY = scopes_of([(Role.MEMBER, None)]) | {"limit.exceed": EVERYWHERE, RETELL: EVERYWHERE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Somebody as another system knows them."""

    name: str
    joined_at: datetime
    locale: str = "en"
    time_zone: str = "UTC"


def make_contact(contact: Contact) -> int:
    """Bring one person in, under a handle derived from their name.

    Gives: the person's id.
    Costs: 2 statements.
    """
    return make_contacts([contact])[0]


def make_contacts(contacts: list[Contact]) -> list[int]:
    """Bring several people in, each under a handle of their own.

    Gives: their ids, in the same order.
    Costs: 2 statements, none for an empty list.
    """
    if not contacts:
        return []
    names = [_kept_name(contact.name) for contact in contacts]
    handles = _free_handles(names)
    rows = [
        {
            "handle": handle,
            "display_name": name,
            "email": None,
            "email_confirmed_at": None,
            "password_hash": None,
            "locale": contact.locale,
            "time_zone": contact.time_zone,
            "bio": "",
            "title_ko": "",
            "title_en": "",
            "registered_at": contact.joined_at,
        }
        for contact, name, handle in zip(contacts, names, handles, strict=True)
    ]
    made = insert(User).returning(User.id, sort_by_parameter_order=True)
    return list(db.session.execute(made, rows).scalars())


def with_email(email: str, *, locale: str, time_zone: str) -> int:
    """Give whoever has an address here, or make a contact of it: nameless, and hidden in lists.

    Nobody can sign in as it; whoever reads mail there can make it their account by setting a
    password.
    Takes: email, in its normal form.
    Costs: 1 statement, 4 to make one.
    """
    found = select(User.id).where(User.email == email)
    person_id = db.session.execute(found).scalar_one_or_none()
    if person_id is not None:
        return person_id
    insert_once(
        User,
        handle=_free_handles([_NAMELESS])[0],
        display_name="회원" if locale == "ko" else "Member",
        email=email,
        locale=locale,
        time_zone=time_zone,
        organisation_key=organisations.key_of("", email),
        has_disposable_mail=organisations.is_disposable(email),
        hides_name=True,
        registered_at=clock.now(),
    )
    return db.session.execute(found).scalar_one()


def speaker(person_id: int) -> Actor:
    """Give a contact as an actor, for the import that repeats what they said elsewhere."""
    return Actor(id=person_id, is_confirmed=True, scopes=_MAY)


def _kept_name(name: str) -> str:
    kept = text.one_line(name)
    return _NAMELESS if text.is_blank(kept) else text.excerpt(kept, NAME_KEPT_MAX)


def _free_handles(names: list[str]) -> list[str]:
    wanted = [_handles_for(name) for name in names]
    every = {handle for handles in wanted for handle in handles}
    taken = set(db.session.execute(select(User.handle).where(User.handle.in_(every))).scalars())
    free: list[str] = []
    for handles in wanted:
        free.append(next((handle for handle in handles if handle not in taken), _any_handle()))
        taken.add(free[-1])
    return free


def _handles_for(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    handle = _NOT_ASCII_WORDS.sub("-", plain).strip("-")[: rules.HANDLE_MAX].strip("-")
    fits = len(handle) >= rules.HANDLE_MIN and not rules.is_reserved(handle)
    return rules.handles_like(handle if fits else _NAMELESS, _ALIKE)


def _any_handle() -> str:
    return f"{_NAMELESS}-{secrets.token_hex(6)}"
