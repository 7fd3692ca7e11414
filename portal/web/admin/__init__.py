"""The administrators' door. To anybody else it does not exist."""

from flask import Blueprint

from portal.web import gates

blueprint = Blueprint("admin", __name__, url_prefix="/admin")
blueprint.before_request(gates.holds("admin.enter"))

from portal.web.admin import health, people, products, statuses  # noqa: E402 - they enter themselves in it

__all__ = ["health", "people", "products", "statuses"]
