"""Reading people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, or_, select

from portal.accounts import policy
from portal.accounts.actor import Actor, role_of, scopes_of
from portal.accounts.models import EmailProof, RoleGrant, SignIn, User
from portal.accounts.roles import STAFF_ROLES, Role, whose_work_is
from portal.kit import clock, log_position
from portal.kit.db import db, read
from portal.kit.errors import NotAllowed, NotFound
from portal.kit.log_position import Position
from portal.kit.secrets import token_hash


@dataclass(frozen=True, slots=True)
class Byline:
    """Who wrote a post, in the role they spoke in."""

    id: int
    handle: str
    name: str
    title_ko: str
    title_en: str
    role: Role | None

    @property
    def is_staff(self) -> bool:
        """Tell the company's word from a customer's: this alone draws the badge."""
        return self.role in STAFF_ROLES

    def title(self, locale: str) -> str:
        """Give what they do, in a language."""
        return self.title_ko if locale == "ko" else self.title_en


BYLINE = (User.id, User.handle, User.display_name, User.title_ko, User.title_en)
"""The columns of a byline, for a statement that joins the author; the role is the post's own."""


def byline(columns: Sequence[Any], role: str | None) -> Byline:
    """Make a byline of the columns of ``BYLINE`` and the role kept on the post."""
    person_id, handle, name, title_ko, title_en = columns
    return Byline(person_id, handle, name, title_ko, title_en, Role(role) if role else None)


@dataclass(frozen=True, slots=True)
class Person:
    """A person as their public page shows them."""

    id: int
    handle: str
    name: str
    bio: str
    title_ko: str
    title_en: str
    registered_at: datetime
    role: Role | None
    is_suspended: bool


class Presence(NamedTuple):
    """Somebody signed in, and how far the log was when they were looked up."""

    actor: Actor
    position: Position


def find_presence(token: str) -> Presence | None:
    """Give who is behind a session's token, or None when the session is over.

    Costs: 1 statement.
    """
    values = {"token_hash": token_hash(token), "now": clock.now()}
    rows = read(_SIGNED_IN, values).all()
    if not rows or rows[0].suspended_at is not None:
        return None
    return Presence(_actor(rows, session_id=rows[0].session_id), log_position.of_row(rows[0]))


def find_signed_in(token: str) -> Actor | None:
    """Give the actor behind a session's token, or None when the session is over.

    Costs: 1 statement.
    """
    presence = find_presence(token)
    return presence.actor if presence else None


def get_actor(person_id: int) -> Actor:
    """Give a person as an actor, for doors that know them by other means than a session.

    Raises: NotFound("person.not_found").
    Costs: 1 statement.
    """
    rows = db.session.execute(_BY_ID, {"person_id": person_id}).all()
    if not rows:
        raise NotFound("person.not_found")
    return _actor(rows, session_id=None)


