"""From a fact to those who hear of it: notices, and mails to be sent."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select

from portal.accounts.models import User
from portal.faq.events import FaqPublished
from portal.kit import clock
from portal.kit.db import db, insert_missing
from portal.kit.events import Fact
from portal.notify import news, queries, rules
from portal.notify.audience import HEARERS, KINDS
from portal.notify.models import Notice, OutgoingMail, Preference
from portal.notify.news import News
from portal.notify.queries import Wish

BATCH: Final = 500
"""So many people are told at a time, whatever their number."""


@dataclass(frozen=True, slots=True)
class _Told:
    """One person will hear of a fact: why, of which thread, and through what."""

    person_id: int
    kind: str
    news: News
    in_inbox: bool
    # when a mail of its own goes out, or the digest that it comes in; None: neither
    mail_due_at: datetime | None
    is_gathered: bool


def on_news(fact: Fact) -> None:
    """Tell everybody whom the table of hearers names, once each, and never the actor.

    Safe to run twice: a person and an event have one notice, and a notice one mail.
    Costs: at most 9 statements a thread, and 4 per 500 people.
    """
    hearers = sorted(_hearers(fact).items())
    for start in range(0, len(hearers), BATCH):
        told = _reachable(fact, dict(hearers[start : start + BATCH]))
        _insert_notices(fact, told)
        _queue_mails(fact, [one for one in told if one.mail_due_at])


def _hearers(fact: Fact) -> dict[int, tuple[str, News]]:
    """Find who hears of a fact: for which reason, and of which thread."""
    found: dict[int, tuple[str, News]] = {}
    for each in news.read(fact.event):
        left_out = news.muted_by(each) | {fact.event.actor_id}
        for kind, group in HEARERS.get(type(fact.event), ()):
            for person_id in news.people(each, group) - left_out:
                found.setdefault(person_id, (kind, each))
    if isinstance(fact.event, FaqPublished):
        for person_id in news.told_of_article(fact.event.article_id):
            found.pop(person_id, None)
    return found


def _reachable(fact: Fact, hearers: Mapping[int, tuple[str, News]]) -> list[_Told]:
    """Keep those who have an account and want to hear, with the ways they want it."""
    has_account = User.email.is_not(None) & User.suspended_at.is_(None)
    people = db.session.execute(
        select(User.id, User.time_zone, User.email_confirmed_at.is_not(None))
        .where(User.id.in_(hearers), has_account)
        .order_by(User.id)
    )
    wishes = _wishes(list(hearers))
    told = []
    for person_id, time_zone, is_confirmed in people:
        kind, about = hearers[person_id]
        wish = wishes.get((person_id, kind), queries.wish_of(KINDS[kind]))
        # history that is told again is mailed to nobody
        is_mailed = is_confirmed and not fact.is_replayed
        due_at = _mail_due_at(wish, fact.occurred_at, time_zone) if is_mailed else None
        if wish.in_inbox or due_at:
            told.append(_Told(person_id, kind, about, wish.in_inbox, due_at, wish.in_digest))
    return told


def _mail_due_at(wish: Wish, told_at: datetime, time_zone: str) -> datetime | None:
    due_at = rules.mail_due_at(wish.kind, told_at)
    if wish.in_digest:
        return rules.digest_due_at(due_at, time_zone, is_weekly=KINDS[wish.kind].is_weekly)
    return due_at if wish.by_mail else None


def _wishes(person_ids: Sequence[int]) -> dict[tuple[int, str], Wish]:
    rows = db.session.execute(
        select(
            Preference.person_id,
            Preference.kind,
            Preference.in_inbox,
            Preference.by_mail,
            Preference.in_digest,
        ).where(Preference.person_id.in_(person_ids))
    )
    return {
        (row.person_id, row.kind): Wish(row.kind, row.in_inbox, row.by_mail, row.in_digest)
        for row in rows
    }


def _insert_notices(fact: Fact, told: Iterable[_Told]) -> None:
    is_history = fact.is_replayed and rules.is_old_news(fact.occurred_at, clock.now())
    rows = [
        {
            "person_id": one.person_id,
            "event_id": fact.id,
            "kind": one.kind,
            "thread_id": one.news.thread_id,
            "answer_id": one.news.answer_id,
            "comment_id": one.news.comment_id,
            "article_version_id": one.news.article_version_id,
            "changelog_entry_id": one.news.changelog_entry_id,
            "status": one.news.status,
            "votes": one.news.votes,
            "actor_id": fact.event.actor_id,
            "in_inbox": one.in_inbox,
            "noticed_at": fact.occurred_at,
            "read_at": fact.occurred_at if is_history else None,
        }
        for one in told
    ]
    insert_missing(Notice, rows)


def _queue_mails(fact: Fact, told: Sequence[_Told]) -> None:
    by_person = {one.person_id: one for one in told}
    notices = db.session.execute(
        select(Notice.id, Notice.person_id).where(
            Notice.event_id == fact.id, Notice.person_id.in_(by_person)
        )
    )
    insert_missing(
        OutgoingMail,
        [
            {
                "notice_id": notice_id,
                "state": "gathered" if by_person[person_id].is_gathered else "waiting",
                "attempts": 0,
                "due_at": by_person[person_id].mail_due_at,
            }
            for notice_id, person_id in notices
        ],
    )
