"""The law of decisions, clocks and outcomes, as pure functions."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from portal.ideas.transitions import Move
from portal.kit.errors import RuleBroken
from portal.kit.text import is_blank
from portal.threads.kinds import Status

NOTE_MAX = 2_000
REFUSAL_NOTE_MIN = 30
LINK_MAX = 500
ETA_MAX = 40
REASONS: Final = (
    "out_of_scope",
    "not_feasible",
    "cost_vs_value",
    "conflicts_with_direction",
    "security_or_legal",
    "insufficient_demand",
    "other",
)
"""Why an idea is refused. One of them is always given."""

TAKEN_BACK_IN = timedelta(minutes=10)
ARCHIVE_WARNING = timedelta(days=14)
STILL_NEEDED_PEOPLE = 5
STILL_NEEDED_WITHIN = timedelta(days=30)
OUTCOME_ANSWERS_MIN = 5
OUTCOME_NO_SHARE = 0.4

NEEDS_INFO = "needs_info"
_ALREADY_AVAILABLE = "already_available"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is decided about an idea, and all that is said with it.

    ``link`` leads to what the idea became, or to where it is there already. ``revisit_at`` and
    ``revisit_votes`` say what would change our mind. ``seen_status`` is the status that the
    decision was made on, where a form knows it. ``private_note`` is for the staff alone.
    """

    status: str
    note_md: str = ""
    reason_code: str | None = None
    link: str = ""
    revisit_at: datetime | None = None
    revisit_votes: int | None = None
    private_note: str = ""
    seen_status: str | None = None


def check_verdict(move: Move, verdict: Verdict, *, votes: int, now: datetime) -> None:
    """Hold a decision to what must be said with it.

    Takes: votes, how many the idea has now.
    Raises: RuleBroken("idea.note_required" | "idea.note_too_short" | "idea.note_too_long" |
        "idea.link_required" | "idea.link" | "idea.reason_code" | "idea.revisit_at" |
        "idea.revisit_votes" | "idea.private_note_too_long").
    """
    _check_note(move, verdict)
    _check_link(move, verdict)
    if len(verdict.private_note) > NOTE_MAX:
        raise RuleBroken("idea.private_note_too_long", field="private_note", most=NOTE_MAX)
    if move.needs != "refusal":
        return
    if verdict.reason_code not in REASONS:
        raise RuleBroken("idea.reason_code", field="reason_code")
    if verdict.revisit_at is not None and verdict.revisit_at <= now:
        raise RuleBroken("idea.revisit_at", field="revisit_at")
    if verdict.revisit_votes is not None and verdict.revisit_votes <= votes:
        raise RuleBroken("idea.revisit_votes", field="revisit_votes", votes=votes)


def _check_note(move: Move, verdict: Verdict) -> None:
    note = verdict.note_md
    has_link = move.needs == "text_or_link" and verdict.link
    if is_blank(note) and move.needs != "nothing" and not has_link:
        raise RuleBroken("idea.note_required", field="note")
    if move.needs == "refusal" and len(note) < REFUSAL_NOTE_MIN:
        raise RuleBroken("idea.note_too_short", field="note", least=REFUSAL_NOTE_MIN)
    if len(note) > NOTE_MAX:
        raise RuleBroken("idea.note_too_long", field="note", most=NOTE_MAX)


def _check_link(move: Move, verdict: Verdict) -> None:
    if not verdict.link:
        if move.needs == "text_and_link":
            raise RuleBroken("idea.link_required", field="link")
        return
    if len(verdict.link) > LINK_MAX or not is_link(verdict.link):
        raise RuleBroken("idea.link", field="link", most=LINK_MAX)


def is_link(link: str) -> bool:
    """Tell whether this leads somewhere: a page of the web, or of this site."""
    if any(sign.isspace() or sign == "\\" for sign in link):
        return False
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    if parts.scheme:
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    return link.startswith("/") and not parts.netloc


def is_delivery(status: Status) -> bool:
    """Tell whether its voters are to be asked if it solved it: something was made for them."""
    return status.kind == "done" and status.slug != _ALREADY_AVAILABLE


def check_eta(eta: str) -> None:
    """Hold what is said of the time to its length.

    Raises: RuleBroken("idea.eta_too_long").
    """
    if len(eta) > ETA_MAX:
        raise RuleBroken("idea.eta_too_long", field="eta", most=ETA_MAX)


def may_take_back(decided_at: datetime, now: datetime) -> bool:
    """Tell whether a decision may still be taken back: nobody was mailed about it yet.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 11, 22, 12, tzinfo=UTC)
    >>> may_take_back(noon, noon + timedelta(minutes=9)), may_take_back(noon, noon + TAKEN_BACK_IN)
    (True, False)
    """
    return now - decided_at < TAKEN_BACK_IN


def is_response(note_md: str, link: str | None) -> bool:
    """Tell whether a change of status answers the people: something was said with it."""
    return bool(link) or not is_blank(note_md)


def due_at(since: datetime, response_days: int) -> datetime:
    """Tell until when an answer is owed."""
    return since + timedelta(days=response_days)


def is_unsolved(solved: int, unsolved: int) -> bool:
    """Tell whether too many voters say that what was delivered does not solve it.

    >>> is_unsolved(3, 2), is_unsolved(4, 2), is_unsolved(0, 4)
    (True, False, False)
    """
    answers = solved + unsolved
    return answers >= OUTCOME_ANSWERS_MIN and unsolved >= OUTCOME_NO_SHARE * answers
