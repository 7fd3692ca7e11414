"""Feeds of ideas, the newest first: what is proposed, and what is said and decided of one."""

from dataclasses import dataclass
from datetime import datetime

from flask import request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts.actor import NOBODY
from portal.answers import queries as answers
from portal.answers.queries import AnswerView, CommentView
from portal.ideas import queries as ideas
from portal.ideas.queries import Decision
from portal.kit import clock, locale, site
from portal.kit.errors import NotFound
from portal.products import queries as products
from portal.threads import lists
from portal.threads import queries as threads
from portal.threads.lists import Filters
from portal.threads.queries import ThreadView
from portal.threads.rules import LANGS
from portal.web import kept, labels, paths
from portal.web.community import blueprint
from portal.web.fragments import page

NEWEST = 30
"""So many entries a feed has."""
_ATOM = "application/atom+xml; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a feed."""

    id: str
    path: str
    title: str
    html: str
    lang: str
    author: str | None
    at: datetime


@blueprint.get("/ideas.atom")
def ideas_feed() -> Response:
    """Tell feed readers the newest ideas, of all products or of one."""
    kept.keepable()
    lang, slug = _lang(), request.args.get("product")
    product = next((each for each in products.list_all() if each.slug == slug), None)
    if slug and product is None:
        raise NotFound
    filters = Filters(kind="idea", product_id=product.id if product else None)
    newest = lists.new(NOBODY, filters, size=NEWEST).items
    entries = [
        Entry(
            id=f"/ideas/{card.id}",
            path=paths.thread("idea", card.id, card.slug),
            title=card.title,
            html=card.excerpt,
            lang=card.lang,
            author=card.author.name,
            at=card.posted_at,
        )
        for card in newest
    ]
    with locale.using(lang):
        name = _("New ideas")
    return _feed(
        entries,
        lang,
        name,
        path="/ideas",
        own=paths.with_choices("/ideas.atom", product=slug, lang=lang),
    )


@blueprint.get("/ideas/<int:thread_id>.atom")
def idea_feed(thread_id: int) -> Response:
    """Tell feed readers the newest of what is said and decided of an idea."""
    kept.keepable()
    thread = threads.get(NOBODY, thread_id)
    if thread.kind != "idea":
        raise NotFound("thread.not_found")
    lang = _lang()
    with locale.using(lang):
        entries = sorted(_told(thread), key=lambda entry: entry.at, reverse=True)[:NEWEST]
    own = paths.with_choices(f"/ideas/{thread_id}.atom", lang=lang)
    address = paths.thread("idea", thread.id, thread.slug)
    return _feed(entries, lang, thread.title, path=address, own=own)


def _told(thread: ThreadView) -> list[Entry]:
    address = paths.thread("idea", thread.id, thread.slug)
    said = answers.newest(thread.id, most=NEWEST)
    words: list[tuple[str, str, AnswerView | CommentView]] = [
        *(("answer", _("From the team"), one) for one in said.answers),
        *(("comment", _("Comment"), one) for one in said.comments),
    ]
    spoken = [
        Entry(
            id=f"/ideas/{thread.id}#{kind}-{one.id}",
            path=f"{address}#{kind}-{one.id}",
            title=f"{word}: {thread.title}",
            html=one.body_html,
            lang=thread.lang,
            author=one.author.name,
            at=one.posted_at,
        )
        for kind, word, one in words
    ]
    decided = [
        Entry(
            id=f"/ideas/{thread.id}#decision-{one.id}",
            path=f"{address}#decisions",
            title=f"{labels.word(one.after)}: {thread.title}",
            html=one.note_html,
            lang=thread.lang,
            author=one.decided_by.name if one.decided_by else None,
            at=one.decided_at,
        )
        for one in ideas.life(thread.id).history
        if isinstance(one, Decision)
    ]
    return spoken + decided


def _feed(entries: list[Entry], lang: str, name: str, *, path: str, own: str) -> Response:
    response = page(
        "community/feed.xml",
        entries=entries,
        lang=lang,
        name=name,
        path=path,
        own=own,
        updated_at=max((entry.at for entry in entries), default=clock.now()),
        absolute=_absolute,
    )
    response.content_type = _ATOM
    return response


def _absolute(html: str) -> str:
    """Give a text with addresses that are right wherever it is read."""
    return html.replace('="/', f'="{site.current().base_url}/')


def _lang() -> str:
    wanted = request.args.get("lang")
    return wanted if wanted in LANGS else site.current().default_locale
