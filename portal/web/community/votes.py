"""Voting: the button is a form; htmx puts the answer's button in its place."""

from flask import flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.kit.db import transaction
from portal.kit.errors import Conflict, RuleBroken
from portal.threads import queries as threads
from portal.threads.lists import RecentVotes
from portal.votes import actions as votes
from portal.votes import queries
from portal.votes.queries import VoteState
from portal.web import inputs, paths
from portal.web.community import blueprint
from portal.web.current import actor
from portal.web.fragments import part, see, wants_part


@blueprint.post("/threads/<int:thread_id>/vote")
def vote_cast(thread_id: int) -> Response:
    """Want an idea, or have a problem too."""
    try:
        with transaction():
            state = votes.cast(actor(), thread_id, network=request.remote_addr)
    except Conflict as refused:
        if refused.code != "vote.duplicate":
            raise
        return _to_original(int(str(refused.facts["canonical_id"])))
    return _button(state)


@blueprint.post("/threads/<int:thread_id>/unvote")
def vote_withdraw(thread_id: int) -> Response:
    """Take the vote back."""
    with transaction():
        state = votes.withdraw(actor(), thread_id)
    return _button(state)


@blueprint.post("/answers/<int:answer_id>/helpful")
def say_helpful(answer_id: int) -> Response:
    """Say whether an answer helped."""
    value = inputs.number("value")
    if value is None:
        raise RuleBroken("helpful.value")
    with transaction():
        helpful, unhelpful = votes.say_helpful(actor(), answer_id, value=value)
    if wants_part():
        return part(
            "community/_helpful.html",
            answer_id=answer_id,
            mine=value,
            helpful=helpful,
            unhelpful=unhelpful,
            back="",
        )
    flash(_("Thank you for telling us."), "success")
    return see(_back())


def _button(state: VoteState) -> Response:
    kind = "idea" if request.form.get("kind") == "idea" else "question"
    if wants_part():
        return part("community/_vote.html", state=state, kind=kind, recent=_recent(state))
    # back to the list or the thread they were reading; the address without a slug leads on
    return see(paths.came_from(f"{paths.thread_list(kind)}/{state.thread_id}"))


def _to_original(thread_id: int) -> Response:
    """Lead to the post that goes on: there the vote counts."""
    original = threads.get(actor(), thread_id)
    flash(_("This is the same as another post. Please vote here."), "info")
    return see(paths.thread(original.kind, original.id, original.slug))


def _recent(state: VoteState) -> RecentVotes | None:
    """Count the period again whose list the button stands in."""
    days = request.args.get("days", type=int)
    return queries.recent(state.thread_id, days=days) if days in queries.PERIODS_DAYS else None


def _back() -> str:
    return paths.own(request.form.get("next"))
