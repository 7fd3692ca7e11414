"""What is kept: what strangers see of a page, and what all readers read of a list.

Both are the same until something happens. They are kept together with the number of the newest
fact in the log. Every change writes a fact in its own transaction, so what has a number that is
still the newest cannot be stale. On PostgreSQL, where a lower number may be committed later,
nothing is kept that was drawn or read while anybody was writing.

A page is kept under its address, language and theme, only for whoever carries no session, and
only without a form. It is answered before Flask begins: nothing of a request but its key is looked
at. A reading is what any reader would be shown, such as the cards of a public list; the page around
it is drawn for each.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from threading import Lock
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from uuid import uuid4

from flask import Flask, Response, current_app, g, request, session
from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError

from portal.kit import clock, log_position
from portal.kit.db import db
from portal.kit.log_position import Position, nobody_writes
from portal.web import locales

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

KEPT_SECONDS = 60
"""Lists of a period move with the clock even if nothing happens."""

_PAGES_MAX = 128
_READINGS_MAX = 512
_BYTES_MAX = 256 * 1024
_PASSED_ON = "maru.kept"
_OK = "200 OK"
_READS = ("GET", "HEAD")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class KeptPage:
    """One page as it was drawn."""

    body: bytes
    headers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Kept(Generic[T]):
    """Something with the newest fact that it knows of, and when it was made."""

    stamp: int | None
    made_at: float
    what: T


class Shelf(Generic[T]):
    """What one process keeps; what was not asked for longest goes first."""

    def __init__(self, most: int) -> None:
        """Begin empty."""
        self._most = most
        self._kept: OrderedDict[Hashable, _Kept[T]] = OrderedDict()
        self._lock = Lock()

    def find(self, key: Hashable, stamp: int | None) -> T | None:
        """Give what is kept under a key if nothing has happened since."""
        with self._lock:
            found = self._kept.get(key)
            if found is None or found.stamp != stamp or _now() - found.made_at > KEPT_SECONDS:
                return None
            self._kept.move_to_end(key)
            return found.what

    def keep(self, key: Hashable, stamp: int | None, what: T) -> None:
        """Keep something, and let the oldest go."""
        with self._lock:
            self._kept[key] = _Kept(stamp, _now(), what)
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def clear(self) -> None:
        """Let everything go."""
        with self._lock:
            self._kept.clear()

    def __len__(self) -> int:
        """Tell how much is kept."""
        return len(self._kept)


class Door:
    """Stands before Flask: gives a stranger the kept page, or leads on to a new one."""

    def __init__(self, app: Flask, shelf: Shelf[KeptPage]) -> None:
        """Take what is behind the door, and the shelf beside it."""
        self._further: WSGIApplication = app.wsgi_app
        self._shelf = shelf
        self._session_cookie: str = app.config["SESSION_COOKIE_NAME"]
        with app.app_context():
            self._engine: Engine = db.engine
        dialect = self._engine.dialect
        self._newest = str(log_position.NEWEST.compile(dialect=dialect))
        self._nobody_writes = str(select(nobody_writes()).compile(dialect=dialect))
        self._has_one_writer = dialect.name == "sqlite"

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""
        if self._is_strangers_get(environ):
            key, newest = _key(environ), self._ask(self._newest)
            page = newest and self._shelf.find(key, newest[0])
            if page:
                start(_OK, [*page.headers, ("X-Request-Id", uuid4().hex)])
                return [page.body]
            environ[_PASSED_ON] = (key, newest and Position(newest[0], self._is_settled()))
        return self._further(environ, start)

    def _is_strangers_get(self, environ: "WSGIEnvironment") -> bool:
        if environ["REQUEST_METHOD"] != "GET":
            return False
        # a cookie that only looks like a session makes nobody wait longer than without this door
        if self._session_cookie in environ.get("HTTP_COOKIE", ""):
            return self._session_cookie not in locales.cookies_of(environ["HTTP_COOKIE"])
        return not environ["PATH_INFO"].startswith(("/assets/", "/healthz", "/readyz"))

    def _is_settled(self) -> bool:
        answer = self._has_one_writer or self._ask(self._nobody_writes)
        return answer is True or bool(answer and answer[0])

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
    shelf = app.extensions["kept_pages"] = Shelf[KeptPage](_PAGES_MAX)
    app.extensions["kept_readings"] = Shelf[Any](_READINGS_MAX)
    # the first of the list is run last: it keeps a page with everything that others put on it
    app.after_request_funcs.setdefault(None, []).insert(0, _keep)
    app.wsgi_app = Door(app, shelf)  # type: ignore[method-assign,assignment] # Flask's way to wrap


def keepable() -> None:
    """Say, in a view, that a stranger's page may be kept: no form, nothing of a person's own."""
    g.keepable = True


def reading(key: Hashable, make: Callable[[], T]) -> T:
    """Give what any reader would be shown, read now or before.

    Takes: key, all that it depends on but the rows; make, which reads it, for nobody in particular.
    Costs: none when it was read before and nothing has happened since, otherwise those of ``make``.
    """
    if request.method not in _READS:
        # whoever has just written reads what was written
        return make()
    shelf: Shelf[tuple[T]] = current_app.extensions["kept_readings"]
    position = _position()
    if known := shelf.find(key, position.newest):
        return known[0]
    made = make()
    if position.is_settled:
        shelf.keep(key, position.newest, (made,))
    return made


def _position() -> Position:
    """Tell how far the log was before anything of this page was read.

    The door has asked for a stranger, and who is signed in was looked up together with it.
    """
    if "log_position" not in g:
        _, passed_on = request.environ.get(_PASSED_ON, (None, None))
        g.log_position = passed_on or log_position.now()
    position: Position = g.log_position
    return position


def _keep(response: Response) -> Response:
    key, position = request.environ.get(_PASSED_ON, (None, None))
    if not g.get("keepable") or key is None:
        return response
    # the reader's language and theme are in the key here, but not in anybody else's cache
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.update(("Cookie", "Accept-Language"))
    if position and position.is_settled and _may_be_kept(response):
        kept = tuple((k, v) for k, v in response.headers if k != "X-Request-Id")
        page = KeptPage(response.get_data(), kept)
        current_app.extensions["kept_pages"].keep(key, position.newest, page)
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


def _now() -> float:
    return clock.now().timestamp()


def _key(environ: "WSGIEnvironment") -> tuple[str, ...]:
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
