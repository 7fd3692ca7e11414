"""Reading the votes that look made up, and what was decided about them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import aliased

from portal.accounts.actor import EVERYWHERE, Actor
from portal.accounts.models import User
from portal.kit import paging
from portal.kit.db import db
from portal.kit.errors import NotAllowed
from portal.kit.paging import Page
from portal.threads.models import Thread
from portal.votes import policy, suspicion
from portal.votes.models import Vote

PILES = ("waiting", "decided")


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtedVote:
    """A vote that looks made up: whose, for what, by which signs, and what was decided."""

    thread_id: int
    thread_title: str
    thread_kind: str
    thread_slug: str
    vote_count: int
    person_id: int
    handle: str
    name: str
    registered_at: datetime
    cast_at: datetime
    signs: tuple[str, ...]
    state: str
    judged_at: datetime | None
    from_network: int

    @property
    def key(self) -> str:
        """Name the vote in a form."""
        return f"{self.thread_id}-{self.person_id}"


def pile(actor: Actor, name: str, *, cursor: str | None) -> Page[DoubtedVote]:
    """List the votes that wait to be decided, or what was decided, the newest first.

    Takes: name, one of ``PILES``.
    Raises: NotAllowed("vote.judge"); RuleBroken("page.cursor").
    Costs: 1 statement.
    """
    if not policy.can_judge(actor):
        raise NotAllowed("vote.judge")
    order = Vote.cast_at if name == "waiting" else Vote.judged_at
    statement = _ROWS.where(
        Vote.state == "quarantined" if name == "waiting" else Vote.judged_at.is_not(None)
    )
    scope = actor.scope("vote.judge")
    if scope is not EVERYWHERE:
        statement = statement.where(Thread.product_id.in_(scope))
    piece = paging.fetch(statement, order, Vote.thread_id, Vote.person_id, cursor=cursor)
    return Page(tuple(_view(row) for row in piece.rows), piece.next_cursor)


def waiting_count() -> int:
    """Count the votes that wait to be decided.

    Costs: 1 statement.
    """
    waiting = select(func.count()).where(Vote.state == "quarantined")
    return db.session.execute(waiting).scalar_one()


_Near = aliased(Vote)
_ROWS = (
    select(
        Vote.thread_id,
        Thread.title,
        Thread.kind,
        Thread.slug,
        Thread.vote_count,
        Vote.person_id,
        User.handle,
        User.display_name,
        User.registered_at,
        Vote.cast_at,
        Vote.signals,
        Vote.state,
        Vote.judged_at,
        select(func.count())
        .select_from(_Near)
        .where(_Near.thread_id == Vote.thread_id, _Near.network_key == Vote.network_key)
        .correlate(Vote)
        .scalar_subquery()
        .label("from_network"),
    )
    .join(Thread, Thread.id == Vote.thread_id)
    .join(User, User.id == Vote.person_id)
)


def _view(row: Row[Any]) -> DoubtedVote:
    return DoubtedVote(
        thread_id=row.thread_id,
        thread_title=row.title,
        thread_kind=row.kind,
        thread_slug=row.slug,
        vote_count=row.vote_count,
        person_id=row.person_id,
        handle=row.handle,
        name=row.display_name,
        registered_at=row.registered_at,
        cast_at=row.cast_at,
        signs=suspicion.names(row.signals),
        state=row.state,
        judged_at=row.judged_at,
        from_network=row.from_network,
    )
