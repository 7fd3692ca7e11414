"""Reading the conversation of a thread."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, case, exists, func, literal_column, select, union_all
from sqlalchemy.orm import aliased

from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.accounts.queries import BYLINE, Byline, byline
from portal.answers import policy
from portal.answers.models import Answer, AnswerRevision, Comment, OfficialMark
from portal.kit.db import db, read
from portal.kit.errors import NotFound
from portal.kit.paging import Keyset, Page
from portal.threads import lists
from portal.threads import policy as thread_policy
from portal.threads import queries as threads
from portal.threads.lists import ThreadCard
from portal.threads.models import Thread
from portal.threads.policy import VIEWER
from portal.threads.queries import ThreadView

ANSWERS_A_PAGE = 10
COMMENTS_SHOWN_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialView:
    """The company's mark on an answer."""

    id: int
    mode: str
    summary: str
    body_html: str
    answer_version: int
    correction: str | None
    corrected_at: datetime | None
    marked_at: datetime
    marked_by: Byline


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerView:
    """An answer with its marks."""

    id: int
    thread_id: int
    author_id: int
    author: Byline
    body_md: str
    body_html: str
    visibility: str
    visibility_reason: str | None
    posted_at: datetime
    edited_at: datetime | None
    version: int
    accepted_at: datetime | None
    helpful_count: int
    unhelpful_count: int
    official: OfficialView | None

    @property
    def is_accepted(self) -> bool:
        """Tell whether the asker accepted it."""
        return self.accepted_at is not None

    @property
    def is_edited_since_accepted(self) -> bool:
        """Tell whether it says something else now than what was accepted."""
        return bool(self.accepted_at and self.edited_at and self.edited_at > self.accepted_at)

    @property
    def is_edited_since_endorsed(self) -> bool:
        """Tell whether its author changed it after the company stood behind it."""
        return self.official is not None and self.official.answer_version != self.version


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentView:
    """A comment."""

    id: int
    thread_id: int
    answer_id: int | None
    author_id: int
    author: Byline
    body_html: str
    visibility: str
    visibility_reason: str | None
    posted_at: datetime


_Marker = aliased(User)
_MARK = [
    "id",
    "mode",
    "summary",
    "body_html",
    "answer_version",
    "correction",
    "corrected_at",
    "marked_at",
    "marked_by_role",
]
_FACTS = [
    "id",
    "thread_id",
    "author_id",
    "body_md",
    "body_html",
    "visibility",
    "visibility_reason",
    "posted_at",
    "edited_at",
    "version",
    "accepted_at",
    "helpful_count",
    "unhelpful_count",
]
_IS_OFFICIAL = case((OfficialMark.id.is_not(None), 1), else_=0)
_IS_ACCEPTED = case((Answer.accepted_at.is_not(None), 1), else_=0)
_ANSWERS: Select[*tuple[Any, ...]] = (
    select(
        *(getattr(Answer, name) for name in _FACTS),
        Answer.author_role,
        *(column.label(f"by_{column.key}") for column in BYLINE),
        *(getattr(OfficialMark, name).label(f"mark_{name}") for name in _MARK),
        *(getattr(_Marker, column.key).label(f"marker_{column.key}") for column in BYLINE),
    )
    .join(User, User.id == Answer.author_id)
    .outerjoin(
        OfficialMark, (OfficialMark.answer_id == Answer.id) & (OfficialMark.state == "official")
    )
    .outerjoin(_Marker, _Marker.id == OfficialMark.marked_by_id)
)


def page(actor: Actor, thread: ThreadView, *, cursor: str | None = None) -> Page[AnswerView]:
    """List the answers of a thread: official, accepted, most surely helpful, oldest.

    Costs: 1 statement, whatever the number of answers.
    """
    keyset = _conversation(policy.sight_of(actor, thread.product_id))
    piece = keyset.fetch(cursor, thread_id=thread.id, viewer_id=actor.id)
    return Page(tuple(_answer(row) for row in piece.rows), piece.next_cursor)


