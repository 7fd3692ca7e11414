"""What can become of an idea: the statuses, each of one kind. Code asks the kind.

The status stands on the thread, because voting (a lower room than ideas) has to ask it.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["open", "active", "done", "rejected", "archived"]


@dataclass(frozen=True, slots=True)
class Status:
    """One status and what follows from it."""

    slug: str
    kind: Kind
    takes_votes: bool


STATUSES = {
    status.slug: status
    for status in (
        Status("new", "open", takes_votes=True),
        Status("under_review", "open", takes_votes=True),
        Status("needs_info", "open", takes_votes=True),
        Status("planned", "active", takes_votes=True),
        Status("in_progress", "active", takes_votes=True),
        Status("partly_delivered", "active", takes_votes=True),
        Status("delivered", "done", takes_votes=False),
        Status("already_available", "done", takes_votes=False),
        Status("declined", "rejected", takes_votes=False),
        Status("archived", "archived", takes_votes=False),
    )
}
FIRST = "new"
LISTED = tuple(slug for slug, status in STATUSES.items() if status.kind in ("open", "active"))
"""The statuses of ideas that can still move: what the lists show unless asked otherwise."""
