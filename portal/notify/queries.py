"""Reading notices and preferences."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import aliased

from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.answers.models import Answer, Comment
from portal.changelog.models import Entry
from portal.changelog.queries import shown_lang
from portal.faq.models import ArticleVersion
from portal.kit import clock, paging
from portal.kit.db import db, read
from portal.kit.errors import NotFound
from portal.kit.paging import Page
from portal.kit.text import slugify
from portal.notify import policy
from portal.notify.audience import KINDS, Kind
from portal.notify.models import AccountMail, Notice, OutgoingMail, Preference
from portal.threads import policy as threads
from portal.threads.models import Thread

UNREAD_COUNTED_MAX: Final = 100
"""More than this is not counted; the badge says 99+."""

_OPEN: Final = ("waiting", "gathered")
OVERDUE_AFTER: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeLine:
    """One notice with all that its sentence and its link need."""

    id: int
    kind: str
    noticed_at: datetime
    read_at: datetime | None
    status: str | None
    votes: int | None
    person_id: int
    actor_name: str | None
    actor_handle: str | None
    thread_id: int | None
    thread_kind: str | None
    thread_title: str | None
    thread_slug: str | None
    thread_lang: str | None
    thread_author_id: int | None
    # what the thread repeats by now
    thread_canonical_id: int | None
    answer_id: int | None
    comment_id: int | None
    article_version_id: int | None
    article_title: str | None
    article_slug: str | None
    article_lang: str | None
    changelog_entry_id: int | None
    changelog_title_ko: str | None
    changelog_title_en: str | None
    # the reader's language
    locale: str

    @property
    def is_read(self) -> bool:
        """Tell whether its reader opened it or put it away."""
        return self.read_at is not None

    @property
    def is_own_thread(self) -> bool:
        """Tell whether its reader posted the thread."""
        return self.thread_author_id == self.person_id

    @property
    def title(self) -> str:
        """Give the title of what it leads to."""
        return self._changelog_title or self.article_title or self.thread_title or ""

    @property
    def lang(self) -> str:
        """Give the language of that title."""
        return self._changelog_lang or self.article_lang or self.thread_lang or ""

    @property
    def changelog_slug(self) -> str:
        """Give the readable part of the address of the entry that it is about."""
        return slugify(self._changelog_title)

    @property
    def _changelog_title(self) -> str:
        ko, en = self.changelog_title_ko or "", self.changelog_title_en or ""
        return ko if self._changelog_lang == "ko" else en

    @property
    def _changelog_lang(self) -> str:
        if self.changelog_entry_id is None:
            return ""
        ko, en = self.changelog_title_ko or "", self.changelog_title_en or ""
        return shown_lang(ko, en, self.locale)

    @property
    def is_for_desk(self) -> bool:
        """Tell whether it leads to the desk and not to what everybody reads."""
        return KINDS[self.kind].for_staff and self.article_version_id is not None

    @property
    def anchor(self) -> str:
        """Give the place in the thread's page that it is about; empty for the top."""
        if self.comment_id is not None:
            return f"comment-{self.comment_id}"
        return f"answer-{self.answer_id}" if self.answer_id is not None else ""


@dataclass(frozen=True, slots=True)
class Wish:
    """How a person hears of one kind of notice."""

    kind: str
    in_inbox: bool
    # at once
    by_mail: bool
    # gathered with other news; never both
    in_digest: bool = False


@dataclass(frozen=True, slots=True)
class MailHealth:
    """How the mails are doing: waiting, waiting for more than ten minutes, given up."""

    waiting: int
    overdue: int
    dead: int


_Actor = aliased(User)
_LINE: Select[*tuple[Any, ...]] = (
    select(
        Notice.id,
        Notice.kind,
        Notice.noticed_at,
        Notice.read_at,
        Notice.status,
        Notice.votes,
        Notice.person_id,
        _Actor.display_name.label("actor_name"),
        _Actor.handle.label("actor_handle"),
        Notice.thread_id,
        Thread.kind.label("thread_kind"),
        Thread.title.label("thread_title"),
        Thread.slug.label("thread_slug"),
        Thread.lang.label("thread_lang"),
        Thread.author_id.label("thread_author_id"),
        Thread.canonical_id.label("thread_canonical_id"),
        Notice.answer_id,
        Notice.comment_id,
        Notice.article_version_id,
        ArticleVersion.title.label("article_title"),
        ArticleVersion.slug.label("article_slug"),
        ArticleVersion.lang.label("article_lang"),
        Notice.changelog_entry_id,
        Entry.title_ko.label("changelog_title_ko"),
        Entry.title_en.label("changelog_title_en"),
    )
    .select_from(Notice)
    .outerjoin(Thread, Thread.id == Notice.thread_id)
    .outerjoin(Answer, Answer.id == Notice.answer_id)
    .outerjoin(Comment, Comment.id == Notice.comment_id)
    .outerjoin(ArticleVersion, ArticleVersion.id == Notice.article_version_id)
    .outerjoin(Entry, Entry.id == Notice.changelog_entry_id)
    .outerjoin(_Actor, _Actor.id == Notice.actor_id)
)
_NAMES = tuple(column.name for column in _LINE.selected_columns)


