"""Ask for pages over kept connections, as many at once as browsers would, and take the time."""

import http.client
import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from itertools import count
from urllib.parse import urlencode

from tools.bench_servers import HOST

CONNECTIONS = 16
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: where to, as whom, and with what."""

    path: str
    cookie: str = ""
    method: str = "GET"
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    expects: int = 200


@dataclass(frozen=True, slots=True)
class Answered:
    """What came back."""

    status: int
    body: bytes
    headers: http.client.HTTPMessage


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody signed in."""

    cookie: str
    token: str


Plan = Callable[[int, int], Asked]
"""Gives the request of a connection's number and a running number, which never comes twice."""


class Client:
    """Sends the requests of one page to one server."""

    def __init__(self, port: int, plan: Plan) -> None:
        self.port = port
        self.plan = plan
        self._numbers = count()

    def burst(self, requests: int) -> list[float]:
        """Send so many requests over all connections at once.

        Gives: the seconds that each took.
        Raises: SystemExit when one was not answered as expected.
        """
        each = -(-requests // CONNECTIONS)
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            parts = pool.map(lambda lane: list(self._lane(lane, each)), range(CONNECTIONS))
            return [seconds for part in parts for seconds in part]

    def _lane(self, lane: int, requests: int) -> Iterator[float]:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=60)
        for _ in range(requests):
            asked = self.plan(lane, next(self._numbers))
            began = time.perf_counter()
            answered = send(connection, asked)
            yield time.perf_counter() - began
            if answered.status != asked.expects:
                raise SystemExit(f"{asked.method} {asked.path} answered {answered.status}")
        connection.close()


def ask(port: int, asked: Asked, *, timeout: float = 60) -> Answered:
    """Send one request on a connection of its own."""
    connection = http.client.HTTPConnection(HOST, port, timeout=timeout)
    try:
        return send(connection, asked)
    finally:
        connection.close()


def send(connection: http.client.HTTPConnection, asked: Asked) -> Answered:
    """Send one request and read the whole answer."""
    headers = {"Accept-Language": "ko", **asked.headers}
    if asked.cookie:
        headers["Cookie"] = asked.cookie
    if asked.method == "POST":
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request(asked.method, asked.path, asked.body or None, headers)
    response = connection.getresponse()
    return Answered(response.status, response.read(), response.headers)


def sign_in(port: int, email: str, password: str) -> Reader:
    """Sign somebody in through the form, as they would themselves."""
    form = ask(port, Asked("/sign-in"))
    typed = {"email": email, "password": password, "csrf_token": _token(form)}
    asked = Asked("/sign-in", _cookie(form), "POST", urlencode(typed), expects=303)
    answered = ask(port, asked)
    if answered.status != asked.expects:
        raise SystemExit(f"Nobody could sign in: {answered.status}")
    cookie = _cookie(answered)
    page = ask(port, Asked("/questions", cookie))
    return Reader(_cookie(page) or cookie, _token(page))


def _cookie(answered: Answered) -> str:
    jar: SimpleCookie = SimpleCookie()
    for line in answered.headers.get_all("Set-Cookie") or []:
        jar.load(line)
    return "; ".join(f"{name}={morsel.value}" for name, morsel in jar.items())


def _token(answered: Answered) -> str:
    found = _TOKEN.search(answered.body.decode())
    if found is None:
        raise SystemExit("The page has no form; is somebody signed in?")
    return found.group(1)
