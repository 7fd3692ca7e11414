"""Weighing resolved questions: from rows to the numbers of the formula, for many at once."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, or_, select
from sqlalchemy.orm import aliased

from portal.answers.models import Answer
from portal.duplicates.models import DuplicateLink
from portal.faq import evidence
from portal.faq.evidence import Signals
from portal.faq.models import Evidence, Reading
from portal.kit import clock
from portal.kit.db import db, insert_missing, read
from portal.threads import policy as thread_policy
from portal.threads.models import Thread
from portal.votes.models import UnattributedVote, Vote

WEIGHABLE: ColumnElement[bool] = and_(
    thread_policy.VISIBLE,
    Thread.kind == "question",
    Thread.canonical_id.is_(None),
    Thread.resolution.is_not(None),
)
"""What may propose itself: a question that everybody sees, solved, and nobody's duplicate."""

CONTESTED: ColumnElement[bool] = exists().where(
    DuplicateLink.state == "contested",
    or_(DuplicateLink.thread_id == Thread.id, DuplicateLink.target_id == Thread.id),
)
"""Whether somebody says that it, or what was closed as the same, is another question."""

_Root = aliased(Thread)
_Double = aliased(Thread)


def weigh(thread_ids: Collection[int], searches: Mapping[int, int]) -> int:
    """Write down how much of the given questions weighs; what may not be weighed is let go.

    Takes: thread_ids, some hundreds at most; searches, of 30 days and from which nothing was
        opened, by question.
    Gives: how many were weighed.
    Costs: 6 statements; 1 when none may be weighed.
    """
    measured = _measure(thread_ids, searches)
    db.session.execute(delete(Evidence).where(Evidence.thread_id.in_(thread_ids)))
    now = clock.now()
    # whoever weighs at the same time weighs the same
    return insert_missing(Evidence, [_row(one, found, now) for one, found in measured.items()])


def weigh_again(thread_id: int) -> None:
    """Weigh a question whose resolution has changed, with the searches that are known of it.

    Costs: 7 statements.
    """
    known = select(Evidence.searches).where(Evidence.thread_id == thread_id)
    searches = db.session.execute(known).scalar_one_or_none() or 0
    weigh([thread_id], {thread_id: searches})


def next_ids(after: int, size: int) -> list[int]:
    """Give the numbers of the next questions that may be weighed.

    Costs: 1 statement.
    """
    ids = select(Thread.id).where(WEIGHABLE, Thread.id > after).order_by(Thread.id).limit(size)
    return list(read(ids).scalars())


def forget_others() -> None:
    """Let go of what may not be weighed any more: open again, hidden, or a duplicate by now.

    Costs: 1 statement.
    """
    weighable = select(Thread.id).where(WEIGHABLE)
    db.session.execute(delete(Evidence).where(Evidence.thread_id.not_in(weighable)))


def score_of(thread_id: int) -> float:
    """Give what a question weighed last; 0 when it was never weighed.

    Costs: 1 statement.
    """
    statement = select(Evidence.score).where(Evidence.thread_id == thread_id)
    return db.session.execute(statement).scalar_one_or_none() or 0.0


def _measure(ids: Collection[int], searches: Mapping[int, int]) -> dict[int, Signals]:
    facts = read(
        select(
            Thread.id,
            (Thread.official_count > 0).label("is_official"),
            _is_accepted().label("is_accepted"),
            _duplicates().label("duplicates"),
        ).where(Thread.id.in_(ids), WEIGHABLE)
    ).all()
    if not facts:
        return {}
    roots = [row.id for row in facts]
    people, readers = _me_too(roots), _readers(roots)
    return {
        row.id: Signals(
            me_too=people.get(row.id, 0),
            duplicates=row.duplicates,
            readers=readers.get(row.id, 0),
            searches=searches.get(row.id, 0),
            is_official=bool(row.is_official),
            is_accepted=bool(row.is_accepted),
        )
        for row in facts
    }


def _is_accepted() -> ColumnElement[bool]:
    return exists().where(
        Answer.thread_id == Thread.id,
        Answer.accepted_at.is_not(None),
        Answer.accepted_by_id == Thread.author_id,
    )


def _duplicates() -> ColumnElement[int]:
    found = select(func.count()).where(
        _Double.canonical_id == Thread.id, _Double.visibility == "visible"
    )
    return found.correlate(Thread).scalar_subquery()


def _me_too(roots: Collection[int]) -> dict[int, int]:
    """Count people, each once, who voted for a question or its duplicates and asked none of them.

    Votes that name nobody are added as they are.
    """
    root = func.coalesce(Thread.canonical_id, Thread.id).label("root")
    asked_it = exists().where(
        or_(_Root.id == root, _Root.canonical_id == root), _Root.author_id == Vote.person_id
    )
    known = _by_root(
        select(root, func.count(Vote.person_id.distinct()))
        .join(Thread, Thread.id == Vote.thread_id)
        .where(~asked_it),
        roots,
    )
    unknown = _by_root(
        select(root, func.count()).join_from(
            UnattributedVote, Thread, Thread.id == UnattributedVote.thread_id
        ),
        roots,
    )
    return {one: known.get(one, 0) + unknown.get(one, 0) for one in {*known, *unknown}}


def _readers(roots: Collection[int]) -> dict[int, int]:
    since = clock.now() - timedelta(days=evidence.WINDOW_DAYS)
    root = func.coalesce(Thread.canonical_id, Thread.id).label("root")
    counted = select(root, func.count()).join_from(Reading, Thread, Thread.id == Reading.thread_id)
    return _by_root(counted.where(Reading.read_at >= since), roots)


def _by_root(counted: Select[*tuple[Any, ...]], roots: Collection[int]) -> dict[int, int]:
    """Count over questions and those of their duplicates that everybody sees."""
    family = or_(Thread.id.in_(roots), Thread.canonical_id.in_(roots))
    root = func.coalesce(Thread.canonical_id, Thread.id)
    rows = read(counted.where(family, Thread.visibility == "visible").group_by(root))
    return {row[0]: row[1] for row in rows}


def _row(thread_id: int, found: Signals, now: Any) -> dict[str, Any]:  # noqa: ANN401 - an instant
    return {
        "thread_id": thread_id,
        "me_too": found.me_too,
        "duplicates": found.duplicates,
        "readers": found.readers,
        "searches": found.searches,
        "is_official": found.is_official,
        "is_accepted": found.is_accepted,
        "score": evidence.score(found),
        "has_signal": evidence.has_signal(found),
        "weighed_at": now,
    }
