"""Round numbers of votes, of which the author hears: each once, however votes come and go."""

from typing import Final

from sqlalchemy import select, update

from portal.ideas.events import IdeaMilestoneReached
from portal.ideas.models import Milestone
from portal.kit.db import db, insert_once, rows_changed
from portal.kit.events import announce
from portal.threads.models import Thread

MILESTONES: Final = (10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)


def reached(votes: int) -> int | None:
    """Give the greatest milestone that so many votes have reached.

    >>> reached(9), reached(30)
    (None, 25)
    """
    return max((each for each in MILESTONES if each <= votes), default=None)


def note_votes(thread_id: int) -> None:
    """Note that an idea has reached a milestone that it had not before.

    Who leaps over several, by a merge, hears of the greatest.
    Announces: IdeaMilestoneReached.
    Costs: 1 statement; 2 or 3 from the first milestone on.
    """
    votes = db.session.execute(
        select(Thread.vote_count).where(
            Thread.id == thread_id,
            Thread.kind == "idea",
            Thread.visibility == "visible",
            Thread.canonical_id.is_(None),
        )
    ).scalar_one_or_none()
    milestone = reached(votes or 0)
    if milestone is None:
        return
    lower = (Milestone.thread_id == thread_id) & (Milestone.votes < milestone)
    is_new = insert_once(Milestone, thread_id=thread_id, votes=milestone) or rows_changed(
        update(Milestone).where(lower).values(votes=milestone)
    )
    if is_new:
        announce(IdeaMilestoneReached(actor_id=None, thread_id=thread_id, votes=milestone))
