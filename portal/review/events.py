"""Facts about weighing ideas."""

from dataclasses import dataclass

from portal.kit.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaScored(Event):
    """Somebody estimated an idea, or changed what they had estimated."""

    thread_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewOpened(Event):
    """A list of ideas was frozen, to decide each of them in one sitting."""

    session_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDropped(Event):
    """A sitting ended without anything being published."""

    session_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPublished(Event):
    """All that a sitting decided was published at once."""

    session_id: int
