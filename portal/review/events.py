"""Facts about weighing ideas."""

from dataclasses import dataclass

from portal.kit.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaScored(Event):
    """Somebody estimated an idea, or changed what they had estimated."""

    thread_id: int
