"""Who says to come from elsewhere is counted where they come from.

A header that any visitor can write is believed from the proxies that PROXY_COUNT names, and from
nobody else: else every request could be the first of a new address.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

import config
from portal import create_app
from portal.kit.db import db
from tests.conftest import Browser

FORGED = (
    "X-Forwarded-For",
    "Forwarded",
    "X-Real-IP",
    "X-Client-IP",
    "Client-IP",
    "True-Client-IP",
    "CF-Connecting-IP",
    "X-Cluster-Client-IP",
    "X-Originating-IP",
    "X-Remote-Addr",
)
WRONG_PASSWORDS = 10
"""So many from one place at one account."""
MAILS_ASKED = 20
"""So many from one place."""

Portal = Callable[[int], Flask]


@pytest.fixture
def portal_behind(tmp_path) -> Iterator[Portal]:
    """Give what builds a portal behind so many proxies, with forms that need no token."""
    built = []

    def build(proxies: int) -> Flask:
        settings = config.from_env(
            {
                "MARU_ENV": "testing",
                "DATABASE_URL": f"sqlite:///{tmp_path / 'maru.sqlite3'}",
                "VAR_DIR": str(tmp_path),
                "BASE_URL": "http://localhost",
                "PROXY_COUNT": str(proxies),
                "LOG_LEVEL": "ERROR",
            }
        )
        portal = create_app(settings)
        portal.test_client_class = Browser
        portal.config["WTF_CSRF_ENABLED"] = False
        with portal.app_context():
            db.create_all()
        built.append(portal)
        return portal

    yield build
    for portal in built:
        with portal.app_context():
            db.session.remove()
            for engine in db.engines.values():
                engine.dispose()


def address(number: int) -> str:
    return f"203.0.113.{number + 1}"


def forged(number: int) -> dict[str, str]:
    """Name an address of its own in every header that somebody might believe."""
    values = dict.fromkeys(FORGED, address(number))
    return values | {"Forwarded": f'for="{address(number)}";proto=https;host=elsewhere.example'}


def guess(portal: Flask, **sent: Any) -> int:
    fields = {"email": "sora@example.com", "password": "a wrong password"}
    return portal.test_client().post("/sign-in", data=fields, **sent).status_code


def ask_for_mail(portal: Flask, number: int, **sent: Any) -> int:
    """Ask for a link to a new password, each time for another person."""
    fields = {"email": f"person{number}@example.com"}
    return portal.test_client().post("/password/forgotten", data=fields, **sent).status_code


def test_forged_headers_give_no_fresh_guesses(portal_behind):
    portal = portal_behind(0)
    answers = [guess(portal, headers=forged(number)) for number in range(WRONG_PASSWORDS + 1)]
    assert answers == [*[422] * WRONG_PASSWORDS, 429]
    assert guess(portal) == 429, "the one who sends none is the same visitor"


def test_forged_headers_give_no_fresh_mails(portal_behind):
    portal = portal_behind(0)
    answers = [
        ask_for_mail(portal, number, headers=forged(number)) for number in range(MAILS_ASKED + 1)
    ]
    assert answers == [*[303] * MAILS_ASKED, 429]


def test_behind_one_proxy_only_what_the_proxy_wrote_is_believed(portal_behind):
    """A proxy adds whom it sees to what the visitor claims: the last entry is the proxy's word."""
    portal = portal_behind(1)

    def seen_by_proxy(number: int, visitor: str) -> dict[str, str]:
        return forged(number) | {"X-Forwarded-For": f"{address(number)}, {visitor}"}

    for number in range(WRONG_PASSWORDS):
        assert guess(portal, headers=seen_by_proxy(number, "198.51.100.1")) == 422
    assert guess(portal, headers=seen_by_proxy(99, "198.51.100.1")) == 429
    assert guess(portal, headers=seen_by_proxy(99, "198.51.100.2")) == 422, "is somebody else"

    for number in range(MAILS_ASKED):
        assert ask_for_mail(portal, number, headers=seen_by_proxy(number, "198.51.100.3")) == 303
    assert ask_for_mail(portal, 98, headers=seen_by_proxy(98, "198.51.100.3")) == 429
    assert ask_for_mail(portal, 99, headers=seen_by_proxy(98, "198.51.100.4")) == 303


def test_behind_two_proxies_the_second_last_entry_counts(portal_behind):
    portal = portal_behind(2)

    def seen_by_proxies(number: int, visitor: str) -> dict[str, str]:
        return {"X-Forwarded-For": f"{address(number)}, {visitor}, 10.0.0.1"}

    for number in range(WRONG_PASSWORDS):
        assert guess(portal, headers=seen_by_proxies(number, "198.51.100.1")) == 422
    assert guess(portal, headers=seen_by_proxies(99, "198.51.100.1")) == 429
    assert guess(portal, headers=seen_by_proxies(99, "198.51.100.2")) == 422


@pytest.mark.parametrize("claimed", ["unknown", "'; DROP TABLE users --", "1" * 5_000, "::1%a", ""])
def test_what_is_no_address_is_counted_as_one_visitor(portal_behind, claimed):
    portal = portal_behind(1)
    answers = [
        guess(portal, headers={"X-Forwarded-For": claimed}) for _ in range(WRONG_PASSWORDS + 1)
    ]
    assert answers == [*[422] * WRONG_PASSWORDS, 429]
