"""Did it solve it? Voters of a delivered idea say so, and people who still need an archived one."""

from sqlalchemy import func, select, update

from portal.accounts.actor import Actor
from portal.ideas import actions, rules
from portal.ideas.events import IdeaOutcomeTold, IdeaStillNeeded
from portal.ideas.models import OutcomeAnswer, StatusChange, StillNeeded
from portal.ideas.queries import Outcome
from portal.kit import clock
from portal.kit.db import db, insert_once
from portal.kit.errors import Conflict, NotAllowed
from portal.kit.events import announce
from portal.threads import queries as threads
from portal.threads import statuses
from portal.threads.kinds import FIRST
from portal.threads.queries import ThreadView
from portal.votes import policy as vote_policy
from portal.votes import queries as votes

_UNDER_REVIEW = "under_review"


def tell(actor: Actor, thread_id: int, *, solved: bool) -> bool:
    """Say whether a delivered idea solved it. Another word replaces the one before.

    When too many say no, the portal puts the idea back under review.
    Gives: whether it went back.
    Raises: NotFound; NotAllowed("account.sign_in" | "idea.outcome");
        Conflict("idea.not_delivered").
    Announces: IdeaOutcomeTold; IdeaStatusChanged when it goes back.
    Costs: at most 14 statements.
    """
    if not actor.is_known:
        raise NotAllowed("account.sign_in")
    # whoever tells at the same time is counted one after the other
    thread = threads.get(actor, thread_id, for_update=True)
    change_id = _delivery(thread)
    if not votes.voted_in_family(actor, thread_id):
        raise NotAllowed("idea.outcome")
    now = clock.now()
    row = {"change_id": change_id, "person_id": actor.id}
    if not insert_once(OutcomeAnswer, **row, solved=solved, answered_at=now):
        db.session.execute(
            update(OutcomeAnswer).filter_by(**row).values(solved=solved, answered_at=now)
        )
    announce(IdeaOutcomeTold(actor_id=actor.id, thread_id=thread_id))
    outcome = _counted(change_id)
    if not rules.is_unsolved(outcome.solved, outcome.unsolved):
        return False
    return actions.move_by_system(
        thread_id, before=thread.status or "", after=_UNDER_REVIEW, cause="not_solved"
    )


def say_needed(actor: Actor, thread_id: int) -> bool:
    """Say that one still needs an idea that is in the archive. A second time changes nothing.

    When enough people said so lately, the portal brings the idea back.
    Gives: whether it is back.
    Raises: NotFound; NotAllowed, as for a vote; Conflict("idea.not_archived").
    Announces: IdeaStillNeeded; IdeaStatusChanged when it comes back.
    Costs: at most 12 statements.
    """
    vote_policy.check_may_vote(actor)
    thread = threads.get(actor, thread_id, for_update=True)
    if thread.status_kind != "archived" or thread.canonical_id is not None:
        raise Conflict("idea.not_archived")
    now = clock.now()
    row = {"thread_id": thread_id, "person_id": actor.id}
    if insert_once(StillNeeded, **row, pressed_at=now):
        announce(IdeaStillNeeded(actor_id=actor.id, thread_id=thread_id))
    else:
        db.session.execute(update(StillNeeded).filter_by(**row).values(pressed_at=now))
    lately = StillNeeded.pressed_at > now - rules.STILL_NEEDED_WITHIN
    people = select(func.count()).where(StillNeeded.thread_id == thread_id, lately)
    if db.session.execute(people).scalar_one() < rules.STILL_NEEDED_PEOPLE:
        return False
    return actions.move_by_system(
        thread_id, before=thread.status or "", after=FIRST, cause="still_needed"
    )


def _delivery(thread: ThreadView) -> int:
    """Find the decision by which an idea was delivered as it stands."""
    known = statuses.catalogue().get(thread.status or "")
    if known is None or not rules.is_delivery(known) or thread.canonical_id is not None:
        raise Conflict("idea.not_delivered")
    last = select(func.max(StatusChange.id)).where(StatusChange.thread_id == thread.id)
    change_id: int = db.session.execute(last).scalar_one()
    return change_id


def _counted(change_id: int) -> Outcome:
    said = dict(
        db.session.execute(
            select(OutcomeAnswer.solved, func.count())
            .where(OutcomeAnswer.change_id == change_id)
            .group_by(OutcomeAnswer.solved)
        ).all()
    )
    return Outcome(said.get(True, 0), said.get(False, 0))
