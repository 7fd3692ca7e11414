"""What a product manager asks the list for: read from the address, told back, written again.

What an address says that nobody understands is told on the page, never passed over.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict

from portal.accounts import queries as accounts
from portal.accounts.actor import Actor
from portal.kit import clock, text
from portal.kit.errors import NotFound
from portal.products import queries as products
from portal.products.queries import ProductView
from portal.review.views import BUILT_IN
from portal.review.worklist import ORDERS, Choice
from portal.search import queries as search
from portal.search.engine import EngineUnavailable, Filters
from portal.threads import statuses
from portal.threads.kinds import KINDS
from portal.web import inputs, locales
from portal.web.product.columns import COLUMNS, SHOWN_FIRST

FLAGS: Final = {
    "overdue": "overdue",
    "never": "never_answered",
    "unscored": "without_score",
    "concentrated": "concentrated",
    "revisit": "revisit_due",
    "replied": "needs_info_replied",
    "candidates": "has_candidates",
    "growing": "growing",
    "unsolved": "not_solved",
}
"""What can be ticked, and the choice that it is."""

LENSES: Final = {"all": "votes", "active": "active", "organisations": "organisations"}
"""Whose voices count, and the order by them."""

_NAMES: Final = (
    *("view", "order", "lens", "product", "status", "kind", "tag", "owner", "votes", "recent"),
    *("org", "importance", "lang", "from", "until", "q"),
)
_NUMBER_MAX: Final = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the list is asked for, as it was understood; ``unknown`` names what was not."""

    given: tuple[tuple[str, str], ...]
    flags: tuple[str, ...]
    columns: tuple[str, ...]
    choice: Choice
    order: str
    lens: str
    view: str | None
    most: int | None
    product: ProductView | None
    products: tuple[ProductView, ...]
    unknown: tuple[str, ...]

    @property
    def typed(self) -> dict[str, str]:
        """Give every choice that there is, with what was said of it."""
        return dict.fromkeys(_NAMES, "") | dict(self.given)

    def query(self, **changes: str | None) -> str:
        """Write it as a query, with some of it changed; None takes something away."""
        pairs = {**dict(self.given), **changes}
        single = [(name, value) for name, value in pairs.items() if value]
        many = [("flag", flag) for flag in self.flags]
        if self.columns != SHOWN_FIRST:
            many += [("column", column) for column in self.columns]
        return urlencode([*single, *many])

    def to(self, **changes: str | None) -> str:
        """Give the address of the list with some of it changed."""
        query = self.query(**changes)
        return f"/pm?{query}" if query else "/pm"


def read(who: Actor, args: "MultiDict[str, str]") -> Asked:
    """Understand what an address asks for.

    Costs: 2 statements; 1 more for an owner, and those of a search for words.
    """
    given = {name: value for name in _NAMES if (value := args.get(name, "").strip())}
    reader = _Reader(who, given, products.list_all())
    view = BUILT_IN.get(given.get("view", ""))
    if "view" in given and view is None:
        reader.unknown.append("view")
    begun = view.at(clock.now()) if view else Choice()
    flags = tuple(flag for flag in args.getlist("flag") if flag in FLAGS)
    ticked: dict[str, Any] = {FLAGS[flag]: True for flag in flags}
    choice = replace(begun, **ticked, **reader.choices())
    lens = given.get("lens", "all")
    if lens not in LENSES:
        reader.unknown.append("lens")
        lens = "all"
    columns = tuple(dict.fromkeys(c for c in args.getlist("column") if c in COLUMNS))
    return Asked(
        given=tuple(pair for pair in given.items() if pair[0] not in reader.unknown),
        flags=flags,
        columns=columns or SHOWN_FIRST,
        choice=choice,
        order=reader.order(view.order if view else "priority", lens),
        lens=lens,
        view=view.slug if view else None,
        most=view.most if view else None,
        product=reader.product,
        products=reader.products,
        unknown=tuple(reader.unknown),
    )


class _Reader:
    """Reads the choices of an address one by one, and keeps the names of what it cannot read."""

    def __init__(self, who: Actor, given: dict[str, str], offered: tuple[ProductView, ...]) -> None:
        """Take what is given, and the products that there are."""
        self.who = who
        self.given = given
        self.products = tuple(p for p in offered if who.may("idea.review", p.id))
        self.product: ProductView | None = None
        self.unknown: list[str] = []

    def choices(self) -> dict[str, Any]:
        """Give the choices that were understood."""
        readers: dict[str, Callable[[str], dict[str, Any] | None]] = {
            "product": self._product,
            "status": self._status,
            "kind": lambda value: {"status_kind": value} if value in KINDS else None,
            "tag": lambda value: {"tag": value.lower()},
            "owner": self._owner,
            "votes": lambda value: _number("votes_from", value),
            "recent": lambda value: _number("recent_votes_from", value),
            "org": lambda value: {"organisation": value.lower()},
            "importance": self._importance,
            "lang": lambda value: {"lang": value} if value in ("ko", "en") else None,
            "from": lambda value: _day("posted_from", value, days=0),
            "until": lambda value: _day("posted_before", value, days=1),
            "q": self._words,
        }
        understood: dict[str, Any] = {}
        for name, reader in readers.items():
            if name in self.given:
                choice = reader(self.given[name])
                if choice is None:
                    self.unknown.append(name)
                else:
                    understood |= choice
        return understood

    def order(self, usual: str, lens: str) -> str:
        """Give the order; a lens orders by the people whom it counts."""
        wanted = self.given.get("order")
        if wanted is not None and wanted not in ORDERS:
            self.unknown.append("order")
            wanted = None
        return LENSES[lens] if lens != "all" and wanted in (None, "votes") else wanted or usual

    def _product(self, value: str) -> dict[str, Any] | None:
        self.product = next((each for each in self.products if each.slug == value), None)
        return {"product_id": self.product.id} if self.product else None

    @staticmethod
    def _status(value: str) -> dict[str, Any] | None:
        return {"status": value} if value in statuses.catalogue() else None

    @staticmethod
    def _importance(value: str) -> dict[str, Any] | None:
        return {"importance_from": int(value)} if value in ("1", "2", "3") else None

    def _owner(self, value: str) -> dict[str, Any] | None:
        if value == "none":
            return {"without_owner": True}
        if value == "me":
            return {"owner_id": self.who.id}
        try:
            return {"owner_id": accounts.get_id(value.removeprefix("@").lower())}
        except NotFound:
            return None

    def _words(self, value: str) -> dict[str, Any] | None:
        """Find ideas by words; the list is narrowed to the best of them."""
        words = text.one_line(value)
        if text.is_blank(words):
            return None
        try:
            found = search.find(self.who, words, Filters(kinds=frozenset({"idea"})))
        except EngineUnavailable:
            return None
        return {"ids": tuple(line.id for line in found.hits)}


def _number(name: str, value: str) -> dict[str, Any] | None:
    number = inputs.as_id(value)
    return {name: number} if number is not None and 0 <= number <= _NUMBER_MAX else None


def _day(name: str, value: str, *, days: int) -> dict[str, Any] | None:
    """Read a day as its reader means it; ``days`` later is where it ends."""
    try:
        begin = datetime.combine(datetime.fromisoformat(value).date(), time())
        local = (begin + timedelta(days=days)).replace(tzinfo=ZoneInfo(locales.time_zone()))
        return {name: local.astimezone(UTC)}
    except (ValueError, OverflowError):
        return None
