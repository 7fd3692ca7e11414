"""Texts that leave the portal other than as a page: a mail, a note."""

from collections.abc import Callable

from flask import current_app

from portal.kit import locale as languages


def render(template: str, locale: str, /, **values: object) -> str:
    """Fill a template in one language, whether or not anybody asked for a page.

    A name ending in ``.html`` escapes what it is given, one in ``.txt`` does not. Nothing that
    belongs to a request is there: a template has what it is passed.
    Takes: template, below ``templates/``.
    """
    speech = {"gettext": _gettext(locale), "ngettext": _ngettext(locale)}
    with languages.using(locale):
        return current_app.jinja_env.get_template(template).render(speech | values)


def _gettext(locale: str) -> Callable[..., str]:
    """Speak this language, not the one of whoever asks for a page meanwhile."""
    catalogue = languages.catalogue(locale)

    def gettext(message: str, **variables: object) -> str:
        return catalogue.gettext(message) % variables

    return gettext


def _ngettext(locale: str) -> Callable[..., str]:
    catalogue = languages.catalogue(locale)

    def ngettext(singular: str, plural: str, num: int, **variables: object) -> str:
        return catalogue.ngettext(singular, plural, num) % ({"num": num} | variables)

    return ngettext
