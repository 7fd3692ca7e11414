"""How many ideas one person may vote for at a time, where a product limits it; none does at first.

Only ideas that can still move count: a decision gives every vote back. What was merged counts as
the idea it was merged into. A merge, or an idea that is opened again, may exceed the budget; then
there are no new votes until it is met again. Posting an idea always brings its author's vote.
"""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.kit.db import db
from portal.kit.errors import Conflict
from portal.threads.kinds import VOTABLE
from portal.threads.models import Thread
from portal.threads.queries import ThreadView
from portal.votes.models import Vote


@dataclass(frozen=True, slots=True)
class Budget:
    """How many votes somebody has for a product, and how many are out."""

    votes: int
    used: int

    @property
    def remaining(self) -> int:
        """Give how many are left."""
        return max(self.votes - self.used, 0)


def find(actor: Actor, thread: ThreadView) -> Budget | None:
    """Give somebody's budget for ideas like this one; nothing where there is no limit.

    Costs: 1 statement where there is a limit, else none.
    """
    if thread.vote_budget is None or thread.kind != "idea" or not actor.is_known:
        return None
    return Budget(thread.vote_budget, _used(actor.id, thread.product_id))


def check(actor: Actor, thread: ThreadView) -> None:
    """Refuse a vote that somebody has not left. Their row is held: two votes at once are two.

    Raises: Conflict("vote.budget").
    Costs: 2 statements where there is a limit, 3 when it is reached, else none.
    """
    if thread.vote_budget is None or thread.kind != "idea":
        return
    held = select(User.id).where(User.id == actor.id).with_for_update(key_share=True)
    db.session.execute(held)
    if _used(actor.id, thread.product_id) < thread.vote_budget:
        return
    voted = select(Vote.thread_id).where(Vote.thread_id == thread.id, Vote.person_id == actor.id)
    if db.session.execute(voted).first() is None:
        raise Conflict("vote.budget", most=thread.vote_budget)


def _used(person_id: int | None, product_id: int) -> int:
    root = aliased(Thread)
    used = (
        select(func.count(root.id.distinct()))
        .select_from(Vote)
        .join(Thread, Thread.id == Vote.thread_id)
        .join(root, root.id == func.coalesce(Thread.canonical_id, Thread.id))
        .where(
            Vote.person_id == person_id,
            root.kind == "idea",
            root.product_id == product_id,
            root.visibility == "visible",
            root.status_kind.in_(VOTABLE),
        )
    )
    return db.session.execute(used).scalar_one()
