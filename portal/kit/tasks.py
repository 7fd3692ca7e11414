"""The shapes of the wiring: what reacts to a fact, and what runs by the clock."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from portal.kit.events import Event, Fact

Reaction = Callable[[Fact], None]
Reactions = Mapping[type[Event], tuple[Reaction, ...]]
Job = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Task:
    """A job and how often it runs. It must bear running twice.

    A job that opens its own transactions (because it works in several steps, or outside the
    database) says so. One that may wait long for somebody else (a mail server) runs apart, so
    that nothing waits for it.
    """

    job: Job
    every_seconds: float
    opens_transactions: bool = False
    runs_apart: bool = False

    @property
    def name(self) -> str:
        """Give the name under which the duty is held."""
        return f"{self.job.__module__.removeprefix('portal.')}.{self.job.__qualname__}"