@lru_cache(maxsize=8)
def _conversation(sight: str) -> Keyset:
    statement = _ANSWERS.where(
        Answer.thread_id == bindparam("thread_id"), policy.visible_in(sight, Answer)
    )
    order = (_IS_OFFICIAL, _IS_ACCEPTED, Answer.helpful_rank, -Answer.id)
    return Keyset(statement, *order, size=ANSWERS_A_PAGE)


def comments(
    actor: Actor, thread: ThreadView, answer_ids: list[int]
) -> dict[int | None, tuple[CommentView, ...]]:
    """Give the comments on a thread (key None) and on these of its answers, oldest first.

    Costs: 1 statement.
    """
    statement = _remarks(policy.sight_of(actor, thread.product_id))
    values = {"thread_id": thread.id, "answer_ids": answer_ids, VIEWER: actor.id}
    grouped: dict[int | None, tuple[CommentView, ...]] = {}
    for row in read(statement, values):
        comment = _comment(row)
        grouped[comment.answer_id] = (*grouped.get(comment.answer_id, ()), comment)
    return grouped


@lru_cache(maxsize=8)
def _remarks(sight: str) -> Select[*tuple[Any, ...]]:
    on_these = Comment.answer_id.in_(bindparam("answer_ids", expanding=True))
    return (
        _COMMENTS.where(Comment.thread_id == bindparam("thread_id"))
        .where(Comment.answer_id.is_(None) | on_these, policy.visible_in(sight, Comment))
        .order_by(Comment.id)
        .limit(COMMENTS_SHOWN_MAX)
    )


@dataclass(frozen=True, slots=True)
class Said:
    """What everybody may read of what was said in a thread: the team's answers, and comments."""

    answers: tuple[AnswerView, ...] = ()
    comments: tuple[CommentView, ...] = ()


def said_in(cards: Collection[ThreadCard]) -> dict[int, Said]:
    """Give what was said in several threads by thread, oldest first: what is public, no more.

    Costs: 2 statements; one less where nobody answered, and where nobody commented.
    """
    answered = [card.id for card in cards if card.answer_count]
    commented = [card.id for card in cards if card.comment_count]
    answers: dict[int, tuple[AnswerView, ...]] = {}
    comments: dict[int, tuple[CommentView, ...]] = {}
    for row in read(_SAID, {"thread_ids": answered}) if answered else ():
        answers[row.thread_id] = (*answers.get(row.thread_id, ()), _answer(row))
    for row in read(_REMARKED, {"thread_ids": commented}) if commented else ():
        comments[row.thread_id] = (*comments.get(row.thread_id, ()), _comment(row))
    numbers = answers.keys() | comments.keys()
    return {n: Said(answers.get(n, ()), comments.get(n, ())) for n in numbers}


def get(actor: Actor, answer_id: int, *, for_update: bool = False) -> tuple[ThreadView, AnswerView]:
    """Give an answer with its thread, if this actor may see both.

    Takes: for_update, to hold the thread's row: whoever changes an answer's marks waits for it.
    Raises: NotFound("answer.not_found").
    Costs: 3 statements.
    """
    where = select(Answer.thread_id).where(Answer.id == answer_id)
    thread_id = db.session.execute(where).scalar_one_or_none()
    if thread_id is None:
        raise NotFound("answer.not_found")
    thread = threads.get(actor, thread_id, for_update=for_update)
    row = db.session.execute(
        _ANSWERS.where(Answer.id == answer_id, policy.visible_to(actor, Answer, thread.product_id))
    ).one_or_none()
    if row is None:
        raise NotFound("answer.not_found")
    return thread, _answer(row)


def get_comment(actor: Actor, comment_id: int) -> tuple[ThreadView, CommentView]:
    """Give a comment with its thread, if this actor may see both.

    Raises: NotFound("comment.not_found").
    Costs: 3 statements.
    """
    where = select(Comment.thread_id).where(Comment.id == comment_id)
    thread_id = db.session.execute(where).scalar_one_or_none()
    if thread_id is None:
        raise NotFound("comment.not_found")
    thread = threads.get(actor, thread_id)
    row = db.session.execute(
        _COMMENTS.where(
            Comment.id == comment_id, policy.visible_to(actor, Comment, thread.product_id)
        )
    ).one_or_none()
    if row is None:
        raise NotFound("comment.not_found")
    return thread, _comment(row)