def inbox(actor: Actor, *, cursor: str | None = None) -> Page[NoticeLine]:
    """List what this actor was told of, newest first, as far as they may still see it.

    Costs: 1 statement.
    """
    statement = _LINE.where(Notice.in_inbox, policy.visible_to(actor))
    piece = paging.fetch(statement, Notice.id, cursor=cursor)
    facts = (dict(zip(_NAMES, row, strict=False)) for row in piece.rows)
    lines = (NoticeLine(**each, locale=actor.locale) for each in facts)
    return Page(tuple(lines), piece.next_cursor)


def unread_count(actor: Actor) -> int:
    """Count what this actor has not read, at most 100.

    Costs: 1 statement; none for nobody.
    """
    if not actor.is_known:
        return 0
    statement = _unread(threads.sight_of(actor))
    count: int = read(statement, {threads.VIEWER: actor.id}).scalar_one()
    return count


@lru_cache(maxsize=64)
def _unread(sight: threads.Sight) -> Select[int]:
    unread = (
        _LINE.with_only_columns(Notice.id, maintain_column_froms=True)
        .where(Notice.read_at.is_(None), Notice.in_inbox, policy.visible_in(sight))
        .limit(UNREAD_COUNTED_MAX)
        .subquery()
    )
    return select(func.count()).select_from(unread)


def get(actor: Actor, notice_id: int) -> NoticeLine:
    """Give one notice of this actor, if what it tells of may still be seen.

    Raises: NotFound("notice.not_found").
    Costs: 1 statement.
    """
    line = find(actor, notice_id)
    if line is None:
        raise NotFound("notice.not_found")
    return line


def find(actor: Actor, notice_id: int) -> NoticeLine | None:
    """Give one notice of this actor, or None where ``get`` would refuse.

    Costs: 1 statement.
    """
    return next(iter(find_all(actor, [notice_id])), None)


def find_all(actor: Actor, notice_ids: Collection[int]) -> tuple[NoticeLine, ...]:
    """Give those of these notices that this actor may see, oldest first.

    Costs: 1 statement.
    """
    statement = _LINE.where(Notice.id.in_(notice_ids), policy.visible_to(actor))
    rows = db.session.execute(statement.order_by(Notice.id))
    return tuple(NoticeLine(**row._asdict(), locale=actor.locale) for row in rows)


def wish_of(kind: Kind) -> Wish:
    """Give how somebody hears of a kind who chose nothing."""
    return Wish(kind.slug, kind.in_inbox, kind.by_mail, kind.in_digest)


def wishes(actor: Actor) -> tuple[Wish, ...]:
    """Give how this actor hears of each kind, in the order of the table of kinds.

    Costs: 1 statement.
    """
    rows = db.session.execute(
        select(
            Preference.kind, Preference.in_inbox, Preference.by_mail, Preference.in_digest
        ).where(Preference.person_id == actor.id)
    )
    chosen = {row.kind: Wish(*row) for row in rows}
    kinds = (kind for kind in KINDS.values() if actor.is_staff or not kind.for_staff)
    standard = (wish_of(kind) for kind in kinds)
    return tuple(chosen.get(wish.kind, wish) for wish in standard)


def mail_health() -> MailHealth:
    """Count the mails that wait, those that wait too long, and those given up, of both kinds:
    those that notices cause and those about people's own accounts.

    Costs: 2 statements.
    """  # noqa: D205 - the sentence needs its two lines
    both = (_mail_counts(OutgoingMail), _mail_counts(AccountMail))
    return MailHealth(*(sum(counts) for counts in zip(*both, strict=True)))


def _mail_counts(mails: type[OutgoingMail] | type[AccountMail]) -> tuple[int, int, int]:
    waits = mails.state == "waiting"
    late = mails.state.in_(_OPEN) & (mails.due_at < clock.now() - OVERDUE_AFTER)
    counts = select(
        func.sum(case((waits, 1), else_=0)),
        func.sum(case((late, 1), else_=0)),
        func.sum(case((mails.state == "dead", 1), else_=0)),
    )
    row = db.session.execute(counts.where(mails.state.in_((*_OPEN, "dead")))).one()
    return row[0] or 0, row[1] or 0, row[2] or 0
