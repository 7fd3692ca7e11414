"""That a question was read, and by how many; never by whom.

The page of a question carries a sealed token with the question and the day. Nothing is written
when the page is read: its script tells afterwards, once the page has been looked at for a moment.
What is kept is a hash that says nothing without the portal's key, is another one for each question
and each month, and is dropped after 30 days.
"""

from datetime import timedelta
from hashlib import blake2b

from sqlalchemy import delete, exists, select

from portal.faq.evidence import WINDOW_DAYS
from portal.faq.models import Reading
from portal.kit import clock, limits, signing
from portal.kit.db import insert_once, read, rows_changed
from portal.kit.limits import Limit
from portal.threads.models import Thread

_PURPOSE = "thread-reading"
_FROM_A_PLACE = Limit("readings_place", times=600, window_seconds=3_600)
_DAY_SECONDS = 86_400
_TOLD_WITHIN_DAYS = 1


def token(thread_id: int) -> str:
    """Make what the page of a question carries; the same all day. Costs no statement."""
    return signing.seal(_PURPOSE, thread_id, _today())


def record(said: str, *, place: str, browser: str) -> bool:
    """Write down that a question was read. The same reader counts once a month and question.

    Takes: said, the token of its page; place and browser, which are hashed and not kept.
    Gives: whether the token was one of ours, and not too old.
    Raises: TooMany("limit.readings_place").
    Costs: 3 statements.
    """
    values = signing.unseal(_PURPOSE, said)
    if values is None:
        return False
    thread_id, day = (int(value) for value in values)
    if day < _today() - _TOLD_WITHIN_DAYS:
        return False
    limits.hit(_FROM_A_PLACE, place)
    if read(select(exists().where(Thread.id == thread_id))).scalar_one():
        reader = _reader(thread_id, place, browser)
        insert_once(Reading, thread_id=thread_id, reader=reader, read_at=clock.now())
    return True


def forget_old() -> int:
    """Drop what was read longer ago than it counts.

    Gives: how many rows went.
    """
    limit = clock.now() - timedelta(days=WINDOW_DAYS)
    return rows_changed(delete(Reading).where(Reading.read_at < limit))


def _reader(thread_id: int, place: str, browser: str) -> str:
    # sealed, so that nobody without the portal's key can try addresses until one fits
    sealed = signing.seal(_PURPOSE, thread_id, f"{clock.now():%Y-%m}", place, browser)
    return blake2b(sealed.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _today() -> int:
    return int(clock.now().timestamp()) // _DAY_SECONDS
