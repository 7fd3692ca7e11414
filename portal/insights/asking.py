"""What becomes of those who begin to ask: they ask, something shown solves it, or they leave.

As decision 15 has it for searches: the page carries a sealed token with a random id, and tells by
requests of its own what it showed and what was opened. Nothing is written when a page is read, and
nothing tells who it was or what they typed.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, delete, update

from portal.insights.models import AskSession, AskSuggestion
from portal.kit import clock, limits, signing, site
from portal.kit.db import db, insert_missing, insert_once, rows_changed
from portal.kit.limits import Limit

VIEWED_SECONDS = 30
"""A suggestion counts as viewed when the page that it was opened from was left for so long."""

_PURPOSE = "ask-session"
_FROM_A_PLACE = Limit("asks_place", times=600, window_seconds=3_600)
_TOLD_WITHIN = timedelta(days=1)
# the two requests that tell of opening and of viewing do not travel equally fast
_VIEWED = timedelta(seconds=VIEWED_SECONDS - 2)


class Thing(NamedTuple):
    """Something that is suggested: a question, an idea, or a version of an article."""

    kind: str
    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a page for asking says of itself. Positions in its panel count from 1."""

    token: str
    opened: int | None = None
    viewed: int | None = None
    solved: int | None = None
    has_asked: bool = False


class _Session(NamedTuple):
    id: str
    kind: str
    lang: str
    things: tuple[Thing, ...]


def begin(kind: str, lang: str) -> str:
    """Make the token that a page for asking carries. Costs no statement."""
    return _sealed(secrets.token_hex(16), kind, lang, _now(), "")


def shown(token: str, things: Sequence[Thing]) -> str:
    """Make what a panel of suggestions carries, on the page with this token.

    Gives: nothing where the page carries no token of ours.
    """
    values = signing.unseal(_PURPOSE, token) if token else None
    if values is None:
        return ""
    session_id, kind, lang, at, _ = values
    return _sealed(
        session_id, kind, lang, at, " ".join(f"{each.kind}:{each.id}" for each in things)
    )


def is_ours(token: str) -> bool:
    """Tell whether a token was made here and is young enough to be gone on with."""
    return bool(token) and _read(token) is not None


def position_of(token: str, thing: Thing) -> int | None:
    """Tell where a thing stood in the panel with this token."""
    session = _read(token) if token else None
    return session.things.index(thing) + 1 if session and thing in session.things else None


def record(told: Told, *, place: str) -> bool:
    """Write down what a page tells. Telling it twice changes nothing.

    Whoever asks after all has asked, whatever else they said before.
    Takes: place, where it comes from; counted, as a hash, and not kept.
    Gives: whether the token was one of ours, and not too old.
    Raises: TooMany("limit.asks_place").
    Costs: at most 3 statements; 1 or 2 more for each thing that became of it.
    """
    session = _read(told.token) if told.token else None
    if session is None:
        return False
    limits.hit(_FROM_A_PLACE, place)
    insert_once(
        AskSession,
        id=session.id,
        kind=session.kind,
        lang=session.lang,
        outcome=None,
        began_at=clock.now(),
    )
    insert_missing(AskSuggestion, _rows(session))
    _note_use(session, told)
    mine = update(AskSession).where(AskSession.id == session.id)
    if told.has_asked:
        db.session.execute(mine.values(outcome="asked"))
    elif told.solved is not None:
        db.session.execute(mine.where(AskSession.outcome.is_(None)).values(outcome="solved"))
    return True


def forget_old() -> int:
    """Drop those who began to ask longer ago than the log of searches is kept.

    Gives: how many went.
    """
    limit = clock.now() - timedelta(days=site.current().search_log_days)
    return rows_changed(delete(AskSession).where(AskSession.began_at < limit))


def _note_use(session: _Session, told: Told) -> None:
    now = clock.now()
    if thing := _thing_at(session, told.opened):
        first = AskSuggestion.opened_at.is_(None)
        _change(session, thing, first, opened_at=now)
    if thing := _thing_at(session, told.viewed):
        long_ago = AskSuggestion.opened_at <= now - _VIEWED
        _change(session, thing, long_ago, is_viewed=True)
    if thing := _thing_at(session, told.solved):
        _change(session, thing, is_solving=True)


def _change(
    session: _Session, thing: Thing, *conditions: ColumnElement[bool], **values: object
) -> None:
    row = (
        (AskSuggestion.session_id == session.id)
        & (AskSuggestion.kind == thing.kind)
        & (AskSuggestion.thing_id == thing.id)
    )
    db.session.execute(update(AskSuggestion).where(row, *conditions).values(**values))


def _thing_at(session: _Session, position: int | None) -> Thing | None:
    if position is None or not 0 < position <= len(session.things):
        return None
    return session.things[position - 1]


def _rows(session: _Session) -> list[dict[str, Any]]:
    return [
        {
            "session_id": session.id,
            "kind": thing.kind,
            "thing_id": thing.id,
            "position": position,
            "opened_at": None,
            "is_viewed": False,
            "is_solving": False,
        }
        for position, thing in enumerate(session.things, start=1)
    ]


def _sealed(*values: str | int) -> str:
    return signing.seal(_PURPOSE, *values)


def _read(token: str) -> _Session | None:
    values = signing.unseal(_PURPOSE, token)
    if values is None:
        return None
    session_id, kind, lang, at, things = values
    if int(at) < (clock.now() - _TOLD_WITHIN).timestamp():
        return None
    pairs = (each.split(":") for each in str(things).split())
    return _Session(
        str(session_id), str(kind), str(lang), tuple(Thing(k, int(number)) for k, number in pairs)
    )


def _now() -> int:
    return int(clock.now().timestamp())
