"""What is done with an idea beside voting: promising an answer, telling if it solved it."""

from flask import flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.ideas import outcomes, response_clock, responses
from portal.kit import site
from portal.kit.db import transaction
from portal.kit.errors import PortalError, RuleBroken
from portal.web import kept, paths
from portal.web.community import blueprint
from portal.web.community.threads import refused
from portal.web.current import actor
from portal.web.fragments import page, see

_SOLVED = {"yes": True, "no": False}


@blueprint.post("/threads/<int:thread_id>/clock")
def idea_clock(thread_id: int) -> Response:
    """Promise an answer to the people who want an idea."""
    try:
        with transaction():
            response_clock.start(actor(), thread_id)
    except PortalError as error:
        return refused(thread_id, error, {})
    flash(_("The answer is promised. Everybody sees until when."), "success")
    return _back(thread_id)


@blueprint.post("/threads/<int:thread_id>/outcome")
def idea_outcome(thread_id: int) -> Response:
    """Say whether a delivered idea solved it."""
    try:
        solved = _SOLVED.get(request.form.get("solved", ""))
        if solved is None:
            raise RuleBroken("idea.solved", field="solved")
        with transaction():
            outcomes.tell(actor(), thread_id, solved=solved)
    except PortalError as error:
        return refused(thread_id, error, {})
    flash(_("Thank you. That tells us whether it is really done."), "success")
    return _back(thread_id)


@blueprint.post("/threads/<int:thread_id>/still-needed")
def idea_still_needed(thread_id: int) -> Response:
    """Say that one still needs an idea that is in the archive."""
    try:
        with transaction():
            is_back = outcomes.say_needed(actor(), thread_id)
    except PortalError as error:
        return refused(thread_id, error, {})
    if is_back:
        flash(_("Enough people need it: the idea is back from the archive."), "success")
    else:
        flash(_("Thank you. We have noted that you still need it."), "success")
    return _back(thread_id)


@blueprint.get("/about/responses")
def about_responses() -> Response:
    """Tell how promises of an answer were kept, with the formula and the rows."""
    kept.keepable()
    zone = site.current().time_zone
    months = kept.reading(("responses", zone), lambda: responses.by_month(zone))
    return page("community/about_responses.html", months=months)


def _back(thread_id: int) -> Response:
    return see(paths.thread("idea", thread_id, ""))
