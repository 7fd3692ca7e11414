"""Mail about a person's own account: links that confirm, and news about address and password.

A reaction only notes that a mail is wanted. A job writes and sends it outside any transaction, so
that a slow mail server holds nothing up. Tokens are kept only as hashes, so a link is made when
its mail is written: a mail that has to be written again carries another link, and both work.
"""

import logging
from datetime import timedelta

from sqlalchemy import select, update

from portal.kit import clock, events, mail
from portal.kit.db import db, insert_once, transaction
from portal.kit.events import EventRow, Fact
from portal.notify import account_letters
from portal.notify.models import AccountMail

_log = logging.getLogger("portal.notify")
_BATCH = 20
_LEASE_MINUTES = 10
_BACK_OFF_MINUTES = (1, 5, 25, 125)


def on_confirmation_asked(fact: Fact) -> None:
    """Want a link that confirms an address."""
    _want(fact, "confirm")


def on_address_in_use(fact: Fact) -> None:
    """Tell the owner of an address that somebody wanted to register with it."""
    _want(fact, "in_use")


def on_password_reset_asked(fact: Fact) -> None:
    """Want a link that sets a new password."""
    _want(fact, "reset")


def on_password_changed(fact: Fact) -> None:
    """Tell a person that their password was changed."""
    _want(fact, "password")


def on_address_change_asked(fact: Fact) -> None:
    """Want a link sent to the coming address, and tell the present one."""
    _want(fact, "change")
    _want(fact, "change_notice")


def on_vote_cast_for_somebody(fact: Fact) -> None:
    """Ask somebody whether a vote that was cast for them is right."""
    _want(fact, "behalf")


def send_waiting() -> int:
    """Send the account mails that are due. Opens its own transactions.

    Gives: how many were tried.
    """
    claimed = _claim()
    if not claimed:
        return 0
    with mail.opened() as deliver:
        for event_id, kind, attempts in claimed:
            state, error = _send(event_id, kind, deliver)
            _settle(event_id, kind, attempts=attempts, state=state, error=error)
    return len(claimed)


def _want(fact: Fact, kind: str) -> None:
    # who is unknown here gets no mail, and history told again sends none
    if fact.is_replayed or getattr(fact.event, "person_id", None) is None:
        return
    insert_once(
        AccountMail,
        event_id=fact.id,
        kind=kind,
        state="waiting",
        attempts=0,
        due_at=clock.now(),
    )


def _claim() -> list[tuple[int, str, int]]:
    with transaction():
        due = (
            select(AccountMail.event_id, AccountMail.kind, AccountMail.attempts)
            .where(AccountMail.state == "waiting", AccountMail.due_at <= clock.now())
            .order_by(AccountMail.due_at)
            .limit(_BATCH)
            .with_for_update(skip_locked=True)
        )
        rows = db.session.execute(due).all()
        until = clock.now() + timedelta(minutes=_LEASE_MINUTES)
        for row in rows:
            _update(row.event_id, row.kind, due_at=until, attempts=row.attempts + 1)
    return [(row.event_id, row.kind, row.attempts + 1) for row in rows]


def _send(event_id: int, kind: str, deliver: mail.Deliver) -> tuple[str, str | None]:
    with transaction():
        event = events.read(db.session.get_one(EventRow, event_id)).event
        letter = account_letters.write(event, kind)
    if letter is None:
        return "dropped", None
    try:
        deliver(account_letters.message(letter))
    except mail.MailRefused as error:
        return "dropped", str(error)
    except mail.MailFailed as error:
        return "waiting", str(error)
    return "sent", None


def _settle(event_id: int, kind: str, *, attempts: int, state: str, error: str | None) -> None:
    if error:
        _log.warning(
            "account mail not sent", extra={"facts": {"event_id": event_id, "error": error}}
        )
    is_dead = state == "waiting" and attempts > len(_BACK_OFF_MINUTES)
    minutes = _BACK_OFF_MINUTES[min(attempts, len(_BACK_OFF_MINUTES)) - 1]
    with transaction():
        _update(
            event_id,
            kind,
            state="dead" if is_dead else state,
            due_at=clock.now() + timedelta(minutes=minutes),
            last_error=error[:300] if error else None,
        )


def _update(event_id: int, kind: str, **values: object) -> None:
    db.session.execute(
        update(AccountMail)
        .where(AccountMail.event_id == event_id, AccountMail.kind == kind)
        .values(**values)
    )
