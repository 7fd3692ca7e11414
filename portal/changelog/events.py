"""Facts about the changelog."""

from dataclasses import dataclass

from portal.kit.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangelogDrafted(Event):
    """Somebody began an entry of the changelog."""

    entry_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangelogEdited(Event):
    """The texts of an entry, or the ideas that it names, were changed."""

    entry_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangelogScheduled(Event):
    """It was decided when an entry will be published, or that it will not for now."""

    entry_id: int
    is_on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangelogPublished(Event):
    """An entry stands before the readers; for the first time, or once more."""

    entry_id: int
    is_first: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangelogWithdrawn(Event):
    """An entry was taken away from the readers."""

    entry_id: int
