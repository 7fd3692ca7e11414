"""Work on a schedule: sending what waits, and forgetting what is long past."""

import logging
from datetime import timedelta
from typing import Final

from sqlalchemy import delete, select, update

from portal.kit import clock, mail
from portal.kit.db import db, rows_changed, transaction
from portal.kit.mail import Deliver, MailFailed, MailRefused, MailServerDown, Message
from portal.notify import letters, rules
from portal.notify.models import Notice, OutgoingMail

BATCH: Final = 20
CLAIM_LASTS: Final = timedelta(minutes=10)
SERVER_RESTS: Final = timedelta(minutes=1)
GIVEN_UP_AFTER: Final = letters.MAILED_WITHIN
SENT_KEPT: Final = timedelta(days=30)
READ_KEPT: Final = timedelta(days=180)
UNREAD_KEPT: Final = timedelta(days=365)

_ERROR_MAX: Final = 300
_log = logging.getLogger("portal.notify")


def send_due_mail(limit: int = BATCH) -> int:
    """Send mails whose time has come, at most so many.

    It opens its own transactions, because no lock may be held while a mail server thinks. A
    claim keeps other workers off for ten minutes: killed before the mail went out, it is sent
    then; killed right after, it is sent twice with the same Message-ID, which mail programs show
    once. When no server answers, all that was claimed waits a minute.
    Gives: how many were sent.
    """
    with transaction():
        claimed = _claim(limit)
    sent = 0
    with mail.opened() as deliver:
        for number, notice_id in enumerate(claimed):
            try:
                sent += _send(notice_id, deliver)
            except MailServerDown as error:
                with transaction():
                    _postpone(claimed[number:], error)
                break
    return sent


def forget_old() -> int:
    """Drop mails that are done with, notices read half a year ago and unread for a year.

    Gives: how many rows went.
    """
    now = clock.now()
    done = OutgoingMail.state.in_(("sent", "digested", "dropped", "dead"))
    mails = delete(OutgoingMail).where(done, OutgoingMail.due_at < now - SENT_KEPT)
    is_read = Notice.read_at.is_not(None) & (Notice.noticed_at < now - READ_KEPT)
    notices = delete(Notice).where(is_read | (Notice.noticed_at < now - UNREAD_KEPT))
    return rows_changed(mails) + rows_changed(notices)


def _claim(limit: int) -> list[int]:
    now = clock.now()
    due = (
        select(OutgoingMail.notice_id)
        .where(OutgoingMail.state == "waiting", OutgoingMail.due_at <= now)
        .order_by(OutgoingMail.due_at, OutgoingMail.notice_id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claimed = list(db.session.execute(due).scalars())
    if claimed:
        _update(claimed, due_at=now + CLAIM_LASTS)
    return claimed


def _send(notice_id: int, deliver: Deliver) -> bool:
    """Write, send and mark one mail.

    Raises: MailServerDown, having changed nothing.
    """
    try:
        with transaction():
            message = letters.write(notice_id)
        if isinstance(message, Message):
            deliver(message)
    except MailServerDown:
        raise
    except MailRefused as error:
        _mark(notice_id, state="dead", last_error=_said(error))
        return False
    except MailFailed as error:
        _retry_later(notice_id, error)
        return False
    except Exception as error:  # one mail that cannot be written must not hold up the others
        _log.exception("a mail could not be written", extra={"notice_id": notice_id})
        _retry_later(notice_id, error)
        return False
    if not isinstance(message, Message):
        later = (
            {"state": "dropped"} if message is None else {"state": "gathered", "due_at": message}
        )
        _mark(notice_id, **later)
        return False
    _mark(notice_id, state="sent", sent_at=clock.now(), last_error=None)
    return True


def _retry_later(notice_id: int, error: Exception) -> None:
    with transaction():
        row = select(OutgoingMail.attempts).where(OutgoingMail.notice_id == notice_id)
        failures = (db.session.execute(row).scalar() or 0) + 1
        due_at = rules.next_attempt_at(failures, clock.now())
        values = {"state": "dead"} if due_at is None else {"due_at": due_at}
        _update([notice_id], attempts=failures, last_error=_said(error), **values)


def _postpone(notice_ids: list[int], error: MailServerDown) -> None:
    """Let mails wait for the server. It is not their fault, so it costs them no attempt."""
    now = clock.now()
    _log.warning("no mail server: %s", error)
    _update(notice_ids, due_at=now + SERVER_RESTS, last_error=_said(error))
    too_old = select(Notice.id).where(Notice.noticed_at < now - GIVEN_UP_AFTER)
    stale = OutgoingMail.notice_id.in_(notice_ids) & OutgoingMail.notice_id.in_(too_old)
    db.session.execute(update(OutgoingMail).where(stale).values(state="dead"))


def _mark(notice_id: int, **values: object) -> None:
    with transaction():
        _update([notice_id], **values)


def _update(notice_ids: list[int], **values: object) -> None:
    these = OutgoingMail.notice_id.in_(notice_ids)
    db.session.execute(update(OutgoingMail).where(these).values(**values))


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:_ERROR_MAX]
