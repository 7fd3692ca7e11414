"""Sends whatever it is told to, and collects what must not be: accidents, and slow answers."""

import logging
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.hostile.routes import Route

FORM = "application/x-www-form-urlencoded"
SLOWEST_SECONDS = 2.0
LONGEST_WAIT_SECONDS = 6.0
"""By the clock on the wall: a database that was talked into sleeping costs us no time of ours."""

FIELDS = frozenset(
    (
        *("title", "body", "tags", "lang", "product", "version", "kind", "name", "bio", "locale"),
        *("time_zone", "summary", "correction", "reason", "note", "status", "seen_status", "level"),
        *("value", "canonical_id", "answer_id", "next", "email", "password", "old_password"),
        *("new_password", "handle", "role", "title_ko", "title_en", "seen", "thread", "then"),
        *("newest", "inbox", "mail", "what", "form", "q", "similar_seen"),
    )
)
TEXTS = frozenset(
    {"title", "body", "tags", "name", "bio", "summary", "correction", "reason", "note"}
)
PARAMETERS = (
    *("q", "title", "kind", "product", "state", "lang", "cursor", "sort", "days", "status"),
    *("role", "pile", "value", "next"),
)


@dataclass(frozen=True)
class Body:
    """What is sent, and as what."""

    name: str
    content_type: str
    content: bytes


LONG = 600


def raw_form(value: str) -> bytes:
    """Fill in every field there is; a long value only where people write long texts."""
    names = FIELDS if len(value) < LONG else TEXTS
    encoded = quote(value[:9_000].encode("utf-8", "surrogatepass"), safe="")
    return "&".join(f"{name}={encoded}" for name in sorted(names)).encode()


def forms(routes: list[Route]) -> list[Route]:
    return [route for route in routes if "POST" in route.methods]


def pages(routes: list[Route]) -> list[Route]:
    return [route for route in routes if "GET" in route.methods]


class Watch:
    """Sends what it is told to, and collects what must not be: accidents, and slow answers."""

    def __init__(self, accidents: list[str]) -> None:
        self.found = accidents
        self.asked = 0

    def __call__(self, browser: FlaskClient, method: str, path: str, **sent: Any) -> TestResponse:
        known = len(self.found)
        began, arrived = time.process_time(), time.monotonic()
        answer = browser.open(path, method=method, **sent)
        took, lasted = time.process_time() - began, time.monotonic() - arrived
        self.asked += 1
        where = f"{method} {path[:60]} {str(sent)[:80]}"
        # no worker runs beside these tests, and that is what this page is there to say
        if answer.status_code >= 500 and path != "/readyz":
            self.found[known:] = [f"{answer.status_code} {where} {self.found[known:]}"]
        if took > SLOWEST_SECONDS or lasted > LONGEST_WAIT_SECONDS:
            self.found.append(f"{took:.1f} s in {lasted:.1f} s {where}")
        return answer

    def send(self, browser: FlaskClient, path: str, body: Body) -> TestResponse:
        kind, _, coding = body.content_type.partition("|")
        headers = {"Content-Encoding": coding} if coding else {}
        sent = {"data": body.content, "content_type": kind, "headers": headers}
        return self(browser, "POST", path, **sent)


class Accidents(logging.Handler):
    """Keeps what the portal itself wrote down as an accident."""

    def __init__(self, kept: list[str]) -> None:
        super().__init__(logging.ERROR)
        self.kept = kept

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        self.kept.append(f"{record.getMessage()}: {error!r}"[:300])
