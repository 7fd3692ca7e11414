"""What becomes of ideas: the statuses on the way to the one the story tells of, as acts."""

from collections.abc import Iterator
from functools import partial
from typing import Final

from portal.cli.demo import pace
from portal.cli.demo.acts import Act
from portal.cli.demo.stage import Stage
from portal.cli.demo.story import Thread
from portal.threads.kinds import BUILT_IN

_WAYS: Final[dict[str, tuple[tuple[str, float, float], ...]]] = {
    "new": (),
    "under_review": (("under_review", 0.15, 0.4),),
    "needs_info": (("under_review", 0.15, 0.3), ("needs_info", 0.35, 0.6)),
    "planned": (("under_review", 0.1, 0.25), ("planned", 0.35, 0.6)),
    "in_progress": (
        ("under_review", 0.08, 0.2),
        ("planned", 0.25, 0.4),
        ("in_progress", 0.5, 0.7),
    ),
    "partly_delivered": (
        ("under_review", 0.08, 0.15),
        ("planned", 0.2, 0.3),
        ("in_progress", 0.35, 0.5),
        ("partly_delivered", 0.65, 0.85),
    ),
    "delivered": (
        ("under_review", 0.08, 0.15),
        ("planned", 0.2, 0.3),
        ("in_progress", 0.35, 0.5),
        ("delivered", 0.7, 0.85),
    ),
    "already_available": (("already_available", 0.02, 0.08),),
    "declined": (("under_review", 0.08, 0.2), ("declined", 0.3, 0.5)),
    "archived": (("archived", 0.8, 0.9),),
}
"""Per status, the way there: each step between two shares of the idea's age."""


def acts(thread: Thread) -> Iterator[Act]:
    """Give the decisions about an idea; only the last one is explained."""
    for status, days_ago in _steps(thread):
        note = thread.status_note if status == thread.status else ""
        yield Act(days_ago, partial(Stage.decide, thread=thread, status=status, note=note))


def votes_end(thread: Thread) -> float:
    """Tell how many days ago a thread stopped taking votes; 0 while it takes them."""
    if thread.duplicate_of:
        return thread.hours_in(thread.duplicate_hours_after)
    ends = [days_ago for status, days_ago in _steps(thread) if not BUILT_IN[status].takes_votes]
    return max(ends, default=0.0)


def decided(thread: Thread) -> float:
    """Tell how many days ago an idea came into the status that the story tells of."""
    return min(days_ago for _, days_ago in _steps(thread))


def _steps(thread: Thread) -> list[tuple[str, float]]:
    rolled = pace.dice(thread.key, "status")
    steps = [
        (status, thread.days_ago * (1 - rolled.uniform(earliest, latest)))
        for status, earliest, latest in _WAYS[thread.status]
    ]
    if steps and thread.status_hours_after is not None:
        steps[-1] = (thread.status, thread.hours_in(thread.status_hours_after))
    return steps
