"""Who voted, as far as the product shows it and the voters themselves do."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.kit import paging
from portal.kit.db import db
from portal.kit.errors import NotFound
from portal.kit.paging import Page
from portal.threads.queries import ThreadView, family_ids
from portal.votes import policy
from portal.votes.models import Vote
from portal.votes.queries import COUNTED


@dataclass(frozen=True, slots=True)
class Voter:
    """Somebody who voted. Without a handle and a name they are "a member"."""

    cast_at: datetime
    handle: str | None
    name: str | None
    # only the team is told
    organisation: str | None
    is_for_somebody: bool


@dataclass(frozen=True, slots=True)
class SharedUse:
    """What a voter lets everybody read of what they need it for."""

    use_case: str
    importance: int | None


def page(actor: Actor, thread: ThreadView, *, cursor: str | None) -> Page[Voter]:
    """List who is counted for a thread, each once, the latest first; none where names are private.

    Raises: NotFound where not even a list is shown; RuleBroken("page.cursor").
    Costs: 1 statement, none where names are private.
    """
    if not policy.can_see_voters(actor, thread.voter_visibility):
        raise NotFound("thread.not_found")
    if not policy.can_see_names(actor, thread.voter_visibility):
        return Page(())
    first = (
        select(
            Vote.person_id,
            func.min(Vote.cast_at).label("cast_at"),
            # "behalf" is the smallest of the three: whoever also voted themselves has "direct"
            func.max(Vote.source).label("source"),
        )
        .where(Vote.thread_id.in_(family_ids(thread.id)), COUNTED)
        .group_by(Vote.person_id)
        .subquery()
    )
    listed = select(
        User.handle, User.display_name, User.hides_name, User.organisation, first.c.source
    ).join_from(first, User, User.id == first.c.person_id)
    piece = paging.fetch(listed, first.c.cast_at, first.c.person_id, cursor=cursor)
    return Page(
        tuple(
            Voter(
                cast_at=row.key_0,
                handle=None if row.hides_name else row.handle,
                name=None if row.hides_name else row.display_name,
                organisation=row.organisation if actor.is_staff and not row.hides_name else None,
                is_for_somebody=actor.is_staff and row.source == "behalf",
            )
            for row in piece.rows
        ),
        piece.next_cursor,
    )


def for_others_count(actor: Actor, thread_id: int) -> int | None:
    """Count for the team how many of those who are counted the team voted for.

    Costs: 1 statement for the team, else none.
    """
    if not actor.is_staff:
        return None
    people = (
        select(Vote.person_id)
        .where(Vote.thread_id.in_(family_ids(thread_id)), COUNTED)
        .group_by(Vote.person_id)
        # "behalf" is the smallest word of the three: whoever also voted themselves has "direct"
        .having(func.max(Vote.source) == "behalf")
        .subquery()
    )
    return db.session.execute(select(func.count()).select_from(people)).scalar_one()


def shared_uses(thread_id: int, *, most: int = 20) -> tuple[SharedUse, ...]:
    """List what voters let everybody read of what they need it for, the most important first.

    Costs: 1 statement.
    """
    rows = db.session.execute(
        select(Vote.use_case, Vote.importance)
        .where(
            Vote.thread_id.in_(family_ids(thread_id)),
            COUNTED,
            Vote.use_case_shared.is_(True),
            Vote.use_case.is_not(None),
        )
        .order_by(func.coalesce(Vote.importance, 1).desc(), Vote.cast_at.desc())
        .limit(most)
    )
    return tuple(SharedUse(row.use_case, row.importance) for row in rows)
