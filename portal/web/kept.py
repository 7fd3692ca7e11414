"""Kept pages: what a stranger sees of a list or a thread is the same until something happens.

A page is kept under its address, language and theme together with the number of the newest
fact in the log. Every change writes a fact in its own transaction, so a page whose number is
still the newest cannot be stale. On PostgreSQL, where a lower number may be committed later, a
page is kept only if nobody was writing when it was drawn. Only whoever carries no session is
served from here, and only pages without a form.

The kept page is answered before Flask begins: nothing of a request but its key is looked at.
"""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from threading import Lock
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from flask import Flask, Response, current_app, g, request, session
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import SQLAlchemyError

from portal.kit import clock
from portal.kit.db import db
from portal.kit.events import EventRow
from portal.web import locales

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

KEPT_SECONDS = 60
"""Lists of a period move with the clock even if nothing happens."""

_PAGES_MAX = 256
_BYTES_MAX = 256 * 1024
_PASSED_ON = "maru.kept"
_OK = "200 OK"
# Every transaction that writes holds a lock on its own number. A snapshot would not tell: it ends
# at the newest transaction that is over, so one that began after all of those is beyond it.
_NOBODY_WRITES = "SELECT NOT EXISTS (SELECT FROM pg_locks WHERE locktype = 'transactionid')"

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeptPage:
    """One page as it was drawn."""

    stamp: int | None
    drawn_at: float
    body: bytes
    headers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Stamp:
    """How far the log was before a page was drawn, and whether nobody was writing."""

    newest: int | None
    is_quiet: bool


class Shelf:
    """The pages of one process; the one not asked for longest goes first."""

    def __init__(self) -> None:
        """Begin empty."""
        self._pages: OrderedDict[Key, KeptPage] = OrderedDict()
        self._lock = Lock()

    def find(self, key: Key, stamp: int | None, now: float) -> KeptPage | None:
        """Give the page if nothing has happened since it was drawn."""
        with self._lock:
            page = self._pages.get(key)
            if page is None or page.stamp != stamp or now - page.drawn_at > KEPT_SECONDS:
                return None
            self._pages.move_to_end(key)
            return page

    def keep(self, key: Key, page: KeptPage) -> None:
        """Keep a page, and let the oldest go."""
        with self._lock:
            self._pages[key] = page
            self._pages.move_to_end(key)
            while len(self._pages) > _PAGES_MAX:
                self._pages.popitem(last=False)


class Door:
    """Stands before Flask: gives a stranger the kept page, or leads on to a new one."""

    def __init__(self, app: Flask, shelf: Shelf) -> None:
        """Take what is behind the door, and the shelf beside it."""
        self._further: WSGIApplication = app.wsgi_app
        self._shelf = shelf
        self._session_cookie: str = app.config["SESSION_COOKIE_NAME"]
        with app.app_context():
            self._engine: Engine = db.engine
        dialect = self._engine.dialect
        self._newest = str(select(func.max(EventRow.id)).compile(dialect=dialect))
        self._has_one_writer = dialect.name == "sqlite"

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""
        if self._is_strangers_get(environ):
            key, newest = _key(environ), self._ask(self._newest)
            page = newest and self._shelf.find(key, newest[0], clock.now().timestamp())
            if page:
                start(_OK, [*page.headers, ("X-Request-Id", uuid4().hex)])
                return [page.body]
            environ[_PASSED_ON] = (key, newest and _Stamp(newest[0], self._is_quiet()))
        return self._further(environ, start)

    def _is_strangers_get(self, environ: "WSGIEnvironment") -> bool:
        if environ["REQUEST_METHOD"] != "GET":
            return False
        # a cookie that only looks like a session makes nobody wait longer than without this door
        if self._session_cookie in environ.get("HTTP_COOKIE", ""):
            return self._session_cookie not in locales.cookies_of(environ["HTTP_COOKIE"])
        return not environ["PATH_INFO"].startswith(("/assets/", "/healthz", "/readyz"))

    def _is_quiet(self) -> bool:
        if self._has_one_writer:
            return True
        answer = self._ask(_NOBODY_WRITES)
        return bool(answer and answer[0])

    def _ask(self, statement: str) -> tuple[Any, ...] | None:
        """Read one row, past the layers that pages need and one number does not."""
        try:
            connection = self._engine.raw_connection()
            try:
                cursor = connection.cursor()
                cursor.execute(statement)
                row: tuple[Any, ...] | None = cursor.fetchone()
            finally:
                connection.close()
        except (SQLAlchemyError, self._engine.dialect.loaded_dbapi.Error):
            # the view will meet the same trouble, and knows how to say so
            return None
        return row


def set_up(app: Flask) -> None:
    """Serve kept pages before anything else is done, and keep what may be kept."""
    shelf = app.extensions["kept_pages"] = Shelf()
    # the first of the list is run last: it keeps a page with everything that others put on it
    app.after_request_funcs.setdefault(None, []).insert(0, _keep)
    app.wsgi_app = Door(app, shelf)  # type: ignore[method-assign,assignment] # Flask's way to wrap


def keepable() -> None:
    """Say, in a view, that a stranger's page may be kept: no form, nothing of a person's own."""
    g.keepable = True


def _keep(response: Response) -> Response:
    key, stamp = request.environ.get(_PASSED_ON, (None, None))
    if not g.get("keepable") or key is None:
        return response
    # the reader's language and theme are in the key here, but not in anybody else's cache
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.update(("Cookie", "Accept-Language"))
    if stamp and stamp.is_quiet and _may_be_kept(response):
        kept = tuple((k, v) for k, v in response.headers if k != "X-Request-Id")
        page = KeptPage(stamp.newest, clock.now().timestamp(), response.get_data(), kept)
        current_app.extensions["kept_pages"].keep(key, page)
    return response


def _may_be_kept(response: Response) -> bool:
    return (
        response.status_code == HTTPStatus.OK
        and response.content_length is not None
        and response.content_length <= _BYTES_MAX
        and "Set-Cookie" not in response.headers
        # Flask writes the session's cookie after this; a page that wrote into it is somebody's own
        and not session.modified
    )


def _key(environ: "WSGIEnvironment") -> Key:
    return (
        environ.get("HTTP_HOST", ""),
        environ["wsgi.url_scheme"],
        environ["PATH_INFO"],
        environ.get("QUERY_STRING", ""),
        *locales.of_browser(
            environ.get("HTTP_COOKIE", ""), environ.get("HTTP_ACCEPT_LANGUAGE", "")
        ),
        environ.get("HTTP_HX_REQUEST", ""),
    )
