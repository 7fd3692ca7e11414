"""Voting, and taking a vote back. Everything here may be repeated and changes nothing twice."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete

from portal.accounts.actor import SYSTEM, Actor
from portal.answers import actions as answers
from portal.answers import queries as answer_queries
from portal.kit import clock, limits
from portal.kit.db import db, insert_missing, insert_once
from portal.kit.errors import Conflict, NotAllowed, RuleBroken
from portal.kit.events import announce
from portal.kit.limits import Limit
from portal.threads import actions as threads
from portal.threads import queries as thread_queries
from portal.threads.actions import ThreadDraft
from portal.threads.queries import ThreadView
from portal.threads.rules import why_no_votes
from portal.votes import policy, queries
from portal.votes.events import HelpfulnessChanged, VoteCast, VotesRecounted, VoteWithdrawn
from portal.votes.models import HelpfulVote, UnattributedVote, Vote
from portal.votes.queries import VoteState

_VOTES = Limit("votes", times=240, window_seconds=3_600)


def cast(actor: Actor, thread_id: int) -> VoteState:
    """Want an idea, or have a problem too. A second time changes nothing.

    A vote for an idea that was merged is one for the idea it was merged into.
    Gives: the count, from the database.
    Raises: NotFound; NotAllowed; Conflict("vote.closed" | "vote.duplicate" | "thread.locked" |
        "thread.not_visible"); TooMany.
    Announces: VoteCast, when it is new.
    Costs: 5 statements, 6 for an idea that was merged.
    """
    thread = _check(actor, thread_id)
    cast_at = clock.now()
    if not insert_once(Vote, thread_id=thread.id, person_id=actor.id, cast_at=cast_at):
        return queries.state(actor, thread.id)
    announce(VoteCast(actor_id=actor.id, thread_id=thread.id))
    # last, because it locks the row that everybody voting here is waiting for
    return VoteState(thread.id, is_mine=True, count=_add(actor, thread, cast_at))


def withdraw(actor: Actor, thread_id: int) -> VoteState:
    """Take a vote back, here and for all that repeats it: who takes it back is counted nowhere.

    Taking back what is not there changes nothing.
    Raises: as ``cast``.
    Announces: VoteWithdrawn for each thread that had one; VotesRecounted.
    """
    thread = _check(actor, thread_id)
    voted = queries.voted_in_family(actor, thread.id)
    threads.hold(SYSTEM, thread.id, *voted)
    # it may have been closed or linked to another while we waited
    _votable(actor, thread.id)
    gone = delete(Vote).where(
        Vote.thread_id.in_(thread_queries.family_ids(thread.id)), Vote.person_id == actor.id
    )
    lost = sorted(db.session.execute(gone.returning(Vote.thread_id)).scalars())
    if not lost:
        return queries.state(actor, thread.id)
    for number in lost:
        announce(VoteWithdrawn(actor_id=actor.id, thread_id=number))
        if number != thread.id:
            recount(number)
    return VoteState(thread.id, is_mine=False, count=recount(thread.id))


def post_thread(actor: Actor, draft: ThreadDraft) -> int:
    """Ask a question or propose an idea, with its author's vote as the first.

    This is how every door posts a thread: the vote belongs to the same transaction.
    Gives, Raises, Announces: as ``threads.actions.post``.
    """
    thread_id = threads.post(actor, draft)
    cast_at = clock.now()
    insert_once(Vote, thread_id=thread_id, person_id=actor.id, cast_at=cast_at)
    threads.add_vote(thread_id, cast_at)
    return thread_id


def add_unattributed(rows: list[dict[str, Any]]) -> int:
    """Bring in votes that name nobody. Those that were brought in before are left alone.

    Takes: rows of ``UnattributedVote``. The caller recounts the threads and answers after.
    Gives: how many are new.
    Costs: 1 statement.
    """
    return insert_missing(UnattributedVote, rows)


def say_helpful(actor: Actor, answer_id: int, *, value: int) -> tuple[int, int]:
    """Say that an answer helped (1), did not (-1), or nothing any more (0).

    Gives: helpful and unhelpful counts, from the database.
    Raises: NotFound; NotAllowed, also for one's own answer; Conflict; RuleBroken; TooMany.
    Announces: HelpfulnessChanged, when it is another word than before.
    """
    policy.check_may_vote(actor)
    if value not in (-1, 0, 1):
        raise RuleBroken("helpful.value")
    limits.hit(_VOTES, str(actor.id))
    thread, answer = answer_queries.get(actor, answer_id, for_update=True)
    if answer.author_id == actor.id:
        raise NotAllowed("helpful.own")
    if answer.visibility != "visible" or thread.is_locked:
        raise Conflict("thread.locked" if thread.is_locked else "answer.not_visible")
    before = queries.my_helpfulness(actor, [answer_id]).get(answer_id, 0)
    if before == value:
        return answer.helpful_count, answer.unhelpful_count
    _replace_helpfulness(actor, answer_id, value)
    announce(
        HelpfulnessChanged(actor_id=actor.id, thread_id=thread.id, answer_id=answer_id, value=value)
    )
    return answers.set_helpfulness(
        answer_id,
        helpful=int(value == 1) - int(before == 1),
        unhelpful=int(value == -1) - int(before == -1),
    )


def recount(thread_id: int) -> int:
    """Count a thread's votes from their rows, and write count and heat.

    Everybody who voted for it or for a thread that repeats it counts once, and warms it by when
    they voted first, for whichever of these.
    Gives: the count.
    Announces: VotesRecounted.
    Costs: 3 statements, however many votes there are.
    """
    count, heat = queries.count_and_heat(thread_id)
    threads.set_votes(thread_id, vote_count=count, hot_key=heat)
    announce(VotesRecounted(actor_id=None, thread_id=thread_id))
    return count


def recount_helpfulness(answer_id: int) -> None:
    """Count what was said of an answer from the rows, and write counts and rank.

    Announces: VotesRecounted.
    Costs: 6 statements.
    """
    helpful, unhelpful = queries.helpfulness(answer_id)
    known = answer_queries.helpfulness(answer_id)
    answers.set_helpfulness(answer_id, helpful=helpful - known[0], unhelpful=unhelpful - known[1])
    thread_id = answer_queries.thread_id_of(answer_id)
    announce(VotesRecounted(actor_id=None, thread_id=thread_id, answer_id=answer_id))


def _add(actor: Actor, thread: ThreadView, cast_at: datetime) -> int:
    """Count a vote by what is linked to the thread now."""
    while True:
        edition = thread.family_edition
        count = threads.add_vote(
            thread.id,
            cast_at,
            family_edition=edition,
            is_new_person=queries.is_new_to_family(actor, thread.id) if edition else None,
        )
        if count is not None:
            return count
        # it was linked or parted meanwhile: who is counted already is another question now
        now = _votable(actor, thread.id)
        if now.id != thread.id:
            raise Conflict("vote.duplicate", canonical_id=now.id)
        thread = now


def _check(actor: Actor, thread_id: int) -> ThreadView:
    policy.check_may_vote(actor)
    # everybody takes their own counter's row before the thread's, so that no two wait in a circle
    limits.hit(_VOTES, str(actor.id))
    return _votable(actor, thread_id)


def _votable(actor: Actor, thread_id: int) -> ThreadView:
    """Give the thread that a vote for this one is cast for."""
    thread = thread_queries.get(actor, thread_id)
    if thread.kind == "idea" and thread.canonical_id is not None:
        thread = thread_queries.get(actor, thread.canonical_id)
    code = why_no_votes(thread)
    if code:
        raise Conflict(code, canonical_id=thread.canonical_id)
    return thread


def _replace_helpfulness(actor: Actor, answer_id: int, value: int) -> None:
    mine = (HelpfulVote.answer_id == answer_id) & (HelpfulVote.person_id == actor.id)
    db.session.execute(delete(HelpfulVote).where(mine))
    if value:
        insert_once(
            HelpfulVote,
            answer_id=answer_id,
            person_id=actor.id,
            value=value,
            cast_at=clock.now(),
        )
