"""Refusals and accidents, said to the reader in their language, losing nothing they typed."""

import logging
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit

from flask import Flask, flash, redirect, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import (
    DatabaseError,
    InterfaceError,
    InternalError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from portal.kit.db import db
from portal.kit.errors import (
    Conflict,
    NotAllowed,
    NotFound,
    PortalError,
    RuleBroken,
    TooMany,
)
from portal.web import locales
from portal.web.fragments import page, part, wants_part
from portal.web.sentences import sentence

_log = logging.getLogger("portal.web")
_STATUS = {NotFound: 404, NotAllowed: 403, RuleBroken: 422, Conflict: 409, TooMany: 429}
_SECRET_FIELDS = frozenset({"csrf_token", "password", "new_password", "old_password", "token"})


def set_up(app: Flask) -> None:
    """Turn every error into an answer."""
    app.register_error_handler(PortalError, _refusal)
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _unavailable)
    # a connection that broke, a database that is read-only just now
    app.register_error_handler(InterfaceError, _unavailable)
    app.register_error_handler(InternalError, _unavailable)
    app.register_error_handler(DatabaseError, _database)
    app.register_error_handler(PoolTimeout, _unavailable)
    app.register_error_handler(OSError, _unavailable)
    app.register_error_handler(Exception, _bug)


def status_of(error: PortalError) -> int:
    """Give the HTTP status of a refusal."""
    return _STATUS[type(error)]


def _refusal(error: PortalError) -> Response:
    status = status_of(error)
    if error.code == "account.sign_in":
        return _to_sign_in()
    response = _say(status, sentence(error))
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after_seconds)
    return response


def _to_sign_in() -> Response:
    wanted = request.full_path.rstrip("?") if request.method == "GET" else _came_from()
    sign_in = f"/sign-in?{urlencode({'next': wanted})}"
    if wants_part():
        response = Response("", 204)
        response.headers["HX-Redirect"] = sign_in
        return response
    flash(_("Please sign in first."), "info")
    return redirect(sign_in, 303)


def _came_from() -> str:
    referrer = urlsplit(request.referrer or "")
    return referrer.path if referrer.netloc == request.host else "/"


def _expired(error: CSRFError) -> Response:
    """Answer a form that came too late or from another site.

    When it comes from a page of ours, what was typed is shown again, ready to be sent; a form
    from another site gets nothing back that a click could complete. A part of a page is told so in
    one sentence: the page around it still holds what was typed.
    """
    if not _is_own_form():
        return _say(403, _("This form came from another site, so we did not take it."))
    if wants_part():
        return _say(
            403,
            _(
                "This page is out of date: it was open for a long time, or you signed in or out "
                "meanwhile. Load it again to go on; if you were writing, send that first."
            ),
        )
    fields = [(k, v) for k, v in request.form.items(multi=True) if k not in _SECRET_FIELDS]
    return page("errors/expired.html", status=403, fields=fields, reason=error.description)


def _is_own_form() -> bool:
    origin = request.headers.get("Origin") or request.referrer or ""
    return urlsplit(origin).netloc == request.host


def _http(error: HTTPException) -> Response | HTTPException:
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return error
    response = _say(error.code, _http_sentence(error.code))
    for name, value in error.get_headers():
        if name.lower() in ("allow", "retry-after"):
            response.headers[name] = value
    return response


def _http_sentence(status: int) -> str:
    sentences = {
        400: _("Your browser sent something that we could not read. Please go back and try again."),
        404: _("There is nothing at this address, or it is not public any more."),
        405: _("This address does not do that."),
        413: _("That is too much at once. Please shorten it and send it again."),
        414: _("This address is too long. If you searched, please shorten what you typed."),
        415: _("We cannot read this kind of content."),
    }
    return sentences.get(status, sentences[400])


def _unavailable(error: Exception) -> Response:
    _log.error("unavailable", exc_info=error)
    _let_go()
    locales.settle_without_person()
    response = _say(503, _("We cannot reach our records just now. Please try again in a minute."))
    response.headers["Retry-After"] = "30"
    return response


def _database(error: DatabaseError) -> Response:
    # itself, as SQLite says of a file that is no database; of its kinds these are our mistakes
    return _unavailable(error) if type(error) is DatabaseError else _bug(error)


def _bug(error: Exception) -> Response:
    _log.error("bug", exc_info=error)
    _let_go()
    locales.settle_without_person()
    return _say(500, _("Something went wrong on our side. It has been written down."))


def _let_go() -> None:
    try:
        db.session.rollback()
    except SQLAlchemyError:
        db.session.remove()


def _say(status: int, message: str) -> Response:
    if wants_part():
        return part("errors/_toast.html", status=status, message=message)
    # nothing of the database may be needed to say that the database is gone
    is_ours = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    template = "errors/plain.html" if is_ours else "errors/error.html"
    return page(template, status=status, message=message, code=status, typed=_typed())


def _typed() -> list[str]:
    """Give the texts somebody typed into a form of ours, so that a refusal never costs them."""
    if request.method != "POST" or not _is_own_form():
        return []
    try:
        sent = list(request.form.items(multi=True))
    except HTTPException:
        # too much to be read at all
        return []
    return [text for name, text in sent if name in _TEXTS]


_TEXTS = frozenset(
    {
        "bio",
        "body",
        "body_en",
        "body_ko",
        "correction",
        "note",
        "reason",
        "summary",
        "title",
        "title_en",
        "title_ko",
    }
)
"""The fields that hold somebody's words."""
