"""One mail with all the news that somebody wants gathered: in their morning, or once a week.

What belongs in it is asked when it is written: what may still be seen, is unread, is still wished
and not overtaken. Each piece of news keeps its row, so nothing is told twice or lost between two.
"""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy import func, select, update

from portal.kit import clock, mail, site
from portal.kit.db import db, transaction
from portal.kit.mail import Deliver, MailFailed, MailRefused, MailServerDown, Message
from portal.kit.render import render
from portal.notify import actions, letters, rules, wording
from portal.notify.audience import DIGEST
from portal.notify.jobs import CLAIM_LASTS, SERVER_RESTS
from portal.notify.letters import Reader
from portal.notify.models import Notice, OutgoingMail
from portal.notify.queries import NoticeLine

READERS: Final = 20
"""So many people's digests are written at a time."""
LINES_MAX: Final = 50
"""More news than this is counted, and read in the inbox."""

_ERROR_MAX: Final = 300
_log = logging.getLogger("portal.notify")


def send_due(limit: int = READERS) -> int:
    """Send the digests whose time has come, to at most so many people; as ``send_due_mail`` does.

    Gives: how many were sent.
    """
    with transaction():
        claimed = _claim(limit)
    sent = 0
    with mail.opened() as deliver:
        for notice_ids in claimed:
            try:
                sent += _send(notice_ids, deliver)
            except MailServerDown as error:
                _put_off(notice_ids, clock.now() + SERVER_RESTS, error)
    return sent


def _claim(limit: int) -> list[list[int]]:
    """Hold what is due, by reader: a claim keeps other workers off for ten minutes."""
    now = clock.now()
    due = (OutgoingMail.state == "gathered") & (OutgoingMail.due_at <= now)
    readers = (
        select(Notice.person_id)
        .join(OutgoingMail, OutgoingMail.notice_id == Notice.id)
        .where(due)
        .group_by(Notice.person_id)
        .order_by(func.min(OutgoingMail.due_at), Notice.person_id)
        .limit(limit)
    )
    person_ids = list(db.session.execute(readers).scalars())
    rows = db.session.execute(
        select(OutgoingMail.notice_id, Notice.person_id)
        .join(Notice, Notice.id == OutgoingMail.notice_id)
        .where(due, Notice.person_id.in_(person_ids))
        .order_by(OutgoingMail.notice_id)
        .with_for_update(of=OutgoingMail, skip_locked=True)
    )
    claimed: dict[int, list[int]] = {}
    for notice_id, person_id in rows:
        claimed.setdefault(person_id, []).append(notice_id)
    _update([each for ids in claimed.values() for each in ids], due_at=now + CLAIM_LASTS)
    return list(claimed.values())


def _send(notice_ids: Sequence[int], deliver: Deliver) -> bool:
    """Write, send and mark one digest.

    Raises: MailServerDown, having changed nothing.
    """
    try:
        with transaction():
            reader, lines = letters.find_gathered(notice_ids)
            if reader is not None and not rules.is_digest_time(clock.now(), reader.time_zone):
                # they moved to where it is still night
                _update(notice_ids, due_at=rules.digest_due_at(clock.now(), reader.time_zone))
                return False
            message = _compose(reader, lines) if reader is not None and lines else None
        if message is not None:
            deliver(message)
    except MailServerDown:
        raise
    except MailRefused as error:
        _settle(notice_ids, state="dead", last_error=_said(error))
        return False
    except Exception as error:  # one digest that cannot be written must not hold up the others
        if not isinstance(error, MailFailed):
            _log.exception("a digest could not be written", extra={"notice_ids": notice_ids[:5]})
        _retry_later(notice_ids, error)
        return False
    told = {line.id for line in lines}
    now = clock.now()
    _settle([each for each in notice_ids if each in told], state="digested", sent_at=now)
    _settle([each for each in notice_ids if each not in told], state="dropped")
    return message is not None


def _compose(reader: Reader, lines: Sequence[NoticeLine]) -> Message:
    """Write a digest in its reader's language, with a link that ends each kind in it, and all."""
    here, locale = site.current(), reader.locale
    shown = lines[:LINES_MAX]
    kinds = sorted({line.kind for line in shown})
    end_all = _end_url(reader, DIGEST)
    values: dict[str, object] = {
        "items": [
            {
                "line": line,
                "link": wording.link(line, locale),
                "sentence": wording.sentence(line, locale),
            }
            for line in shown
        ],
        "kinds": [(wording.kind(kind, locale), _end_url(reader, kind)) for kind in kinds],
        "lang": locale,
        "more": len(lines) - len(shown),
        "reader_name": reader.name,
        "site": here,
        "unsubscribe_url": end_all,
    }
    subject = render("email/digest_subject.txt", locale, **values, count=len(lines))
    host = urlsplit(here.base_url).hostname or "localhost"
    return Message(
        to=reader.email,
        subject=subject,
        text=render("email/digest.txt", locale, **values),
        html=render("email/digest.html", locale, **values, subject=subject),
        headers={
            "Message-ID": f"<digest-{reader.id}-{lines[-1].id}@{host}>",
            "List-Unsubscribe": f"<{end_all}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def _end_url(reader: Reader, kind: str) -> str:
    token = actions.unsubscribe_token(reader.id, kind, 0)
    return f"{site.current().base_url}/unsubscribe/{token}"


def _retry_later(notice_ids: Sequence[int], error: Exception) -> None:
    with transaction():
        tried = select(func.max(OutgoingMail.attempts)).where(
            OutgoingMail.notice_id.in_(notice_ids)
        )
        failures = (db.session.execute(tried).scalar() or 0) + 1
        due_at = rules.next_attempt_at(failures, clock.now())
        values = {"state": "dead"} if due_at is None else {"due_at": due_at}
        _update(notice_ids, attempts=failures, last_error=_said(error), **values)


def _put_off(notice_ids: Sequence[int], due_at: datetime, error: MailServerDown) -> None:
    """Let a digest wait for the server. It is not its fault, so it costs it no attempt."""
    _log.warning("no mail server: %s", error)
    with transaction():
        _update(notice_ids, due_at=due_at, last_error=_said(error))


def _settle(notice_ids: Sequence[int], **values: object) -> None:
    with transaction():
        _update(notice_ids, **values)


def _update(notice_ids: Sequence[int], **values: object) -> None:
    these = OutgoingMail.notice_id.in_(notice_ids)
    if notice_ids:
        db.session.execute(update(OutgoingMail).where(these).values(**values))


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:_ERROR_MAX]
