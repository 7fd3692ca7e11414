"""The one label a reader sees on a thread, derived from its facts and never stored."""

from typing import Protocol


class Facts(Protocol):
    """What a label is derived from."""

    @property
    def kind(self) -> str: ...
    @property
    def visibility(self) -> str: ...
    @property
    def canonical_id(self) -> int | None: ...
    @property
    def status(self) -> str | None: ...
    @property
    def resolution(self) -> str | None: ...
    @property
    def confirmed_by(self) -> str | None: ...
    @property
    def official_count(self) -> int: ...
    @property
    def answer_count(self) -> int: ...


LABELS = (
    "hidden",
    "withdrawn",
    "duplicate",
    "resolved_by_asker",
    "official",
    "resolved",
    "answered",
    "waiting",
)
"""The labels of a question; an idea's is its status unless it is hidden, withdrawn or merged."""


def label(thread: Facts) -> str:
    """Derive the label: the first of these that is true.

    Source: the order of docs/architecture.md, "Four facts, one label".
    """
    if thread.visibility != "visible":
        return thread.visibility
    if thread.canonical_id is not None:
        return "merged" if thread.kind == "idea" else "duplicate"
    if thread.kind == "idea":
        return thread.status or ""
    return _question_label(thread)


def _question_label(thread: Facts) -> str:
    if thread.resolution is not None and thread.confirmed_by == "asker":
        return "resolved_by_asker"
    if thread.official_count:
        return "official"
    if thread.resolution is not None:
        return "resolved"
    return "answered" if thread.answer_count else "waiting"
