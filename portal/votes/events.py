"""Facts about votes."""

from dataclasses import dataclass

from portal.kit.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteCast(Event):
    """A person wants it, or has the problem too; `state` says whether it counts."""

    thread_id: int
    state: str = "counted"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteDescribed(Event):
    """A voter says how important it is to them, or what they need it for."""

    thread_id: int
    importance: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VotePutAside(Event):
    """A vote that counted looks made up, and waits for somebody to decide; `signals` are bits."""

    thread_id: int
    person_id: int
    signals: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteJudged(Event):
    """Somebody decided whether a vote that looked made up counts."""

    thread_id: int
    person_id: int
    counts: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteCastForSomebody(Event):
    """The staff cast a vote for a person who asked for it elsewhere."""

    thread_id: int
    person_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteForSomebodyAnswered(Event):
    """A person says of a vote that was cast for them that it is right, or takes it back."""

    thread_id: int
    is_right: bool
