"""A person's public page."""

from flask import flash, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from portal.accounts import policy
from portal.accounts import queries as accounts
from portal.kit.db import transaction
from portal.threads import lists
from portal.votes import queries as votes
from portal.votes import standing
from portal.web import kept, paths
from portal.web.community import blueprint
from portal.web.current import actor
from portal.web.fragments import page, see

_REASONS = {
    "spam": _l("Advertising"),
    "abuse": _l("Hurtful behaviour"),
    "vote_fraud": _l("Made-up votes"),
    "other": _l("Something else"),
}


@blueprint.post("/people/<handle>/suspend")
def person_suspend(handle: str) -> Response:
    """Shut somebody out; none of their votes counts until it is lifted."""
    shown = accounts.get_person(handle)
    with transaction():
        standing.suspend(actor(), shown.id, reason=request.form.get("reason", ""))
    flash(_("The account is suspended, and its votes are not counted."), "success")
    return see(paths.person(shown.handle))


@blueprint.post("/people/<handle>/suspend/lift")
def person_suspend_lift(handle: str) -> Response:
    """Let somebody in again, with their votes."""
    shown = accounts.get_person(handle)
    with transaction():
        standing.lift(actor(), shown.id)
    flash(_("The suspension is lifted, and the votes count again."), "success")
    return see(paths.person(shown.handle))


@blueprint.get("/people/<handle>")
def person(handle: str) -> Response:
    """Show who somebody is here, and what they posted."""
    who = actor()
    shown = accounts.get_person(handle)
    cards = lists.by_author(who, shown.id, cursor=request.args.get("cursor"))
    kept.keepable()
    return page(
        "community/person.html",
        person=shown,
        may_suspend=policy.can_suspend(who) and shown.id != who.id,
        reasons=_REASONS,
        cards=cards,
        voted=votes.mine(who, [card.id for card in cards.items]),
    )
