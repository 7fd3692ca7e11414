"""Who is writing a draft just now: a soft lock, so that two do not write past each other.

It is taken with the first key and renewed while typing, runs out by itself, and can be taken over.
Whatever happens, a stale text is never saved over a newer one: that the edit version sees to.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select

from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.accounts.queries import BYLINE, Byline, byline
from portal.faq import policy, rules, workbench
from portal.faq.events import FaqDraftTakenOver
from portal.faq.models import DraftLock
from portal.kit import clock
from portal.kit.db import db, insert_once
from portal.kit.errors import Conflict, NotAllowed
from portal.kit.events import announce

MINUTES = 15


@dataclass(frozen=True, slots=True)
class Lock:
    """Who is writing, and until when nobody else should."""

    holder: Byline
    until: datetime


def find(version_id: int) -> Lock | None:
    """Tell who is writing a draft just now.

    Costs: 1 statement.
    """
    held = (
        select(DraftLock.until, *BYLINE)
        .join(User, User.id == DraftLock.person_id)
        .where(DraftLock.version_id == version_id, DraftLock.until > clock.now())
    )
    row = db.session.execute(held).one_or_none()
    if row is None:
        return None
    return Lock(byline([getattr(row, column.key) for column in BYLINE], None), row.until)


def hold(actor: Actor, version_id: int) -> Lock | None:
    """Note that somebody is writing, for another fifteen minutes, unless another is.

    Gives: whose lock it is now.
    Raises: NotFound; NotAllowed("faq.draft"); Conflict("faq.no_draft" | "faq.not_writing").
    Costs: 4 statements.
    """
    _check(actor, version_id)
    _take(actor, version_id)
    return find(version_id)


def take_over(actor: Actor, version_id: int) -> None:
    """Go on with a draft that another is writing, who is told.

    Raises: as ``hold``.
    Announces: FaqDraftTakenOver, when another was writing.
    """
    article_id = _check(actor, version_id)
    held = find(version_id)
    drop(version_id)
    _take(actor, version_id)
    if held and held.holder.id != actor.id:
        announce(
            FaqDraftTakenOver(
                actor_id=actor.id,
                article_id=article_id,
                version_id=version_id,
                from_id=held.holder.id,
            )
        )


def check_free(actor: Actor, version_id: int) -> None:
    """Refuse to save what another is writing just now.

    Raises: Conflict("faq.locked").
    Costs: 1 statement.
    """
    held = find(version_id)
    if held and held.holder.id != actor.id:
        raise Conflict("faq.locked", name=held.holder.name)


def drop(version_id: int) -> None:
    """Let nobody be writing any more.

    Costs: 1 statement.
    """
    db.session.execute(delete(DraftLock).where(DraftLock.version_id == version_id))


def _check(actor: Actor, version_id: int) -> int:
    work = workbench.get(actor, version_id, for_update=True)
    if not policy.can_draft(actor, work.product_id):
        raise NotAllowed("faq.draft")
    if work.draft is None:
        raise Conflict("faq.no_draft")
    rules.check_state(work.draft, "writing")
    return work.article_id


def _take(actor: Actor, version_id: int) -> None:
    now = clock.now()
    is_free = or_(DraftLock.person_id == actor.id, DraftLock.until <= now)
    db.session.execute(delete(DraftLock).where(DraftLock.version_id == version_id, is_free))
    until = now + timedelta(minutes=MINUTES)
    insert_once(DraftLock, version_id=version_id, person_id=actor.id, until=until)
