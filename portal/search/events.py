"""Facts about the search."""

from dataclasses import dataclass

from portal.kit.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class SynonymsChanged(Event):
    """Words that mean the same were put together, changed or parted again."""

    group_id: int
    lang: str
