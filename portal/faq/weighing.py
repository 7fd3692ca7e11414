"""Weighing resolved questions: from rows to the numbers of the formula, for many at once."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import fields
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, or_, select

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
from portal.votes.queries import COUNTED

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

_NAMES = tuple(field.name for field in fields(Signals))


class _Member(NamedTuple):
    """A question of a family: the one that stands for all of them, or a duplicate of it."""

    id: int
    root: int
    author_id: int


def weigh(thread_ids: Collection[int], searches: Mapping[int, int]) -> int:
    """Write down how much of the given questions weighs; what may not be weighed is let go.

    Takes: thread_ids, some hundreds at most; searches, of 30 days and from which nothing was
        opened, by question.
    Gives: how many weigh otherwise than before.
    Costs: 7 to 9 statements; 2 when none may be weighed.
    """
    return keep(thread_ids, measure(thread_ids, searches))


def keep(thread_ids: Collection[int], measured: Mapping[int, Signals]) -> int:
    """Write down what was measured, where it is something else than before.

    Gives: how many weigh otherwise than before.
    Costs: 1 statement; 2 to 3 when anything has changed.
    """
    columns = (Evidence.thread_id, *(getattr(Evidence, name) for name in _NAMES))
    known = {
        row.thread_id: Signals(**{name: getattr(row, name) for name in _NAMES})
        for row in read(select(*columns).where(Evidence.thread_id.in_(thread_ids)))
    }
    changed = [one for one in thread_ids if known.get(one) != measured.get(one)]
    if not changed:
        return 0
    db.session.execute(delete(Evidence).where(Evidence.thread_id.in_(changed)))
    now = clock.now()
    rows = [_row(one, measured[one], now) for one in changed if one in measured]
    # whoever weighs at the same time weighs the same
    insert_missing(Evidence, rows)
    return len(changed)


def weigh_again(thread_id: int) -> None:
    """Weigh a question whose resolution has changed, with the searches that are known of it.

    Costs: 8 to 10 statements.
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
    weighable = exists().where(Thread.id == Evidence.thread_id, WEIGHABLE)
    db.session.execute(
        delete(Evidence).where(~weighable).execution_options(synchronize_session=False)
    )


def score_of(thread_id: int) -> float:
    """Give what a question weighed last; 0 when it was never weighed.

    Costs: 1 statement.
    """
    statement = select(Evidence.score).where(Evidence.thread_id == thread_id)
    return db.session.execute(statement).scalar_one_or_none() or 0.0


def measure(ids: Collection[int], searches: Mapping[int, int]) -> dict[int, Signals]:
    """Count what speaks for each of the questions that may be weighed.

    Costs: 6 statements; 1 when none may be weighed.
    """
    facts = read(
        select(
            Thread.id,
            (Thread.official_count > 0).label("is_official"),
            _is_accepted().label("is_accepted"),
        ).where(Thread.id.in_(ids), WEIGHABLE)
    ).all()
    if not facts:
        return {}
    family = _family([row.id for row in facts])
    people, readers = _me_too(family), _readers(family)
    doubles = Counter(member.root for member in family if member.id != member.root)
    return {
        row.id: Signals(
            me_too=people.get(row.id, 0),
            duplicates=doubles[row.id],
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


def _family(roots: Collection[int]) -> list[_Member]:
    """Give questions with those of their duplicates that everybody sees, and who asked each."""
    members = select(Thread.id, Thread.canonical_id, Thread.author_id).where(
        or_(Thread.id.in_(roots), Thread.canonical_id.in_(roots)), Thread.visibility == "visible"
    )
    rows = read(members)
    return [_Member(row.id, row.canonical_id or row.id, row.author_id) for row in rows]


def _me_too(family: list[_Member]) -> dict[int, int]:
    """Count people, each once, who voted for a question or its duplicates and asked none of them.

    Votes that name nobody are added as they are.
    """
    root = func.coalesce(Thread.canonical_id, Thread.id)
    ids = [member.id for member in family]
    counted = select(root, func.count(Vote.person_id.distinct())).join(
        Thread, Thread.id == Vote.thread_id
    )
    found = _by_root(counted.where(Vote.thread_id.in_(ids), COUNTED), root)
    unknown = select(root, func.count()).join_from(
        UnattributedVote, Thread, Thread.id == UnattributedVote.thread_id
    )
    for one, count in _by_root(unknown.where(UnattributedVote.thread_id.in_(ids)), root).items():
        found[one] = found.get(one, 0) + count
    for one in _askers_who_voted(family):
        found[one] -= 1
    return found


def _askers_who_voted(family: list[_Member]) -> list[int]:
    """Give the question, once for each of its askers who voted for it or a duplicate of it."""
    askers = {(member.root, member.author_id) for member in family}
    root_of = {member.id: member.root for member in family}
    own = select(Vote.thread_id, Vote.person_id).where(
        Vote.thread_id.in_(root_of), Vote.person_id.in_({person for _, person in askers}), COUNTED
    )
    voted = {(root_of[row.thread_id], row.person_id) for row in read(own)}
    return [root for root, _ in voted & askers]


def _readers(family: list[_Member]) -> dict[int, int]:
    since = clock.now() - timedelta(days=evidence.WINDOW_DAYS)
    root = func.coalesce(Thread.canonical_id, Thread.id)
    counted = select(root, func.count()).join_from(Reading, Thread, Thread.id == Reading.thread_id)
    ids = [member.id for member in family]
    return _by_root(counted.where(Reading.thread_id.in_(ids), Reading.read_at >= since), root)


def _by_root(counted: Select[*tuple[Any, ...]], root: ColumnElement[Any]) -> dict[int, int]:
    return {row[0]: row[1] for row in read(counted.group_by(root))}


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
