"""Facts about ideas."""

from dataclasses import dataclass

from portal.kit.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaSplit(Event):
    """An idea was made of a part of another."""

    thread_id: int
    from_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaStatusChanged(Event):
    """It was decided what becomes of an idea."""

    thread_id: int
    before: str
    after: str
