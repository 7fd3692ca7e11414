"""What an idea has to do with others, and what it was: parts, wholes, merges, conversions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, literal, null, select, union_all

from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.duplicates.models import DuplicateLink
from portal.ideas.models import Conversion
from portal.kit.db import db
from portal.threads.models import Split, Thread
from portal.threads.policy import VISIBLE, visible_to


@dataclass(frozen=True, slots=True)
class Kin:
    """Another idea that this one was made of ("whole"), or that was made of it ("part")."""

    what: str
    id: int
    kind: str
    title: str
    slug: str
    lang: str


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened to a thread as a whole, and the other that it happened with."""

    what: str
    happened_at: datetime
    by: str | None
    other: Kin | None


def kin(thread_id: int) -> tuple[Kin, ...]:
    """List the public ideas that one was split off, and that were split off it, oldest first.

    Costs: 1 statement.
    """
    links = union_all(
        select(literal("whole").label("what"), Split.from_id.label("id")).where(
            Split.thread_id == thread_id
        ),
        select(literal("part"), Split.thread_id).where(Split.from_id == thread_id),
    ).subquery()
    statement = (
        select(links.c.what, Thread.id, Thread.kind, Thread.title, Thread.slug, Thread.lang)
        .join(Thread, Thread.id == links.c.id)
        .where(VISIBLE)
        .order_by(Thread.id)
    )
    return tuple(Kin(*row) for row in db.session.execute(statement))


def history(actor: Actor, thread_id: int) -> tuple[Happening, ...]:
    """Tell how a thread was merged, parted, split and converted, newest first, at most 100 times.

    Another thread is named as far as this actor may see it.
    Costs: 2 statements.
    """
    told = union_all(*_happenings(thread_id)).subquery()
    statement = (
        select(told.c.what, told.c.at, User.display_name, told.c.other_id)
        .outerjoin(User, User.id == told.c.by_id)
        .order_by(told.c.at.desc(), told.c.what)
        .limit(100)
    )
    rows = db.session.execute(statement).all()
    others = _named(actor, {row.other_id for row in rows if row.other_id is not None})
    return tuple(
        Happening(row.what, row.at, row.display_name, others.get(row.other_id)) for row in rows
    )


def _happenings(thread_id: int) -> list[Select[*tuple[Any, ...]]]:
    link, here, there = DuplicateLink, DuplicateLink.thread_id, DuplicateLink.target_id
    is_over = (link.state == "ended") & link.decided_at.is_not(None)
    own, others = here == thread_id, there == thread_id
    return [
        _told("merged_into", link.applied_at, link.applied_by_id, there, own),
        _told("parted_from", link.decided_at, link.decided_by_id, there, own & is_over),
        _told("merged_here", link.applied_at, link.applied_by_id, here, others),
        _told("parted_here", link.decided_at, link.decided_by_id, here, others & is_over),
        _told(
            "split_from",
            Split.split_at,
            Split.split_by_id,
            Split.from_id,
            Split.thread_id == thread_id,
        ),
        _told(
            "split_off",
            Split.split_at,
            Split.split_by_id,
            Split.thread_id,
            Split.from_id == thread_id,
        ),
        _told(
            "became_idea",
            Conversion.converted_at,
            Conversion.converted_by_id,
            null(),
            (Conversion.thread_id == thread_id) & (Conversion.after == "idea"),
        ),
        _told(
            "became_question",
            Conversion.converted_at,
            Conversion.converted_by_id,
            null(),
            (Conversion.thread_id == thread_id) & (Conversion.after == "question"),
        ),
    ]


def _told(
    what: str,
    at: Any,  # noqa: ANN401 - a column
    by: Any,  # noqa: ANN401 - a column
    other: Any,  # noqa: ANN401 - a column
    where: ColumnElement[bool],
) -> Select[*tuple[Any, ...]]:
    return select(
        literal(what).label("what"), at.label("at"), by.label("by_id"), other.label("other_id")
    ).where(where)


def _named(actor: Actor, thread_ids: set[int]) -> dict[int, Kin]:
    rows = db.session.execute(
        select(Thread.id, Thread.kind, Thread.title, Thread.slug, Thread.lang).where(
            Thread.id.in_(thread_ids), visible_to(actor)
        )
    )
    return {row.id: Kin("other", *row) for row in rows}
