"""Deciding about ideas: by people, and by the portal where its rules say so."""

from sqlalchemy import bindparam, insert, select

from portal.accounts import mentions
from portal.accounts.actor import Actor
from portal.ideas import plans, policy, response_clock, rules, transitions
from portal.ideas.events import IdeaStatusChanged
from portal.ideas.models import StatusChange
from portal.ideas.rules import Verdict
from portal.ideas.transitions import Move
from portal.kit import clock, text
from portal.kit.db import db
from portal.kit.errors import Conflict, NotAllowed, RuleBroken
from portal.kit.events import announce
from portal.threads import actions as threads
from portal.threads import queries as thread_queries
from portal.threads import statuses
from portal.threads.kinds import Status
from portal.threads.queries import ThreadView


def set_status(
    actor: Actor, thread_id: int, *, status: str, note_md: str, seen_status: str | None = None
) -> None:
    """Decide what becomes of an idea where a status and a text say it all; see ``decide``."""
    decide(actor, thread_id, Verdict(status=status, note_md=note_md, seen_status=seen_status))


def decide(actor: Actor, thread_id: int, verdict: Verdict) -> None:
    """Decide what becomes of an idea, and tell why. Every voter hears of it.

    Raises: NotFound; NotAllowed("idea.set_status"); RuleBroken("idea.…"); Conflict for a
        question, for an idea that was put together with another, for a move that the table of
        transitions does not have, or for a status that somebody else changed meanwhile.
    Announces: IdeaStatusChanged; IdeaAnswered when an answer was owed and this is one.
    Costs: at most 9 statements.
    """
    thread = thread_queries.get(actor, thread_id)
    if not policy.can_decide(actor, thread.product_id):
        raise NotAllowed("idea.set_status")
    before = _decidable(thread)
    if verdict.seen_status is not None and verdict.seen_status != thread.status:
        raise Conflict("idea.status_meanwhile")
    after = statuses.catalogue().get(verdict.status)
    if after is None:
        raise RuleBroken("idea.status", field="status")
    move = transitions.get(before, after)
    if not policy.can_move(actor, thread.product_id, move):
        raise NotAllowed("idea.set_status")
    verdict = _normalised(move, verdict)
    rules.check_verdict(move, verdict, votes=thread.vote_count, now=clock.now())
    threads.set_status(thread_id, before=before.slug, after=after.slug, kind=after.kind)
    _keep(actor, thread_id, before, verdict)
    plans.follow(thread_id, before, after, verdict)
    if actor.is_staff and rules.is_response(verdict.note_md, verdict.link):
        response_clock.stop(actor, thread_id, clock.now())
    _announce(actor.id, thread_id, before, after)


def retell_status(actor: Actor, thread_id: int, *, status: str, note_md: str) -> None:
    """Take over what became of an idea elsewhere, whatever the way there was.

    Raises: NotFound; NotAllowed("idea.set_status") for anybody but an import;
        RuleBroken("idea.status"); Conflict for a question, or for the same status again.
    Announces: IdeaStatusChanged.
    Costs: at most 6 statements.
    """
    thread = thread_queries.get(actor, thread_id)
    if not policy.can_retell(actor):
        raise NotAllowed("idea.set_status")
    before = _decidable(thread)
    after = statuses.catalogue().get(status)
    if after is None:
        raise RuleBroken("idea.status", field="status")
    if after.slug == before.slug:
        raise Conflict("idea.status_same")
    reason = "other" if after.kind == "rejected" else None
    verdict = Verdict(status=status, note_md=text.normalise(note_md), reason_code=reason)
    threads.set_status(thread_id, before=before.slug, after=after.slug, kind=after.kind)
    _keep(actor, thread_id, before, verdict)
    _announce(actor.id, thread_id, before, after)


