"""Keeping the figures of ideas: counted from the rows a few ideas at a time, and never by hand.

Whatever happens to an idea marks its figures as stale; the worker counts them anew within
seconds. What moves with the clock (the last 30 days) is counted anew once a day.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.orm import aliased

from portal.accounts.models import SignIn, User
from portal.accounts.roles import STAFF_ROLES
from portal.answers.models import Answer, Comment
from portal.ideas.models import IdeaPlan, StatusChange
from portal.kit import clock
from portal.kit.db import db, insert_missing, read
from portal.kit.events import Event, Fact
from portal.review import formulas
from portal.review.formulas import Voices
from portal.review.models import NEVER, IdeaFigures, IdeaScore
from portal.threads.kinds import VOTABLE
from portal.threads.models import Follow, Thread
from portal.votes import reactions as votes
from portal.votes.models import Vote
from portal.votes.queries import COUNTED

BATCH: Final = 100
AGED_AT_ONCE: Final = 5_000
AGE: Final = timedelta(days=1)
_IMPORTANCE: Final = {"critical": 3, "important": 2, "nice": 1}
_SUMMED: Final = ("on_behalf", "recent", "before", "quarter", "active", *_IMPORTANCE)
_STAFF: Final = tuple(sorted(STAFF_ROLES))


@dataclass(slots=True)
class _Counted:
    """What the rows say of one idea."""

    voices: list[Voices] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def on_idea_changed(fact: Fact) -> None:
    """Note that the figures of a thread may not be true any more.

    Costs: at most 4 statements.
    """
    event: Event = fact.event
    mark_stale(
        [getattr(event, name) for name in ("thread_id", "target_id") if hasattr(event, name)]
    )


def on_vote_followed(fact: Fact) -> None:
    """Let a voter follow, or follow no more, and note it: who follows is one of the figures.

    One reaction and not two, between which the figures could be counted without the follow.
    Costs: as what it calls, and at most 4 statements.
    """
    votes.on_vote_changed(fact)
    votes.on_vote_for_somebody(fact)
    on_idea_changed(fact)


def mark_stale(thread_ids: Iterable[int | None]) -> None:
    """Let the figures of these ideas, and of what they are merged into, be counted anew.

    Questions among them are passed over.
    Costs: 4 statements, none for nothing.
    """
    ids = sorted({each for each in thread_ids if each is not None})
    if not ids:
        return
    rows = db.session.execute(
        select(Thread.id, Thread.canonical_id, Thread.product_id).where(
            Thread.id.in_(ids), Thread.kind == "idea"
        )
    ).all()
    ideas = {row.id: row.product_id for row in rows}
    # an idea and what it is merged into are of one product, or were; the count says it anew
    ideas |= {row.canonical_id: row.product_id for row in rows if row.canonical_id is not None}
    if not ideas:
        return
    now = clock.now()
    insert_missing(
        IdeaFigures,
        [{"thread_id": each, "product_id": product} for each, product in sorted(ideas.items())],
    )
    fresh = (IdeaFigures.thread_id.in_(sorted(ideas))) & IdeaFigures.stale_at.is_(None)
    db.session.execute(update(IdeaFigures).where(fresh).values(stale_at=now))


def refresh_stale() -> int:
    """Count the figures anew that are stale for the longest time.

    Gives: how many.
    Costs: 8 statements for at most 100 ideas.
    """
    stale = (
        select(IdeaFigures.thread_id)
        .where(IdeaFigures.stale_at.is_not(None))
        .order_by(IdeaFigures.stale_at, IdeaFigures.thread_id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    ids = list(db.session.execute(stale).scalars())
    if ids:
        compute(ids)
    return len(ids)


def let_age() -> int:
    """Let figures that are a day old be counted anew: the last 30 days are others by now.

    Gives: how many.
    Costs: 1 statement.
    """
    now = clock.now()
    old = (
        select(IdeaFigures.thread_id)
        .where(IdeaFigures.computed_at < now - AGE, IdeaFigures.stale_at.is_(None))
        .order_by(IdeaFigures.computed_at)
        .limit(AGED_AT_ONCE)
    )
    aging = update(IdeaFigures).where(IdeaFigures.thread_id.in_(old)).values(stale_at=now)
    return len(db.session.execute(aging.returning(IdeaFigures.thread_id)).all())


def compute(thread_ids: Sequence[int]) -> None:
    """Count the figures of ideas from their rows.

    Costs: 7 statements, whatever their number.
    """
    now = clock.now()
    family = _family(thread_ids)
    counted: dict[int, _Counted] = defaultdict(_Counted)
    _count_voters(counted, family, now)
    _count_rows(counted, family, now)
    spoken = _last_staff(family)
    scores = {
        row.thread_id: row
        for row in read(select(IdeaScore.__table__).where(IdeaScore.thread_id.in_(thread_ids)))
    }
    rows = read(_facts().where(Thread.id.in_(thread_ids))).all()
    values = [
        _values(row, counted[row.id], scores.get(row.id), spoken.get(row.id), now) for row in rows
    ]
    if values:
        db.session.execute(update(IdeaFigures), values)


def _facts() -> Any:  # noqa: ANN401 - a statement
    is_live = (
        Thread.status_kind.in_(VOTABLE)
        & (Thread.visibility == "visible")
        & Thread.canonical_id.is_(None)
    )
    waits = IdeaPlan.answered_at.is_(None)
    due_at = case((waits, IdeaPlan.answer_due_at)).label("due_at")
    plan = IdeaPlan.thread_id == Thread.id
    is_open = is_live & (Thread.status_kind == "open")
    return select(
        Thread.id,
        Thread.product_id,
        Thread.vote_count,
        Thread.posted_at,
        is_live.label("is_live"),
        is_open.label("is_open"),
        due_at,
    ).outerjoin(IdeaPlan, plan)


def _family(thread_ids: Sequence[int]) -> CTE:
    """Give each idea, and each that is merged into it, with the idea that they stand for."""
    own = select(Thread.id.label("thread_id"), Thread.id.label("root_id")).where(
        Thread.id.in_(thread_ids)
    )
    merged = select(Thread.id, Thread.canonical_id).where(Thread.canonical_id.in_(thread_ids))
    return union_all(own, merged).cte("family")


def _voters(family: CTE) -> CTE:
    """Give each person once for an idea: their first vote, and the most they said of it."""
    direct = func.max(case((Vote.source == "behalf", 0), else_=1))
    return (
        select(
            family.c.root_id,
            Vote.person_id,
            func.min(Vote.cast_at).label("cast_at"),
            func.max(Vote.importance).label("importance"),
            direct.label("is_direct"),
        )
        .join(Vote, Vote.thread_id == family.c.thread_id)
        .where(COUNTED)
        .group_by(family.c.root_id, Vote.person_id)
        .cte("voters")
    )


def _count_voters(counted: dict[int, _Counted], family: CTE, now: datetime) -> None:
    voters = _voters(family)
    weight = func.coalesce(voters.c.importance, formulas.NOT_STATED)
    since = {days: now - timedelta(days=days) for days in (30, 60, 90)}
    rows = read(
        select(
            voters.c.root_id,
            User.organisation_key,
            func.count().label("people"),
            func.sum(weight, type_=Integer).label("weights"),
            func.max(weight).label("weight_most"),
            _sum(voters.c.is_direct == 0, "on_behalf"),
            _sum(voters.c.cast_at >= since[30], "recent"),
            _sum((voters.c.cast_at >= since[60]) & (voters.c.cast_at < since[30]), "before"),
            _sum(voters.c.cast_at >= since[90], "quarter"),
            _sum(_is_active(voters.c.person_id, since[90]), "active"),
            *(_sum(voters.c.importance == value, name) for name, value in _IMPORTANCE.items()),
        )
        .join(User, User.id == voters.c.person_id)
        .group_by(voters.c.root_id, User.organisation_key)
    )
    for row in rows:
        of = counted[row.root_id]
        of.voices.append(Voices(row.organisation_key, row.people, row.weights, row.weight_most))
        for name in _SUMMED:
            of.counts[name] += getattr(row, name)


def _is_active(person_id: ColumnElement[int], since: datetime) -> ColumnElement[bool]:
    """Say in SQL that somebody was here lately: signed in, voted, asked, proposed or answered."""
    own, said, asked = aliased(Vote), aliased(Answer), aliased(Thread)
    return or_(
        exists().where(SignIn.person_id == person_id, SignIn.last_seen_at >= since),
        exists().where(own.person_id == person_id, own.cast_at >= since),
        exists().where(asked.author_id == person_id, asked.posted_at >= since),
        exists().where(said.author_id == person_id, said.posted_at >= since),
    )


def _count_rows(counted: dict[int, _Counted], family: CTE, now: datetime) -> None:
    followers = (
        select(
            family.c.root_id,
            literal("followers").label("what"),
            func.count(Follow.person_id.distinct()).label("number"),
        )
        .join(Follow, Follow.thread_id == family.c.thread_id)
        .where(Follow.level != "muted")
        .group_by(family.c.root_id)
    )
    # people other than the one who proposed it, and not the team
    spoke = union_all(
        *(
            select(family.c.root_id, said.author_id, said.posted_at)
            .join(said, said.thread_id == family.c.thread_id)
            .join(Thread, Thread.id == family.c.root_id)
            .where(said.visibility == "visible", said.author_id != Thread.author_id)
            .where(or_(said.author_role.is_(None), said.author_role.not_in(_STAFF)))
            for said in (Answer, Comment)
        )
    ).subquery()
    commenters = select(
        spoke.c.root_id, literal("commenters"), func.count(spoke.c.author_id.distinct())
    ).group_by(spoke.c.root_id)
    lately = select(
        spoke.c.root_id, literal("commenters_90"), func.count(spoke.c.author_id.distinct())
    ).where(spoke.c.posted_at >= now - timedelta(days=formulas.DISCUSSED_DAYS))
    for row in read(union_all(followers, commenters, lately.group_by(spoke.c.root_id))):
        counted[row.root_id].counts[row.what] = row.number


def _last_staff(family: CTE) -> dict[int, datetime]:
    """Tell when the team last said something that everybody can read."""
    said = union_all(
        select(family.c.root_id, StatusChange.decided_at.label("at"))
        .join(StatusChange, StatusChange.thread_id == family.c.thread_id)
        .where(StatusChange.decided_by_id.is_not(None)),
        *(
            select(family.c.root_id, said.posted_at)
            .join(said, said.thread_id == family.c.thread_id)
            .where(said.visibility == "visible", said.author_role.in_(_STAFF))
            for said in (Answer, Comment)
        ),
    ).subquery()
    rows = read(select(said.c.root_id, func.max(said.c.at).label("at")).group_by(said.c.root_id))
    return {row.root_id: row.at for row in rows}


def _values(
    row: Any,  # noqa: ANN401 - a row of _facts
    counted: _Counted,
    score: Any,  # noqa: ANN401 - a row of idea_scores, or None
    last_staff_at: datetime | None,
    now: datetime,
) -> dict[str, Any]:
    voices, counts = counted.voices, counted.counts
    share, organisation = formulas.concentration(voices)
    rice = _rice(score, counts["quarter"])
    return {
        "thread_id": row.id,
        "product_id": row.product_id,
        "is_live": bool(row.is_live),
        "voters": sum(each.people for each in voices),
        "voters_on_behalf": counts["on_behalf"],
        "voters_30": counts["recent"],
        "voters_before_30": counts["before"],
        "voters_90": counts["quarter"],
        "voters_active": counts["active"],
        "voters_by_organisation": formulas.organisation_voters(voices),
        "organisations": sum(1 for each in voices if each.organisation),
        "top_organisation": organisation,
        "top_share": share,
        "critical": counts["critical"],
        "important": counts["important"],
        "nice": counts["nice"],
        "commenters": counts["commenters"],
        "commenters_90": counts["commenters_90"],
        "followers": counts["followers"],
        "last_staff_at": last_staff_at,
        "demand": formulas.demand(voices),
        "momentum": formulas.momentum(counts["recent"], counts["before"]),
        "rice": rice,
        "rice_key": -1.0 if rice is None else rice,
        "fit": score.fit if score else None,
        # what is due first is highest, as in every list
        "due_key": -row.due_at.timestamp() if row.due_at else NEVER,
        "staff_key": last_staff_at.timestamp() if last_staff_at else NEVER,
        "waiting_key": _waiting(row, last_staff_at, now),
        "computed_at": now,
        "stale_at": None,
        "is_unplaced": True,
    }


def _waiting(row: Any, last_staff_at: datetime | None, now: datetime) -> float:  # noqa: ANN401 - a row of _facts
    if not row.is_open or last_staff_at is not None:
        return -1.0
    return formulas.waiting(row.vote_count, max(now - row.posted_at, timedelta()))


def _rice(score: Any, quarter: int) -> float | None:  # noqa: ANN401 - a row of idea_scores, or None
    if score is None:
        return None
    reach = quarter if score.reach is None else score.reach
    return formulas.rice(reach, score.impact, score.confidence, score.effort)


def _sum(condition: ColumnElement[bool], name: str) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0), type_=Integer).label(name)
