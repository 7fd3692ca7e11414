"""What somebody typed and has not sent: kept on the server, so that no closed tab, expired
session or error costs them their words.

A draft belongs to an owner, a person or (before signing in) a browser, and to a form. Its
fields are plain strings and nobody else ever reads them.
"""  # noqa: D205 - the sentence needs its two lines

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, literal, select
from sqlalchemy.dialects import postgresql, sqlite

from portal.kit import clock, limits, text
from portal.kit.db import db, is_sqlite, rows_changed
from portal.kit.limits import Limit
from portal.threads.models import Draft

KEPT_DAYS = 30
FIELD_MAX = 40_000
FIELDS_MAX = 12

# whoever clears their cookies is another browser, but comes from the same place
_OF_STRANGERS = Limit("drafts_place", times=300, window_seconds=3_600)


def save(owner: str, form: str, fields: dict[str, str], *, place: str = "") -> None:
    """Keep what is typed in a form, replacing what was kept of it before.

    Takes: place, where somebody comes from who is not signed in; it is counted, as a hash.
    Raises: TooMany("limit.drafts_place").
    Costs: 1 statement, 2 with a place.
    """
    if place:
        limits.hit(_OF_STRANGERS, place)
    kept = {name[:40]: value[:FIELD_MAX] for name, value in list(fields.items())[:FIELDS_MAX]}
    values: dict[str, Any] = {"fields": kept, "saved_at": clock.now()}
    insert = sqlite.insert if is_sqlite() else postgresql.insert
    statement = insert(Draft).values(owner=owner, form=form, **values)
    db.session.execute(
        statement.on_conflict_do_update(index_elements=["owner", "form"], set_=values)
    )


def find(owners: list[str], form: str) -> dict[str, str]:
    """Give what was typed last in a form by one of these owners; empty when nothing was.

    Costs: 1 statement.
    """
    statement = (
        select(Draft.fields)
        .where(Draft.owner.in_(owners), Draft.form == form)
        .order_by(Draft.saved_at.desc())
        .limit(1)
    )
    return db.session.execute(statement).scalar_one_or_none() or {}


def take_along(browser: str, person: str) -> None:
    """Make what a browser kept the drafts of the person who signs in with it.

    Whoever sits down at the same browser after they have left does not find it. Where both have
    something of a form, the later words stay.
    Costs: 2 statements.
    """
    insert = sqlite.insert if is_sqlite() else postgresql.insert
    kept = select(literal(person), Draft.form, Draft.fields, Draft.saved_at)
    statement = insert(Draft).from_select(
        ["owner", "form", "fields", "saved_at"], kept.where(Draft.owner == browser)
    )
    later = statement.excluded
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=["owner", "form"],
            set_={"fields": later.fields, "saved_at": later.saved_at},
            where=Draft.saved_at < later.saved_at,
        )
    )
    db.session.execute(delete(Draft).where(Draft.owner == browser))


def drop(owners: list[str], form: str) -> None:
    """Forget what was typed: it was sent, or thrown away.

    Costs: 1 statement.
    """
    db.session.execute(delete(Draft).where(Draft.owner.in_(owners), Draft.form == form))


def forget_old() -> int:
    """Drop the drafts that nobody touched for 30 days.

    Gives: how many rows went.
    """
    limit = clock.now() - timedelta(days=KEPT_DAYS)
    return rows_changed(delete(Draft).where(Draft.saved_at < limit))


@dataclass(frozen=True, slots=True)
class Unsent:
    """A draft as its owner's list names it."""

    form: str
    words: str
    saved_at: datetime


def unsent(owners: list[str], *, most: int = 50) -> tuple[Unsent, ...]:
    """List what was typed and not sent, the latest first.

    Costs: 1 statement, none without an owner.
    """
    if not owners:
        return ()
    rows = db.session.execute(
        select(Draft.form, Draft.fields, Draft.saved_at)
        .where(Draft.owner.in_(owners))
        .order_by(Draft.saved_at.desc(), Draft.form)
        .limit(most)
    )
    return tuple(Unsent(row.form, _words(row.fields), row.saved_at) for row in rows)


def _words(fields: dict[str, str]) -> str:
    """Give what a draft is known by: its title, else how its text begins."""
    said = fields.get("title") or fields.get("body") or next(iter(fields.values()), "")
    return text.excerpt(said, 120)
