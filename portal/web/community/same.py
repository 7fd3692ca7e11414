"""Saying that a thread is the same as another: find it, look at both, suggest it or link them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts.actor import Actor
from portal.duplicates import actions, queries, rules
from portal.duplicates.queries import LinkView
from portal.kit import clock, text
from portal.kit.db import transaction
from portal.kit.errors import NotAllowed, PortalError, RuleBroken
from portal.search import queries as search
from portal.search.engine import Filters
from portal.search.queries import Line
from portal.threads import policy
from portal.threads import queries as threads
from portal.threads.queries import ThreadView
from portal.votes import queries as votes
from portal.web import errors, inputs, paths
from portal.web.community import blueprint
from portal.web.current import actor
from portal.web.fragments import page, see
from portal.web.sentences import sentence

_SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """What this reader may do about a thread and what it repeats."""

    suggest: bool
    link: bool
    reverse: bool
    contest: bool


@blueprint.get("/threads/<int:thread_id>/same")
def thread_same(thread_id: int) -> Response:
    """Show how a thread is linked, or what it may be the same as."""
    return _same_page(thread_id)


@blueprint.get("/threads/<int:thread_id>/same/<int:target_id>")
def thread_compare(thread_id: int, target_id: int) -> Response:
    """Show two threads side by side before anybody says that they are the same."""
    return _compare_page(thread_id, target_id)


@blueprint.post("/threads/<int:thread_id>/duplicate")
def thread_duplicate(thread_id: int) -> Response:
    """Close a thread as the same as another."""
    target_id = inputs.number("canonical_id") or 0
    is_meant = bool(request.form.get("across_languages"))
    try:
        with transaction():
            actions.apply(actor(), thread_id, target_id, across_languages=is_meant)
    except PortalError as error:
        return _again(thread_id, target_id, error)
    flash(_("The two are linked now. This can be undone."), "success")
    return _to(thread_id)


@blueprint.post("/threads/<int:thread_id>/duplicate/suggest")
def thread_suggest_duplicate(thread_id: int) -> Response:
    """Say that a thread is the same as another; somebody who may decides."""
    target_id = inputs.number("canonical_id") or 0
    try:
        with transaction():
            actions.suggest(actor(), thread_id, target_id)
    except PortalError as error:
        return _again(thread_id, target_id, error)
    flash(_("Thank you. Somebody will look at both and decide."), "success")
    return _to(thread_id)


@blueprint.post("/threads/<int:thread_id>/duplicate/contest")
def thread_contest(thread_id: int) -> Response:
    """Say as the asker that it is another question."""
    reason = request.form.get("reason", "")
    try:
        with transaction():
            actions.contest(actor(), thread_id, reason=reason)
    except RuleBroken as error:
        return _same_page(thread_id, error=error, reason=reason)
    flash(_("Your post is open again. Somebody else looks at it now."), "success")
    return _to(thread_id)


@blueprint.post("/threads/<int:thread_id>/duplicate/reverse")
def thread_part(thread_id: int) -> Response:
    """Take a thread for itself again."""
    with transaction():
        actions.reverse(actor(), thread_id)
    flash(_("The two are not linked any more."), "success")
    return _to(thread_id)


def _again(thread_id: int, target_id: int, error: PortalError) -> Response:
    """Show both again with why they were not linked, where both can be seen."""
    if error.code in {"account.sign_in", "thread.not_found"} or isinstance(error, NotAllowed):
        raise error
    return _compare_page(thread_id, target_id, error=error)


def _same_page(thread_id: int, *, error: PortalError | None = None, reason: str = "") -> Response:
    who = actor()
    thread = threads.get(who, thread_id)
    link = queries.live_link(thread_id)
    allowed = _allowed(who, thread, link)
    query = text.one_line(request.args.get("q", ""))[: search.QUERY_MAX]
    is_searched = thread.canonical_id is None and (allowed.suggest or allowed.link)
    return page(
        "community/same.html",
        status=errors.status_of(error) if error else 200,
        thread=thread,
        link=link,
        until=_until(link),
        allowed=allowed,
        query=query,
        lines=_candidates(who, thread, query) if is_searched else (),
        suggested_id=queries.own_suggestion(who, thread_id) if who.is_known else None,
        error=sentence(error) if error else None,
        reason=reason,
    )


def _compare_page(thread_id: int, target_id: int, *, error: PortalError | None = None) -> Response:
    who = actor()
    thread, target = threads.get(who, thread_id), threads.get(who, target_id)
    if target.canonical_id is not None and target.canonical_id != thread_id:
        # a chain is collapsed: what is decided about is the original
        target = threads.get(who, target.canonical_id)
    return page(
        "community/compare.html",
        status=errors.status_of(error) if error else 200,
        thread=thread,
        target=target,
        overlap=votes.overlap([thread.id], target.id),
        new_followers=threads.new_followers([thread.id], target.id),
        is_dismissed=queries.is_dismissed(thread.id, target.id),
        allowed=_allowed(who, thread, queries.live_link(thread_id)),
        error=sentence(error) if error else None,
    )


def _candidates(who: Actor, thread: ThreadView, query: str) -> tuple[Line, ...]:
    """Find what it may be the same as: by a number, by words, or by its own title."""
    if number := inputs.as_id(query.removeprefix("#")):
        found = search.lines_of(who, [number])
    elif query:
        kinds: Any = frozenset({thread.kind})
        found = search.find(who, query, Filters(kinds=kinds)).hits
    else:
        found = search.similar(who, thread.title, lang=None, limit=_SHOWN + 1).hits
    alike = [line for line in found if line.kind == thread.kind and line.id != thread.id]
    return tuple(alike[:_SHOWN])


def _allowed(who: Actor, thread: ThreadView, link: LinkView | None) -> Allowed:
    is_contested = link is not None and link.state == "contested"
    is_free = thread.canonical_id is None and not is_contested and thread.visibility == "visible"
    may_link = policy.can_link_duplicate(who, thread)
    return Allowed(
        suggest=is_free and policy.can_suggest_duplicate(who),
        link=is_free and may_link,
        reverse=thread.canonical_id is not None and may_link,
        contest=link is not None
        and thread.kind == "question"
        and policy.is_author(who, thread)
        and rules.why_no_contest(link, clock.now()) is None,
    )


def _until(link: LinkView | None) -> datetime | None:
    return link.applied_at + timedelta(days=rules.CONTEST_DAYS) if link else None


def _to(thread_id: int) -> Response:
    view = threads.get(actor(), thread_id)
    return see(paths.thread(view.kind, view.id, view.slug))
