"""A browser without JavaScript: it fetches a page, fills in its form and sends it."""

import re
from html import unescape

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

_CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')
_VARIES = re.compile(r'(?:name="csrf_token" value|csrf-token" content)="[^"]*"|nonce="[^"]*"')


def csrf_of(page: TestResponse) -> str:
    """Give the token that a page's forms carry."""
    found = _CSRF.search(page.get_data(as_text=True))
    if found is None:
        raise LookupError(f"no form on {page.request.path} ({page.status})")
    return found[1]


def send(
    browser: FlaskClient, path: str, *, at: str | None = None, **fields: object
) -> TestResponse:
    """Send a form to a path, from the page that shows it.

    Takes: at, the page with the form, when it is another one.
    """
    token = csrf_of(browser.get(at or path))
    return browser.post(path, data={**fields, "csrf_token": token})


def said(answer: TestResponse) -> str:
    """Give an answer's text as it is, without what differs from one request to the next."""
    return unescape(_VARIES.sub("", answer.get_data(as_text=True)))
