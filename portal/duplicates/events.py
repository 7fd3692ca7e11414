"""Facts about the same question."""

from dataclasses import dataclass

from portal.kit.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateSuggested(Event):
    """Somebody said that a thread is the same as another."""

    thread_id: int
    target_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateDismissed(Event):
    """Somebody decided that a suggestion is wrong."""

    thread_id: int
    target_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateContested(Event):
    """The asker says that their question is another one."""

    thread_id: int
    target_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateContestDecided(Event):
    """Somebody else than who linked it decided; upheld: it is the same after all."""

    thread_id: int
    target_id: int
    is_upheld: bool
    linked_by_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateReversed(Event):
    """Somebody who may decided that a thread that was linked to another stands for itself."""

    thread_id: int
    target_id: int
    linked_by_id: int | None
