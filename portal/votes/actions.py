"""Voting, and taking a vote back. Everything here may be repeated and changes nothing twice."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Insert, String, bindparam, case, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from portal.accounts.actor import SYSTEM, Actor
from portal.answers import actions as answers
from portal.answers import queries as answer_queries
from portal.kit import clock, limits, text
from portal.kit.db import (
    BigId,
    UtcDateTime,
    db,
    insert_missing,
    insert_once,
    is_sqlite,
    rows_changed,
)
from portal.kit.errors import Conflict, NotAllowed, RuleBroken
from portal.kit.events import announce
from portal.kit.limits import Limit
from portal.threads import actions as threads
from portal.threads import queries as thread_queries
from portal.threads.actions import ThreadDraft
from portal.threads.queries import ThreadView
from portal.threads.rules import why_no_votes
from portal.votes import budgets, policy, queries, rules, suspicion
from portal.votes.events import (
    HelpfulnessChanged,
    VoteCast,
    VoteDescribed,
    VoteForSomebodyAnswered,
    VotesRecounted,
    VoteWithdrawn,
)
from portal.votes.models import HelpfulVote, UnattributedVote, Vote
from portal.votes.queries import VoteState

_VOTES = Limit("votes", times=240, window_seconds=3_600)


def cast(actor: Actor, thread_id: int, *, network: str | None = None) -> VoteState:
    """Want an idea, or have a problem too. A second time changes nothing.

    A vote for an idea that was merged is one for the idea it was merged into. One that bears two
    signs of being made up is kept and does not count until somebody decides; its person sees it as
    cast.
    Takes: network, the address it comes from; only a keyed hash of its network is kept.
    Gives: the count, from the database.
    Raises: NotFound; NotAllowed, also "account.suspended"; Conflict("vote.closed" |
        "vote.duplicate" | "vote.budget" | "thread.locked" | "thread.not_visible"); TooMany.
    Announces: VoteCast, when it is new.
    Costs: 5 statements, 6 for an idea that was merged, 2 more where votes are limited.
    """
    thread = _check(actor, thread_id)
    budgets.check(actor, thread)
    cast_at = clock.now()
    state = _insert(actor, thread, cast_at, suspicion.network_key(network))
    if state is None:
        return _cast_before(actor, thread)
    announce(VoteCast(actor_id=actor.id, thread_id=thread.id, state=state))
    if state != "counted":
        return queries.state(actor, thread.id)
    # last, because it locks the row that everybody voting here is waiting for
    return VoteState(thread.id, is_mine=True, count=count_in(actor, thread, cast_at))


def withdraw(actor: Actor, thread_id: int) -> VoteState:
    """Take a vote back, here and for all that repeats it: who takes it back is counted nowhere.

    Taking back what is not there changes nothing. What moderators decided not to count stays, or
    it could be cast anew.
    Raises: as ``cast``; Conflict("vote.excluded").
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
    gone = gone.where(Vote.state != "excluded")
    lost = sorted(db.session.execute(gone.returning(Vote.thread_id)).scalars())
    if not lost:
        state = queries.state(actor, thread.id)
        if state.is_mine:
            raise Conflict("vote.excluded")
        return state
    for number in lost:
        announce(VoteWithdrawn(actor_id=actor.id, thread_id=number))
        if number != thread.id:
            recount(number)
    return VoteState(thread.id, is_mine=False, count=recount(thread.id))


def describe(
    actor: Actor, thread_id: int, *, importance: int | None, use_case: str, is_shared: bool
) -> None:
    """Say how important one's vote is and what it is for; it never changes a count.

    Takes: importance, 3 critical, 2 important, 1 nice to have, or nothing; is_shared, whether
        others than the staff may read the sentence.
    Raises: as ``cast``; RuleBroken("vote.importance" | "vote.use_case_too_long");
        Conflict("vote.missing") for somebody who has not voted.
    Announces: VoteDescribed.
    Costs: 4 statements.
    """
    use_case = text.one_line(use_case)
    rules.check_description(importance, use_case)
    thread = _check(actor, thread_id)
    mine = (Vote.person_id == actor.id) & Vote.thread_id.in_(thread_queries.family_ids(thread.id))
    said = (
        update(Vote)
        .where(mine)
        .values(
            importance=importance,
            use_case=use_case or None,
            use_case_shared=is_shared and bool(use_case),
        )
    )
    if not rows_changed(said):
        raise Conflict("vote.missing")
    announce(VoteDescribed(actor_id=actor.id, thread_id=thread.id, importance=importance))


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


def count_in(actor: Actor, thread: ThreadView, cast_at: datetime) -> int:
    """Count a vote that was just kept, by what is linked to the thread now.

    Costs: 1 statement; it locks the row that everybody voting here waits for, so it comes last.
    """
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


def recount_all(thread_ids: Iterable[int]) -> None:
    """Count the votes of several threads anew, each as ``recount`` does. The caller holds them.

    Announces: VotesRecounted for each.
    Costs: 3 statements for each.
    """
    for thread_id in sorted(set(thread_ids)):
        recount(thread_id)


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


def _insert(actor: Actor, thread: ThreadView, cast_at: datetime, key: str | None) -> str | None:
    """Keep a vote with the signs it bears, unless there is one, or its person is suspended.

    Gives: its state.
    Costs: 1 statement.
    """
    values = suspicion.values(
        person_id=actor.id,
        thread_id=thread.id,
        author_id=_customer_who_proposed(thread),
        cast_at=cast_at,
        key=key,
    )
    statement = _insert_judged(is_sqlite=is_sqlite())
    return db.session.connection().execute(statement, values).scalar_one_or_none()


def _customer_who_proposed(thread: ThreadView) -> int | None:
    return thread.author_id if thread.kind == "idea" and thread.author.role is None else None


@cache
def _insert_judged(*, is_sqlite: bool) -> Insert:
    person = suspicion.facts(for_update=True)
    state = case((suspicion.is_enough(person), "quarantined"), else_="counted")
    judged = select(
        bindparam("thread_id", type_=BigId),
        person.c.id,
        bindparam("cast_at", type_=UtcDateTime),
        bindparam("network_key", type_=String),
        suspicion.signals_of(person),
        state,
    ).where(person.c.id > 0)  # SQLite would take ON CONFLICT for a condition of a join
    columns = ["thread_id", "person_id", "cast_at", "network_key", "signals", "state"]
    insert = sqlite.insert if is_sqlite else postgresql.insert
    statement = insert(Vote).from_select(columns, judged, include_defaults=False)
    return statement.on_conflict_do_nothing().returning(Vote.state)


def _cast_before(actor: Actor, thread: ThreadView) -> VoteState:
    """Leave a vote as it is; one that was cast for its person is their own from now on."""
    mine = (Vote.thread_id == thread.id) & (Vote.person_id == actor.id)
    own = update(Vote).where(mine, Vote.source == "behalf")
    values = {"source": "direct", "behalf_by_id": None, "behalf_ref": None}
    if rows_changed(own.values(values)):
        announce(VoteForSomebodyAnswered(actor_id=actor.id, thread_id=thread.id, is_right=True))
    state = queries.state(actor, thread.id)
    if not state.is_mine:
        raise NotAllowed("account.suspended")
    return state


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
