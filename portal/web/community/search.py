"""Searching, and what is like a thread."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from portal.kit import text
from portal.kit.db import transaction
from portal.products import queries as products
from portal.products.queries import ProductView
from portal.search import language, log
from portal.search import queries as search
from portal.search.engine import NO_FILTERS, Filters
from portal.search.language import Asked
from portal.search.log import Shown, Told
from portal.threads import queries as threads
from portal.threads.states import LABELS
from portal.web import inputs, labels, locales, visitor
from portal.web.community import blueprint, often
from portal.web.current import actor, csrf
from portal.web.fragments import page, part, wants_part

_RELATED = 5
_SHOWN_OF_GROUP = 5
_SHOWN_OF_KIND = 30


@dataclass(frozen=True, slots=True)
class Choices:
    """What the reader narrowed the search to, as the page's links need it."""

    kind: str | None
    product: str | None
    state: str | None
    lang: str | None


@blueprint.get("/search")
def results() -> Response:
    """Show what was found, in groups; when nothing is, the way to ask.

    Raises: TooMany("limit.search").
    """
    often.check_search()
    query = text.one_line(request.args.get("q", ""))[: search.QUERY_MAX]
    offered = products.list_all()
    asked = language.read(query, _slugs(offered))
    choices = Choices(
        kind=asked.kind or _one_of("kind", ("question", "idea", "faq")),
        product=asked.product or _one_of("product", tuple(product.slug for product in offered)),
        state=_one_of("state", (*LABELS, *labels.statuses())),
        lang=_one_of("lang", ("ko", "en")),
    )
    kinds: Any = frozenset({choices.kind} if choices.kind else ())
    filters = Filters(
        kinds=kinds,
        product_id=next((p.id for p in offered if p.slug == choices.product), None),
        # an official answer is one also when the asker has accepted it, which is another label
        state=None if choices.state == "official" else choices.state,
        is_official=asked.is_official or choices.state == "official" or None,
        lang=choices.lang,
        is_unanswered=asked.is_unanswered,
        tags=frozenset(asked.tags),
        author=asked.author,
    )
    after = inputs.as_id(request.args.get("after_place", "")) or 0
    found = search.find(actor(), asked.words, filters, after=after)
    return page(
        "community/search.html",
        query=query,
        # a further page is not another search
        told=None if after else _told(asked, choices, found),
        after=after,
        counts=_counts(found),
        # of one kind there are pages, which end at a line; of all kinds, some of each group
        groups=search.grouped(found.hits[:_SHOWN_OF_KIND]) if choices.kind else found.groups,
        asked=asked,
        is_asked=bool(query) or filters != NO_FILTERS,
        found=found,
        shown=_SHOWN_OF_KIND if choices.kind else _SHOWN_OF_GROUP,
        choices=choices,
        products=offered,
    )


@blueprint.post("/searches")
@csrf.exempt  # a page that is shown sends it; its sealed token is the proof, and names nobody
def searched() -> Response:
    """Take down that a page of results was shown, or that something on it was opened."""
    told = Told(request.form.get("search", ""), position=inputs.number("position"))
    with transaction():
        log.record(told, place=visitor.network())
    return Response("", 204)


@blueprint.get("/search/suggest")
@often.not_too_often
def suggest() -> Response:
    """Show what somebody may be looking for while they type."""
    lines = search.suggest(actor(), request.args.get("q", ""))
    return part("community/_suggestions.html", lines=lines)


@blueprint.get("/threads/<int:thread_id>/related")
def related(thread_id: int) -> Response:
    """Show threads and articles like this one."""
    thread = threads.get(actor(), thread_id)
    found = search.similar(actor(), thread.title, lang=thread.lang, limit=_RELATED + 1)
    others = tuple(line for line in found.hits if line.kind == "faq" or line.id != thread_id)
    lines = others[:_RELATED]
    if wants_part():
        return part("community/_related.html", lines=lines)
    return page("community/related.html", thread=thread, lines=lines)


def _told(asked: Asked, choices: Choices, found: search.Found) -> Shown | None:
    """Give what this page may tell of itself; staff look for what others look for."""
    if actor().is_staff or found.is_degraded:
        return None
    chosen = (choices.kind, choices.product, choices.state, choices.lang)
    # which operators were typed, and not with what: an author is somebody
    typed = (f"{name}:" for name in dict.fromkeys(part.name for part in asked.operators))
    return log.shown(
        asked.words,
        lang=locales.locale(),
        filters=" ".join(filter(None, (*chosen, *typed))),
        result_count=len(found.hits),
        after=request.args.get("after", ""),
    )


def _counts(found: search.Found) -> dict[str, int]:
    """Count what was found by kind; where ``found.is_cut``, there are at least so many."""
    counted = Counter(line.kind for line in found.hits)
    return {"": len(found.hits), **counted}


def _slugs(offered: tuple[ProductView, ...]) -> dict[str, str]:
    """Give the slug under every name that a product goes by."""
    return {
        language.key(name): product.slug
        for product in offered
        for name in (product.name_ko, product.name_en, product.slug)
    }


def _one_of(name: str, choices: tuple[str, ...]) -> str | None:
    value = request.args.get(name)
    return value if value in choices else None
