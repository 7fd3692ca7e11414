"""Which wordings of an article came from posts, so that they go when the posts do.

What is kept is a hash of each wording: it tells a wording again and says nothing by itself, also
of a title that was taken away because of what it said. A wording stays as long as a post that it
came from is public and is still called so.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Any

from sqlalchemy import or_, select, update

from portal.faq import aliases
from portal.faq.events import FaqNamesForgotten
from portal.faq.models import ArticleDraft, ArticleEdition, ArticleVersion, NameFromThread
from portal.kit.db import db, insert_missing
from portal.kit.events import announce
from portal.threads.models import Thread

Lost = frozenset[str]


def note(article_id: int, thread_id: int) -> None:
    """Note what a post and its duplicates are called, before an article is called so, too.

    Costs: 2 statements.
    """
    titles = select(Thread.id, Thread.title).where(
        or_(Thread.id == thread_id, Thread.canonical_id == thread_id)
    )
    insert_missing(
        NameFromThread,
        [
            {"article_id": article_id, "thread_id": row.id, "name": _hash_of_title(row.title)}
            for row in db.session.execute(titles)
        ],
    )


def lost(article_ids: Iterable[int]) -> Mapping[int, Lost]:
    """Tell which names articles may not have any more; ask ``without`` with them.

    Costs: 1 statement.
    """
    noted = (
        select(NameFromThread.article_id, NameFromThread.name, Thread.title, Thread.visibility)
        .join(Thread, Thread.id == NameFromThread.thread_id)
        .where(NameFromThread.article_id.in_(tuple(article_ids)))
    )
    known: dict[int, set[str]] = defaultdict(set)
    public: dict[int, set[str]] = defaultdict(set)
    for row in db.session.execute(noted):
        known[row.article_id].add(row.name)
        if row.visibility == "visible" and _hash_of_title(row.title) == row.name:
            public[row.article_id].add(row.name)
    return defaultdict(frozenset, {one: frozenset(known[one] - public[one]) for one in known})


def without(wordings: Iterable[str], gone: Lost) -> tuple[str, ...]:
    """Give the wordings that an article may still have."""
    return tuple(one for one in wordings if not gone or _hash(one) not in gone)


def forget(thread_id: int) -> None:
    """Take what is not public any more from the articles that a post gave a name to.

    It leaves what readers see, every edition of it and what is being written. Doing so twice
    changes nothing.
    Announces: FaqNamesForgotten, for each version that lost a name.
    Costs: 2 statements; 3 for each version of such an article, and 1 for each text that changes.
    """
    named = select(NameFromThread.article_id).where(NameFromThread.thread_id == thread_id)
    versions = (
        select(ArticleVersion.id, ArticleVersion.article_id, ArticleVersion.aliases)
        .where(ArticleVersion.article_id.in_(named))
        .order_by(ArticleVersion.id)
        .with_for_update()
    )
    rows = db.session.execute(versions).all()
    if not rows:
        return
    gone = lost({row.article_id for row in rows})
    for row in rows:
        if gone[row.article_id]:
            _forget_in(row, gone[row.article_id])


def _forget_in(row: Any, gone: Lost) -> None:  # noqa: ANN401 - a row of forget
    texts: tuple[tuple[Any, Any], ...] = (
        (ArticleDraft, ArticleDraft.version_id),
        (ArticleEdition, ArticleEdition.number),
    )
    changed = False
    for table, key in texts:
        kept = select(key, table.aliases).where(table.version_id == row.id, table.aliases != "")
        for number, called in db.session.execute(kept).all():
            left = _left(called, gone)
            if left != called:
                own = (table.version_id == row.id) & (key == number)
                db.session.execute(update(table).where(own).values(aliases=left))
                changed = True
    left = _left(row.aliases, gone)
    if left != row.aliases:
        own_row = ArticleVersion.id == row.id
        db.session.execute(update(ArticleVersion).where(own_row).values(aliases=left))
        changed = True
    if changed:
        announce(FaqNamesForgotten(actor_id=None, article_id=row.article_id, version_id=row.id))


def _left(called: str, gone: Lost) -> str:
    return aliases.joined(without(aliases.split(called), gone))


def _hash_of_title(title: str) -> str:
    return _hash(aliases.shortened(title))


def _hash(wording: str) -> str:
    return blake2b(wording.casefold().encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
