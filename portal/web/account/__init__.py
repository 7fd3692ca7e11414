"""One's own affairs: signing in, registering, settings, the inbox."""

from flask import Blueprint

blueprint = Blueprint("account", __name__)

from portal.web.account import (  # noqa: E402 - the views enter themselves in the blueprint
    inbox,
    register,
    settings,
    sign_in,
    staying,
)

__all__ = ["inbox", "register", "settings", "sign_in", "staying"]
