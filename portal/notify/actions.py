"""Reading one's notices, and choosing how to be told."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, delete, insert, update

from portal.accounts.actor import Actor
from portal.kit import clock, signing
from portal.kit.db import db, insert_missing, insert_once
from portal.kit.errors import NotAllowed, NotFound, RuleBroken
from portal.notify import queries
from portal.notify.audience import DIGEST, KINDS, Kind
from portal.notify.models import Notice, Preference
from portal.notify.queries import NoticeLine, Wish
from portal.threads import actions as threads

_PURPOSE: Final = "unsubscribe"
_PARTS: Final = 3


@dataclass(frozen=True, slots=True)
class Unsubscription:
    """What a link in a mail can end: the mails of one kind, the digests (a kind of their own), or
    all news of one thread.
    """  # noqa: D205 - the sentence needs its two lines

    person_id: int
    kind: str
    # 0: it was about no thread, or about several
    thread_id: int


def mark_read(actor: Actor, notice_id: int) -> NoticeLine:
    """Note that a notice was opened. Doing it twice changes nothing.

    Gives: the notice, to go where it leads.
    Raises: NotFound("notice.not_found").
    Costs: 2 statements.
    """
    line = queries.get(actor, notice_id)
    _mark(Notice.id == notice_id)
    return line


def mark_all_read(actor: Actor, *, newest_id: int | None = None) -> None:
    """Note that all was seen, up to the newest notice that the reader had before their eyes.

    Raises: NotAllowed("account.sign_in").
    Costs: 1 statement.
    """
    if not actor.is_known:
        raise NotAllowed("account.sign_in")
    seen = Notice.person_id == actor.id
    _mark(seen if newest_id is None else seen & (Notice.id <= newest_id))


def set_wishes(actor: Actor, wishes: Iterable[Wish]) -> None:
    """Choose how to be told of each kind; a kind that is left out goes by the table again.

    Raises: NotAllowed("account.sign_in"); RuleBroken("notice.kind").
    Costs: 2 statements.
    """
    if not actor.is_known:
        raise NotAllowed("account.sign_in")
    chosen = {wish.kind: wish for wish in wishes}
    if not chosen.keys() <= KINDS.keys():
        raise RuleBroken("notice.kind")
    db.session.execute(delete(Preference).where(Preference.person_id == actor.id))
    rows = [
        {
            "person_id": actor.id,
            "kind": wish.kind,
            "in_inbox": wish.in_inbox,
            "by_mail": wish.by_mail,
            "in_digest": wish.in_digest and not wish.by_mail,
        }
        for wish in chosen.values()
    ]
    if rows:
        db.session.execute(insert(Preference), rows)


def unsubscribe_token(person_id: int, kind: str, thread_id: int) -> str:
    """Make the end of the link under a mail: signed, and good without signing in."""
    return signing.seal(_PURPOSE, person_id, kind, thread_id)


def read_token(token: str) -> Unsubscription:
    """Give what the link under a mail can end.

    Raises: NotFound("notice.link") for a link that we never made.
    """
    values = signing.unseal(_PURPOSE, token)
    if values is None or len(values) != _PARTS or values[1] not in (*KINDS, DIGEST):
        raise NotFound("notice.link")
    return Unsubscription(int(values[0]), str(values[1]), int(values[2]))


def unsubscribe(token: str) -> Unsubscription:
    """Send no more mails of the kind that the link came with, or no more digests. The inbox stays
    as it is.

    Raises: NotFound("notice.link").
    Costs: 2 statements; 3 for digests.
    """  # noqa: D205 - the sentence needs its two lines
    wanted = read_token(token)
    if wanted.kind == DIGEST:
        _end_digests(wanted.person_id)
    else:
        _end_mails(wanted.person_id, KINDS[wanted.kind])
    return wanted


def _end_mails(person_id: int, kind: Kind) -> None:
    row = {"person_id": person_id, "kind": kind.slug, "in_inbox": kind.in_inbox}
    if not insert_once(Preference, **row, by_mail=False, in_digest=False):
        same = (Preference.person_id == person_id) & (Preference.kind == kind.slug)
        db.session.execute(update(Preference).where(same).values(by_mail=False, in_digest=False))


def _end_digests(person_id: int) -> None:
    """Gather nothing more; and keep, in a row of its own, that what is one mail too many for a day
    does not come this way either, until they save their settings anew.
    """  # noqa: D205 - the sentence needs its two lines
    no_mail = {"person_id": person_id, "by_mail": False, "in_digest": False}
    gathered = [kind for kind in KINDS.values() if kind.in_digest]
    rows = [no_mail | {"kind": kind.slug, "in_inbox": kind.in_inbox} for kind in gathered]
    insert_missing(Preference, [*rows, no_mail | {"kind": DIGEST, "in_inbox": False}])
    own = (Preference.person_id == person_id) & Preference.in_digest
    db.session.execute(update(Preference).where(own).values(in_digest=False))


def mute_thread(token: str) -> Unsubscription:
    """Tell nothing more of the thread that the link came with.

    Raises: NotFound("notice.link").
    Announces: ThreadFollowChosen.
    Costs: 3 statements.
    """
    wanted = read_token(token)
    threads.follow(Actor(id=wanted.person_id), wanted.thread_id, level="muted")
    return wanted


def _mark(those: ColumnElement[bool]) -> None:
    change = update(Notice).where(those, Notice.read_at.is_(None))
    db.session.execute(change.values(read_at=clock.now()))
