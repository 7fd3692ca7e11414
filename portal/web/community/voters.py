"""Who votes for an idea, and what voters say with their vote."""

from flask import flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.kit.db import transaction
from portal.kit.errors import NotFound, PortalError
from portal.threads import queries as threads
from portal.votes import actions as votes
from portal.votes import behalf, policy, voters
from portal.web import inputs, paths
from portal.web.account.answers import link_is_over, private
from portal.web.community import blueprint
from portal.web.community.threads import refused
from portal.web.current import actor
from portal.web.fragments import page, see


@blueprint.get("/ideas/<int:thread_id>/voters")
def idea_voters(thread_id: int) -> Response:
    """Show who votes for an idea, as far as its product shows it."""
    who = actor()
    thread = threads.get(who, thread_id)
    if thread.kind != "idea":
        raise NotFound("thread.not_found")
    if thread.canonical_id is not None:
        return see(f"/ideas/{thread.canonical_id}/voters")
    return page(
        "community/idea/voters.html",
        thread=thread,
        found=voters.page(who, thread, cursor=request.args.get("cursor")),
        sees_names=policy.can_see_names(who, thread.voter_visibility),
        for_others=voters.for_others_count(who, thread_id),
        uses=voters.shared_uses(thread_id),
    )


@blueprint.post("/threads/<int:thread_id>/vote/for-somebody")
def vote_for_somebody(thread_id: int) -> Response:
    """Vote for somebody who asked for it elsewhere; they are asked whether it is right."""
    typed = {name: request.form.get(name, "") for name in ("who", "ref")}
    try:
        with transaction():
            behalf.cast(actor(), thread_id, who=typed["who"], ref=typed["ref"])
    except PortalError as error:
        return refused(thread_id, error, typed)
    thread = threads.get(actor(), thread_id)
    flash(_("The vote is cast. They get one mail, with a link to take it back."), "success")
    return see(paths.thread(thread.kind, thread.id, thread.slug))


@blueprint.get("/votes/for-me/<token>")
def vote_for_me(token: str) -> Response:
    """Ask somebody, by a mailed link, whether a vote that was cast for them is right."""
    try:
        vote = behalf.look_at(token)
    except NotFound:
        return link_is_over()
    return private(page("community/idea/for_me.html", vote=vote, answered=""))


@blueprint.post("/votes/for-me/<token>")
def vote_for_me_post(token: str) -> Response:
    """Let a vote that was cast for somebody be right, or take it back."""
    is_right = request.form.get("choice") != "remove"
    try:
        with transaction():
            vote = behalf.answer(token, is_right=is_right)
    except NotFound:
        return link_is_over()
    answered = "right" if is_right else "removed"
    return private(page("community/idea/for_me.html", vote=vote, answered=answered))


@blueprint.post("/threads/<int:thread_id>/vote/words")
def vote_words(thread_id: int) -> Response:
    """Say how important one's vote is, and what it is for."""
    use_case = request.form.get("use_case", "")
    try:
        with transaction():
            votes.describe(
                actor(),
                thread_id,
                importance=inputs.number("importance") or None,
                use_case=use_case,
                is_shared="shared" in request.form,
            )
    except PortalError as error:
        return refused(thread_id, error, {"use_case": use_case})
    thread = threads.get(actor(), thread_id)
    flash(_("Thank you. This helps us understand what matters."), "success")
    return see(paths.thread(thread.kind, thread.id, thread.slug))
