"""What becomes of somebody's votes when they are suspended, let in again, or removed.

This is how every door suspends somebody: their votes and all counts belong to the same
transaction.
"""

import secrets

from sqlalchemy import ColumnElement, delete, func, insert, or_, select, update
from sqlalchemy.orm import aliased

from portal.accounts import suspension
from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.kit.db import db
from portal.threads import actions as threads
from portal.threads.kinds import VOTABLE
from portal.threads.models import Thread
from portal.votes import actions
from portal.votes.models import SetAsideVote, UnattributedVote, Vote

ERASED = "erased"
"""The source of the votes that a removed person leaves on what was decided."""


def suspend(actor: Actor, person_id: int, *, reason: str) -> None:
    """Shut somebody out; none of their votes counts any more.

    Raises, Announces: as ``accounts.suspension.suspend``; VotesRecounted for what they voted for.
    Costs: 6 statements, and 3 for each thread they were counted for.
    """
    # their row is held from here on, so that they cast nothing meanwhile
    if not suspension.suspend(actor, person_id, reason=reason):
        return
    counted = _hold_voted(person_id)
    theirs = update(Vote).where(Vote.person_id == person_id, Vote.held_state.is_(None))
    db.session.execute(theirs.values(held_state=Vote.state, state="excluded"))
    actions.recount_all(counted)


def lift(actor: Actor, person_id: int) -> None:
    """Let somebody in again; their votes are what they were.

    Raises, Announces: as ``accounts.suspension.lift``; VotesRecounted for what they voted for.
    Costs: 5 statements, and 3 for each thread they voted for.
    """
    if not suspension.lift(actor, person_id):
        return
    counted = _hold_voted(person_id)
    theirs = update(Vote).where(Vote.person_id == person_id, Vote.held_state.is_not(None))
    db.session.execute(theirs.values(state=Vote.held_state, held_state=None))
    actions.recount_all(counted)


def erase(person_id: int) -> None:
    """Take a person's votes away, as whatever removes a person does first.

    On what can still be voted for they go. On what was decided a vote without a person stays for
    each that counted, as old as theirs was: history does not shrink.

    Announces: VotesRecounted for what they voted for.
    Costs: 6 statements, and 3 for each thread they voted for.
    """
    held = select(User.id).where(User.id == person_id).with_for_update(key_share=True)
    db.session.execute(held)
    threads_voted = _hold_voted(person_id)
    _leave_nobodys(person_id)
    for given in (Vote, SetAsideVote):
        db.session.execute(delete(given).where(given.person_id == person_id))
    actions.recount_all(threads_voted)


def _hold_voted(person_id: int) -> list[int]:
    """Hold what somebody voted for and what it repeats, in the order in which everybody does."""
    voted = select(Vote.thread_id).where(Vote.person_id == person_id)
    originals = select(Thread.canonical_id).where(
        Thread.id.in_(voted), Thread.canonical_id.is_not(None)
    )
    return threads.hold_rows(select(voted.union(originals).subquery().c[0]))


def _leave_nobodys(person_id: int) -> None:
    root = aliased(Thread)
    decided = (
        select(root.id, func.min(Vote.cast_at))
        .select_from(Vote)
        .join(Thread, Thread.id == Vote.thread_id)
        .join(root, root.id == func.coalesce(Thread.canonical_id, Thread.id))
        .where(Vote.person_id == person_id, _counted_for_decided(root))
        .group_by(root.id)
    )
    rows = [
        {
            "source": ERASED,
            "source_id": secrets.token_hex(20),
            "thread_id": thread_id,
            "answer_id": None,
            "value": 1,
            "cast_at": cast_at,
        }
        for thread_id, cast_at in db.session.execute(decided)
    ]
    if rows:
        db.session.execute(insert(UnattributedVote), rows)


def _counted_for_decided(root: type[Thread]) -> ColumnElement[bool]:
    is_decided = or_(
        root.status_kind.not_in(VOTABLE), root.visibility != "visible", root.locked_at.is_not(None)
    )
    return (Vote.state == "counted") & is_decided
