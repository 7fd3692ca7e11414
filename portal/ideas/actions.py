"""Deciding about ideas."""

from sqlalchemy import insert

from portal.accounts import mentions
from portal.accounts.actor import Actor
from portal.ideas import policy, rules
from portal.ideas.events import IdeaStatusChanged
from portal.ideas.models import StatusChange
from portal.kit import clock, text
from portal.kit.db import db
from portal.kit.errors import Conflict, NotAllowed
from portal.kit.events import announce
from portal.threads import actions as threads
from portal.threads import queries as thread_queries
from portal.threads.kinds import BUILT_IN


def set_status(
    actor: Actor, thread_id: int, *, status: str, note_md: str, seen_status: str | None = None
) -> None:
    """Decide what becomes of an idea, and tell why. Every voter hears of it.

    Takes: seen_status, the status that the decision was made on, where a form knows it.
    Raises: NotFound; NotAllowed("idea.set_status"); RuleBroken("idea.…"); Conflict for a
        question, the same status again, or a status that somebody else changed meanwhile.
    Announces: IdeaStatusChanged.
    Costs: 4 statements.
    """
    thread = thread_queries.get(actor, thread_id)
    if not policy.can_set_status(actor, thread.product_id):
        raise NotAllowed("idea.set_status")
    if thread.status is None:
        raise Conflict("idea.not_an_idea")
    if seen_status is not None and seen_status != thread.status:
        raise Conflict("idea.status_meanwhile")
    note_md = text.normalise(note_md)
    rules.check_change(thread.status, status, note_md)
    threads.set_status(thread_id, before=thread.status, after=status, kind=BUILT_IN[status].kind)
    _keep(actor, thread_id, before=thread.status, after=status, note_md=note_md)
    announce(
        IdeaStatusChanged(
            actor_id=actor.id, thread_id=thread_id, before=thread.status, after=status
        )
    )


def _keep(actor: Actor, thread_id: int, *, before: str, after: str, note_md: str) -> None:
    db.session.execute(
        insert(StatusChange).values(
            thread_id=thread_id,
            before=before,
            after=after,
            note_md=note_md,
            note_html=mentions.render(note_md) if note_md else "",
            decided_by_id=actor.id,
            decided_by_role=actor.role,
            decided_at=clock.now(),
        )
    )
