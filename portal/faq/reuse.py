"""Reuse is review: staff who lead somebody to an article are asked whether it is still right."""

import re

from sqlalchemy import select

from portal.accounts.actor import Actor
from portal.faq import policy, queries
from portal.faq.models import Confirmation
from portal.faq.queries import ArticleCard
from portal.kit.db import db

MOST = 3
"""So many articles of one answer are asked about."""

_LINK = re.compile(
    r"(?<![\w/])(?P<site>https?://[^\s/()<>]+)?/faq/(?P<number>[0-9]{1,15})(?![0-9])"
)


def linked_in(body_md: str, base_url: str) -> list[int]:
    """Give the numbers of the articles of this portal that a text leads to, the first ones.

    >>> linked_in("[여기](/faq/12/wifi), https://maru.example/faq/7", "https://maru.example")
    [12, 7]
    >>> linked_in("https://elsewhere.example/faq/7 /faq/12 /faq/12", "https://maru.example")
    [12]
    """
    found = (
        int(link["number"])
        for link in _LINK.finditer(body_md)
        if link["site"] in (None, base_url.rstrip("/"))
    )
    return list(dict.fromkeys(found))[:MOST]


def to_confirm(actor: Actor, version_ids: list[int]) -> tuple[ArticleCard, ...]:
    """Give those of these articles that this actor may confirm and has not confirmed.

    Costs: 2 statements, none for an empty list or for whoever may confirm nothing.
    """
    if not version_ids or not actor.is_staff:
        return ()
    mine = select(Confirmation.version_id).where(
        Confirmation.person_id == actor.id, Confirmation.version_id.in_(version_ids)
    )
    done = set(db.session.execute(mine).scalars())
    cards = queries.get_many(actor, [one for one in version_ids if one not in done])
    return tuple(
        cards[one]
        for one in version_ids
        if one in cards and policy.can_confirm(actor, cards[one].product_id)
    )
