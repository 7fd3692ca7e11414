"""Reading decisions."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from portal.accounts.models import User
from portal.accounts.queries import BYLINE, Byline, byline
from portal.ideas.models import StatusChange
from portal.kit.db import db


@dataclass(frozen=True, slots=True)
class Decision:
    """One change of an idea's status."""

    before: str
    after: str
    note_html: str
    decided_at: datetime
    decided_by: Byline | None


def decisions(thread_id: int) -> tuple[Decision, ...]:
    """List what was decided about an idea, newest first.

    Costs: 1 statement.
    """
    rows = db.session.execute(
        select(
            StatusChange.before,
            StatusChange.after,
            StatusChange.note_html,
            StatusChange.decided_at,
            StatusChange.decided_by_role,
            *BYLINE,
        )
        .outerjoin(User, User.id == StatusChange.decided_by_id)
        .where(StatusChange.thread_id == thread_id)
        .order_by(StatusChange.id.desc())
        .limit(50)
    )
    return tuple(
        Decision(*row[:4], byline(row[5:], row[4]) if row[5] is not None else None) for row in rows
    )
