"""The kinds of statuses, which are fixed, and the statuses that every site begins with.

Code asks the kind, and never which status it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Kind = Literal["open", "active", "done", "rejected", "archived"]
KINDS: tuple[Kind, ...] = ("open", "active", "done", "rejected", "archived")
VOTABLE: tuple[Kind, ...] = ("open", "active")
"""The kinds of ideas that can still move: they take votes, and lists show them unless asked
otherwise."""
COLOURS = ("plain", "muted", "wait", "brand", "good", "bad", "violet", "teal")
"""The palette of statuses: each can be read on its ground in light and in dark; see the style
sheet."""
FIRST = "new"
FIRST_KIND: Kind = "open"
"""What an idea begins with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """One status as the people who run the site made it."""

    slug: str
    kind: str
    label_ko: str
    label_en: str
    colour: str
    position: int
    on_roadmap: bool
    is_system: bool
    is_active: bool

    @property
    def takes_votes(self) -> bool:
        """Tell whether an idea with this status can be voted for."""
        return self.kind in VOTABLE

    def label(self, locale: str) -> str:
        """Give its word in a language."""
        return self.label_ko if locale == "ko" else self.label_en


_BEGUN_WITH: tuple[tuple[str, Kind, str, str, str], ...] = (
    ("new", "open", "접수", "Received", "plain"),
    ("under_review", "open", "검토 중", "Under review", "wait"),
    ("needs_info", "open", "추가 정보 필요", "More information needed", "wait"),
    ("planned", "active", "반영 예정", "Planned", "brand"),
    ("in_progress", "active", "진행 중", "In progress", "brand"),
    ("partly_delivered", "active", "일부 반영", "Partly delivered", "good"),
    ("delivered", "done", "반영 완료", "Delivered", "good"),
    ("already_available", "done", "이미 제공", "Already available", "good"),
    ("declined", "rejected", "반영하지 않음", "Not planned", "muted"),
    ("archived", "archived", "보관됨", "Archived", "muted"),
)
_DELIVERED = "delivered"
USED_BY_PORTAL = frozenset({"new", "under_review", "archived"})
"""Where the portal puts ideas by itself: these stay in use."""
BUILT_IN: Mapping[str, Status] = MappingProxyType(
    {
        slug: Status(
            slug=slug,
            kind=kind,
            label_ko=label_ko,
            label_en=label_en,
            colour=colour,
            position=number * 10,
            on_roadmap=kind == "active" or slug == _DELIVERED,
            is_system=True,
            is_active=True,
        )
        for number, (slug, kind, label_ko, label_en, colour) in enumerate(_BEGUN_WITH, start=1)
    }
)
"""The statuses that every site begins with. They can be renamed, never removed."""
