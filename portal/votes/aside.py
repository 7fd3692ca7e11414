"""Votes for what a thread is no more: kept, counted nowhere, and given back with the kind."""

from sqlalchemy import case, delete, func, literal, null, select

from portal.accounts.models import User
from portal.kit.db import db, insert_missing_from
from portal.threads import actions as threads
from portal.votes.actions import recount
from portal.votes.models import SetAsideVote, Vote

_KEPT = (
    "thread_id",
    "person_id",
    "cast_at",
    "source",
    "behalf_by_id",
    "behalf_ref",
    "importance",
    "use_case",
    "use_case_shared",
    "signals",
    "judged_at",
    "behalf_confirmed_at",
)


def exchange(thread_id: int, *, before: str, after: str) -> int:
    """Set aside the votes for what a thread was, and give back those for what it is now.

    Who voted goes on to hear of it, unless they chose otherwise; whether they want what it has
    become, only they can say. The caller holds the thread.
    Gives: how many votes count now.
    Announces: VotesRecounted.
    Costs: 8 statements, however many votes there are.
    """
    threads.let_follow(thread_id, select(Vote.person_id).where(Vote.thread_id == thread_id))
    _set_aside(thread_id, before)
    _give_back(thread_id, after)
    return recount(thread_id)


def _set_aside(thread_id: int, kind: str) -> None:
    votes = select(
        *(getattr(Vote, name) for name in _KEPT),
        func.coalesce(Vote.held_state, Vote.state).label("state"),
        literal(kind).label("thread_kind"),
    ).where(Vote.thread_id == thread_id)
    insert_missing_from(SetAsideVote, votes)
    db.session.execute(delete(Vote).where(Vote.thread_id == thread_id))


def _give_back(thread_id: int, kind: str) -> None:
    these = (SetAsideVote.thread_id == thread_id) & (SetAsideVote.thread_kind == kind)
    is_suspended = User.suspended_at.is_not(None)
    votes = (
        select(
            *(getattr(SetAsideVote, name) for name in _KEPT),
            case((is_suspended, "excluded"), else_=SetAsideVote.state).label("state"),
            case((is_suspended, SetAsideVote.state), else_=null()).label("held_state"),
        )
        .join(User, User.id == SetAsideVote.person_id)
        .where(these)
    )
    insert_missing_from(Vote, votes)
    db.session.execute(delete(SetAsideVote).where(these))
