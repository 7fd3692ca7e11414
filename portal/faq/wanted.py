"""Wanted articles: words that people search for, again and again, and find nothing by."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, or_, select, update

from portal.accounts.actor import Actor
from portal.faq import evidence, policy, rules
from portal.faq.models import WantedWords
from portal.kit import paging, text
from portal.kit.db import db, insert_once, read, rows_changed
from portal.kit.errors import NotAllowed, NotFound
from portal.kit.paging import Page

TIMES_FROM: Final = 3
"""From so many searches in 30 days on that found nothing, an article is wanted."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Words of a language: how often they were searched for in 30 days, and when last."""

    lang: str
    words: str
    times: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class WantedCard(Wanted):
    """Wanted words as the list of the desk shows them."""

    id: int


def note(found: list[Wanted]) -> None:
    """Write down what is wanted now; what is not any more is forgotten.

    What somebody writes about or declined stays known. Declined words are wanted again when they
    are searched for twice as often as then.
    Costs: 1 statement, and 2 for each.
    """
    for one in found:
        same = (WantedWords.lang == one.lang) & (WantedWords.words == one.words)
        values = {"times": one.times, "last_at": one.last_at}
        if not insert_once(WantedWords, lang=one.lang, words=one.words, **values):
            db.session.execute(update(WantedWords).where(same).values(**values))
    known = {(one.lang, one.words) for one in found}
    rows = read(select(WantedWords.id, WantedWords.lang, WantedWords.words).where(*_OPEN)).all()
    gone = [row.id for row in rows if (row.lang, row.words) not in known]
    db.session.execute(delete(WantedWords).where(WantedWords.id.in_(gone)))


def browse(actor: Actor, lang: str, *, cursor: str | None = None) -> Page[WantedCard]:
    """List what is wanted in a language, the most searched for first.

    Raises: NotAllowed("staff.enter").
    Costs: 1 statement.
    """
    _check_team(actor)
    listed = select(*_CARD).where(WantedWords.lang == lang, *_OPEN)
    piece = paging.fetch(listed, WantedWords.times, WantedWords.id, cursor=cursor)
    return Page(tuple(_card(row) for row in piece.rows), piece.next_cursor)


def count(actor: Actor, lang: str) -> int:
    """Count what is wanted in a language.

    Raises: NotAllowed("staff.enter").
    Costs: 1 statement.
    """
    _check_team(actor)
    ids = select(WantedWords.id).where(WantedWords.lang == lang, *_OPEN)
    return len(read(ids).all())


def words_of(actor: Actor, wanted_id: int) -> str:
    """Give wanted words; nothing when they are off the list.

    Raises: NotAllowed("staff.enter").
    Costs: 1 statement.
    """
    _check_team(actor)
    found = select(WantedWords.words).where(WantedWords.id == wanted_id, *_OPEN)
    return read(found).scalar_one_or_none() or ""


def answer(actor: Actor, wanted_id: int, version_id: int) -> None:
    """Note that an article was begun for these words; they are off the list while it is there.

    Words that are off the list already are left as they are.
    Raises: NotAllowed("staff.enter").
    Costs: 1 statement.
    """
    _check_team(actor)
    begun = update(WantedWords).where(WantedWords.id == wanted_id, *_OPEN)
    db.session.execute(begun.values(version_id=version_id))


def decline(actor: Actor, wanted_id: int, *, reason: str) -> None:
    """Decide that these words get no article, until they are searched for twice as often.

    Raises: NotAllowed("faq.nominate"); NotFound("faq.wanted_not_found");
        RuleBroken("faq.reason_blank" | "reason.too_long").
    """
    _check(actor, "faq.nominate")
    reason = text.one_line(reason)
    rules.check_reason(reason)
    declined = update(WantedWords).where(WantedWords.id == wanted_id, *_OPEN)
    values = {"decline_reason": reason, "declined_times": WantedWords.times}
    if not rows_changed(declined.values(**values)):
        raise NotFound("faq.wanted_not_found")


_OPEN: tuple[ColumnElement[bool], ...] = (
    WantedWords.version_id.is_(None),
    or_(
        WantedWords.declined_times.is_(None),
        WantedWords.times >= evidence.AGAIN_FROM_TIMES * WantedWords.declined_times,
    ),
)
_CARD = (
    WantedWords.lang,
    WantedWords.words,
    WantedWords.times,
    WantedWords.last_at,
    WantedWords.id,
)


def _card(row: Any) -> WantedCard:  # noqa: ANN401 - a row of _CARD
    return WantedCard(row.lang, row.words, row.times, row.last_at, row.id)


def _check(actor: Actor, capability: str) -> None:
    if not actor.may(capability):
        raise NotAllowed(capability)


def _check_team(actor: Actor) -> None:
    if not policy.can_read_readers(actor):
        raise NotAllowed("staff.enter")
