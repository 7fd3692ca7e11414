"""The same question: what was suggested, and what askers contested.

Customers who are experts decide here too, so this desk has a gate of its own.
"""

from flask import Blueprint, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.duplicates import actions, queries
from portal.kit.db import transaction
from portal.kit.errors import NotFound
from portal.threads import policy
from portal.web import gates
from portal.web.current import actor
from portal.web.fragments import page, see

blueprint = Blueprint("duplicates_desk", __name__, url_prefix="/staff/duplicates")
blueprint.before_request(gates.holds(*policy.LINKING.values()))

_PILES = {"suggested": queries.suggested, "contested": queries.contested}


@blueprint.get("")
def waiting() -> Response:
    """Show what waits to be decided."""
    pile = request.args.get("pile", "suggested")
    if pile not in _PILES:
        raise NotFound
    found = _PILES[pile](actor(), cursor=request.args.get("cursor"))
    return page("workspace/same_desk.html", pile=pile, found=found)


@blueprint.post("/<int:suggestion_id>/dismiss")
def dismiss(suggestion_id: int) -> Response:
    """Decide that a suggestion is wrong."""
    with transaction():
        actions.dismiss(actor(), suggestion_id)
    flash(_("The suggestion is dismissed."), "success")
    return see("/staff/duplicates")


@blueprint.post("/links/<int:link_id>/decide")
def decide(link_id: int) -> Response:
    """Decide what an asker contested."""
    upholds = request.form.get("choice") == "uphold"
    with transaction():
        actions.decide(actor(), link_id, upholds=upholds)
    flash(
        _("They are linked again. The asker hears of it.")
        if upholds
        else _("The post stays open. The asker hears of it."),
        "success",
    )
    return see("/staff/duplicates?pile=contested")