def take_back(actor: Actor, thread_id: int) -> None:
    """Take back one's own decision before anybody was mailed about it: ten minutes.

    The idea has the status again that it had, by another row of its history; nothing is erased.
    An answer that the decision gave is owed again.
    Raises: NotFound; NotAllowed("idea.set_status"); Conflict("idea.nothing_to_take_back") for a
        decision of somebody else, an older one, or one that something followed.
    Announces: IdeaStatusChanged.
    Costs: at most 8 statements.
    """
    thread = thread_queries.get(actor, thread_id)
    if not policy.can_plan(actor, thread.product_id):
        raise NotAllowed("idea.set_status")
    before = _decidable(thread)
    made = db.session.execute(_NEWEST, {"thread_id": thread_id}).one_or_none()
    is_own = made is not None and made.decided_by_id == actor.id and made.after == before.slug
    if made is None or not is_own or not rules.may_take_back(made.decided_at, clock.now()):
        raise Conflict("idea.nothing_to_take_back")
    after = statuses.catalogue()[made.before]
    threads.set_status(thread_id, before=before.slug, after=after.slug, kind=after.kind)
    verdict = Verdict(status=after.slug)
    _keep(actor, thread_id, before, verdict)
    plans.follow(thread_id, before, after, verdict)
    response_clock.owe_again(thread_id, since=made.decided_at)
    _announce(actor.id, thread_id, before, after)


def move_by_system(thread_id: int, *, before: str, after: str, cause: str) -> bool:
    """Move an idea by the portal's own rules. What has moved on meanwhile is left alone.

    Gives: whether it moved.
    Announces: IdeaStatusChanged.
    Costs: at most 7 statements.
    """
    known = statuses.catalogue()
    old, new = known[before], known[after]
    if transitions.get_by_system(old, new, cause) is None:
        return False
    try:
        threads.set_status(thread_id, before=before, after=after, kind=new.kind)
    except Conflict:
        return False
    db.session.execute(
        insert(StatusChange).values(
            thread_id=thread_id,
            before=before,
            after=after,
            note_md="",
            note_html="",
            private_note="",
            is_system=True,
            cause=cause,
            decided_at=clock.now(),
        )
    )
    plans.follow(thread_id, old, new, Verdict(status=after))
    _announce(None, thread_id, old, new)
    return True


_NEWEST = (
    select(
        StatusChange.before, StatusChange.after, StatusChange.decided_by_id, StatusChange.decided_at
    )
    .where(StatusChange.thread_id == bindparam("thread_id"))
    .order_by(StatusChange.id.desc())
    .limit(1)
)


def _decidable(thread: ThreadView) -> Status:
    if thread.status is None:
        raise Conflict("idea.not_an_idea")
    if thread.canonical_id is not None:
        raise Conflict("idea.is_merged", canonical_id=thread.canonical_id)
    return statuses.catalogue()[thread.status]


def _normalised(move: Move, verdict: Verdict) -> Verdict:
    """Bring what was typed into one form; what a move has no place for is left out."""
    is_refusal = move.needs == "refusal"
    return Verdict(
        status=verdict.status,
        note_md=text.normalise(verdict.note_md),
        reason_code=verdict.reason_code if is_refusal else None,
        link=verdict.link.strip(),
        revisit_at=verdict.revisit_at if is_refusal else None,
        revisit_votes=verdict.revisit_votes if is_refusal else None,
        private_note=text.normalise(verdict.private_note),
    )


def _keep(actor: Actor, thread_id: int, before: Status, verdict: Verdict) -> None:
    note_md = verdict.note_md
    db.session.execute(
        insert(StatusChange).values(
            thread_id=thread_id,
            before=before.slug,
            after=verdict.status,
            note_md=note_md,
            note_html=mentions.render(note_md) if note_md else "",
            private_note=verdict.private_note,
            reason_code=verdict.reason_code,
            link=verdict.link or None,
            revisit_at=verdict.revisit_at,
            revisit_votes=verdict.revisit_votes,
            is_system=False,
            decided_by_id=actor.id,
            decided_by_role=actor.role,
            decided_at=clock.now(),
        )
    )


def _announce(actor_id: int | None, thread_id: int, before: Status, after: Status) -> None:
    announce(
        IdeaStatusChanged(
            actor_id=actor_id,
            thread_id=thread_id,
            before=before.slug,
            after=after.slug,
            is_delivery=rules.is_delivery(after),
            asks_author=after.slug == rules.NEEDS_INFO,
        )
    )
