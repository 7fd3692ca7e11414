"""The staff's door. To anybody else it does not exist."""

from flask import Blueprint

from portal.web import gates

blueprint = Blueprint("workspace", __name__, url_prefix="/staff")
blueprint.before_request(gates.holds("staff.enter"))

from portal.web.workspace import home  # noqa: E402 - the views enter themselves in the blueprint

__all__ = ["home"]
