"""The law of keeping articles true, as pure functions."""

from datetime import datetime, timedelta

from portal.kit.errors import RuleBroken
from portal.kit.text import codepoints, is_blank
from portal.safety.personal import looks_personal

REVIEW_DAYS = 180
REVIEW_DAYS_MAX = 730
VALIDATED_FROM = 3
"""So many different members of staff make a text a validated one."""
CAUSES = (
    "official_changed",
    "law_changed",
    "product_retired",
    "version_changed",
    "staff",
    "reported",
    "unhelpful",
    "asked_after",
    "review_due",
)
"""Why a text may need an update, the gravest first."""
SUBJECT_CAUSES = ("version_changed", "law_changed")
"""What an editor says of a product or a topic: it speaks against every article about it."""
VOTES_MIN = 20
HELPFUL_LEAST = 0.5
REPORTS_MIN = 3
ASKED_MIN = 3


UNHELPFUL_REASONS = ("outdated", "not_solved", "unclear", "wrong", "other")
WHY_MAX = 200


def check_why(reason: str, note: str) -> None:
    """Hold a reader's reason to what there is to choose from, and to what may be kept of it.

    Raises: RuleBroken("unhelpful.reason" | "unhelpful.note_blank" | "unhelpful.note_too_long" |
        "unhelpful.note_personal").
    """
    if reason not in UNHELPFUL_REASONS:
        raise RuleBroken("unhelpful.reason", field="reason")
    if reason == "other" and is_blank(note):
        raise RuleBroken("unhelpful.note_blank", field="note")
    if codepoints(note) > WHY_MAX:
        raise RuleBroken("unhelpful.note_too_long", field="note", most=WHY_MAX)
    if looks_personal(note):
        raise RuleBroken("unhelpful.note_personal", field="note")


def check_subject_cause(cause: str) -> None:
    """Hold what changed to what there is to choose from.

    Raises: RuleBroken("faq.subject_cause").
    """
    if cause not in SUBJECT_CAUSES:
        raise RuleBroken("faq.subject_cause", field="cause")


def review_by(reviewed_at: datetime) -> datetime:
    """Tell by when somebody looks again at what was looked at."""
    return reviewed_at + timedelta(days=REVIEW_DAYS)


def check_review_by(review_by: datetime | None, now: datetime) -> datetime:
    """Hold a review date to the next two years.

    Gives: the date.
    Raises: RuleBroken("faq.review_date").
    """
    if review_by is None or not now < review_by <= now + timedelta(days=REVIEW_DAYS_MAX):
        raise RuleBroken("faq.review_date", field="review_by", years=REVIEW_DAYS_MAX // 365)
    return review_by


def is_validated(confirmations: int) -> bool:
    """Tell whether enough others stand behind a text."""
    return confirmations >= VALIDATED_FROM


def confidence(state: str, confirmations: int) -> str:
    """Tell how far a version may be trusted.

    >>> confidence("draft", 0), confidence("published", 2), confidence("published", 3)
    ('wip', 'not_validated', 'validated')
    """
    if state != "published":
        return "wip" if state == "draft" else "archived"
    return "validated" if is_validated(confirmations) else "not_validated"


def keeps_confirmations(significance: str, *, is_first: bool) -> bool:
    """Tell whether those who stood behind the text before stand behind the new one."""
    return not is_first and significance != "major"


def is_unhelpful(helpful: int, unhelpful: int) -> bool:
    """Tell whether a text fails its readers: fewer than half of at least twenty."""
    votes = helpful + unhelpful
    return votes >= VOTES_MIN and helpful < HELPFUL_LEAST * votes
