"""Claiming a candidate: who wants to write it, so that two do not write the same."""

from datetime import timedelta
from typing import Final

from sqlalchemy import ColumnElement, delete, select

from portal.accounts.actor import Actor
from portal.faq import policy, workbench
from portal.faq.events import FaqCandidateClaimed, FaqCandidateFreed
from portal.faq.models import Claim, Nomination
from portal.kit import clock
from portal.kit.db import db, insert_once, rows_changed
from portal.kit.errors import Conflict, NotAllowed
from portal.kit.events import announce

CLAIM_DAYS: Final = 3
"""A candidate that somebody claimed and did not begin is free again after so many days."""


def claim(actor: Actor, nomination_id: int) -> None:
    """Say that one will write this candidate. Saying it twice changes nothing.

    Raises: NotFound; NotAllowed("faq.draft"); Conflict("faq.claimed") when somebody else did.
    Announces: FaqCandidateClaimed, when it is new.
    """
    nomination = workbench.get_nomination(actor, nomination_id)
    if not policy.can_draft(actor, nomination.product_id):
        raise NotAllowed("faq.draft")
    now = clock.now()
    if insert_once(Claim, nomination_id=nomination_id, person_id=actor.id, claimed_at=now):
        announce(
            FaqCandidateClaimed(
                actor_id=actor.id, thread_id=nomination.thread_id, nomination_id=nomination_id
            )
        )
        return
    check_free(actor, nomination_id)


def give_back(actor: Actor, nomination_id: int) -> None:
    """Let others write a candidate. Editors and leads may free what somebody else claimed.

    Raises: NotFound; NotAllowed("faq.publish").
    Announces: FaqCandidateFreed, when it was claimed.
    """
    nomination = workbench.get_nomination(actor, nomination_id)
    holder = _holder(nomination_id)
    if holder not in (None, actor.id) and not policy.can_publish(actor, nomination.product_id):
        raise NotAllowed("faq.publish")
    _free(actor.id, nomination_id, nomination.thread_id)


def check_free(actor: Actor, nomination_id: int) -> None:
    """Refuse to begin what somebody else claimed.

    Raises: Conflict("faq.claimed").
    Costs: 1 statement.
    """
    if _holder(nomination_id) not in (None, actor.id):
        raise Conflict("faq.claimed")


def end(*which: ColumnElement[bool]) -> None:
    """Forget who claimed candidates that are decided about.

    Takes: which nominations.
    Costs: 1 statement.
    """
    decided = select(Nomination.id).where(*which, Nomination.state != "open")
    db.session.execute(delete(Claim).where(Claim.nomination_id.in_(decided)))


def free_old() -> int:
    """Free what was claimed and not begun.

    Gives: how many are free again.
    Announces: FaqCandidateFreed, for each.
    """
    limit = clock.now() - timedelta(days=CLAIM_DAYS)
    old = (
        select(Claim.nomination_id, Nomination.thread_id)
        .join(Nomination, Nomination.id == Claim.nomination_id)
        .where(Claim.claimed_at < limit)
    )
    rows = db.session.execute(old).all()
    for nomination_id, thread_id in rows:
        _free(None, nomination_id, thread_id)
    return len(rows)


def _holder(nomination_id: int) -> int | None:
    held = select(Claim.person_id).where(Claim.nomination_id == nomination_id)
    return db.session.execute(held).scalar_one_or_none()


def _free(actor_id: int | None, nomination_id: int, thread_id: int) -> None:
    if rows_changed(delete(Claim).where(Claim.nomination_id == nomination_id)):
        announce(
            FaqCandidateFreed(actor_id=actor_id, thread_id=thread_id, nomination_id=nomination_id)
        )
