"""The law of answers, as pure functions."""

import math
from datetime import datetime, timedelta

from portal.kit.errors import RuleBroken
from portal.kit.text import is_blank

ANSWER_MAX = 20_000
COMMENT_MAX = 2_000
SUMMARY_MAX = 140
CORRECTION_MAX = 500
STAFF_ACCEPT_AFTER_HOURS = 72
STAFF_BARRED_DAYS = 30
SILENCE_RESOLVES_DAYS = 7

Z_95 = 1.959963984540054  # the 97.5 % point of the normal distribution: a 95 % interval


def wilson_lower_bound(helpful: int, unhelpful: int) -> float:
    """Tell how helpful an answer is at least, with 95 % confidence.

    One vote for and none against says less than ninety for and ten against.
    Gives: 0.0 to 1.0; 0.0 without votes.
    Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference,
        Journal of the American Statistical Association 22 (1927).

    >>> wilson_lower_bound(0, 0)
    0.0
    >>> round(wilson_lower_bound(1, 0), 4), round(wilson_lower_bound(90, 10), 4)
    (0.2065, 0.8256)
    """
    n = helpful + unhelpful
    if n == 0:
        return 0.0
    share = helpful / n
    centre = share + Z_95**2 / (2 * n)
    margin = Z_95 * math.sqrt((share * (1 - share) + Z_95**2 / (4 * n)) / n)
    return max((centre - margin) / (1 + Z_95**2 / n), 0.0)


def check_answer(body_md: str) -> None:
    """Hold an answer to its length, in code points.

    Raises: RuleBroken("body.blank" | "body.too_long").
    """
    _check_text(body_md, "body", ANSWER_MAX)


def check_comment(body_md: str) -> None:
    """Hold a comment to its length, in code points.

    Raises: RuleBroken("body.blank" | "body.too_long").
    """
    _check_text(body_md, "body", COMMENT_MAX)


def check_summary(summary: str) -> None:
    """Hold an official answer's summary to its length, in code points.

    Raises: RuleBroken("summary.blank" | "summary.too_long").
    """
    _check_text(summary, "summary", SUMMARY_MAX)


def check_correction(correction: str) -> None:
    """Hold a correction to its length, in code points.

    Raises: RuleBroken("correction.blank" | "correction.too_long").
    """
    _check_text(correction, "correction", CORRECTION_MAX)


def staff_may_accept_by_now(
    *, last_asker_post_at: datetime, answered_at: datetime, now: datetime
) -> bool:
    """Tell whether the asker has been silent long enough for staff to accept for them.

    Takes: aware instants. The silence counts from the later of the two posts.
    """
    silent_since = max(last_asker_post_at, answered_at)
    return now - silent_since >= timedelta(hours=STAFF_ACCEPT_AFTER_HOURS)


def barred_for() -> timedelta:
    """Tell how long staff may not accept for an asker who took their acceptance back."""
    return timedelta(days=STAFF_BARRED_DAYS)


def _check_text(text: str, field: str, most: int) -> None:
    if is_blank(text):
        raise RuleBroken(f"{field}.blank", field=field)
    if len(text) > most:
        raise RuleBroken(f"{field}.too_long", field=field, most=most)
