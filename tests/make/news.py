"""Telling people in tests, as the worker does, and looking at what they were told."""

from sqlalchemy import ColumnElement, select, update

from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.kit import clock, events
from portal.kit.db import db, transaction
from portal.kit.events import EventRow
from portal.notify import queries, reactions
from portal.notify.models import Notice, OutgoingMail


def tell() -> None:
    """React to every fact in the log; what was told before is told again to no effect."""
    with transaction():
        facts = [events.read(row) for row in db.session.execute(select(EventRow)).scalars()]
    for fact in sorted(facts, key=lambda fact: fact.id):
        with transaction():
            reactions.on_news(fact)


def heard(who: Actor) -> list[str]:
    """Give the kinds of what somebody finds in their inbox, oldest first."""
    lines = queries.inbox(who).items
    return [line.kind for line in reversed(lines)]


def mailed(who: Actor) -> list[str]:
    """Give the kinds of the mails that were queued for somebody, oldest first."""
    return _queued(who, OutgoingMail.state.not_in(("gathered", "digested")))


def gathered(who: Actor) -> list[str]:
    """Give the kinds of what waits for somebody's next digest, oldest first."""
    return _queued(who, OutgoingMail.state == "gathered")


def _queued(who: Actor, those: ColumnElement[bool]) -> list[str]:
    rows = db.session.execute(
        select(Notice.kind)
        .join(OutgoingMail, OutgoingMail.notice_id == Notice.id)
        .where(Notice.person_id == who.id, those)
        .order_by(Notice.id)
    )
    return list(rows.scalars())


def mail_states(kind: str | None = None) -> list[str]:
    """Give how the mails stand, oldest notice first: all of them, or those of one kind."""
    states = select(OutgoingMail.state).order_by(OutgoingMail.notice_id)
    if kind is not None:
        states = states.join(Notice, Notice.id == OutgoingMail.notice_id).where(Notice.kind == kind)
    return list(db.session.execute(states).scalars())


def suspend(who: Actor) -> None:
    """Suspend somebody."""
    _change(who, suspended_at=clock.now())


def unconfirm(who: Actor) -> None:
    """Let somebody's address be one that nobody has confirmed."""
    _change(who, email_confirmed_at=None)


def make_contact(who: Actor) -> None:
    """Let somebody be one who cannot sign in, as an import brings them."""
    _change(who, email=None, email_confirmed_at=None, password_hash=None)


def _change(who: Actor, **values: object) -> None:
    with transaction():
        db.session.execute(update(User).where(User.id == who.id).values(**values))
