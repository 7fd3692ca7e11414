"""Making an idea of its own of a part of another."""

from sqlalchemy import insert

from portal.accounts.actor import Actor
from portal.ideas import policy
from portal.ideas.events import IdeaSplit
from portal.kit import clock
from portal.kit.db import db
from portal.kit.errors import Conflict, NotAllowed
from portal.kit.events import announce
from portal.threads import actions as threads
from portal.threads import queries as thread_queries
from portal.threads.actions import ThreadDraft
from portal.threads.models import Split
from portal.threads.rules import why_no_writing


def split(actor: Actor, thread_id: int, draft: ThreadDraft) -> int:
    """Make a new idea of a part of one. It begins without votes; its voters are asked.

    Nobody's vote is moved: who wanted the whole says themselves whether they want the part.
    Gives: the new idea's number.
    Raises: NotFound; NotAllowed("idea.split"); Conflict("idea.not_an_idea", or as for writing
        there); as ``threads.post``.
    Announces: ThreadPosted, IdeaSplit.
    """
    thread = thread_queries.get(actor, thread_id, for_update=True)
    if not policy.can_split(actor, thread.product_id):
        raise NotAllowed("idea.split" if actor.is_known else "account.sign_in")
    if thread.kind != "idea" or draft.kind != "idea":
        raise Conflict("idea.not_an_idea")
    code = why_no_writing(thread)
    if code:
        raise Conflict(code)
    part_id = threads.post(actor, draft)
    db.session.execute(
        insert(Split).values(
            thread_id=part_id, from_id=thread_id, split_by_id=actor.id, split_at=clock.now()
        )
    )
    announce(IdeaSplit(actor_id=actor.id, thread_id=part_id, from_id=thread_id))
    return part_id
