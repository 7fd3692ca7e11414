"""The law of the same question, as pure functions."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from portal.kit.errors import Conflict, NotAllowed, RuleBroken
from portal.kit.text import is_blank
from portal.safety.personal import looks_personal

CONTEST_DAYS = 14
CONTEST_MAX = 300
DISMISSED_DAYS = 90
"""So long nobody suggests again what somebody looked at and found to be two things."""


TRUSTED_AFTER_DAYS = 7
"""So old is the account of a member whose word that ideas are the same is asked for a decision."""
TRUSTED_NEEDED = 2
SOURCES_MAX = 20


class Link(Protocol):
    """What these rules ask of a link."""

    @property
    def state(self) -> str: ...
    @property
    def applied_by_id(self) -> int | None: ...
    @property
    def applied_at(self) -> datetime: ...
    @property
    def contested_at(self) -> datetime | None: ...


def check_sources(thread_ids: Sequence[int]) -> None:
    """Let somebody link a few at a time, as many as they can have looked at.

    Raises: RuleBroken("merge.none" | "merge.too_many").
    """
    if not thread_ids:
        raise RuleBroken("merge.none", field="sources")
    if len(thread_ids) > SOURCES_MAX:
        raise RuleBroken("merge.too_many", field="sources", most=SOURCES_MAX)


def why_no_contest(link: Link, now: datetime) -> str | None:
    """Tell why an asker cannot contest a link, as a code; None when they can: once, in 14 days."""
    if link.contested_at is not None:
        return "duplicate.contested_already"
    if link.state != "active":
        return "duplicate.not_linked"
    if now - link.applied_at > timedelta(days=CONTEST_DAYS):
        return "duplicate.contest_too_late"
    return None


def check_contest(link: Link, now: datetime) -> None:
    """Refuse what ``why_no_contest`` tells.

    Raises: Conflict("duplicate.contested_already" | "duplicate.not_linked" |
        "duplicate.contest_too_late").
    """
    code = why_no_contest(link, now)
    if code:
        raise Conflict(code, days=CONTEST_DAYS)


def check_contest_reason(reason: str) -> None:
    """Hold what an asker says to its length, and to what may be kept of it: staff read it.

    Raises: RuleBroken("contest.blank" | "contest.too_long" | "contest.personal").
    """
    if is_blank(reason):
        raise RuleBroken("contest.blank", field="reason")
    if len(reason) > CONTEST_MAX:
        raise RuleBroken("contest.too_long", field="reason", most=CONTEST_MAX)
    if looks_personal(reason):
        raise RuleBroken("contest.personal", field="reason")


def check_decision(link: Link, decider_id: int | None) -> None:
    """Let somebody else than who linked it decide what the asker contested.

    Raises: NotAllowed("duplicate.own_decision"); Conflict("duplicate.not_contested").
    """
    if link.state != "contested":
        raise Conflict("duplicate.not_contested")
    if link.applied_by_id is not None and link.applied_by_id == decider_id:
        raise NotAllowed("duplicate.own_decision")
