"""That a question or an article was read, and by how many; never by whom.

Its page carries a sealed token with its number and the day. Nothing is written
when the page is read: its script tells afterwards, once the page has been looked at for a moment.
What is kept is a hash that says nothing without the portal's key, is another one for each page and
each month, and is dropped after 30 days.
"""

from datetime import timedelta
from hashlib import blake2b

from sqlalchemy import delete, exists, select

from portal.faq.evidence import WINDOW_DAYS
from portal.faq.models import ArticleReading, ArticleVersion, Reading
from portal.kit import clock, limits, signing
from portal.kit.db import insert_once, read, rows_changed
from portal.kit.limits import Limit
from portal.threads.models import Thread

_PURPOSE = "thread-reading"
_OF_ARTICLE = "article-reading"
_FROM_A_PLACE = Limit("readings_place", times=600, window_seconds=3_600)
_DAY_SECONDS = 86_400
_TOLD_WITHIN_DAYS = 1


def token(thread_id: int) -> str:
    """Make what the page of a question carries; the same all day. Costs no statement."""
    return signing.seal(_PURPOSE, thread_id, _today())


def article_token(version_id: int) -> str:
    """Make what the page of an article carries; the same all day. Costs no statement."""
    return signing.seal(_OF_ARTICLE, version_id, _today())


def record(said: str, *, place: str, browser: str) -> bool:
    """Write down that a page was read. The same reader counts once a month and page.

    Takes: said, the token of the page; place and browser, which are hashed and not kept.
    Gives: whether the token was one of ours, and not too old.
    Raises: TooMany("limit.readings_place").
    Costs: 3 statements.
    """
    for purpose in (_PURPOSE, _OF_ARTICLE):
        values = signing.unseal(purpose, said)
        if values is not None:
            number, day = (int(value) for value in values)
            return _note(purpose, number, day, place, browser)
    return False


def forget_old() -> int:
    """Drop what was read longer ago than it counts.

    Gives: how many rows went.
    """
    limit = clock.now() - timedelta(days=WINDOW_DAYS)
    of_articles = rows_changed(delete(ArticleReading).where(ArticleReading.read_at < limit))
    return of_articles + rows_changed(delete(Reading).where(Reading.read_at < limit))


def _note(purpose: str, number: int, day: int, place: str, browser: str) -> bool:
    if day < _today() - _TOLD_WITHIN_DAYS:
        return False
    limits.hit(_FROM_A_PLACE, place)
    reader, now = _reader(purpose, number, place, browser), clock.now()
    if purpose == _OF_ARTICLE:
        if read(select(exists().where(ArticleVersion.id == number))).scalar_one():
            insert_once(ArticleReading, version_id=number, reader=reader, read_at=now)
    elif read(select(exists().where(Thread.id == number))).scalar_one():
        insert_once(Reading, thread_id=number, reader=reader, read_at=now)
    return True


def _reader(purpose: str, number: int, place: str, browser: str) -> str:
    # sealed, so that nobody without the portal's key can try addresses until one fits
    sealed = signing.seal(purpose, number, f"{clock.now():%Y-%m}", place, browser)
    return blake2b(sealed.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _today() -> int:
    return int(clock.now().timestamp()) // _DAY_SECONDS
