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
    """It was decided what becomes of an idea; without an actor, the portal did it by its rules."""

    thread_id: int
    before: str
    after: str
    # voters are asked whether it solved it
    is_delivery: bool = False
    # the author is asked something
    asks_author: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaClockStarted(Event):
    """So many want an idea that an answer is owed, or a product manager promised one."""

    thread_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaAnswered(Event):
    """The answer that was owed to the people who want an idea was given."""

    thread_id: int
    is_in_time: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaAnswerOverdue(Event):
    """The day until when an answer was promised is over, and there is none."""

    thread_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaMilestoneReached(Event):
    """So many people want an idea: ten, twenty-five, fifty and so on, each once."""

    thread_id: int
    votes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaRevisitDue(Event):
    """What would change our mind about a refused idea has come true: a date, or enough votes."""

    thread_id: int
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaArchiveWarned(Event):
    """Nobody has touched an idea for long: it goes into the archive unless somebody does."""

    thread_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaArchiveCancelled(Event):
    """Somebody touched an idea that was about to go into the archive."""

    thread_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaStillNeeded(Event):
    """A member still needs an idea that is in the archive."""

    thread_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaOutcomeTold(Event):
    """A voter said whether a delivered idea solved it."""

    thread_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaStatusesChanged(Event):
    """A status was added, renamed, recoloured, moved, or taken out of use or into it."""

    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaPlanned(Event):
    """Somebody said who answers for an idea (``owner``), or when it is expected (``eta``)."""

    thread_id: int
    what: str
