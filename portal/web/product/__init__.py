"""The product managers' door. To anybody else it does not exist."""

from flask import Blueprint

from portal.review.policy import REVIEW
from portal.web import gates

blueprint = Blueprint("product", __name__, url_prefix="/pm")
blueprint.before_request(gates.holds(REVIEW))

from portal.web.product import bulk, panel, templates, work  # noqa: E402 - they enter themselves in it

__all__ = ["bulk", "panel", "templates", "work"]
