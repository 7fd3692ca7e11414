"""The roadmap: what is planned, being made and delivered lately, by status or by quarter.

A column shows its first ideas alone; the rest is a list of its own, page by page.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    Float,
    Select,
    Subquery,
    bindparam,
    cast,
    exists,
    func,
    literal,
    literal_column,
    select,
    union_all,
)

from portal.ideas.models import IdeaPlan, StatusChange
from portal.kit import clock
from portal.kit.db import read
from portal.kit.instants import epoch_seconds
from portal.threads import lists
from portal.threads.kinds import Status
from portal.threads.lists import ThreadCard
from portal.threads.models import Tag, Thread, ThreadTag
from portal.threads.policy import VISIBLE

SHOWN: Final = 6
"""So many ideas a column shows."""
DELIVERED_DAYS: Final = 180
"""So long what was delivered stays on the roadmap."""
QUARTERS: Final = 4
"""So many quarters are shown, the present one first."""
_QUARTER = re.compile(r"(\d{4})-Q([1-4])\Z")
_ALL: Final = "all"

Ids = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class RoadIdea:
    """An idea on the roadmap, and when it is expected."""

    card: ThreadCard
    eta: str | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the slug of its status or the name of its quarter, and its first ideas."""

    name: str
    ideas: tuple[RoadIdea, ...]
    has_more: bool


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What a roadmap is narrowed to; None leaves it open."""

    product_id: int | None = None
    tag: str | None = None

    @property
    def values(self) -> dict[str, Any]:
        """Give the parameters of the statements."""
        given = {"product_id": self.product_id, "tag": self.tag}
        return {name: value for name, value in given.items() if value is not None}


def by_status(statuses: Sequence[Status], narrowed: Narrowed) -> tuple[Column, ...]:
    """Give a column for each of these statuses, in their order.

    What can still move is ordered by votes; what is done by when it was, for 180 days.
    Costs: 1 statement, none without a status.
    """
    on_it = tuple((status.slug, status.kind) for status in statuses)
    since = clock.now() - timedelta(days=DELIVERED_DAYS)
    statement = _by_status(on_it, frozenset(narrowed.values))
    return _columns(statement, [slug for slug, _ in on_it], {**narrowed.values, "since": since})


def by_quarter(statuses: Sequence[Status], narrowed: Narrowed) -> tuple[Column, ...]:
    """Give a column for the present quarter and each of the next three, in their order.

    Before them, as "late", what was expected earlier and is not there; behind them, as "later",
    everything else that can still move. Each is ordered by votes.
    Costs: 1 statement, none without such a status.
    """
    moving = tuple(status.slug for status in statuses if status.kind == "active")
    now = quarters(clock.now())
    values: dict[str, Any] = {f"quarter_{n}": name for n, name in enumerate(now)}
    statement = _by_quarter(moving, frozenset(narrowed.values))
    return _columns(statement, ["late", *now, "later"], {**narrowed.values, **values})


def quarters(instant: datetime) -> list[str]:
    """Name the quarter of an instant and those that follow it.

    >>> from datetime import UTC
    >>> quarters(datetime(2026, 11, 30, tzinfo=UTC))
    ['2026-Q4', '2027-Q1', '2027-Q2', '2027-Q3']
    """
    first = instant.year * 4 + (instant.month - 1) // 3
    return [f"{n // 4}-Q{n % 4 + 1}" for n in range(first, first + QUARTERS)]


def quarter_of(eta: str | None) -> tuple[int, int] | None:
    """Give year and quarter of when something is expected; None for other words.

    >>> quarter_of("2027-Q1"), quarter_of("next summer")
    ((2027, 1), None)
    """
    found = _QUARTER.match(eta or "")
    return (int(found[1]), int(found[2])) if found else None


def _columns(statement: Ids | None, names: list[str], values: dict[str, Any]) -> tuple[Column, ...]:
    rows = [] if statement is None else read(statement, values).all()
    etas = [row.eta for row in rows]
    ideas: dict[str, list[RoadIdea]] = {name: [] for name in names}
    for row, card, eta in zip(rows, lists.make_cards(rows), etas, strict=True):
        # a quarter is known by its place, since its name is a parameter
        place = row.place
        ideas[names[int(place)]].append(RoadIdea(card, eta))
    return tuple(
        Column(name, tuple(found[:SHOWN]), len(found) > SHOWN) for name, found in ideas.items()
    )


@lru_cache(maxsize=64)
def _by_status(on_it: tuple[tuple[str, str], ...], narrowed_to: Collection[str]) -> Ids | None:
    pieces = [
        _done(place, slug, narrowed_to) if kind == "done" else _moving(place, slug, narrowed_to)
        for place, (slug, kind) in enumerate(on_it)
    ]
    return _around(pieces)


def _moving(place: int, slug: str, narrowed_to: Collection[str]) -> Ids:
    ids = _narrow(_public(select(Thread.id)), narrowed_to).where(Thread.status == slug)
    return _first(ids, place, cast(Thread.vote_count, Float))


def _done(place: int, slug: str, narrowed_to: Collection[str]) -> Ids:
    done = (
        select(StatusChange.thread_id, func.max(StatusChange.decided_at).label("at"))
        .where(StatusChange.after == slug, StatusChange.decided_at >= bindparam("since"))
        .group_by(StatusChange.thread_id)
        .subquery()
    )
    ids = select(Thread.id).join(done, done.c.thread_id == Thread.id)
    ids = _narrow(_public(ids), narrowed_to).where(Thread.status == slug)
    return _first(ids, place, cast(epoch_seconds(done.c.at), Float))


@lru_cache(maxsize=64)
def _by_quarter(moving: tuple[str, ...], narrowed_to: Collection[str]) -> Ids | None:
    if not moving:
        return None
    names: list[Any] = [bindparam(f"quarter_{n}") for n in range(QUARTERS)]
    is_planned = IdeaPlan.thread_id == Thread.id
    moves = Thread.status.in_(moving)
    # a quarter, by its shape: other words are no date
    has_date = IdeaPlan.eta.like("____-Q_")
    late = (IdeaPlan.eta < names[0]) & has_date
    expected = [late, *(IdeaPlan.eta == name for name in names)]
    pieces = []
    for place, when in enumerate(expected):
        ids = _public(select(Thread.id).join(IdeaPlan, is_planned)).where(when, moves.is_(True))
        pieces.append(_first(_narrow(ids, narrowed_to), place, cast(Thread.vote_count, Float)))
    elsewhere = exists().where(is_planned, has_date, IdeaPlan.eta <= names[-1])
    ids = _narrow(_public(select(Thread.id)), narrowed_to).where(moves, ~elsewhere)
    pieces.append(_first(ids, len(expected), cast(Thread.vote_count, Float)))
    return _around(pieces)


def _public(ids: Ids) -> Ids:
    # the conditions of the partial indexes, word for word
    is_idea = Thread.kind == literal_column("'idea'")
    return ids.where(VISIBLE, Thread.canonical_id.is_(None), is_idea)


def _narrow(ids: Ids, narrowed_to: Collection[str]) -> Ids:
    if "product_id" in narrowed_to:
        ids = ids.where(Thread.product_id == bindparam("product_id"))
    if "tag" in narrowed_to:
        tagged = select(ThreadTag.thread_id).join(Tag).where(Tag.slug == bindparam("tag"))
        ids = ids.where(Thread.id.in_(tagged))
    return ids


def _first(ids: Ids, place: int, key: Any) -> Ids:  # noqa: ANN401 - a column of either database
    """Select the first ideas of a column, and one more that tells whether there are others."""
    first = ids.add_columns(key.label("weight"), literal(place).label("place"))
    return first.order_by(key.desc(), Thread.id.desc()).limit(SHOWN + 1)


def _around(pieces: list[Ids]) -> Ids | None:
    if not pieces:
        return None
    chosen: Subquery = union_all(*(select(piece.subquery()) for piece in pieces)).subquery()
    cards = lists.cards_of(chosen).add_columns(IdeaPlan.eta, chosen.c.place)
    cards = cards.outerjoin(IdeaPlan, IdeaPlan.thread_id == Thread.id)
    return cards.order_by(chosen.c.place, chosen.c.weight.desc(), Thread.id.desc())
