"""What the next text of a published article takes in, before its readers see it.

A candidate that goes into an article is noted beside the draft. With the text it becomes a thread
that the article grew from; without it, the candidate is open again.
"""

from sqlalchemy import ColumnElement, delete, select, update

from portal.faq.models import ArticleSource, ArticleVersion, DraftSource, Nomination
from portal.kit.db import db, insert_once, rows_changed


def add(version_id: int, thread_id: int) -> bool:
    """Note that the draft of a version takes a thread in. Noting it twice changes nothing.

    Gives: whether it is new.
    Costs: 1 statement.
    """
    return insert_once(DraftSource, version_id=version_id, thread_id=thread_id)


def remove(version_id: int, thread_id: int) -> bool:
    """Note that the draft does not take it in.

    Gives: whether it did.
    Costs: 1 statement.
    """
    own = (DraftSource.version_id == version_id) & (DraftSource.thread_id == thread_id)
    return bool(rows_changed(delete(DraftSource).where(own)))


def ids_of(version_id: int) -> list[int]:
    """List the numbers of the threads that the draft of a version takes in, oldest first.

    Costs: 1 statement.
    """
    own = select(DraftSource.thread_id).where(DraftSource.version_id == version_id)
    return list(db.session.execute(own.order_by(DraftSource.thread_id)).scalars())


def drop(version_id: int, article_id: int) -> None:
    """Let the draft of a version take nothing in; its candidates are open again.

    Costs: 1 statement; 2 more for each.
    """
    for thread_id in ids_of(version_id):
        remove(version_id, thread_id)
        give_back(Nomination.thread_id == thread_id, article_id)


def give_back(which: ColumnElement[bool], article_id: int) -> None:
    """Let threads be candidates again that no other article than this one grew from or takes in.

    Costs: 1 statement.
    """
    elsewhere = select(ArticleSource.thread_id).where(ArticleSource.article_id != article_id)
    taken_in = (
        select(DraftSource.thread_id)
        .join(ArticleVersion, ArticleVersion.id == DraftSource.version_id)
        .where(ArticleVersion.article_id != article_id)
    )
    db.session.execute(
        update(Nomination)
        .where(which, Nomination.state == "drafted")
        .where(Nomination.thread_id.not_in(elsewhere), Nomination.thread_id.not_in(taken_in))
        .values(state="open", is_update=False)
    )
