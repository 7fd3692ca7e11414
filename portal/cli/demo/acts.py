"""Acts: who does what, and when."""

from collections.abc import Callable
from dataclasses import dataclass

from portal.cli.demo.stage import Stage


@dataclass(frozen=True, slots=True)
class Act:
    """Something that happened so many days ago."""

    days_ago: float
    perform: Callable[[Stage], object]
