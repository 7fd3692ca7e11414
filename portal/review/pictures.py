"""Pictures of how ideas fare: the numbers behind each, grouped by the database.

Everything is counted of ideas that everybody sees. Months are those of the site's time zone.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    case,
    cast,
    delete,
    exists,
    func,
    insert,
    select,
    true,
    union_all,
)

from portal.accounts.actor import EVERYWHERE, Actor
from portal.accounts.roles import STAFF_ROLES
from portal.answers.models import Answer, Comment
from portal.duplicates.models import DuplicateLink
from portal.ideas.models import IdeaPlan, StatusChange
from portal.kit import clock, site
from portal.kit.db import db, insert_once, read
from portal.kit.instants import epoch_seconds
from portal.review import formulas, months, policy
from portal.review.formulas import CONCENTRATED_FROM
from portal.review.models import IdeaFigures, VoteMonth, VoteMonthCounted
from portal.review.months import Span, place_in
from portal.threads import queries as threads
from portal.threads import statuses
from portal.threads.kinds import VOTABLE
from portal.threads.models import Thread
from portal.threads.policy import VISIBLE
from portal.votes.models import Vote
from portal.votes.queries import COUNTED

TOP: Final = 20
TOP_DAYS: Final = 30
QUARTERS: Final = 8
TENTHS: Final = 10
_DAY_SECONDS: Final = 86_400
# so many that could be among the first are counted one by one
_CANDIDATES: Final = 60
_STAFF: Final = tuple(sorted(STAFF_ROLES))
_ALREADY: Final = "already_available"
FLOWS: Final = ("came_in", "active", "done", "rejected", "archived", "merged")
"""Where ideas come from and go to in a month."""

Numbers = tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """The numbers of a picture: what its points are, and one line of numbers for each name."""

    labels: tuple[str, ...]
    lines: dict[str, Numbers]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopIdea:
    """One of the ideas that most people want, and how many did some days ago."""

    id: int
    title: str
    slug: str
    lang: str
    voters: int
    voters_then: int
    was_there: bool


@dataclass(frozen=True, slots=True)
class Top:
    """The ideas that most people want now, and how many of them are new among those."""

    ideas: tuple[TopIdea, ...]
    churn: int


def votes_by_month(actor: Actor, product_id: int | None, count: int) -> Picture:
    """Count the votes that count by the month in which they were cast, as they were counted last.

    Raises: NotAllowed("idea.review").
    Costs: 1 statement.
    """
    spans = _months(count)
    names = [span.name for span in spans]
    wanted = select(VoteMonth.month, func.sum(VoteMonth.votes).label("votes"))
    rows = read(
        wanted.where(VoteMonth.month.in_(names), _reviewed(actor, product_id, VoteMonth.product_id))
        .group_by(VoteMonth.month)
        .order_by(VoteMonth.month)
    )
    found = {row.month: int(row.votes) for row in rows}
    return Picture(tuple(names), {"votes": tuple(found.get(name, 0) for name in names)})


def votes_of_idea(actor: Actor, thread_id: int, count: int) -> Picture:
    """Count the people who began to want an idea, or what is merged into it, by month.

    Raises: NotFound; NotAllowed("idea.review").
    Costs: 2 statements.
    """
    policy.check(actor, threads.get(actor, thread_id).product_id)
    spans = _months(count)
    first = (
        select(func.min(Vote.cast_at).label("at"))
        .where(Vote.thread_id.in_(threads.family_ids(thread_id)), COUNTED)
        .group_by(Vote.person_id)
        .subquery()
    )
    numbers = _grouped(spans, first.c.at, select(func.count().label("number")).select_from(first))
    return Picture(_names(spans), {"votes": tuple(numbers)})


def flow_by_month(actor: Actor, product_id: int | None, count: int) -> Picture:
    """Count the ideas that came in and went out by month: each step of a decision once.

    Raises: NotAllowed("idea.review").
    Costs: 4 statements.
    """
    spans = _months(count)
    mine = (_reviewed(actor, product_id, Thread.product_id), _IDEA, VISIBLE)
    number = func.count().label("number")
    lines = {flow: [0] * count for flow in FLOWS}
    lines["came_in"] = _grouped(spans, Thread.posted_at, select(number).where(*mine))
    lines["merged"] = _grouped(
        spans,
        DuplicateLink.applied_at,
        select(number)
        .select_from(DuplicateLink)
        .join(Thread, Thread.id == DuplicateLink.thread_id)
        .where(DuplicateLink.state == "active", *mine),
    )
    at = place_in(spans, StatusChange.decided_at).label("at")
    steps = (
        select(at, StatusChange.before, StatusChange.after)
        .join(Thread, Thread.id == StatusChange.thread_id)
        .where(*mine, *_within(spans, StatusChange.decided_at))
        .subquery()
    )
    known = statuses.catalogue()
    columns = (steps.c.at, steps.c.before, steps.c.after)
    for row in read(select(*columns, number).group_by(*columns)):
        before, after = known[row.before].kind, known[row.after].kind
        if before != after:
            lines["came_in" if after == "open" else after][row.at] += row.number
    return Picture(_names(spans), {flow: tuple(line) for flow, line in lines.items()})


def answered_in_time(actor: Actor, product_id: int | None, count: int) -> Picture:
    """Give the share of promised answers that were given by their day, by the month of that day.

    Raises: NotAllowed("idea.review").
    Costs: 1 statement.
    """
    spans, now = _months(count), clock.now()
    at = place_in(spans, IdeaPlan.answer_due_at).label("at")
    in_time = case((IdeaPlan.answered_at <= IdeaPlan.answer_due_at, 1), else_=0).label("in_time")
    promised = (
        select(at, in_time)
        .join(Thread, Thread.id == IdeaPlan.thread_id)
        .where(_reviewed(actor, product_id, Thread.product_id), VISIBLE)
        .where(*_within(spans, IdeaPlan.answer_due_at))
        # what is neither answered nor over is not settled yet
        .where((IdeaPlan.answer_due_at < now) | IdeaPlan.answered_at.is_not(None))
        .where(Thread.canonical_id.is_(None) | IdeaPlan.answered_at.is_not(None))
        .subquery()
    )
    kept, settled = func.sum(promised.c.in_time), func.count()
    rows = read(select(promised.c.at, kept, settled).group_by(promised.c.at))
    shares = {place: formulas.percent(int(part), whole) for place, part, whole in rows}
    line = tuple(shares.get(place) for place in range(count))
    return Picture(_names(spans), {"in_time": line})


def days_to_first_answer(actor: Actor, product_id: int | None, count: int) -> Picture:
    """Give the median of the days from an idea to the team's first public word, by its month.

    Raises: NotAllowed("idea.review").
    Costs: 1 statement.
    """
    spans = _months(count)
    said = union_all(
        select(StatusChange.thread_id, StatusChange.decided_at.label("at")).where(
            StatusChange.decided_by_role.in_(_STAFF)
        ),
        *(
            select(post.thread_id, post.posted_at).where(
                post.author_role.in_(_STAFF), post.visibility == "visible"
            )
            for post in (Answer, Comment)
        ),
    ).subquery()
    first = (
        select(
            said.c.thread_id, func.min(said.c.at, type_=StatusChange.decided_at.type).label("at")
        )
        .join(Thread, Thread.id == said.c.thread_id)
        .where(_reviewed(actor, product_id, Thread.product_id), _IDEA, VISIBLE)
        .group_by(said.c.thread_id)
        .subquery()
    )
    seconds = epoch_seconds(first.c.at) - epoch_seconds(Thread.posted_at)
    waited = (
        select(
            place_in(spans, first.c.at).label("at"),
            cast(func.floor(seconds / _DAY_SECONDS), Integer).label("days"),
        )
        .join(Thread, Thread.id == first.c.thread_id)
        .where(*_within(spans, first.c.at))
        .subquery()
    )
    columns = (waited.c.at, waited.c.days)
    counts: dict[int, dict[int, int]] = defaultdict(dict)
    for place, days, number in read(select(*columns, func.count()).group_by(*columns)):
        counts[place][days] = number
    line = tuple(formulas.median(counts[place]) for place in range(count))
    return Picture(_names(spans), {"days": line})


def delivered_by_quarter(actor: Actor, product_id: int | None) -> Picture:
    """Count the ideas that were delivered in each of the last quarters, each once a quarter.

    Raises: NotAllowed("idea.review").
    Costs: 1 statement.
    """
    spans = months.quarters(clock.now(), site.current().time_zone, QUARTERS)
    known = statuses.catalogue().values()
    delivered = [each.slug for each in known if each.kind == "done" and each.slug != _ALREADY]
    ideas = func.count(StatusChange.thread_id.distinct()).label("number")
    counted = (
        select(ideas)
        .select_from(StatusChange)
        .join(Thread, Thread.id == StatusChange.thread_id)
        .where(_reviewed(actor, product_id, Thread.product_id), VISIBLE)
        .where(StatusChange.after.in_(delivered))
    )
    line = _grouped_distinct(spans, StatusChange.decided_at, counted)
    return Picture(_names(spans), {"delivered": tuple(line)})


def concentration(actor: Actor, product_id: int | None) -> Picture:
    """Count ideas that can still move by the largest share that one organisation has of them.

    Raises: NotAllowed("idea.review").
    Costs: 1 statement.
    """
    tenth = cast(func.floor(IdeaFigures.top_share * TENTHS), Integer).label("tenth")
    shares = (
        select(tenth)
        .where(IdeaFigures.is_live.is_(True), IdeaFigures.voters >= CONCENTRATED_FROM)
        .where(_reviewed(actor, product_id, IdeaFigures.product_id))
        .subquery()
    )
    line = [0] * TENTHS
    for place, number in read(select(shares.c.tenth, func.count()).group_by(shares.c.tenth)):
        line[min(place, TENTHS - 1)] += number
    labels = (f"{at * TENTHS}–{(at + 1) * TENTHS} %" for at in range(TENTHS))
    return Picture(tuple(labels), {"ideas": tuple(line)})


def top(actor: Actor, product_id: int | None) -> Top:
    """Compare the ideas that most people want now with those of 30 days ago.

    Then counts everybody whose vote stands today and was cast by then, for ideas that could be
    voted for. Candidates are found by their figures and counted from the rows of votes.
    Raises: NotAllowed("idea.review").
    Costs: 4 statements.
    """
    mine = _reviewed(actor, product_id, Thread.product_id)
    then = clock.now() - timedelta(days=TOP_DAYS)
    now_ids = _candidates(mine, IdeaFigures.voters, Thread.status_kind.in_(VOTABLE))
    before = IdeaFigures.voters - IdeaFigures.voters_30
    then_ids = _candidates(mine, before, Thread.posted_at <= then, _was_votable(then))
    counts = _counted(sorted({*now_ids, *then_ids}), then)

    def first(ids: Sequence[int], which: int) -> list[int]:
        ordered = sorted(ids, key=lambda each: (-counts[each][which], -each))
        return [each for each in ordered if counts[each][which]][:TOP]

    leaders, earlier = first(now_ids, 0), first(then_ids, 1)
    columns = (Thread.id, Thread.title, Thread.slug, Thread.lang)
    shown = {row.id: row for row in read(select(*columns).where(Thread.id.in_(leaders)))}
    ideas = (
        TopIdea(
            id=each,
            title=shown[each].title,
            slug=shown[each].slug,
            lang=shown[each].lang,
            voters=counts[each][0],
            voters_then=counts[each][1],
            was_there=each in earlier,
        )
        for each in leaders
    )
    return Top(tuple(ideas), formulas.churn(leaders, earlier))


def count_votes() -> int:
    """Bring the kept months of votes up to date: the present one, those missing, and the oldest.

    Votes are taken back and put aside later, too; each month is counted anew a few times a day.
    Gives: how many months were counted.
    Costs: 3 statements for each of them, and 1.
    """
    spans = {span.name: span for span in _months(months.MOST)}
    rows = read(
        select(VoteMonthCounted.month).order_by(VoteMonthCounted.counted_at, VoteMonthCounted.month)
    )
    counted = [row.month for row in rows if row.month in spans]
    missing = [name for name in spans if name not in counted]
    present = next(reversed(spans))
    chosen = dict.fromkeys([*missing, *counted[:1], present])
    for name in chosen:
        _count_month(spans[name])
    return len(chosen)


_IDEA: Final = Thread.kind == "idea"


def _months(count: int) -> tuple[Span, ...]:
    return months.months(clock.now(), site.current().time_zone, min(count, months.MOST))


def _names(spans: tuple[Span, ...]) -> tuple[str, ...]:
    return tuple(span.name for span in spans)


def _reviewed(actor: Actor, product_id: int | None, column: Any) -> ColumnElement[bool]:  # noqa: ANN401 - a column
    """Say which ideas a picture is of: those of a product, or all that this actor weighs.

    Raises: NotAllowed("idea.review").
    """
    policy.check(actor, product_id)
    if product_id is not None:
        named: ColumnElement[bool] = column == product_id
        return named
    scope = actor.scope(policy.REVIEW)
    if scope is EVERYWHERE:
        return true()
    theirs: ColumnElement[bool] = column.in_(sorted(scope))
    return theirs


def _within(spans: tuple[Span, ...], at: Any) -> tuple[ColumnElement[bool], ...]:  # noqa: ANN401 - a column
    return at >= spans[0].begins_at, at < spans[-1].ends_at


def _grouped(spans: tuple[Span, ...], at: Any, counted: Select[Any]) -> list[int]:  # noqa: ANN401 - a column
    """Count rows by the span in which an instant of theirs is."""
    line = [0] * len(spans)
    placed = (
        counted.with_only_columns(place_in(spans, at).label("at"))
        .where(*_within(spans, at))
        .subquery()
    )
    for place, number in read(select(placed.c.at, func.count()).group_by(placed.c.at)):
        line[place] = number
    return line


def _grouped_distinct(spans: tuple[Span, ...], at: Any, counted: Select[Any]) -> list[int]:  # noqa: ANN401 - a column
    line = [0] * len(spans)
    placed = (
        counted.with_only_columns(place_in(spans, at).label("at"), StatusChange.thread_id)
        .where(*_within(spans, at))
        .subquery()
    )
    number = func.count(placed.c.thread_id.distinct())
    for place, ideas in read(select(placed.c.at, number).group_by(placed.c.at)):
        line[place] = ideas
    return line


def _candidates(
    mine: ColumnElement[bool],
    voters: Any,  # noqa: ANN401 - a column
    *conditions: ColumnElement[bool],
) -> list[int]:
    rows = read(
        select(IdeaFigures.thread_id)
        .join(Thread, Thread.id == IdeaFigures.thread_id)
        .where(mine, VISIBLE, Thread.canonical_id.is_(None), *conditions)
        .order_by(voters.desc(), IdeaFigures.thread_id.desc())
        .limit(_CANDIDATES)
    )
    return list(rows.scalars())


def _was_votable(then: Any) -> ColumnElement[bool]:  # noqa: ANN401 - an instant
    """Say that an idea could be voted for then: by what its next decision found, or as it is."""
    later = (StatusChange.thread_id == Thread.id) & (StatusChange.decided_at > then)
    found = (
        select(StatusChange.before)
        .where(later)
        .order_by(StatusChange.id)
        .limit(1)
        .correlate(Thread)
        .scalar_subquery()
    )
    votable = [each.slug for each in statuses.catalogue().values() if each.takes_votes]
    unmoved = ~exists().where(later) & Thread.status_kind.in_(VOTABLE)
    return unmoved | found.in_(votable)


def _counted(thread_ids: list[int], then: Any) -> dict[int, tuple[int, int]]:  # noqa: ANN401 - an instant
    """Count the people behind ideas and what is merged into them: now, and by an instant."""
    root = func.coalesce(Thread.canonical_id, Thread.id).label("root")
    first = (
        select(root, func.min(Vote.cast_at).label("cast_at"))
        .join(Vote, Vote.thread_id == Thread.id)
        .where(Thread.id.in_(thread_ids) | Thread.canonical_id.in_(thread_ids), COUNTED)
        .group_by(root, Vote.person_id)
        .subquery()
    )
    by_then = func.sum(case((first.c.cast_at <= then, 1), else_=0))
    rows = read(select(first.c.root, func.count(), by_then).group_by(first.c.root))
    found = {number: (now, int(before)) for number, now, before in rows}
    return {number: found.get(number, (0, 0)) for number in thread_ids}


def _count_month(span: Span) -> None:
    counted = (
        select(Thread.product_id, func.count())
        .join(Vote, Vote.thread_id == Thread.id)
        .where(COUNTED, Vote.cast_at >= span.begins_at, Vote.cast_at < span.ends_at, _IDEA, VISIBLE)
        .group_by(Thread.product_id)
    )
    rows = [
        {"month": span.name, "product_id": product_id, "votes": votes}
        for product_id, votes in read(counted)
    ]
    db.session.execute(delete(VoteMonth).where(VoteMonth.month == span.name))
    if rows:
        db.session.execute(insert(VoteMonth), rows)
    db.session.execute(delete(VoteMonthCounted).where(VoteMonthCounted.month == span.name))
    insert_once(VoteMonthCounted, month=span.name, counted_at=clock.now())
