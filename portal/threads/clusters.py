"""Questions that seem to be about the same: by the words they share, or linked by somebody.

A cluster is a guess and changes nothing about a question; only people link questions. Which words a
question is about is found out by a room above.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, delete, func, or_, select, update

from portal.kit import clock
from portal.kit.db import db, insert_missing, insert_once
from portal.threads.models import Thread, ThreadCluster, ThreadWord
from portal.threads.policy import VISIBLE

DAYS = 28
_LOOKED_AT = 200

OF_ORIGINAL: ColumnElement[bool] = ThreadCluster.thread_id == func.coalesce(
    Thread.canonical_id, Thread.id
)
"""How questions are joined, to the left, with where they belong: one that was linked to another
belongs where that one does."""

ROOT: ColumnElement[int] = func.coalesce(ThreadCluster.root_id, Thread.canonical_id, Thread.id)
"""The number of the question that stands for a question's cluster, once they are joined."""


def root_of(thread_id: int) -> int:
    """Give the question that stands for a question's cluster; itself when it is alone.

    Costs: 1 statement.
    """
    statement = select(ROOT).select_from(Thread).outerjoin(ThreadCluster, OF_ORIGINAL)
    found = db.session.execute(statement.where(Thread.id == thread_id)).scalar_one_or_none()
    return found or thread_id


def in_one_of(root_ids: Collection[int]) -> ColumnElement[bool]:
    """Say which questions belong to some clusters, for a statement that joins them as above."""
    of_cluster = select(ThreadCluster.thread_id).where(ThreadCluster.root_id.in_(root_ids))
    originals = of_cluster.correlate(None)
    # a database finds these by their numbers; without them it would look at every question
    near = or_(
        Thread.id.in_(root_ids),
        Thread.id.in_(originals),
        Thread.canonical_id.in_(root_ids),
        Thread.canonical_id.in_(originals),
    )
    return near & ROOT.in_(root_ids)


def members(root_id: int) -> tuple[int, ...]:
    """List the public questions of a cluster, and those linked to them, oldest first.

    Costs: 1 statement.
    """
    return tuple(db.session.execute(_members(root_id).order_by(Thread.id)).scalars())


def asked(root_id: int, *, until: datetime | None = None, days: int = DAYS) -> int:
    """Count the questions of a cluster that were asked in the days before an instant.

    Costs: 1 statement.
    """
    until = until or clock.now()
    lately = _members(root_id).where(
        Thread.posted_at < until, Thread.posted_at >= until - timedelta(days=days)
    )
    return db.session.execute(select(func.count()).select_from(lately.subquery())).scalar_one()


def ungrouped(limit: int) -> list[tuple[int, int, str, str, datetime]]:
    """Give public questions that nobody has looked at: number, product, language, title, posted.

    Costs: 1 statement.
    """
    statement = (
        select(Thread.id, Thread.product_id, Thread.lang, Thread.title, Thread.posted_at)
        .outerjoin(ThreadCluster, ThreadCluster.thread_id == Thread.id)
        .where(ThreadCluster.thread_id.is_(None), VISIBLE, Thread.kind == "question")
        .order_by(Thread.id)
    )
    return [
        (row[0], row[1], row[2], row[3], row[4])
        for row in db.session.execute(statement.limit(limit))
    ]


def note_words(thread_id: int, words: Mapping[str, str]) -> None:
    """Note what a question is about, instead of what was noted before.

    Takes: words, each with what it is looked up by.
    Costs: 2 statements.
    """
    db.session.execute(delete(ThreadWord).where(ThreadWord.thread_id == thread_id))
    rows = [{"thread_id": thread_id, "word": w[:40], "key": k[:40]} for w, k in words.items()]
    insert_missing(ThreadWord, rows)


def having_words(
    thread_id: int, product_id: int, lang: str, keys: list[str]
) -> dict[int, tuple[str, ...]]:
    """Give the newest public questions of a product and language that may share a word, with all
    their words. What repeats another is left out.

    Costs: 2 statements, none without keys.
    """  # noqa: D205 - the sentence needs its two lines
    if not keys:
        return {}
    found = (
        select(ThreadWord.thread_id)
        .join(Thread, Thread.id == ThreadWord.thread_id)
        .where(ThreadWord.key.in_(keys), Thread.id != thread_id, Thread.canonical_id.is_(None))
        .where(VISIBLE, Thread.product_id == product_id, Thread.lang == lang)
        .group_by(ThreadWord.thread_id)
        .order_by(func.count().desc(), ThreadWord.thread_id.desc())
        .limit(_LOOKED_AT)
    )
    ids = list(db.session.execute(found).scalars())
    words: dict[int, tuple[str, ...]] = {}
    rows = select(ThreadWord.thread_id, ThreadWord.word).where(ThreadWord.thread_id.in_(ids))
    for number, word in db.session.execute(rows.order_by(ThreadWord.word)):
        words[number] = (*words.get(number, ()), word)
    return words


def share_having(product_id: int, key: str, *, until: datetime) -> float:
    """Tell in how large a share of a product's questions of 28 days a word is looked up by a key.

    Costs: 2 statements.
    """
    lately = (
        select(func.count(Thread.id.distinct()))
        .where(VISIBLE, Thread.kind == "question", Thread.product_id == product_id)
        .where(Thread.posted_at > until - timedelta(days=DAYS), Thread.posted_at <= until)
    )
    of_all = db.session.execute(lately).scalar_one()
    having = lately.join(ThreadWord, ThreadWord.thread_id == Thread.id).where(ThreadWord.key == key)
    return db.session.execute(having).scalar_one() / of_all if of_all else 1.0


def join(thread_id: int, other_id: int | None) -> None:
    """Put a question into the cluster of another, or by itself.

    Costs: 1 statement, 2 with another.
    """
    root_id = root_of(other_id) if other_id is not None else thread_id
    insert_once(ThreadCluster, thread_id=thread_id, root_id=root_id)


def leave(thread_id: int) -> None:
    """Forget where a question belongs, so that it is looked at again; those it stands for stay.

    Costs: 3 statements.
    """
    others = select(func.min(ThreadCluster.thread_id)).where(
        ThreadCluster.root_id == thread_id, ThreadCluster.thread_id != thread_id
    )
    heir = db.session.execute(others).scalar_one_or_none()
    if heir is not None:
        of_it = update(ThreadCluster).where(ThreadCluster.root_id == thread_id)
        db.session.execute(of_it.values(root_id=heir))
    db.session.execute(delete(ThreadCluster).where(ThreadCluster.thread_id == thread_id))


def _members(root_id: int) -> Select[int]:
    belonging = select(Thread.id).outerjoin(ThreadCluster, OF_ORIGINAL)
    return belonging.where(in_one_of([root_id]), VISIBLE)
