"""The lists of questions and ideas."""

from dataclasses import dataclass, replace

from flask import request
from werkzeug.wrappers import Response

from portal.accounts.actor import Actor
from portal.kit.errors import NotFound
from portal.kit.paging import Page
from portal.products import queries as products
from portal.threads import lists
from portal.threads.lists import Filters, ThreadCard
from portal.threads.statuses import STATUSES
from portal.votes import queries as votes
from portal.web import kept
from portal.web.community import blueprint
from portal.web.current import actor
from portal.web.fragments import page, part, wants_part

SORTS = {
    "question": ("hot", "new", "top", "unanswered", "mine", "followed"),
    "idea": ("hot", "new", "top", "mine", "followed"),
}
_OWN = ("mine", "followed")


@dataclass(frozen=True, slots=True)
class ListPage:
    """A list with its choices."""

    kind: str
    sort: str
    days: int | None
    filters: Filters
    product: str | None
    cards: Page[ThreadCard]
    voted: frozenset[int]

    @property
    def choices(self) -> "ListPage":
        """Give the choices alone, which many readers make alike."""
        return replace(self, cards=Page(()), voted=frozenset())


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
    who = actor()
    cards = lists.new(who, Filters(tag=tag), cursor=request.args.get("cursor"))
    if not cards.items and not request.args.get("cursor"):
        raise NotFound
    voted = votes.mine(who, [card.id for card in cards.items])
    return page("community/tagged.html", tag=tag, cards=cards, voted=voted)


def _list(kind: str) -> Response:
    who = actor()
    offered = products.list_all()
    by_slug = {product.slug: product.id for product in offered}
    sort, days = _order(kind, who)
    status = request.args.get("status")
    product = request.args.get("product")
    filters = Filters(
        kind=kind,
        product_id=by_slug.get(product) if product else None,
        status=status if kind == "idea" and status in STATUSES else None,
        lang=_one_of("lang", ("ko", "en")),
    )
    cards = _cards(who, filters, sort=sort, days=days)
    listed = ListPage(
        kind=kind,
        sort=sort,
        days=days,
        filters=filters,
        product=product if product in by_slug else None,
        cards=cards,
        voted=votes.mine(who, [card.id for card in cards.items]),
    )
    kept.keepable()
    if wants_part():
        return part("community/_cards.html", listed=listed)
    counts = lists.count_by_status(filters.product_id) if kind == "idea" else {}
    most_first = tuple(sorted(counts.items(), key=lambda pair: -pair[1]))
    return page("community/list.html", listed=listed, products=offered, counts=most_first)


def _order(kind: str, who: Actor) -> tuple[str, int | None]:
    sort = _one_of("sort", SORTS[kind]) or "hot"
    if sort in _OWN and not who.is_known:
        sort = "hot"
    days = request.args.get("days", type=int)
    return sort, days if sort == "top" and days in votes.PERIODS_DAYS else None


def _cards(who: Actor, filters: Filters, *, sort: str, days: int | None) -> Page[ThreadCard]:
    cursor = request.args.get("cursor")
    if days is not None:
        return votes.top_of_period(who, filters, days=days, cursor=cursor)
    named = {
        "hot": lists.hot,
        "new": lists.new,
        "top": lists.top,
        "unanswered": lists.unanswered,
        "mine": lists.mine,
        "followed": lists.followed,
    }
    return named[sort](who, filters, cursor=cursor)


def _one_of(name: str, choices: tuple[str, ...]) -> str | None:
    value = request.args.get(name)
    return value if value in choices else None
