"""How many ideas one person may vote for at a time, where a product limits it; none does at first.

Only ideas that can still move count: a decision gives every vote back. What was merged counts as
the idea it was merged into. A merge, or an idea that is opened again, may exceed the budget; then
there are no new votes until it is met again. Posting an idea always brings its author's vote.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased

from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.kit.db import db
from portal.kit.errors import Conflict
from portal.products.models import Product
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


def of_products(actor: Actor) -> dict[int, Budget]:
    """Give somebody's budgets by product, where there is a limit.

    Costs: 2 statements, 1 where no product has a limit.
    """
    limits = select(Product.id, Product.vote_budget).where(Product.vote_budget.is_not(None))
    votes = {row.id: row.vote_budget for row in db.session.execute(limits)}
    if not votes:
        return {}
    root = _root.product_id
    out = select(root, _COUNT).where(root.in_(votes), *_used_by(actor.id)).group_by(root)
    used = {row[0]: row[1] for row in db.session.execute(_joined(out))}
    return {each: Budget(most, used.get(each, 0)) for each, most in votes.items()}


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


_root = aliased(Thread)
_COUNT = func.count(_root.id.distinct())


def _used(person_id: int | None, product_id: int) -> int:
    out = select(_COUNT).where(_root.product_id == product_id, *_used_by(person_id))
    return int(db.session.execute(_joined(out)).scalar_one())


def _joined(out: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return (
        out.select_from(Vote)
        .join(Thread, Thread.id == Vote.thread_id)
        .join(_root, _root.id == func.coalesce(Thread.canonical_id, Thread.id))
    )


def _used_by(person_id: int | None) -> tuple[ColumnElement[bool], ...]:
    return (
        Vote.person_id == person_id,
        _root.kind == "idea",
        _root.visibility == "visible",
        _root.status_kind.in_(VOTABLE),
    )
