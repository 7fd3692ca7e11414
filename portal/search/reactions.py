"""Something changed, so the index has to hear of it: a note for the one who writes it."""

import uuid
from contextlib import suppress

from sqlalchemy import String, cast, literal, select
from sqlalchemy.dialects import postgresql, sqlite

from portal.accounts.events import ProfileChanged
from portal.faq.events import FaqNominated
from portal.kit import clock
from portal.kit.db import db, is_sqlite
from portal.kit.events import Fact
from portal.search import candidates
from portal.search.engine import EngineUnavailable
from portal.search.models import StaleDocument
from portal.search.removals import takes_away
from portal.threads.models import Thread


def on_thread_changed(fact: Fact) -> None:
    """Note that a thread has to be indexed again, whatever changed about it.

    Costs: 1 statement.
    """
    thread_id = getattr(fact.event, "thread_id", None)
    if thread_id is not None:
        mark_stale(f"thread:{thread_id}", has_lost_text=takes_away(fact))


def on_profile_changed(fact: Fact) -> None:
    """Note that what a person posted has to be indexed again when they have another name.

    The old name is not found any more then, which may be why it was changed.
    Costs: 1 statement, none when the name is the same.
    """
    event = fact.event
    if not isinstance(event, ProfileChanged) or "display_name" not in event.fields:
        return
    mark, now = uuid.uuid4().hex, clock.now()
    key = literal("thread:") + cast(Thread.id, String)
    posted = select(key, literal(mark), literal(now, StaleDocument.stale_at.type))
    insert = sqlite.insert if is_sqlite() else postgresql.insert
    statement = insert(StaleDocument).from_select(
        ["key", "mark", "stale_at"], posted.where(Thread.author_id == event.person_id)
    )
    db.session.execute(statement.on_conflict_do_update(index_elements=["key"], set_={"mark": mark}))


def on_article_changed(fact: Fact) -> None:
    """Note that an article has to be indexed again.

    Costs: 1 statement.
    """
    version_id = getattr(fact.event, "version_id", None)
    if version_id is not None:
        mark_stale(f"faq:{version_id}", has_lost_text=takes_away(fact))


def mark_stale(key: str, *, has_lost_text: bool = False) -> None:
    """Note that the index does not know the present state of something.

    Takes: key, ``thread:12`` or ``faq:3``; has_lost_text, that the index may know words of it
        which it must not be found by any more.
    """
    values = {"mark": uuid.uuid4().hex, "stale_at": clock.now(), "has_lost_text": has_lost_text}
    insert = sqlite.insert if is_sqlite() else postgresql.insert
    statement = insert(StaleDocument).values(key=key, **values)
    lost = StaleDocument.has_lost_text | statement.excluded.has_lost_text
    again = {"mark": values["mark"], "has_lost_text": lost}
    db.session.execute(statement.on_conflict_do_update(index_elements=["key"], set_=again))


def on_candidate_proposed(fact: Fact) -> None:
    """Look for the article that a new candidate may belong into.

    The next round of weighing looks again, so an index that is away costs nothing but time.
    Costs: 4 statements.
    """
    if isinstance(fact.event, FaqNominated):
        with suppress(EngineUnavailable):
            candidates.offer_update(fact.event.nomination_id)
