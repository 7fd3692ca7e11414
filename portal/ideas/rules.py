"""The law of decisions, as pure functions."""

from portal.kit.errors import Conflict, RuleBroken
from portal.kit.text import is_blank
from portal.threads.kinds import BUILT_IN

NOTE_MAX = 2_000
REFUSAL_NOTE_MIN = 30
_EXPLAINED = frozenset(
    {"needs_info", "partly_delivered", "delivered", "already_available", "declined", "archived"}
)
"""The statuses that nobody is left alone with: what happened must be said."""


def check_change(before: str, after: str, note: str) -> None:
    """Hold a decision to what must be said with it.

    Raises: RuleBroken("idea.status" | "idea.note_required" | "idea.note_too_short" |
        "idea.note_too_long"); Conflict("idea.status_same").
    """
    if after not in BUILT_IN:
        raise RuleBroken("idea.status", field="status")
    if after == before:
        raise Conflict("idea.status_same")
    if after in _EXPLAINED and is_blank(note):
        raise RuleBroken("idea.note_required", field="note")
    if after == "declined" and len(note) < REFUSAL_NOTE_MIN:
        raise RuleBroken("idea.note_too_short", field="note", least=REFUSAL_NOTE_MIN)
    if len(note) > NOTE_MAX:
        raise RuleBroken("idea.note_too_long", field="note", most=NOTE_MAX)
