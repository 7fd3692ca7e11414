"""Facts about threads."""

from dataclasses import dataclass

from portal.kit.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadPosted(Event):
    """Somebody asked a question or proposed an idea."""

    thread_id: int
    thread_kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadEdited(Event):
    """Title, text, product or tags were changed."""

    thread_id: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadVisibilityChanged(Event):
    """A thread was hidden, withdrawn or restored."""

    thread_id: int
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadLocked(Event):
    """Nobody may write in the thread any more."""

    thread_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadUnlocked(Event):
    """People may write in the thread again."""

    thread_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadFollowChosen(Event):
    """Somebody chose what to hear of a thread, or to hear nothing more of it (none)."""

    thread_id: int
    level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadLinkedAsDuplicate(Event):
    """A thread was found to be the same as another; upheld: its asker had contested that."""

    thread_id: int
    canonical_id: int
    is_upheld: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadPartedFromOriginal(Event):
    """A thread is not taken for the same as another any more."""

    thread_id: int
    canonical_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadConverted(Event):
    """A question became an idea, or an idea a question."""

    thread_id: int
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionResolved(Event):
    """A question got its resolution."""

    thread_id: int
    resolution: str
    confirmed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionReopened(Event):
    """A question lost its resolution."""

    thread_id: int
