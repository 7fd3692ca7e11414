"""From a notice to the mail about it, in its reader's language, as things stand when it is sent."""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from sqlalchemy import Select, and_, select

from portal.accounts import queries as people
from portal.accounts.models import User
from portal.answers.models import Answer, Comment, OfficialMark
from portal.changelog.models import Entry
from portal.faq.models import ArticleVersion
from portal.ideas.models import StatusChange
from portal.kit import markup, site, text
from portal.kit.db import db
from portal.kit.mail import Message
from portal.kit.render import render
from portal.notify import actions, queries, rules, wording
from portal.notify.audience import KINDS
from portal.notify.models import Notice, Preference
from portal.notify.queries import NoticeLine
from portal.threads.models import Follow

QUOTE_MAX: Final = 400


@dataclass(frozen=True, slots=True)
class _Reader:
    """Whom a mail goes to."""

    id: int
    email: str
    name: str
    locale: str


def write(notice_id: int) -> Message | None:
    """Write the mail about a notice.

    Gives: None when it should not be sent any more: the thing is out of sight, the reader has
        opened it already, wishes no such mail, cannot be reached, or the news is overtaken.
    Costs: at most 5 statements.
    """
    reader = _find_reader(notice_id)
    if reader is None:
        return None
    line = queries.find(people.get_actor(reader.id), notice_id)
    if line is None or line.is_read or _is_overtaken(line):
        return None
    return _compose(reader, line)


def _find_reader(notice_id: int) -> _Reader | None:
    """Find who is to read it, if every wish of theirs still allows it."""
    wish = and_(Preference.person_id == Notice.person_id, Preference.kind == Notice.kind)
    follow = and_(Follow.person_id == Notice.person_id, Follow.thread_id == Notice.thread_id)
    row = db.session.execute(
        select(
            User.id,
            User.email,
            User.display_name,
            User.locale,
            Notice.kind,
            Preference.by_mail,
            Follow.level,
        )
        .select_from(Notice)
        .join(User, User.id == Notice.person_id)
        .outerjoin(Preference, wish)
        .outerjoin(Follow, follow)
        .where(Notice.id == notice_id)
        .where(User.suspended_at.is_(None), User.email_confirmed_at.is_not(None))
    ).one_or_none()
    if row is None or row.email is None or row.level == "muted":
        return None
    wants_it = KINDS[row.kind].by_mail if row.by_mail is None else row.by_mail
    return _Reader(row.id, row.email, row.display_name, row.locale) if wants_it else None


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


def _compose(reader: _Reader, line: NoticeLine) -> Message:
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
