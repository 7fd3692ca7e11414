"""Facts about answers and comments."""

from dataclasses import dataclass

from portal.kit.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPosted(Event):
    """Somebody answered."""

    thread_id: int
    answer_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerEdited(Event):
    """An answer's text was changed."""

    thread_id: int
    answer_id: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerVisibilityChanged(Event):
    """An answer was hidden, withdrawn or restored."""

    thread_id: int
    answer_id: int
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerAccepted(Event):
    """The answer helped: so says the asker, or staff for them."""

    thread_id: int
    answer_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerUnaccepted(Event):
    """An acceptance was taken back."""

    thread_id: int
    answer_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialPublished(Event):
    """An answer became the company's word."""

    thread_id: int
    answer_id: int
    mode: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialCorrected(Event):
    """A visible correction was put on an official answer."""

    thread_id: int
    answer_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialWithdrawn(Event):
    """An answer is no longer the company's word."""

    thread_id: int
    answer_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentPosted(Event):
    """Somebody commented."""

    thread_id: int
    comment_id: int
    answer_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentVisibilityChanged(Event):
    """A comment was hidden, withdrawn or restored."""

    thread_id: int
    comment_id: int
    before: str
    after: str
