"""A session that is used lasts on: once a day its row is told so, on the way out of a page."""

import logging

from flask import session
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from portal.accounts import sessions
from portal.kit import clock
from portal.kit.db import db, transaction
from portal.web.account import blueprint
from portal.web.current import actor

_log = logging.getLogger("portal.web.account")
_SEEN_ON = "seen_on"


@blueprint.after_app_request
def stay(response: Response) -> Response:
    """Renew the session of who was last seen on an earlier day.

    Costs: none but on the first page of a day, then 1 statement in a transaction of its own.
    """
    if "_user_id" not in session or response.status_code >= 400:  # noqa: PLR2004 - HTTP's own number
        return response
    today = clock.now().date().isoformat()
    seen_on = session.get(_SEEN_ON)
    if seen_on != today and actor().is_known:
        session[_SEEN_ON] = today
        # a session begins renewed
        if seen_on is not None:
            _renew()
    return response


def _renew() -> None:
    try:
        with transaction():
            sessions.renew(actor())
    except SQLAlchemyError:
        # the page is drawn; its reader need not know, and tomorrow is another day
        _log.warning("session not renewed", exc_info=True)
        db.session.rollback()
