"""Everybody's lists of ideas in the orders that figures give: discussed, waiting, spoken of.

Figures follow what happens within seconds, and say nothing of whether an idea may be seen: that
is asked of the idea itself.
"""

from functools import lru_cache
from typing import Final

from sqlalchemy import ColumnElement, bindparam, literal_column, select

from portal.kit.paging import Column, Keyset, Page
from portal.review.models import IdeaFigures as Figures
from portal.threads import lists
from portal.threads.lists import Filters, ThreadCard
from portal.threads.models import Tag, Thread, ThreadTag
from portal.threads.policy import VISIBLE

_NONE: ColumnElement[int] = literal_column("0")
# the conditions of the partial indexes, word for word
_ORDERS: Final[dict[str, tuple[Column, ColumnElement[bool]]]] = {
    "discussed": (Figures.commenters_90, Figures.commenters_90 > _NONE),
    "waiting": (Figures.waiting_key, Figures.waiting_key >= _NONE),
    "spoken": (Figures.staff_key, Figures.last_staff_at.is_not(None)),
}
_WHATEVER_BECAME: Final = "spoken"
"""The team speaks last of what it decides: the list of that leaves no status out."""


def discussed(filters: Filters, *, cursor: str | None = None) -> Page[ThreadCard]:
    """List live ideas by how many people spoke of each in the last 90 days.

    Costs: 1 statement.
    """
    return _page("discussed", filters, cursor)


def waiting(filters: Filters, *, cursor: str | None = None) -> Page[ThreadCard]:
    """List open ideas of which the team has said nothing, by how many have waited for how long.

    Costs: 1 statement.
    """
    return _page("waiting", filters, cursor)


def spoken(filters: Filters, *, cursor: str | None = None) -> Page[ThreadCard]:
    """List ideas by when the team last said something of them, whatever it was.

    Costs: 1 statement.
    """
    return _page("spoken", filters, cursor)


def _page(order: str, filters: Filters, cursor: str | None) -> Page[ThreadCard]:
    names = ("product_id", "status", "lang", "tag")
    values = {name: value for name in names if (value := getattr(filters, name)) is not None}
    piece = _keyset(order, frozenset(values)).fetch(cursor, **values)
    return Page(lists.make_cards(piece.rows), piece.next_cursor)


@lru_cache(maxsize=64)
def _keyset(order: str, narrowed_to: frozenset[str]) -> Keyset:
    """Build a list once for all who ask for the same; what it is narrowed to are parameters."""
    key, is_in_it = _ORDERS[order]
    ids = select(Thread.id).join(Figures, Figures.thread_id == Thread.id).where(is_in_it)
    ids = ids.where(_is(VISIBLE), _is(Thread.canonical_id.is_(None)))
    if "product_id" in narrowed_to:
        ids = ids.where(Figures.product_id == bindparam("product_id"))
    if "lang" in narrowed_to:
        ids = ids.where(_is(Thread.lang == bindparam("lang")))
    if "tag" in narrowed_to:
        tagged = select(ThreadTag.thread_id).join(Tag).where(Tag.slug == bindparam("tag"))
        ids = ids.where(Thread.id.in_(tagged))
    if "status" in narrowed_to:
        ids = ids.where(_is(Thread.status == bindparam("status")))
    elif order != _WHATEVER_BECAME and "tag" not in narrowed_to:
        ids = ids.where(Figures.is_live.is_(True))
    return Keyset(ids, key, Figures.thread_id, around=lists.cards_around)


def _is(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Ask so that no database begins with the ideas for which it is true, and sorts them all."""
    return condition.is_(True)
