"""What votes come to when every row is read and counted by hand."""

from datetime import datetime

from sqlalchemy import or_, select

from portal.kit.db import db
from portal.threads.models import Thread
from portal.votes.models import UnattributedVote, Vote


def first_casts(thread_id: int) -> dict[int, datetime]:
    """Give who voted for a thread or for what repeats it, and when first."""
    family = select(Thread.id).where(or_(Thread.id == thread_id, Thread.canonical_id == thread_id))
    first: dict[int, datetime] = {}
    counted = select(Vote).where(Vote.thread_id.in_(family), Vote.state == "counted")
    for vote in db.session.execute(counted).scalars():
        first[vote.person_id] = min(vote.cast_at, first.get(vote.person_id, vote.cast_at))
    return first


def cast_times(thread_id: int) -> list[datetime]:
    """Give when each vote that counts for a thread was cast, those that name nobody too."""
    nobodys = select(UnattributedVote.cast_at).where(UnattributedVote.thread_id == thread_id)
    return [*first_casts(thread_id).values(), *db.session.execute(nobodys).scalars()]
