"""Merging several ideas into one: choose them, see what it comes to, then do it."""

import re

from flask import flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts.actor import Actor
from portal.duplicates import actions, rules
from portal.kit.db import transaction
from portal.kit.errors import Conflict, NotAllowed, NotFound, PortalError, RuleBroken
from portal.search import queries as search
from portal.search.queries import Line
from portal.threads import lists, policy
from portal.threads import queries as threads
from portal.threads.queries import ThreadView
from portal.votes import queries as votes
from portal.votes.queries import Overlap
from portal.web import errors, inputs, paths
from portal.web.community import blueprint
from portal.web.current import actor
from portal.web.fragments import page, see
from portal.web.sentences import sentence

_SHOWN = 10
_NUMBER = re.compile(r"[0-9]+")


@blueprint.get("/threads/<int:thread_id>/merge")
def merge_choice(thread_id: int) -> Response:
    """Show what may be merged into an idea, and what a choice would come to."""
    return _page(thread_id, _numbers(" ".join(request.args.getlist("with"))))


@blueprint.post("/threads/<int:thread_id>/merge")
def merge_all(thread_id: int) -> Response:
    """Merge the chosen ideas, all or none."""
    numbers = _numbers(request.form.get("with", ""))
    is_meant = bool(request.form.get("across_languages"))
    try:
        with transaction():
            actions.apply_all(actor(), numbers, thread_id, across_languages=is_meant)
    except (Conflict, RuleBroken) as error:
        return _page(thread_id, numbers, error=error)
    flash(_("They are merged now. Each merge can be undone."), "success")
    view = threads.get(actor(), thread_id)
    return see(f"{paths.thread(view.kind, view.id, view.slug)}#merged")


def _page(
    thread_id: int, numbers: tuple[int, ...], *, error: PortalError | None = None
) -> Response:
    who = actor()
    thread = threads.get(who, thread_id)
    if thread.kind != "idea":
        raise NotFound("thread.not_found")
    if not policy.can_link_duplicate(who, thread):
        raise NotAllowed("idea.merge" if who.is_known else "account.sign_in")
    cards = lists.cards(who, list(numbers[: rules.SOURCES_MAX]))
    chosen = [card for number, card in cards.items() if card.kind == "idea" and number != thread_id]
    ids = [card.id for card in chosen]
    if error is None and len(numbers) > rules.SOURCES_MAX:
        error = RuleBroken("merge.too_many", most=rules.SOURCES_MAX)
    return page(
        "community/idea/merge.html",
        status=errors.status_of(error) if error else 200,
        thread=thread,
        sources=chosen,
        missing=[number for number in numbers if number not in ids][: rules.SOURCES_MAX],
        typed=" ".join(map(str, numbers)),
        overlap=votes.overlap(ids, thread_id) if ids else Overlap(0, 0, 0),
        new_followers=threads.new_followers(ids, thread_id) if ids else 0,
        is_across=any(card.lang != thread.lang for card in chosen),
        lines=_alike(who, thread, leave_out=ids),
        most=rules.SOURCES_MAX,
        error=_said(error) if error else None,
    )


def _said(error: PortalError) -> str:
    number = error.facts.get("number")
    return f"{number}: {sentence(error)}" if number else sentence(error)


def _alike(who: Actor, thread: ThreadView, *, leave_out: list[int]) -> tuple[Line, ...]:
    found = search.similar(who, thread.title, lang=None, limit=_SHOWN + 1).hits
    alike = [line for line in found if line.kind == "idea" and line.id != thread.id]
    return tuple(line for line in alike if line.id not in leave_out)[:_SHOWN]


def _numbers(typed: str) -> tuple[int, ...]:
    """Read the numbers of ideas that somebody wrote or ticked, each once, in their order."""
    found = (inputs.as_id(number) for number in _NUMBER.findall(typed))
    return tuple(dict.fromkeys(number for number in found if number))