def thread_id_of(answer_id: int) -> int:
    """Name the thread of an answer, whoever may see it.

    Costs: 1 statement.
    """
    return db.session.execute(select(Answer.thread_id).where(Answer.id == answer_id)).scalar_one()


def are_all_visible(thread_id: int) -> bool:
    """Tell whether everybody sees the same answers of a thread: all there are.

    Costs: 1 statement.
    """
    hidden = exists().where(Answer.thread_id == thread_id, Answer.visibility != "visible")
    return not db.session.execute(select(hidden)).scalar_one()


def helpfulness(answer_id: int) -> tuple[int, int]:
    """Give the cached helpful and unhelpful counts of an answer.

    Costs: 1 statement.
    """
    counts = select(Answer.helpful_count, Answer.unhelpful_count).where(Answer.id == answer_id)
    helpful, unhelpful = db.session.execute(counts).one()
    return helpful, unhelpful


@dataclass(frozen=True, slots=True)
class RevisionView:
    """What an answer said before an edit, and who changed it."""

    version: int
    body_md: str
    editor: str
    edited_at: datetime


def revisions(actor: Actor, answer_id: int) -> tuple[RevisionView, ...]:
    """List earlier wordings of an answer, newest first.

    Raises: NotFound("answer.not_found").
    Costs: 4 statements.
    """
    get(actor, answer_id)
    rows = db.session.execute(
        select(
            AnswerRevision.version,
            AnswerRevision.body_md,
            User.display_name,
            AnswerRevision.edited_at,
        )
        .join(User, User.id == AnswerRevision.editor_id)
        .where(AnswerRevision.answer_id == answer_id)
        .order_by(AnswerRevision.version.desc())
    )
    return tuple(RevisionView(*row) for row in rows)


_SUMMARIES = select(OfficialMark.thread_id, OfficialMark.summary).where(
    OfficialMark.thread_id.in_(bindparam("thread_ids", expanding=True)),
    OfficialMark.state == literal_column("'official'"),
)


def official_summaries(thread_ids: list[int]) -> dict[int, str]:
    """Give what the official answers of these threads say in short, where there is one.

    Costs: 1 statement, none for an empty list.
    """
    if not thread_ids:
        return {}
    rows = read(_SUMMARIES, {"thread_ids": thread_ids})
    return {row.thread_id: row.summary for row in rows}


@dataclass(frozen=True, slots=True)
class EndedOfficial:
    """An official answer that is not current any more."""

    answer_id: int
    state: str
    summary: str
    body_html: str
    marked_at: datetime
    ended_at: datetime | None
    end_reason: str | None


def ended_officials(thread_id: int) -> tuple[EndedOfficial, ...]:
    """List the official answers that were superseded or withdrawn, newest first.

    One on an answer that is hidden by now is left out: its text must not show here either.
    Costs: 1 statement.
    """
    return tuple(EndedOfficial(*row) for row in read(_ENDED, {"thread_id": thread_id}))


_ENDED = (
    select(
        OfficialMark.answer_id,
        OfficialMark.state,
        OfficialMark.summary,
        OfficialMark.body_html,
        OfficialMark.marked_at,
        OfficialMark.ended_at,
        OfficialMark.end_reason,
    )
    .join(Answer, Answer.id == OfficialMark.answer_id)
    .where(OfficialMark.thread_id == bindparam("thread_id"), OfficialMark.state != "official")
    .where(Answer.visibility == "visible")
    .order_by(OfficialMark.id.desc())
    .limit(20)
)


