"""From a notice to the mail about it, in its reader's language, as things stand when it is sent."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from portal.accounts import queries as people
from portal.accounts.models import User
from portal.answers.models import Answer, Comment, OfficialMark
from portal.changelog.models import Entry
from portal.faq.models import ArticleVersion
from portal.ideas.models import StatusChange
from portal.kit import clock, markup, site, text
from portal.kit.db import db
from portal.kit.mail import Message
from portal.kit.render import render
from portal.notify import actions, queries, rules, wording
from portal.notify.audience import DIGEST, KINDS
from portal.notify.models import Notice, OutgoingMail, Preference
from portal.notify.queries import NoticeLine
from portal.threads.models import Follow

QUOTE_MAX: Final = 400
MAILED_WITHIN: Final = timedelta(days=3)
"""What could not be sent for so long is not news any more."""

_Refusal = aliased(Preference)


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a mail goes to."""

    id: int
    email: str
    name: str
    locale: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class _Way:
    """How a notice may still come by mail, as things are when it is to be sent."""

    reader: Reader
    at_once: bool
    gathered: bool


def write(notice_id: int) -> Message | datetime | None:
    """Write the mail about a notice.

    Gives: None when it should not be sent any more: the thing is out of sight, the reader has
        opened it already, wishes no such mail, cannot be reached, or the news is overtaken; when
        the next digest is due, when it comes in that instead: by their wish, or because they got
        as many mails today as anybody should.
    Costs: at most 6 statements.
    """
    way = _ways([notice_id]).get(notice_id)
    line = find_news(way.reader, [notice_id])[:1] if way else ()
    if way is None or not line:
        return None
    if way.at_once and not _has_enough(way.reader):
        return _compose(way.reader, line[0])
    if not way.gathered:
        return None
    return rules.digest_due_at(clock.now(), way.reader.time_zone)


def find_gathered(notice_ids: Collection[int]) -> tuple[Reader | None, tuple[NoticeLine, ...]]:
    """Give who is to read a digest of these notices, all theirs, and what still belongs in it.

    Costs: at most 3 statements, and 1 for each decision among them.
    """
    ways = _ways(notice_ids)
    wanted = [number for number, way in ways.items() if way.gathered]
    if not wanted:
        return None, ()
    reader = ways[wanted[0]].reader
    return reader, find_news(reader, wanted)


def find_news(reader: Reader, notice_ids: Collection[int]) -> tuple[NoticeLine, ...]:
    """Give what of these notices is still news to their reader, oldest first."""
    lines = queries.find_all(people.get_actor(reader.id), notice_ids)
    return tuple(line for line in lines if not line.is_read and not _is_overtaken(line))


def _ways(notice_ids: Collection[int]) -> dict[int, _Way]:
    """Find how each of these may come by mail: the one place where every wish is asked, for all
    kinds, as a mail is about to be sent. Whoever must get none is left out.

    Costs: 1 statement.
    """  # noqa: D205 - the sentence needs its two lines
    wish = and_(Preference.person_id == Notice.person_id, Preference.kind == Notice.kind)
    refusal = and_(_Refusal.person_id == Notice.person_id, _Refusal.kind == DIGEST)
    follow = and_(Follow.person_id == Notice.person_id, Follow.thread_id == Notice.thread_id)
    rows = db.session.execute(
        select(
            *(Notice.id, Notice.kind, User.id, User.email, User.display_name, User.locale),
            *(User.time_zone, Preference.by_mail, Preference.in_digest, _Refusal.kind),
        )
        .select_from(Notice)
        .join(User, User.id == Notice.person_id)
        .outerjoin(Preference, wish)
        .outerjoin(_Refusal, refusal)
        .outerjoin(Follow, follow)
        .where(Notice.id.in_(notice_ids))
        .where(User.suspended_at.is_(None), User.email_confirmed_at.is_not(None))
        .where(User.email.is_not(None), or_(Follow.level.is_(None), Follow.level != "muted"))
    )
    ways = {}
    for notice_id, kind, *reader, by_mail, in_digest, refusal_of_digests in rows:
        at_once = KINDS[kind].by_mail if by_mail is None else by_mail
        gathered = KINDS[kind].in_digest if in_digest is None else in_digest
        may_gather = (at_once or gathered) and refusal_of_digests is None
        if at_once or may_gather:
            ways[notice_id] = _Way(Reader(*reader), at_once, may_gather)
    return ways


