"""The law of telling people, as pure functions."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

MENTIONS_MAX = 10
"""A text that calls out more people than this calls nobody."""

STATUS_MAIL_WAITS = timedelta(minutes=10)
"""A decision about an idea can be mended for this long before it is mailed."""
DECISIONS = frozenset({"status", "needs_info", "outcome", "merged"})

_WAITS = DECISIONS | {"changelog"}

DIGEST_HOUR = 9
"""Digests come at this hour of the reader's morning; weekly ones on Mondays."""
MAILS_A_DAY = 5
"""So many mails at once a person gets on one day of theirs; more waits for the digest."""

RETRY_MINUTES = (1, 5, 25, 125)
REPLAY_IS_READ_AFTER = timedelta(days=14)


def mail_due_at(kind: str, told_at: datetime) -> datetime:
    """Tell when the mail of a notice may go out."""
    return told_at + STATUS_MAIL_WAITS if kind in _WAITS else told_at


def digest_due_at(told_at: datetime, time_zone: str, *, is_weekly: bool = False) -> datetime:
    """Tell when the next digest after an instant goes out: in the morning where its reader lives.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 11, 22, 12, tzinfo=UTC)
    >>> digest_due_at(noon, "Asia/Seoul").isoformat()
    '2026-11-23T00:00:00+00:00'
    """
    local = told_at.astimezone(ZoneInfo(time_zone))
    due = local.replace(hour=DIGEST_HOUR, minute=0, second=0, microsecond=0)
    if due <= local:
        due += timedelta(days=1)
    if is_weekly:
        due += timedelta(days=-due.weekday() % 7)
    return due.astimezone(told_at.tzinfo)


def is_digest_time(now: datetime, time_zone: str) -> bool:
    """Tell whether it is morning already where somebody lives by now."""
    return now.astimezone(ZoneInfo(time_zone)).hour >= DIGEST_HOUR


def day_began_at(now: datetime, time_zone: str) -> datetime:
    """Tell when the present day began where somebody lives."""
    local = now.astimezone(ZoneInfo(time_zone))
    return local.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(now.tzinfo)


def next_attempt_at(failures: int, now: datetime) -> datetime | None:
    """Tell when to send a mail again that failed so many times; None to give up.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 11, 22, 12, tzinfo=UTC)
    >>> next_attempt_at(2, noon).minute, next_attempt_at(5, noon)
    (5, None)
    """
    if failures > len(RETRY_MINUTES):
        return None
    return now + timedelta(minutes=RETRY_MINUTES[failures - 1])


def is_overtaken(status: str, told_at: datetime, changes: Iterable[tuple[str, datetime]]) -> bool:
    """Tell whether the mail about a status has nothing to say any more.

    It has not when the idea moved on since, or when it only came back to where it had been
    before a mail could tell otherwise.
    Takes: changes of the idea, oldest first: the status before, and the instant.
    """
    known = list(changes)
    if any(decided_at > told_at for _, decided_at in known):
        return True
    since = told_at - STATUS_MAIL_WAITS
    recent = (before for before, decided_at in known if decided_at > since)
    return next(recent, None) == status


def is_old_news(told_at: datetime, now: datetime) -> bool:
    """Tell whether history that is told again is too old to be called unread."""
    return now - told_at > REPLAY_IS_READ_AFTER
