"""Many acts at the same moment, each in a thread, a context and a connection of its own."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask import Flask

from portal.accounts.actor import Actor
from portal.kit.errors import PortalError
from tests.make.cast import person

Act = Callable[[], Any]


@dataclass(frozen=True)
class Outcome:
    """What became of one act: what it gave, or how it was refused."""

    value: Any = None
    refusal: PortalError | None = None

    @property
    def code(self) -> str | None:
        """Give the code of the refusal."""
        return self.refusal.code if self.refusal else None


def together(app: Flask, acts: Iterable[Act]) -> list[Outcome]:
    """Do all of these at once. A refusal is an outcome; any other error is an error."""
    todo = list(acts)
    outcomes: list[Outcome] = []
    accidents: list[Exception] = []
    start = threading.Barrier(len(todo))

    def run(act: Act) -> None:
        with app.app_context():
            start.wait()
            try:
                outcomes.append(Outcome(act()))
            except PortalError as refusal:
                outcomes.append(Outcome(refusal=refusal))
            except Exception as accident:  # told below, with all the others
                accidents.append(accident)

    threads = [threading.Thread(target=run, args=(act,)) for act in todo]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if accidents:
        raise ExceptionGroup(
            "at the same moment", [a for a in accidents if isinstance(a, Exception)]
        )
    return outcomes


def crowd(size: int) -> list[Actor]:
    """Make so many people."""
    return [person(f"person{number}", f"손님 {number}") for number in range(size)]
