"""Votes that look made up: moderators let them count, or not."""

from flask import Blueprint, flash, request
from flask_babel import ngettext
from werkzeug.wrappers import Response

from portal.kit.db import transaction
from portal.kit.errors import NotFound
from portal.votes import doubted, judging
from portal.web import gates, inputs
from portal.web.current import actor
from portal.web.fragments import page, see

blueprint = Blueprint("integrity_desk", __name__, url_prefix="/staff/integrity")
blueprint.before_request(gates.holds("vote.judge"))


@blueprint.get("")
def waiting() -> Response:
    """Show the votes that wait to be decided, or what was decided."""
    pile = request.args.get("pile", "waiting")
    if pile not in doubted.PILES:
        raise NotFound
    found = doubted.pile(actor(), pile, cursor=request.args.get("cursor"))
    return page("workspace/integrity.html", pile=pile, found=found)


@blueprint.post("/decide")
def decide() -> Response:
    """Let the chosen votes count, or not."""
    counts = request.form.get("choice") == "count"
    with transaction():
        number = judging.decide(actor(), _chosen(), counts=counts)
    if counts:
        flash(ngettext("%(num)s vote counts now.", "%(num)s votes count now.", number), "success")
    else:
        words = ngettext("%(num)s vote does not count.", "%(num)s votes do not count.", number)
        flash(words, "success")
    pile = "decided" if request.form.get("pile") == "decided" else "waiting"
    return see(f"/staff/integrity?pile={pile}")


def _chosen() -> list[tuple[int, int]]:
    chosen: list[tuple[int, int]] = []
    for key in request.form.getlist("vote"):
        thread_id, _dash, person_id = key.partition("-")
        chosen.append((inputs.as_id(thread_id) or 0, inputs.as_id(person_id) or 0))
    return chosen
