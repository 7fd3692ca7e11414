"""What follows for an idea when people vote, speak or edit: clocks start and stop, and it moves on.

Facts may arrive twice, late or out of order, so each of these asks the rows before it does a thing.
"""

from datetime import datetime

from sqlalchemy import func, select

from portal.accounts.actor import Actor
from portal.accounts.roles import STAFF_ROLES
from portal.answers.events import AnswerPosted, CommentPosted, OfficialPublished
from portal.answers.models import Answer, Comment
from portal.ideas import actions, milestones, response_clock, rules, upkeep
from portal.ideas.models import StatusChange
from portal.kit.db import db
from portal.kit.events import Fact
from portal.threads.events import ThreadEdited, ThreadLinkedAsDuplicate
from portal.threads.kinds import FIRST
from portal.threads.models import Thread
from portal.votes.events import VoteCast, VoteCastForSomebody, VotesRecounted


def on_votes_changed(fact: Fact) -> None:
    """Start the clock of the answer, call off a warning, bring a refused idea back, and count.

    What was voted elsewhere, before it was brought here, promises nothing.
    """
    event = fact.event
    if fact.is_replayed or not isinstance(event, VoteCast | VoteCastForSomebody | VotesRecounted):
        return
    if isinstance(event, VoteCast | VoteCastForSomebody):
        upkeep.cancel_archiving(event.thread_id, fact.occurred_at)
    response_clock.note_votes(event.thread_id)
    upkeep.note_votes(event.thread_id)
    milestones.note_votes(event.thread_id)


def on_linked(fact: Fact) -> None:
    """Count for an original what its duplicates bring it."""
    event = fact.event
    if fact.is_replayed or not isinstance(event, ThreadLinkedAsDuplicate):
        return
    response_clock.note_votes(event.canonical_id)
    upkeep.note_votes(event.canonical_id)
    milestones.note_votes(event.canonical_id)


def on_spoken(fact: Fact) -> None:
    """Stop the clock when the team speaks; go on when the author replied to a question."""
    event = fact.event
    if fact.is_replayed or not isinstance(event, AnswerPosted | CommentPosted | OfficialPublished):
        return
    upkeep.cancel_archiving(event.thread_id, fact.occurred_at)
    if _is_of_team(event):
        response_clock.stop(Actor(id=event.actor_id), event.thread_id, fact.occurred_at)
    else:
        _author_replied(event.thread_id, event.actor_id, fact.occurred_at)


def on_edited(fact: Fact) -> None:
    """Call off a warning, and go on when the author has answered by mending the idea."""
    event = fact.event
    if fact.is_replayed or not isinstance(event, ThreadEdited):
        return
    upkeep.cancel_archiving(event.thread_id, fact.occurred_at)
    _author_replied(event.thread_id, event.actor_id, fact.occurred_at)


def _is_of_team(event: AnswerPosted | CommentPosted | OfficialPublished) -> bool:
    """Tell whether somebody of the team said this, and not about an idea of their own."""
    if isinstance(event, OfficialPublished):
        return True
    posts = Comment if isinstance(event, CommentPosted) else Answer
    post_id = event.comment_id if isinstance(event, CommentPosted) else event.answer_id
    said = (
        select(posts.author_role)
        .join(Thread, Thread.id == posts.thread_id)
        .where(posts.id == post_id, posts.author_id != Thread.author_id)
    )
    return db.session.execute(said).scalar() in STAFF_ROLES


def _author_replied(thread_id: int, actor_id: int | None, at: datetime) -> None:
    asked = (
        select(func.max(StatusChange.decided_at))
        .where(StatusChange.thread_id == Thread.id, StatusChange.after == rules.NEEDS_INFO)
        .scalar_subquery()
    )
    waits = select(Thread.id).where(
        Thread.id == thread_id,
        Thread.author_id == actor_id,
        Thread.status == rules.NEEDS_INFO,
        asked <= at,
    )
    if db.session.execute(waits).scalar_one_or_none() is not None:
        actions.move_by_system(
            thread_id, before=rules.NEEDS_INFO, after=FIRST, cause="author_replied"
        )
