"""Threads in lists, drawn once: the same card for the same facts, reader's language and own vote.

A card holds no token and nothing of the reader's but whether they voted, so many readers share
it. Its buttons belong to the one form of the page that carries the token.
"""

from datetime import datetime
from functools import cache, lru_cache

from flask import g, render_template
from markupsafe import Markup

from portal.ideas.response_clock import Clock
from portal.ideas.roadmap import RoadIdea
from portal.kit import clock as time
from portal.kit import locale as wording
from portal.threads.lists import ThreadCard
from portal.threads.rules import why_no_votes
from portal.web import labels, locales, paths
from portal.web.current import actor

_KEPT = 1_024


def draw(
    thread: ThreadCard,
    *,
    is_mine: bool = False,
    show_kind: bool = False,
    clock: Clock | None = None,
) -> Markup:
    """Draw a thread as a line of a list.

    Takes: is_mine, whether the reader voted for it. show_kind, where kinds are mixed. clock, the
        one of an answer that is owed.
    """
    if "card_reader" not in g:
        g.card_reader = (actor().is_known, locales.locale(), locales.time_zone())
        g.card_looks = cache(labels.look)
    promise = (clock.due_at, clock.is_overdue(time.now())) if clock else None
    # a page has few labels and many cards, and a word is dear to look up
    look = g.card_looks(thread.label)
    return _drawn(thread, is_mine, show_kind, promise, look, *g.card_reader)


@lru_cache(maxsize=_KEPT)
def _drawn(  # noqa: PLR0913, PLR0917 - all that the drawing depends on, and so the key under which it is kept
    thread: ThreadCard,
    is_mine: bool,  # noqa: FBT001 - see above
    show_kind: bool,  # noqa: FBT001 - see above
    promise: tuple[datetime, bool] | None,
    look: labels.Look,
    is_known: bool,  # noqa: FBT001 - see above
    locale: str,
    time_zone: str,
) -> Markup:
    html = render_template(
        "community/_card.html",
        thread=thread,
        is_mine=is_mine,
        is_known=is_known,
        is_closed=why_no_votes(thread) is not None,
        show_kind=show_kind,
        locale=locale,
        labels=labels,
        look=look,
        promise=promise,
        due_day=wording.day(promise[0], locale, time_zone) if promise else "",
        day=wording.day(thread.posted_at, locale, time_zone),
        iso=wording.iso(thread.posted_at),
        address=paths.thread(thread.kind, thread.id, thread.slug),
    )
    return Markup(html)  # noqa: S704 - drawn by a template that escapes


def draw_on_road(idea: RoadIdea, *, is_mine: bool = False, show_status: bool = False) -> Markup:
    """Draw an idea as the roadmap shows it.

    Takes: is_mine, whether the reader voted for it. show_status, where statuses are mixed.
    """
    look = labels.look(idea.card.label)
    return _on_road(
        idea.card, idea.eta, is_mine, show_status, look, actor().is_known, locales.locale()
    )


@lru_cache(maxsize=_KEPT)
def _on_road(  # noqa: PLR0913, PLR0917 - as above
    thread: ThreadCard,
    eta: str | None,
    is_mine: bool,  # noqa: FBT001 - see above
    show_status: bool,  # noqa: FBT001 - see above
    look: labels.Look,
    is_known: bool,  # noqa: FBT001 - see above
    locale: str,
) -> Markup:
    html = render_template(
        "community/_road_card.html",
        thread=thread,
        eta=eta,
        is_mine=is_mine,
        is_known=is_known,
        is_closed=why_no_votes(thread) is not None,
        show_status=show_status,
        look=look,
        locale=locale,
        labels=labels,
        address=paths.thread(thread.kind, thread.id, thread.slug),
    )
    return Markup(html)  # noqa: S704 - drawn by a template that escapes
