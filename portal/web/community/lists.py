"""The lists of questions and ideas."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from flask import request
from werkzeug.wrappers import Response

from portal.accounts.actor import NOBODY, Actor
from portal.ideas.queries import Around
from portal.ideas.queries import around as ideas_around
from portal.ideas.response_clock import Clock
from portal.kit.errors import NotFound
from portal.kit.paging import Page
from portal.kit.text import slugify
from portal.products import queries as products
from portal.products.queries import ProductView
from portal.review import orders
from portal.threads import lists
from portal.threads.kinds import Status
from portal.threads.lists import Filters, ThreadCard
from portal.threads.rules import LANGS
from portal.votes import queries as votes
from portal.web import kept, labels, paths
from portal.web.community import blueprint
from portal.web.current import actor
from portal.web.fragments import page, part, wants_part

SORTS = {
    "question": ("hot", "new", "top", "unanswered", "mine", "followed"),
    "idea": ("hot", "top", "new", "discussed", "waiting", "spoken", "mine", "followed"),
}
_OWN = ("mine", "followed")
_OF_FIGURES = {"discussed": orders.discussed, "waiting": orders.waiting, "spoken": orders.spoken}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a reader asked a list for; whoever asks for the same is shown the same."""

    kind: str
    sort: str
    days: int | None
    product: str | None
    status: str | None
    lang: str | None
    tag: str | None
    cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """A list with its choices."""

    kind: str
    sort: str
    days: int | None
    filters: Filters
    product: str | None
    products: tuple[ProductView, ...]
    counts: tuple[tuple[Status, int], ...]
    cards: Page[ThreadCard]
    clocks: Mapping[int, Clock] = field(default_factory=dict, hash=False)
    voted: frozenset[int] = frozenset()

    @property
    def sorts(self) -> tuple[str, ...]:
        """List the orders that there are."""
        return SORTS[self.kind]

    @property
    def is_narrowed(self) -> bool:
        """Tell whether anything but the order was chosen."""
        chosen = (self.product, self.filters.status, self.filters.lang, self.filters.tag, self.days)
        return any(choice is not None for choice in chosen)

    def to(self, **changes: str | int | None) -> str:
        """Give the address of this list with other choices; the page begins anew."""
        chosen = {
            "sort": self.sort,
            "product": self.product,
            "status": self.filters.status,
            "lang": self.filters.lang,
            "tag": self.filters.tag,
            "days": self.days,
        }
        return paths.thread_list(self.kind, **(chosen | changes))

    @property
    def choices(self) -> "ListPage":
        """Give the choices alone, which many readers make alike."""
        return replace(self, cards=Page(()), voted=frozenset(), clocks={})


@blueprint.get("/questions")
def questions() -> Response:
    """List questions."""
    return _list("question")


@blueprint.get("/ideas")
def ideas() -> Response:
    """List ideas."""
    return _list("idea")


@blueprint.get("/tags/<tag>")
def tagged(tag: str) -> Response:
    """List everything under a tag, newest first."""
    kept.keepable()
    cursor = request.args.get("cursor")
    cards = kept.reading(
        ("tag", tag, cursor), lambda: lists.new(NOBODY, Filters(tag=tag), cursor=cursor)
    )
    if not cards.items and not cursor:
        raise NotFound
    voted = votes.mine(actor(), [card.id for card in cards.items])
    return page("community/tagged.html", tag=tag, cards=cards, voted=voted)


def _list(kind: str) -> Response:
    who = actor()
    sort, days = _order(kind, who)
    status = request.args.get("status")
    asked = Asked(
        kind=kind,
        sort=sort,
        days=days,
        product=request.args.get("product"),
        status=status if kind == "idea" and status in labels.statuses() else None,
        lang=_one_of("lang", LANGS),
        tag=_tag(),
        cursor=request.args.get("cursor"),
    )
    listed = (
        _read(who, asked) if sort in _OWN else kept.reading(asked, lambda: _read(NOBODY, asked))
    )
    listed = replace(listed, voted=votes.mine(who, [card.id for card in listed.cards.items]))
    kept.keepable()
    if wants_part():
        return part("community/_cards.html", listed=listed)
    return page("community/list.html", listed=listed)


def _read(who: Actor, asked: Asked) -> ListPage:
    offered = products.list_all()
    by_slug = {product.slug: product.id for product in offered}
    filters = Filters(
        kind=asked.kind,
        product_id=by_slug.get(asked.product) if asked.product else None,
        status=asked.status,
        lang=asked.lang,
        tag=asked.tag,
    )
    cards = _cards(who, filters, asked)
    ids = [card.id for card in cards.items]
    around = ideas_around(filters.product_id, ids) if asked.kind == "idea" else Around()
    return ListPage(
        kind=asked.kind,
        sort=asked.sort,
        days=asked.days,
        filters=filters,
        product=asked.product if asked.product in by_slug else None,
        products=offered,
        counts=around.counts,
        cards=cards,
        clocks=around.clocks,
    )


def _order(kind: str, who: Actor) -> tuple[str, int | None]:
    sort = _one_of("sort", SORTS[kind]) or "hot"
    if sort in _OWN and not who.is_known:
        sort = "hot"
    days = request.args.get("days", type=int)
    return sort, days if sort == "top" and days in votes.PERIODS_DAYS else None


def _tag() -> str | None:
    """Give the tag that was asked for, as tags are written."""
    typed = request.args.get("tag", "").strip().lstrip("#")
    return slugify(typed) or None


def _cards(who: Actor, filters: Filters, asked: Asked) -> Page[ThreadCard]:
    if asked.days is not None:
        return votes.top_of_period(who, filters, days=asked.days, cursor=asked.cursor)
    if asked.sort in _OF_FIGURES:
        return _OF_FIGURES[asked.sort](filters, cursor=asked.cursor)
    named = {
        "hot": lists.hot,
        "new": lists.new,
        "top": lists.top,
        "unanswered": lists.unanswered,
        "mine": lists.mine,
        "followed": lists.followed,
    }
    return named[asked.sort](who, filters, cursor=asked.cursor)


def _one_of(name: str, choices: tuple[str, ...]) -> str | None:
    value = request.args.get(name)
    return value if value in choices else None
