"""Who votes for an idea, and what voters say with their vote."""

from flask import flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.kit.db import transaction
from portal.kit.errors import NotFound, PortalError
from portal.threads import queries as threads
from portal.votes import actions as votes
from portal.votes import policy, voters
from portal.web import inputs, paths
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
