"""Why an article did not help: what readers say of it, for those who write it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select

from portal.faq.models import ArticleVote, VoteReason
from portal.kit import clock, paging
from portal.kit.db import db, insert_once
from portal.kit.paging import Page


@dataclass(frozen=True, slots=True)
class Why:
    """What one reader said. Who it was is not read."""

    reason: str
    note: str | None
    given_at: datetime


def of_voter(version_id: int, voter: str) -> Why | None:
    """Give the reason that a reader gave, if they did.

    Costs: 1 statement.
    """
    row = db.session.execute(_WHY.where(VoteReason.voter == voter).where(_of(version_id)))
    found = row.one_or_none()
    return Why(*found) if found else None


def counts(version_id: int) -> dict[str, int]:
    """Count the readers of a version by their reason.

    Costs: 1 statement.
    """
    counted = select(VoteReason.reason, func.count()).where(_of(version_id))
    return {row[0]: row[1] for row in db.session.execute(counted.group_by(VoteReason.reason))}


def browse(version_id: int, *, cursor: str | None = None) -> Page[Why]:
    """List what readers said of a version, the newest first.

    Costs: 1 statement.
    """
    statement = _WHY.where(_of(version_id))
    piece = paging.fetch(statement, VoteReason.given_at, VoteReason.voter, cursor=cursor)
    return Page(tuple(Why(*row[:3]) for row in piece.rows), piece.next_cursor)


def reports_since(version_id: int, since: datetime) -> int:
    """Count the readers who called a version out of date since an instant, once a place.

    Costs: 1 statement.
    """
    vote = (ArticleVote.version_id == VoteReason.version_id) & (
        ArticleVote.voter == VoteReason.voter
    )
    said = (
        select(func.count())
        .select_from(VoteReason)
        .join(ArticleVote, vote)
        .where(_of(version_id), VoteReason.reason == "outdated", VoteReason.given_at > since)
        .where(ArticleVote.speaks)
    )
    return db.session.execute(said).scalar_one()


def keep(version_id: int, voter: str, reason: str, note: str | None) -> None:
    """Keep the reason of a reader in the place of the one before it.

    Takes: voter, whose word about the version is there.
    Costs: 2 statements.
    """
    db.session.execute(delete(VoteReason).where(_of(version_id), VoteReason.voter == voter))
    insert_once(
        VoteReason,
        version_id=version_id,
        voter=voter,
        reason=reason,
        note=note,
        given_at=clock.now(),
    )


def _of(version_id: int) -> ColumnElement[bool]:
    return VoteReason.version_id == version_id


_WHY = select(VoteReason.reason, VoteReason.note, VoteReason.given_at)
