"""Pieces of pages that many readers see alike: drawn once for the same facts.

A piece is given everything that it shows; it looks at no request and no person. Where it has a
form, the token of the reader's own session is put in after it was drawn.
"""

from collections.abc import Hashable
from functools import lru_cache
from secrets import token_hex

from flask import current_app
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from portal.kit import site
from portal.kit.site import Site
from portal.web import locales

_KEPT = 512
# nobody can write this into a post, so nothing but a form's field is ever replaced by a token
_TOKEN = token_hex(16)


def draw(template: str, **facts: Hashable) -> Markup:
    """Draw a piece, or give it as it was drawn before.

    Takes: facts, all that the template shows. They are the key under which it is kept.
    """
    drawn = _drawn(template, locales.locale(), site.current(), tuple(facts.items()))
    return Markup(own(drawn))  # noqa: S704 - drawn by a template that escapes


def token() -> str:
    """Stand for the token of whoever will read what is being drawn."""
    return _TOKEN


def own(drawn: str) -> str:
    """Put the reader's own token where it belongs."""
    return drawn.replace(_TOKEN, generate_csrf()) if _TOKEN in drawn else drawn


@lru_cache(_KEPT)
def _drawn(template: str, locale: str, here: Site, facts: tuple[tuple[str, Hashable], ...]) -> str:
    speech = current_app.extensions["maru_speech"](locale)
    values = {**speech, **dict(facts), "site": lambda: here, "csrf_token": token}
    return current_app.jinja_env.get_template(template).render(values)