def get_person(handle: str) -> Person:
    """Give the public face of a person.

    Raises: NotFound("person.not_found").
    Costs: 2 statements.
    """
    user = db.session.execute(
        select(User).where(User.handle == handle.lower(), policy.visible())
    ).scalar()
    if user is None:
        raise NotFound("person.not_found")
    grants = db.session.execute(
        select(RoleGrant.role, RoleGrant.product_id).where(RoleGrant.person_id == user.id)
    ).all()
    role = role_of((Role(role), product_id) for role, product_id in grants)
    return Person(
        id=user.id,
        handle=user.handle,
        name=user.display_name,
        bio=user.bio,
        title_ko=user.title_ko,
        title_en=user.title_en,
        registered_at=user.registered_at,
        role=role,
        is_suspended=user.suspended_at is not None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAccount:
    """What a person sees of themselves in their settings."""

    handle: str
    name: str
    bio: str
    email: str
    locale: str
    time_zone: str
    organisation: str
    hides_name: bool
    coming_email: str | None


def get_own(actor: Actor) -> OwnAccount:
    """Give a person's own account, with the address they are about to change to.

    Raises: NotAllowed("account.sign_in").
    Costs: 1 statement.
    """
    coming = (
        select(EmailProof.email)
        .where(
            EmailProof.person_id == User.id,
            EmailProof.purpose == "change",
            EmailProof.used_at.is_(None),
            EmailProof.expires_at > clock.now(),
        )
        .order_by(EmailProof.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    row = db.session.execute(
        select(
            User.handle,
            User.display_name.label("name"),
            User.bio,
            func.coalesce(User.email, "").label("email"),
            User.locale,
            User.time_zone,
            User.organisation,
            User.hides_name,
            coming.label("coming_email"),
        ).where(User.id == actor.id)
    ).one_or_none()
    if row is None:
        raise NotAllowed("account.sign_in")
    return OwnAccount(**row._asdict())


@dataclass(frozen=True, slots=True)
class SessionView:
    """One browser that is signed in."""

    id: int
    user_agent: str
    started_at: datetime
    last_seen_at: datetime
    is_this: bool


def list_sessions(actor: Actor) -> tuple[SessionView, ...]:
    """List one's own sessions, this one first, then the one seen last.

    Costs: 1 statement.
    """
    rows = db.session.execute(
        select(SignIn.id, SignIn.user_agent, SignIn.started_at, SignIn.last_seen_at)
        .where(SignIn.person_id == actor.id, SignIn.expires_at > clock.now())
        .order_by(SignIn.last_seen_at.desc(), SignIn.id.desc())
        .limit(_SESSIONS_SHOWN)
    )
    views = [SessionView(*row, row.id == actor.session_id) for row in rows]
    return tuple(sorted(views, key=lambda view: not view.is_this))


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where and how a person is written to about their own account."""

    person_id: int
    handle: str
    name: str
    email: str
    locale: str
    time_zone: str
    is_confirmed: bool


def find_recipient(person_id: int | None) -> Recipient | None:
    """Give a person's address, or None when they have none or are gone.

    Costs: 1 statement, none for nobody.
    """
    if person_id is None:
        return None
    row = db.session.execute(
        select(
            User.id,
            User.handle,
            User.display_name,
            func.coalesce(User.email, "").label("email"),
            User.locale,
            User.time_zone,
            User.email_confirmed_at.is_not(None),
        ).where(User.id == person_id, User.email.is_not(None), User.suspended_at.is_(None))
    ).one_or_none()
    return Recipient(*row) if row else None


def find_owner(email: str) -> Recipient | None:
    """Give the person who confirmed an address.

    Takes: email, in its normal form.
    Costs: 2 statements.
    """
    owner_id = db.session.execute(
        select(User.id).where(User.email == email, User.email_confirmed_at.is_not(None))
    ).scalar_one_or_none()
    return find_recipient(owner_id)


def get_id(handle: str) -> int:
    """Give the id of the person behind a handle.

    Raises: NotFound("person.not_found").
    Costs: 1 statement.
    """
    found = select(User.id).where(User.handle == handle.lower(), policy.visible())
    person_id = db.session.execute(found).scalar_one_or_none()
    if person_id is None:
        raise NotFound("person.not_found")
    return person_id


def ids_by_handle(handles: frozenset[str]) -> dict[str, int]:
    """Find the people behind handles; unknown ones are left out.

    Costs: 1 statement, none for an empty set.
    """
    if not handles:
        return {}
    rows = db.session.execute(select(User.handle, User.id).where(User.handle.in_(handles)))
    return {row.handle: row.id for row in rows}


# more than anybody has; the rest end by themselves
_SESSIONS_SHOWN = 100

_ACTOR = select(
    User.id,
    User.handle,
    User.display_name,
    User.locale,
    User.time_zone,
    User.email_confirmed_at,
    User.suspended_at,
    RoleGrant.role,
    RoleGrant.product_id,
).outerjoin(RoleGrant, RoleGrant.person_id == User.id)
_BY_ID = _ACTOR.where(User.id == bindparam("person_id"))
_SIGNED_IN = (
    _ACTOR.add_columns(SignIn.id.label("session_id"), *log_position.COLUMNS)
    .join(SignIn, SignIn.person_id == User.id)
    .where(SignIn.token_hash == bindparam("token_hash"), SignIn.expires_at > bindparam("now"))
)


def holders(capability: str, product_id: int) -> frozenset[int]:
    """List whose work something is in a product, without administrators, who may do all.

    Costs: 1 statement.
    """
    grants = select(RoleGrant.person_id).where(
        RoleGrant.role.in_(sorted(whose_work_is(capability))),
        or_(RoleGrant.product_id.is_(None), RoleGrant.product_id == product_id),
    )
    return frozenset(db.session.execute(grants).scalars())


def _actor(rows: Sequence[Any], *, session_id: int | None) -> Actor:
    person = rows[0]
    is_confirmed = person.email_confirmed_at is not None
    grants = [(Role(row.role), row.product_id) for row in rows if row.role is not None]
    everyday = [(Role.MEMBER, None)]
    return Actor(
        id=person.id,
        handle=person.handle,
        name=person.display_name,
        locale=person.locale,
        time_zone=person.time_zone,
        role=role_of(grants),
        is_confirmed=is_confirmed,
        session_id=session_id,
        # nobody may write before their address is confirmed
        scopes=scopes_of(grants + everyday) if is_confirmed else {},
    )
