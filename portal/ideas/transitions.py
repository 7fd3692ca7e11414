"""From which status to which, by whom, and what must be said with it: the one table.

Pure. The pages offer what stands here, the actions refuse the rest, and docs/ideas.md is drawn
from it. Statuses that a site added go by the second table, which knows kinds alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from portal.kit.errors import Conflict
from portal.threads.kinds import FIRST, Status

Needs = Literal["nothing", "text", "text_or_link", "text_and_link", "refusal"]
"""What is said with a move: a refusal is a reason of the list and a text long enough."""

TRIAGE: Final = "idea.triage"
POINT_OUT: Final = "idea.point_out"
SET_STATUS: Final = "idea.set_status"
ARCHIVE: Final = "idea.archive"


@dataclass(frozen=True, slots=True)
class Move:
    """One row: from any of these to that, by whoever holds the capability, or by the portal."""

    sources: tuple[str, ...]
    target: str
    capability: str | None
    needs: Needs = "nothing"
    # why the portal does it by itself, as a code; None where only people do
    cause: str | None = None


_OPEN: Final = ("new", "under_review", "needs_info")
_ACTIVE: Final = ("planned", "in_progress", "partly_delivered")

MOVES: Final[tuple[Move, ...]] = (
    Move(("new", "needs_info"), "under_review", TRIAGE),
    Move(("new", "under_review"), "needs_info", TRIAGE, "text"),
    Move(("needs_info",), "new", None, cause="author_replied"),
    Move(_OPEN, "planned", SET_STATUS),
    Move(("planned",), "in_progress", SET_STATUS),
    Move(("planned", "in_progress"), "partly_delivered", SET_STATUS, "text"),
    Move(_ACTIVE, "delivered", SET_STATUS, "text_or_link"),
    Move(_OPEN, "already_available", POINT_OUT, "text_and_link"),
    Move((*_OPEN, *_ACTIVE), "declined", SET_STATUS, "refusal"),
    Move(("in_progress",), "planned", SET_STATUS, "text"),
    Move(_ACTIVE, "under_review", SET_STATUS, "text"),
    Move(("delivered",), "in_progress", SET_STATUS, "text"),
    Move(("delivered",), "partly_delivered", SET_STATUS, "text"),
    Move(("delivered",), "under_review", None, cause="not_solved"),
    Move(("declined", "already_available"), "under_review", SET_STATUS, "text"),
    Move(_OPEN, "archived", ARCHIVE, cause="untouched"),
    Move(("archived",), "new", ARCHIVE, cause="still_needed"),
)
"""Between the statuses that every site begins with."""

KIND_MOVES: Final[tuple[Move, ...]] = (
    Move(("open",), "open", TRIAGE),
    Move(("open",), "active", SET_STATUS),
    Move(("open", "active"), "done", SET_STATUS, "text_or_link"),
    Move(("open", "active"), "rejected", SET_STATUS, "refusal"),
    Move(("active",), "active", SET_STATUS, "text"),
    Move(("active",), "open", SET_STATUS, "text"),
    Move(("done", "rejected"), "open", SET_STATUS, "text"),
    Move(("done",), "active", SET_STATUS, "text"),
    Move(("open",), "archived", ARCHIVE, cause="untouched"),
    Move(("archived",), "open", ARCHIVE, cause="still_needed"),
)
"""Where one of the two statuses was added by the site: what counts is the kind of each."""

_BY_SLUG: Final = {(source, move.target): move for move in MOVES for source in move.sources}
_BY_KIND: Final = {(source, move.target): move for move in KIND_MOVES for source in move.sources}


def find(before: Status, after: Status) -> Move | None:
    """Give the row by which a status may follow another; None when none does.

    A status is never followed by itself, nor by one that is not in use any more.
    """
    if before.slug == after.slug or not after.is_active:
        return None
    if before.is_system and after.is_system:
        return _BY_SLUG.get((before.slug, after.slug))
    return _BY_KIND.get((before.kind, after.kind))


def after(before: Status, catalogue: Mapping[str, Status]) -> tuple[tuple[Status, Move], ...]:
    """List what may follow a status by a person's word, in the order of the catalogue."""
    found = ((status, find(before, status)) for status in catalogue.values())
    return tuple((status, move) for status, move in found if move and move.capability)


def get(before: Status, after: Status) -> Move:
    """Give the row by which people may move an idea.

    Raises: Conflict("idea.status_same" | "idea.status_retired" | "idea.move_…"), with the reason.
    """
    move = find(before, after)
    if move is not None and move.capability:
        return move
    raise Conflict(_why_not(before, after, move))


def get_by_system(before: Status, after: Status, cause: str) -> Move | None:
    """Give the row by which the portal may move an idea by itself; None when none does."""
    move = find(before, after)
    return move if move is not None and move.cause == cause else None


def _why_not(before: Status, after: Status, move: Move | None) -> str:
    if before.slug == after.slug:
        return "idea.status_same"
    if not after.is_active:
        return "idea.status_retired"
    if move is not None:
        return f"idea.move_system_{move.cause}"
    return _WHY_NOT_FROM.get(before.kind) or _why_not_to(before, after)


_WHY_NOT_FROM: Final = {
    "archived": "idea.move_out_of_archive",
    "done": "idea.move_from_closed",
    "rejected": "idea.move_from_closed",
}


def _why_not_to(before: Status, after: Status) -> str:
    """Tell why an idea that can still move does not move there, as a code."""
    if after.kind == "archived":
        return "idea.move_into_archive"
    if after.slug == FIRST:
        return "idea.move_to_new"
    if before.kind != "active":
        return "idea.move_plan_first"
    return "idea.move_backwards" if after.kind == "active" else "idea.move_from_active"
