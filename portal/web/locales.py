"""In which language and theme a page answers: the person's choice, the browser's, the house's."""

from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import urlencode

from flask import Flask, g, has_request_context, redirect, request
from flask_babel import get_babel
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header, parse_cookie
from werkzeug.wrappers import Response

from portal.kit import site
from portal.web.current import actor, answer_as_to_nobody

LOCALES = ("ko", "en")
THEMES = ("auto", "light", "dark")
LOCALE_COOKIE = "maru_locale"
THEME_COOKIE = "maru_theme"
_CHOICES = (("locale", LOCALE_COOKIE, LOCALES), ("theme", THEME_COOKIE, THEMES))
_YEAR_SECONDS = 365 * 86_400
_KEPT = 1_024


def set_up(app: Flask) -> None:
    """Let every page know its language."""
    babel = get_babel(app)
    babel.locale_selector = locale
    babel.timezone_selector = time_zone
    app.before_request(_take_choice)


def locale() -> str:
    """Give the language of this answer."""
    if not has_request_context():
        return site.current().default_locale
    if "locale" not in g:
        g.locale = _locale()
    chosen: str = g.locale
    return chosen


def time_zone() -> str:
    """Give the zone in which this reader is shown times."""
    if not has_request_context():
        return site.current().time_zone
    who = actor()
    return who.time_zone if who.is_known else site.current().time_zone


def theme() -> str:
    """Give the reader's theme; "auto" follows their system."""
    return of_browser(*_told_by_browser())[1]


@lru_cache(_KEPT)
def of_browser(cookies: str, accept_language: str) -> tuple[str, str]:
    """Give the language and the theme that a browser asks for; read once for all that ask alike.

    Takes: the two headers, as they were sent.
    Gives: an empty language when it wants none of ours.
    """
    chosen = cookies_of(cookies)
    theme = chosen.get(THEME_COOKIE, "auto")
    return (
        _language(chosen.get(LOCALE_COOKIE), accept_language),
        theme if theme in THEMES else "auto",
    )


def cookies_of(header: str) -> Mapping[str, str]:
    """Read a cookie header."""
    return parse_cookie(header)


def settle_without_person() -> None:
    """Choose the language from the browser alone: the person's row may be out of reach."""
    answer_as_to_nobody()
    g.locale = _of_browser()


def _locale() -> str:
    if request.cookies.get(LOCALE_COOKIE) in LOCALES:
        return _of_browser()
    who = actor()
    return who.locale if who.is_known else _of_browser()


def _of_browser() -> str:
    return of_browser(*_told_by_browser())[0] or site.current().default_locale


def _told_by_browser() -> tuple[str, str]:
    return request.environ.get("HTTP_COOKIE", ""), request.environ.get("HTTP_ACCEPT_LANGUAGE", "")


def _language(chosen: str | None, accept_language: str) -> str:
    if chosen in LOCALES:
        return chosen
    accepted = parse_accept_header(accept_language, LanguageAccept)
    return accepted.best_match(LOCALES) or ""


def _take_choice() -> Response | None:
    """Answer ``?locale=en`` or ``?theme=dark``: remember it, and go on without it."""
    if request.method != "GET":
        return None
    chosen = {
        cookie: request.args[name]
        for name, cookie, choices in _CHOICES
        if request.args.get(name) in choices
    }
    if not chosen:
        return None
    names = [name for name, _cookie, _choices in _CHOICES]
    rest = [(k, v) for k, v in request.args.items(multi=True) if k not in names]
    target = request.path + (f"?{urlencode(rest)}" if rest else "")
    # a path that begins with two slashes would name another host
    response = redirect("/" + target.lstrip("/"), 303)
    for cookie, value in chosen.items():
        response.set_cookie(
            cookie, value, max_age=_YEAR_SECONDS, samesite="Lax", secure=request.is_secure
        )
    return response
