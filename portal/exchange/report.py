"""What an import did with every row it read: brought in, known from before, or left out and why."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Report:
    """Counts by kind of thing. For each kind: read = new + known + left out."""

    read: Counter[str] = field(default_factory=Counter)
    new: Counter[str] = field(default_factory=Counter)
    known: Counter[str] = field(default_factory=Counter)
    left_out: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By kind and reason; a reason is a code."""
    adapted: Counter[str] = field(default_factory=Counter)
    """What was brought in with a change, by the code of the change."""

    def leave_out(self, kind: str, reason: str, count: int = 1) -> None:
        """Note that rows were read and are not wanted."""
        self.read[kind] += count
        self.left_out[kind, reason] += count

    def refuse(self, kind: str, reason: str, count: int = 1) -> None:
        """Note that rows that were planned for could not be brought in after all."""
        self.left_out[kind, reason] += count

    def left_out_of(self, kind: str) -> int:
        """Add up what was left out of a kind, for whatever reason."""
        return sum(count for (each, _), count in self.left_out.items() if each == kind)
