"""A person's public page."""

from flask import request
from werkzeug.wrappers import Response

from portal.accounts import queries as accounts
from portal.threads import lists
from portal.votes import queries as votes
from portal.web import kept
from portal.web.community import blueprint
from portal.web.current import actor
from portal.web.fragments import page


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
        cards=cards,
        voted=votes.mine(who, [card.id for card in cards.items]),
    )
