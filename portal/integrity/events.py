"""Facts about what was mended."""

from dataclasses import dataclass

from portal.kit.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterMended(Event):
    """A number that had drifted says again what its rows say; of a thread, or of something else."""

    counter: str
    thread_id: int | None = None
