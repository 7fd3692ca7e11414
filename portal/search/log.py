"""What people search for, and whether they found it; never who searched.

A page of results carries a sealed token with what was searched and a random id. Nothing is written
when the page is read: the page says afterwards, by a request of its own, that it was shown, what
was opened and whether somebody went on to ask.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, update

from portal.kit import clock, limits, signing, site
from portal.kit.db import db, insert_once, rows_changed
from portal.kit.limits import Limit
from portal.safety.personal import looks_personal
from portal.search import analysis, rules
from portal.search.models import Search

_PURPOSE = "search-log"
_FROM_A_PLACE = Limit("searches_place", times=600, window_seconds=3_600)
_TOLD_WITHIN = timedelta(days=1)
_POSITION_MAX = 1_000


@dataclass(frozen=True, slots=True)
class Told:
    """What a page of results says of itself. ``position`` of what was opened counts from 1."""

    token: str
    position: int | None = None
    has_asked: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A search as a page of results carries it: the token, and the id for the next search."""

    token: str
    id: str


def shown(query: str, *, lang: str, filters: str, result_count: int, after: str) -> Shown | None:
    """Make what a page of results carries. Costs no statement.

    Takes: lang, of the page; after, the id of the search that this one follows, from its page.
    Gives: nothing when no word was typed, or when what was typed may be somebody's own data.
    """
    words = " ".join(analysis.fold(query).split())[: rules.LOGGED_MAX]
    if not words or looks_personal(query):
        return None
    search_id, now = secrets.token_hex(16), int(clock.now().timestamp())
    after = after if rules.is_search_id(after) else ""
    token = signing.seal(
        _PURPOSE, search_id, words, lang, filters[: rules.LOGGED_MAX], result_count, after, now
    )
    return Shown(token, search_id)


def record(told: Told, *, place: str) -> bool:
    """Write down that a search was shown, and what became of it. Telling it twice changes nothing.

    Takes: place, where it comes from; counted, as a hash, and not kept.
    Gives: whether the token was one of ours, and not too old.
    Raises: TooMany("limit.searches_place").
    Costs: 2 statements; one more for each thing that became of it.
    """
    values = signing.unseal(_PURPOSE, told.token)
    if values is None:
        return False
    search_id, words, lang, filters, count, after, at = values
    if int(at) < (clock.now() - _TOLD_WITHIN).timestamp():
        return False
    limits.hit(_FROM_A_PLACE, place)
    is_new = insert_once(
        Search,
        id=search_id,
        words=words,
        lang=lang,
        filters=filters,
        result_count=count,
        is_refined=False,
        has_asked=False,
        searched_at=clock.now(),
    )
    mine = update(Search).where(Search.id == search_id)
    if is_new and after:
        db.session.execute(update(Search).where(Search.id == after).values(is_refined=True))
    if told.position is not None and 0 < told.position <= _POSITION_MAX:
        opened = mine.where(Search.position.is_(None)).values(position=told.position)
        db.session.execute(opened)
    if told.has_asked:
        db.session.execute(mine.values(has_asked=True))
    return True


def forget_old() -> int:
    """Drop what was searched longer ago than the setting allows.

    Gives: how many rows went.
    """
    limit = clock.now() - timedelta(days=site.current().search_log_days)
    return rows_changed(delete(Search).where(Search.searched_at < limit))
