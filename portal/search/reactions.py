"""Something changed, so the index has to hear of it: a note for the one who writes it."""

import uuid

from sqlalchemy.dialects import postgresql, sqlite

from portal.kit import clock
from portal.kit.db import db, is_sqlite
from portal.kit.events import Fact
from portal.search.models import StaleDocument


def on_thread_changed(fact: Fact) -> None:
    """Note that a thread has to be indexed again, whatever changed about it.

    Costs: 1 statement.
    """
    thread_id = getattr(fact.event, "thread_id", None)
    if thread_id is not None:
        mark_stale(f"thread:{thread_id}")


def on_article_changed(fact: Fact) -> None:
    """Note that an article has to be indexed again.

    Costs: 1 statement.
    """
    version_id = getattr(fact.event, "version_id", None)
    if version_id is not None:
        mark_stale(f"faq:{version_id}")


def mark_stale(key: str) -> None:
    """Note that the index does not know the present state of something.

    Takes: key, ``thread:12`` or ``faq:3``.
    """
    values = {"mark": uuid.uuid4().hex, "stale_at": clock.now()}
    insert = sqlite.insert if is_sqlite() else postgresql.insert
    statement = insert(StaleDocument).values(key=key, **values)
    db.session.execute(
        statement.on_conflict_do_update(index_elements=["key"], set_={"mark": values["mark"]})
    )
