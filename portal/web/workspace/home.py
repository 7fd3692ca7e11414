"""The staff's first page: what waits for an answer, what waits for review."""

from flask import request
from werkzeug.wrappers import Response

from portal.faq import queries as faq
from portal.products import queries as products
from portal.threads import lists
from portal.threads.lists import Filters
from portal.web.current import actor
from portal.web.fragments import page
from portal.web.workspace import blueprint


@blueprint.get("")
def home() -> Response:
    """Show unanswered questions, and articles that wait for a second pair of eyes."""
    who = actor()
    offered = products.list_all()
    product = request.args.get("product")
    product_id = next((p.id for p in offered if p.slug == product), None)
    filters = Filters(kind="question", product_id=product_id)
    return page(
        "workspace/home.html",
        product=product if product_id else None,
        products=offered,
        unanswered=lists.unanswered(who, filters, cursor=request.args.get("cursor")),
        reviews=faq.awaiting_review(who, limit=10),
    )
