"""The town that is soaked, and a visit to it: requests that are counted, timed and judged."""

import http.client
import re
import time
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from tools.bench_client import Answered, Asked, Reader, ask, sign_in

HANGS_AFTER_SECONDS = 30.0
_ADDRESS = re.compile(r"/(?:ideas|questions)/(\d+)/")
_REFUSED = (409, 422, 429)
_LEADS_ON = (301, 302, 303)
_NO_ANSWER = (400, 405, 413, 414, 415)
"""What nobody who uses our forms may meet."""
_REASON = ('role="alert"', "<h1")


@dataclass
class Person:
    """Somebody with a browser."""

    name: str
    email: str
    reader: Reader
    is_out: bool = False


@dataclass
class Town:
    """What the connections share; each change is one step, so that no lock is needed."""

    port: int
    password: str
    products: list[int]
    threads: list[int]
    members: list[Person] = field(default_factory=list)
    staff: dict[str, Person] = field(default_factory=dict)
    merged: list[int] = field(default_factory=list)
    authors: list[tuple[int, Person]] = field(default_factory=list)
    hidden: deque[int] = field(default_factory=deque)

    @classmethod
    def enter(cls, port: int, told: dict[str, Any]) -> "Town":
        """Sign everybody in."""
        town = cls(port, told["password"], told["products"], told["threads"])
        town.members = [town._person(name) for name in told["members"]]
        town.staff = {name: town._person(name) for name in told["staff"]}
        return town

    def sign_in(self, person: Person) -> None:
        """Let somebody in who may be again."""
        person.reader = sign_in(self.port, person.email, self.password)
        person.is_out = False

    def note_thread(self, location: str) -> int | None:
        """Remember what was posted, by where its page is."""
        found = _ADDRESS.search(location)
        if found is None:
            return None
        self.threads.append(int(found.group(1)))
        return int(found.group(1))

    def _person(self, name: str) -> Person:
        number = int(name.removeprefix("member")) if name.startswith("member") else 0
        email = f"{name}@company{number % 7}.example"
        return Person(name, email, sign_in(self.port, email, self.password))


@dataclass
class Log:
    """What one connection was answered."""

    statuses: dict[str, Counter[int]] = field(default_factory=dict)
    seconds: dict[str, list[float]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    @classmethod
    def together(cls, logs: Iterable["Log"]) -> "Log":
        """Give the logs of all connections as one."""
        whole = cls()
        for log in logs:
            for act, statuses in log.statuses.items():
                whole.statuses[act] = whole.statuses.get(act, Counter()) + statuses
                whole.seconds.setdefault(act, []).extend(log.seconds[act])
            whole.faults += log.faults
        return whole

    @property
    def requests(self) -> int:
        """Count the requests."""
        return sum(statuses.total() for statuses in self.statuses.values())

    def enter(self, act: str, status: int, seconds: float) -> None:
        """Note an answer."""
        self.statuses.setdefault(act, Counter())[status] += 1
        self.seconds.setdefault(act, []).append(seconds)

    def fail(self, what: str) -> None:
        """Note what may not be."""
        self.faults.append(what)


@dataclass
class Visit:
    """One act of somebody: what it asks for is entered under its name."""

    town: Town
    log: Log
    act: str

    def get(self, person: Person, path: str, **fields: object) -> str:
        """Ask for a page; give its text."""
        query = f"?{urlencode(fields)}" if fields else ""
        answered = self._ask(Asked(f"{path}{query}", person.reader.cookie))
        if answered and answered.status in _LEADS_ON:
            # a short address, or what is merged, leads on to the page itself
            answered = self._ask(Asked(answered.headers["Location"], person.reader.cookie))
        return answered.body.decode() if answered else ""

    def post(self, person: Person, path: str, **fields: object) -> str:
        """Send a form; give where it leads, or nothing when it was refused."""
        sent = {**fields, "csrf_token": person.reader.token}
        body = urlencode(sent, doseq=True)
        answered = self._ask(Asked(path, person.reader.cookie, "POST", body))
        if answered is None or answered.status not in (200, *_LEADS_ON):
            return ""
        return answered.headers.get("Location") or path

    def _ask(self, asked: Asked) -> Answered | None:
        began = time.perf_counter()
        try:
            answered = ask(self.town.port, asked, timeout=HANGS_AFTER_SECONDS)
        except (OSError, http.client.HTTPException) as error:
            self.log.fail(f"{asked.method} {asked.path}: no answer ({error!r})")
            return None
        self.log.enter(self.act, answered.status, time.perf_counter() - began)
        if fault := _fault(answered):
            self.log.fail(f"{asked.method} {asked.path} {asked.body[:80]}: {fault}")
        return answered


def _fault(answered: Answered) -> str:
    """Say what is wrong with an answer, if anything."""
    if answered.status >= http.client.INTERNAL_SERVER_ERROR or answered.status in _NO_ANSWER:
        return f"answered {answered.status}"
    if answered.status in _REFUSED:
        page = answered.body.decode()
        if not any(reason in page for reason in _REASON):
            return f"refused with {answered.status} and no reason"
    return ""