def _has_enough(reader: Reader) -> bool:
    """Tell whether somebody got so many mails today that the next had better wait.

    Costs: 1 statement.
    """
    now = clock.now()
    today = select(func.count()).where(
        OutgoingMail.notice_id == Notice.id,
        OutgoingMail.state == "sent",
        OutgoingMail.sent_at >= rules.day_began_at(now, reader.time_zone),
        Notice.person_id == reader.id,
        # nothing is sent that is older, so that few rows are looked at
        Notice.noticed_at >= now - MAILED_WITHIN,
    )
    return (db.session.execute(today).scalar() or 0) >= rules.MAILS_A_DAY


def _is_overtaken(line: NoticeLine) -> bool:
    if line.kind == "merged":
        return line.thread_canonical_id is None
    if line.status is None:
        return False
    changes = db.session.execute(
        select(StatusChange.before, StatusChange.decided_at)
        .where(StatusChange.thread_id == line.thread_id)
        .order_by(StatusChange.id)
    )
    known = ((row.before, row.decided_at) for row in changes)
    return rules.is_overtaken(line.status, line.noticed_at, known)


def _compose(reader: Reader, line: NoticeLine) -> Message:
    here, locale = site.current(), reader.locale
    token = actions.unsubscribe_token(reader.id, line.kind, line.thread_id or 0)
    values = {
        "kind": wording.kind(line.kind, locale),
        "lang": locale,
        "line": line,
        "link": wording.link(line, locale),
        "quote": _quote(line),
        "reader_name": reader.name,
        "sentence": wording.sentence(line, locale),
        "site": here,
        "subject": wording.subject(line, locale),
        "unsubscribe_url": f"{here.base_url}/unsubscribe/{token}",
    }
    return Message(
        to=reader.email,
        subject=str(values["subject"]),
        text=render("email/notice.txt", locale, **values),
        html=render("email/notice.html", locale, **values),
        headers=_headers(line, str(values["unsubscribe_url"])),
    )


def _headers(line: NoticeLine, unsubscribe_url: str) -> dict[str, str]:
    """Group the mails of a thread, let one be recognised that comes twice, and be ended."""
    host = urlsplit(site.current().base_url).hostname or "localhost"
    about = f"thread-{line.thread_id}" if line.thread_id else f"article-{line.article_version_id}"
    if line.changelog_entry_id and not line.thread_id:
        about = f"changelog-{line.changelog_entry_id}"
    return {
        "Message-ID": f"<notice-{line.id}@{host}>",
        "References": f"<{about}@{host}>",
        "List-Unsubscribe": f"<{unsubscribe_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _quote(line: NoticeLine) -> str:
    """Give the beginning of what was said, as plain text.

    Costs: 1 statement.
    """
    said = db.session.execute(_said(line)).scalars().first() or ""
    is_plain = line.article_version_id is not None
    return text.excerpt(said if is_plain else markup.html_to_text(said), QUOTE_MAX)


def _said(line: NoticeLine) -> Select[Any]:
    """Find what was said: HTML, but of an article the summary, which is plain text."""
    if line.status is not None:
        decided = select(StatusChange.note_html).where(
            StatusChange.thread_id == line.thread_id, StatusChange.after == line.status
        )
        return decided.order_by(StatusChange.id.desc()).limit(1)
    if line.article_version_id is not None:
        return select(ArticleVersion.summary).where(ArticleVersion.id == line.article_version_id)
    if line.changelog_entry_id is not None or line.comment_id is not None:
        return _said_as_a_whole(line)
    if line.kind in ("official", "endorsed"):
        current = (OfficialMark.answer_id == line.answer_id) & (OfficialMark.state == "official")
        return select(OfficialMark.body_html).where(current)
    return select(Answer.body_html).where(Answer.id == line.answer_id)


def _said_as_a_whole(line: NoticeLine) -> Select[Any]:
    """Find the text of an entry of the changelog in the reader's language, or of a comment."""
    if line.changelog_entry_id is not None:
        told = Entry.body_html_ko if line.lang == "ko" else Entry.body_html_en
        return select(told).where(Entry.id == line.changelog_entry_id)
    return select(Comment.body_html).where(Comment.id == line.comment_id)
