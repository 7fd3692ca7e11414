"""The views that every product manager begins with: a choice of ideas and its order."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from portal.review.worklist import Choice

_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class View:
    """One view: which ideas, in which order, and how many of them where it is a top."""

    slug: str
    choice: Choice
    order: str
    most: int | None = None

    def at(self, now: datetime) -> Choice:
        """Give the choice as it is meant at an instant."""
        if self.slug == "threshold":
            return replace(self.choice, threshold_from=now - _WEEK)
        return self.choice


BUILT_IN: Final = {
    view.slug: view
    for view in (
        View("top", Choice(), "priority", most=20),
        View("rising", Choice(growing=True), "momentum"),
        View("overdue", Choice(overdue=True), "due"),
        View("threshold", Choice(), "votes"),
        View("declined", Choice(status_kind="rejected", growing=True), "votes"),
        View("unsolved", Choice(not_solved=True), "votes"),
        View("unscored", Choice(without_score=True), "votes", most=50),
        View("revisit", Choice(revisit_due=True), "votes"),
    )
}
"""In the order of their tabs: top 20 open, rising, overdue answers, threshold reached this week,
declined but still growing, delivered but not solved, top 50 without an estimate, to be looked at
again."""
