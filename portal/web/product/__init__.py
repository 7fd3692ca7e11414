"""The product managers' door. To anybody else it does not exist."""

from flask import Blueprint

from portal.review.policy import REVIEW
from portal.web import gates

blueprint = Blueprint("product", __name__, url_prefix="/pm")
blueprint.before_request(gates.holds(REVIEW))

# the views enter themselves in the blueprint
from portal.web.product import bulk, panel, pictures, sessions, templates, work  # noqa: E402

__all__ = ["bulk", "panel", "pictures", "sessions", "templates", "work"]
