"""Deciding about votes that look made up, and putting aside what comes to look so later."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, case, select, tuple_, update

from portal.accounts.actor import Actor
from portal.kit import clock
from portal.kit.db import db, rows_changed
from portal.kit.errors import Conflict, NotAllowed
from portal.kit.events import announce
from portal.threads import actions as threads
from portal.threads.models import Thread
from portal.votes import actions, policy, rules, suspicion
from portal.votes.events import VoteJudged, VotePutAside
from portal.votes.models import Vote
from portal.votes.queries import COUNTED

AT_ONCE = 100
_LOOKED_AT_AGAIN = 200


def decide(actor: Actor, votes: Sequence[tuple[int, int]], *, counts: bool) -> int:
    """Let votes that look made up count, or not: all of them or none. It can be decided again.

    Takes: votes, as numbers of thread and person.
    Gives: how many were not so already.
    Raises: NotAllowed("vote.judge"); Conflict("vote.judged_too_many" | "vote.not_judged").
    Announces: VoteJudged for each, VotesRecounted for their threads.
    Costs: 3 statements, one for each vote, and 3 for each thread.
    """
    if not policy.can_judge(actor):
        raise NotAllowed("vote.judge")
    if len(votes) > AT_ONCE:
        raise Conflict("vote.judged_too_many", most=AT_ONCE)
    held = _hold(select(Thread.id).where(Thread.id.in_([thread_id for thread_id, _ in votes])))
    found = _decidable(votes)
    if len(found) != len(set(votes)):
        raise Conflict("vote.not_judged")
    state = "counted" if counts else "excluded"
    changed = [row for row in found if row.state != state]
    for row in changed:
        if not policy.can_judge(actor, row.product_id):
            raise NotAllowed("vote.judge")
        _set(row.thread_id, row.person_id, state=state, judged_at=clock.now())
        announce(
            VoteJudged(
                actor_id=actor.id,
                thread_id=row.thread_id,
                person_id=row.person_id,
                counts=counts,
            )
        )
    actions.recount_all(held if changed else ())
    return len(changed)


def look_again(thread_id: int, person_id: int) -> int:
    """Look at a vote again with those from its network: what came after may be a sign, too.

    Gives: how many were put aside.
    Announces: VotePutAside for each; VotesRecounted when there were any.
    Costs: 2 statements for most votes; 1 more for each vote from the same network and hour.
    """
    near = _near(thread_id, person_id)
    doubted = [(vote, signals) for vote in near if (signals := _signals(vote)) is not None]
    if not doubted:
        return 0
    held = _hold(select(Thread.id).where(Thread.id == thread_id))
    moved = 0
    for vote, signals in doubted:
        still = COUNTED & Vote.judged_at.is_(None)
        if _set(thread_id, vote.person_id, still, state="quarantined", signals=signals):
            moved += 1
            announce(
                VotePutAside(
                    actor_id=None,
                    thread_id=thread_id,
                    person_id=vote.person_id,
                    signals=signals,
                )
            )
    actions.recount_all(held if moved else ())
    return moved


def forget_networks() -> int:
    """Forget from which networks votes came, after 30 days.

    Gives: how many votes forgot it.
    """
    before = clock.now() - timedelta(days=rules.NETWORKS_KEPT_DAYS)
    old = (Vote.network_key.is_not(None)) & (Vote.cast_at < before)
    return rows_changed(update(Vote).where(old).values(network_key=None))


def _hold(which: Select[Any]) -> list[int]:
    """Hold threads and what they repeat, in the order in which everybody does."""
    originals = select(Thread.canonical_id).where(
        Thread.id.in_(which), Thread.canonical_id.is_not(None)
    )
    return threads.hold_rows(select(which.union(originals).subquery().c[0]))


def _decidable(votes: Sequence[tuple[int, int]]) -> Sequence[Any]:
    """Find the votes that were put aside, whatever was decided; a suspended person's are not."""
    is_doubted = (Vote.state == "quarantined") | Vote.judged_at.is_not(None)
    return db.session.execute(
        select(Vote.thread_id, Vote.person_id, Vote.state, Thread.product_id)
        .join(Thread, Thread.id == Vote.thread_id)
        .where(
            tuple_(Vote.thread_id, Vote.person_id).in_(list(votes)),
            is_doubted,
            Vote.held_state.is_(None),
        )
    ).all()


def _near(thread_id: int, person_id: int) -> Sequence[Any]:
    own = select(Vote.network_key, Vote.cast_at).where(
        Vote.thread_id == thread_id, Vote.person_id == person_id
    )
    vote = db.session.execute(own).one_or_none()
    if vote is None or vote.network_key is None:
        return ()
    is_customers = (Thread.kind == "idea") & Thread.author_role.is_(None)
    author = case((is_customers, Thread.author_id)).label("author_id")
    return db.session.execute(
        select(Vote.thread_id, Vote.person_id, Vote.cast_at, Vote.network_key, author)
        .join(Thread, Thread.id == Vote.thread_id)
        .where(
            Vote.thread_id == thread_id,
            Vote.network_key == vote.network_key,
            Vote.cast_at > vote.cast_at - suspicion.CROWD_WITHIN,
            Vote.cast_at < vote.cast_at + suspicion.CROWD_WITHIN,
            COUNTED,
            Vote.source == "direct",
            Vote.judged_at.is_(None),
            Vote.person_id != Thread.author_id,
        )
        .order_by(Vote.cast_at.desc())
        .limit(_LOOKED_AT_AGAIN)
    ).all()


def _signals(vote: Any) -> int | None:  # noqa: ANN401 - a row
    """Give the signs that a vote bears now, if they are enough."""
    person = suspicion.facts(for_update=False)
    enough = select(suspicion.signals_of(person)).where(suspicion.is_enough(person))
    values = suspicion.values(
        person_id=vote.person_id,
        thread_id=vote.thread_id,
        author_id=vote.author_id,
        cast_at=vote.cast_at,
        key=vote.network_key,
    )
    return db.session.execute(enough, values).scalar_one_or_none()


def _set(thread_id: int, person_id: int, *conditions: Any, **values: object) -> int:  # noqa: ANN401 - SQLAlchemy's
    mine = (Vote.thread_id == thread_id) & (Vote.person_id == person_id)
    return rows_changed(update(Vote).where(mine, *conditions).values(**values))