_COMMENT_FACTS = [
    "id",
    "thread_id",
    "answer_id",
    "author_id",
    "body_html",
    "visibility",
    "visibility_reason",
    "posted_at",
]
_COMMENTS: Select[*tuple[Any, ...]] = select(
    *(getattr(Comment, name) for name in _COMMENT_FACTS),
    Comment.author_role,
    *(column.label(f"by_{column.key}") for column in BYLINE),
).join(User, User.id == Comment.author_id)


_IS_ON_VISIBLE = Comment.answer_id.is_(None) | exists().where(
    Answer.id == Comment.answer_id, Answer.visibility == "visible"
)
_REMARKED = (
    _COMMENTS.where(Comment.thread_id.in_(bindparam("thread_ids", expanding=True)))
    .where(Comment.visibility == "visible", _IS_ON_VISIBLE)
    .order_by(Comment.id)
    .limit(COMMENTS_SHOWN_MAX)
)
_SAID = (
    _ANSWERS.where(Answer.thread_id.in_(bindparam("thread_ids", expanding=True)))
    .where(Answer.visibility == "visible")
    .order_by(Answer.id)
    .limit(COMMENTS_SHOWN_MAX)
)


def _answer(row: Any) -> AnswerView:  # noqa: ANN401 - a row of _ANSWERS
    values = row._asdict()
    author = byline([values[f"by_{c.key}"] for c in BYLINE], values["author_role"])
    facts = {name: values[name] for name in _FACTS}
    return AnswerView(author=author, official=_official(values), **facts)


def _official(values: dict[str, Any]) -> OfficialView | None:
    if values["mark_id"] is None:
        return None
    marker = byline([values[f"marker_{c.key}"] for c in BYLINE], values["mark_marked_by_role"])
    facts = {name: values[f"mark_{name}"] for name in _MARK if name != "marked_by_role"}
    return OfficialView(marked_by=marker, **facts)


def _comment(row: Any) -> CommentView:  # noqa: ANN401 - a row of _COMMENTS
    values = row._asdict()
    author = byline([values[f"by_{c.key}"] for c in BYLINE], values["author_role"])
    return CommentView(author=author, **{name: values[name] for name in _COMMENT_FACTS})


def spoken_of(actor: Actor, *, cursor: str | None = None) -> Page[ThreadCard]:
    """List the ideas under which this actor said something, the latest word first.

    Costs: 1 statement.
    """
    piece = _spoken_of(thread_policy.sight_of(actor)).fetch(cursor, viewer_id=actor.id)
    return Page(lists.make_cards(piece.rows), piece.next_cursor)


@lru_cache(maxsize=64)
def _spoken_of(sight: thread_policy.Sight) -> Keyset:
    mine = union_all(
        *(
            select(said.thread_id, said.posted_at).where(
                said.author_id == bindparam(VIEWER), said.visibility != "withdrawn"
            )
            for said in (Comment, Answer)
        )
    ).subquery()
    last = (
        select(mine.c.thread_id, func.max(mine.c.posted_at).label("at"))
        .group_by(mine.c.thread_id)
        .subquery()
    )
    ids = select(Thread.id).join(last, last.c.thread_id == Thread.id)
    ids = ids.where(Thread.kind == "idea", thread_policy.visible_in(sight))
    return Keyset(ids, last.c.at, last.c.thread_id, around=lists.cards_around)


def newest(thread_id: int, *, most: int) -> Said:
    """Give the newest of what everybody may read in a thread, the newest first.

    Costs: 2 statements.
    """
    values = {"thread_id": thread_id, "most": most}
    return Said(
        tuple(_answer(row) for row in read(_NEWEST_ANSWERS, values)),
        tuple(_comment(row) for row in read(_NEWEST_COMMENTS, values)),
    )


_NEWEST_ANSWERS = (
    _ANSWERS.where(Answer.thread_id == bindparam("thread_id"), Answer.visibility == "visible")
    .order_by(Answer.id.desc())
    .limit(bindparam("most"))
)
_NEWEST_COMMENTS = (
    _COMMENTS.where(Comment.thread_id == bindparam("thread_id"), Comment.visibility == "visible")
    .order_by(Comment.id.desc())
    .limit(bindparam("most"))
)
