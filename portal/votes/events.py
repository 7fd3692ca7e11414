"""Facts about votes."""

from dataclasses import dataclass

from portal.kit.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteCast(Event):
    """A person wants it, or has the problem too."""

    thread_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteWithdrawn(Event):
    """A person took their vote back."""

    thread_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpfulnessChanged(Event):
    """A person says otherwise than before whether an answer helped; 0 says nothing."""

    thread_id: int
    answer_id: int
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VotesRecounted(Event):
    """Votes that name nobody were brought in, and a thread or answer was counted anew."""

    thread_id: int
    answer_id: int | None = None
