"""Work by the clock: entries whose time has come."""

from sqlalchemy import select

from portal.accounts.actor import SYSTEM
from portal.changelog import actions, queries
from portal.changelog.models import Entry
from portal.kit import clock
from portal.kit.db import db

_BATCH = 50


def publish_due() -> int:
    """Publish the entries whose time has come, the earliest first.

    Gives: how many.
    """
    due = (
        select(Entry.id, Entry.publisher_id)
        .where(Entry.state == "scheduled", Entry.publish_at <= clock.now())
        .order_by(Entry.publish_at, Entry.id)
        .limit(_BATCH)
    )
    rows = db.session.execute(due).all()
    return sum(
        actions.publish_due(queries.get(SYSTEM, entry_id), publisher_id)
        for entry_id, publisher_id in rows
    )
