"""Writing counters anew."""

from sqlalchemy import update

from portal.integrity.counters import Counter
from portal.integrity.events import CounterMended
from portal.kit.db import db, rows_changed
from portal.kit.events import announce
from portal.threads.models import Thread


def recount(counter: Counter) -> int:
    """Set a counter to what its rows say, wherever it says something else.

    A number that moves meanwhile is left to whoever moved it; the next check tells.
    Gives: how many rows were mended.
    Announces: CounterMended for each, so that pages and the index show the new number.
    Costs: 1 statement, and 2 for each row that had drifted.
    """
    drifted = db.session.execute(counter.drifted()).all()
    return sum(_mend(counter, row.id, row.kept, row.truth) for row in drifted)


def _mend(counter: Counter, row_id: int, kept: float, truth: float) -> int:
    same = (counter.model.__table__.c.id == row_id) & (counter.kept == kept)
    change = update(counter.model).where(same).values({counter.kept.key: truth})
    mended = rows_changed(change)
    if mended:
        thread_id = row_id if counter.model is Thread else None
        announce(CounterMended(actor_id=None, counter=counter.name, thread_id=thread_id))
    return mended
