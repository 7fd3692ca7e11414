"""Does a vote look made up? Four signs; two of them put it aside until somebody looks at it.

No sign alone says anything: a family shares a network, a newcomer has written nothing yet. What is
put aside is kept, its person sees it as cast, and a moderator decides (``judging``).
"""

from datetime import datetime, timedelta
from functools import cache
from ipaddress import ip_address, ip_network
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Subquery, bindparam, case, exists, func, select

from portal.accounts.models import User
from portal.answers.models import Answer, Comment
from portal.kit import signing
from portal.kit.db import BigId, UtcDateTime
from portal.threads.models import Thread
from portal.votes.models import Vote

SIGNS: Final = ("young", "network", "disposable", "one_author")
"""The signs, in the order of their bits in ``Vote.signals``: the account is less than a day old and
has written nothing; five votes for this came from one network within an hour; the address is had
for minutes; four of five of its votes for customers' ideas go to one author."""
ENOUGH: Final = 2

_YOUNG = timedelta(hours=24)
_CROWD = 5
CROWD_WITHIN = timedelta(hours=1)
# somebody's first votes say nothing about whom they favour
_ONE_AUTHOR_LEAST, _ONE_AUTHOR_SHARE, _ONE_AUTHOR_AMONG = 5, 0.8, 50
_BITS_V4, _BITS_V6 = 24, 48


def names(signals: int | None) -> tuple[str, ...]:
    """Name the signs that a vote bears.

    >>> names(5)
    ('young', 'disposable')
    """
    return tuple(name for bit, name in enumerate(SIGNS) if (signals or 0) >> bit & 1)


def network_key(address: str | None) -> str | None:
    """Give what is kept of where a vote came from: a keyed hash of the network, no address.

    Takes: address, as the door knows it; a /24 of IPv4 and a /48 of IPv6 are one network.
    Gives: None inside a private network: there everybody is a neighbour.
    """
    try:
        known = ip_address(address or "")
    except ValueError:
        return None
    if known.is_private:
        return None
    bits = _BITS_V4 if known.version == 4 else _BITS_V6  # noqa: PLR2004 - of the protocol
    network = ip_network((known, bits), strict=False)
    return signing.keyed_hash("vote network", str(network))


def values(
    *,
    person_id: int | None,
    thread_id: int,
    author_id: int | None,
    cast_at: datetime,
    key: str | None,
) -> dict[str, Any]:
    """Give the parameters of ``facts``.

    Takes: author_id, of a customer's idea; nobody for anything else.
    """
    return {
        "person_id": person_id,
        "thread_id": thread_id,
        "author_id": author_id,
        "cast_at": cast_at,
        "network_key": key,
        "young_after": cast_at - _YOUNG,
        "crowd_after": cast_at - CROWD_WITHIN,
        "crowd_until": cast_at + CROWD_WITHIN,
    }


@cache
def facts(*, for_update: bool) -> Subquery:
    """Select one person with the signs their vote bears: ``signals``, and ``is_enough``, in bits.

    Takes: for_update, to hold the person's row: they are suspended before or after, not meanwhile.
    Gives: no row for somebody who is suspended.
    """
    signs = [
        case((sign, 1), else_=0).label(name)
        for name, sign in zip(SIGNS, (_young(), _crowded(), _disposable(), _favours()), strict=True)
    ]
    person = select(User.id, *signs).where(
        User.id == bindparam("person_id", type_=BigId), User.suspended_at.is_(None)
    )
    if for_update:
        person = person.with_for_update(of=User, key_share=True)
    return person.subquery("person")


def signals_of(person: Subquery) -> ColumnElement[int]:
    """Say the signs of ``facts`` as bits."""
    bits: ColumnElement[int] = person.c[SIGNS[0]]
    for bit, name in enumerate(SIGNS[1:], start=1):
        bits = bits + person.c[name] * (1 << bit)
    return bits


def is_enough(person: Subquery) -> ColumnElement[bool]:
    """Say whether the signs of ``facts`` are enough to put a vote aside."""
    number: ColumnElement[int] = person.c[SIGNS[0]]
    for name in SIGNS[1:]:
        number = number + person.c[name]
    return number >= ENOUGH


def _young() -> ColumnElement[bool]:
    return (
        (User.registered_at > bindparam("young_after", type_=UtcDateTime))
        & ~exists().where(Thread.author_id == User.id)
        & ~exists().where(Answer.author_id == User.id)
        & ~exists().where(Comment.author_id == User.id)
    )


def _crowded() -> ColumnElement[bool]:
    others = (
        select(func.count())
        .select_from(Vote)
        .where(
            Vote.thread_id == bindparam("thread_id", type_=BigId),
            Vote.network_key == bindparam("network_key"),
            Vote.network_key.is_not(None),
            Vote.cast_at > bindparam("crowd_after", type_=UtcDateTime),
            Vote.cast_at < bindparam("crowd_until", type_=UtcDateTime),
            Vote.person_id != User.id,
        )
        .correlate(User)
        .scalar_subquery()
    )
    return others >= _CROWD - 1


def _disposable() -> ColumnElement[bool]:
    return User.has_disposable_mail.is_(True)


def _favours() -> ColumnElement[bool]:
    """Say whether four of five go to this thread's author, among the latest, and this one."""
    author = bindparam("author_id", type_=BigId)
    latest = _latest_votes().subquery()
    to_author = func.coalesce(func.sum(case((latest.c.author_id == author, 1), else_=0)), 0)
    is_many = (func.count() + 1 >= _ONE_AUTHOR_LEAST) & (
        to_author + 1.0 >= _ONE_AUTHOR_SHARE * (func.count() + 1)
    )
    favours = select(case((is_many, 1), else_=0)).select_from(latest).scalar_subquery()
    return (User.id != author) & (favours == 1)


def _latest_votes() -> Select[Any]:
    return (
        select(Thread.author_id)
        .join(Vote, Vote.thread_id == Thread.id)
        .where(
            Vote.person_id == bindparam("person_id", type_=BigId),
            Vote.thread_id != bindparam("thread_id", type_=BigId),
            Thread.author_id != bindparam("person_id", type_=BigId),
            Thread.kind == "idea",
            Thread.author_role.is_(None),
        )
        .order_by(Vote.cast_at.desc())
        .limit(_ONE_AUTHOR_AMONG)
    )
