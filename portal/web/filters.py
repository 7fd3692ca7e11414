"""What templates may ask for: sanitised HTML, times, labels, addresses."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from flask import Flask
from jinja2 import StrictUndefined
from markupsafe import Markup, escape

from portal.kit import clock, site
from portal.kit import locale as wording
from portal.search.highlight import Fragment
from portal.web import cards, chrome, labels, locales, paths, pieces
from portal.web.current import actor


def set_up(app: Flask) -> None:
    """Give the templates their words."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.do")
    # the i18n extension adds this name to the environment itself
    i18n: Any = app.jinja_env
    i18n.install_gettext_callables(_gettext, _ngettext, newstyle=True)
    app.context_processor(_for_reader)
    app.extensions["maru_speech"] = _speech
    app.jinja_env.filters.update(rich=_rich, day=_day, moment=_moment, marked=_marked)
    app.jinja_env.globals.update(
        actor=actor,
        card=cards.draw,
        chrome=chrome.current,
        iso=wording.iso,
        labels=labels,
        locale=locales.locale,
        now=clock.now,
        paths=paths,
        piece=pieces.draw,
        road_card=cards.draw_on_road,
        site=site.current,
        theme=locales.theme,
    )


def _rich(html: str) -> Markup:
    """Draw HTML that ``kit.markup`` made when the text was written. Only that may come here."""
    return Markup(html)  # noqa: S704 - sanitised at write, by the one writer of HTML


def _marked(fragments: Iterable[Fragment]) -> Markup:
    """Draw what was found with what matched marked. A page of results has hundreds of fragments."""
    drawn = (f"<mark>{escape(text)}</mark>" if hit else escape(text) for text, hit in fragments)
    return Markup("".join(drawn))  # noqa: S704 - escaped above


def _for_reader() -> dict[str, object]:
    """Give a page what it asks for at every line, looked up once: its reader and its language."""
    who = actor()
    return {"actor": lambda: who, **_speech(locales.locale())}


def _speech(code: str) -> dict[str, object]:
    """Give the words of a language under the names that templates know."""
    sentence = _sentences(code)
    return {"locale": lambda: code, "gettext": sentence, "_": sentence}


@lru_cache
def _sentences(code: str) -> Callable[..., Markup]:
    @cache
    def translated(message: str) -> Markup:
        return Markup(wording.catalogue(code).gettext(message))  # noqa: S704 - our own sentence

    @cache
    def finished(message: str) -> Markup:
        return translated(message) % {}

    def gettext(message: str, **facts: object) -> Markup:
        return translated(message) % facts if facts else finished(message)

    return gettext


def _gettext(message: str) -> str:
    return wording.catalogue(locales.locale()).gettext(message)


def _ngettext(singular: str, plural: str, number: int) -> str:
    return wording.catalogue(locales.locale()).ngettext(singular, plural, number)


def _day(instant: datetime) -> str:
    return wording.day(instant, locales.locale(), locales.time_zone())


def _moment(instant: datetime) -> str:
    return wording.moment(instant, locales.locale(), locales.time_zone())
