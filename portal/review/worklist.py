"""The product manager's list: ideas with all that is known of each, chosen, ordered, paged."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from portal.accounts.actor import EVERYWHERE, Actor, Scope
from portal.accounts.models import User
from portal.duplicates.models import DuplicateSuggestion
from portal.ideas.models import IdeaPlan, OutcomeAnswer, StatusChange
from portal.ideas.rules import OUTCOME_NO_SHARE
from portal.kit import clock
from portal.kit.db import read
from portal.kit.errors import RuleBroken
from portal.kit.paging import Keyset, Page
from portal.products.models import Product
from portal.review import policy
from portal.review.formulas import CONCENTRATED_ABOVE, CONCENTRATED_FROM
from portal.review.models import IdeaFigures as Figures
from portal.review.models import IdeaScore
from portal.threads import lists, statuses
from portal.threads import queries as threads
from portal.threads.kinds import VOTABLE
from portal.threads.models import Tag, Thread, ThreadTag
from portal.threads.policy import VISIBLE
from portal.votes.models import Vote
from portal.votes.queries import COUNTED

PAGE_SIZE: Final = 50
COUNTED_TO: Final = 10_000
"""Nobody reads further; more than that are said to be so many at least."""

IMPORTANT: Final = 2
NICE: Final = 1

Rows = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which ideas are meant. None and False leave it open; without a status, all that live."""

    product_id: int | None = None
    status: str | None = None
    status_kind: str | None = None
    tag: str | None = None
    lang: str | None = None
    owner_id: int | None = None
    without_owner: bool = False
    votes_from: int | None = None
    recent_votes_from: int | None = None
    organisation: str | None = None
    # somebody said at least so much of its importance: 3 critical, 2 important, 1 nice to have
    importance_from: int | None = None
    posted_from: datetime | None = None
    posted_before: datetime | None = None
    # its votes reached the number from which an answer is owed
    threshold_from: datetime | None = None
    overdue: bool = False
    never_answered: bool = False
    without_score: bool = False
    concentrated: bool = False
    revisit_due: bool = False
    needs_info_replied: bool = False
    has_candidates: bool = False
    growing: bool = False
    not_solved: bool = False
    # only these, found by words; at most what a search gives
    ids: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkRow:
    """One idea as a product manager weighs it."""

    id: int
    title: str
    slug: str
    lang: str
    product_id: int
    product_slug: str
    status: str
    status_kind: str
    status_since: datetime
    posted_at: datetime
    votes: int
    comments: int
    hot_key: float
    voters: int
    voters_on_behalf: int
    voters_30: int
    voters_before_30: int
    voters_90: int
    voters_active: int
    voters_by_organisation: int
    organisations: int
    top_organisation: str | None
    top_share: float
    critical: int
    important: int
    nice: int
    commenters: int
    followers: int
    last_staff_at: datetime | None
    demand: float
    momentum: float
    rice: float | None
    fit: int | None
    priority: float | None
    place: int | None
    place_active: int | None
    place_by_organisation: int | None
    place_in_product: int | None
    place_active_in_product: int | None
    place_by_organisation_in_product: int | None
    computed_at: datetime | None
    stale_at: datetime | None
    reach: int | None
    impact: float | None
    confidence: float | None
    effort: float | None
    owner_id: int | None
    owner: str | None
    eta: str | None
    needs_answer_since: datetime | None
    answer_due_at: datetime | None
    answered_at: datetime | None
    revisit_due_at: datetime | None
    tags: tuple[str, ...] = ()
    candidates: int = 0
    solved: int = 0
    not_solved: int = 0

    def is_overdue(self, now: datetime) -> bool:
        """Tell whether an answer was promised that is not there."""
        return (
            self.answer_due_at is not None and self.answered_at is None and self.answer_due_at < now
        )


ORDERS: Final[dict[str, Any]] = {
    "priority": Figures.priority_key,
    "votes": Thread.vote_count,
    "demand": Figures.demand,
    "momentum": Figures.momentum,
    "rice": Figures.rice_key,
    "due": Figures.due_key,
    "staff": Figures.staff_key,
    "new": Thread.posted_at,
    "hot": Thread.hot_key,
    # by the people whom another lens counts
    "active": Figures.voters_active,
    "organisations": Figures.voters_by_organisation,
}
"""What the list can be ordered by, the highest first; what has nothing comes last."""

_AT_ONCE: Final = 500
_Owner = aliased(User)
_SOME_TIME: Final = datetime(2000, 1, 1, tzinfo=UTC)
_COLUMNS: Final = (
    *(getattr(Thread, name) for name in ("id", "title", "slug", "lang", "product_id", "status")),
    *(getattr(Thread, name) for name in ("status_kind", "posted_at", "hot_key")),
    Thread.vote_count.label("votes"),
    Thread.comment_count.label("comments"),
    Product.slug.label("product_slug"),
    *(
        getattr(Figures, name)
        for name in (
            *("voters", "voters_on_behalf", "voters_30", "voters_before_30", "voters_90"),
            *("voters_active", "voters_by_organisation", "organisations", "top_organisation"),
            *("top_share", "critical", "important", "nice", "commenters", "followers"),
            *("last_staff_at", "demand", "momentum", "rice", "fit", "priority"),
            *("place", "place_active", "place_by_organisation", "place_in_product"),
            *("place_active_in_product", "place_by_organisation_in_product"),
            *("computed_at", "stale_at"),
        )
    ),
    *(getattr(IdeaScore, name) for name in ("reach", "impact", "confidence", "effort")),
    *(getattr(IdeaPlan, name) for name in ("owner_id", "eta", "needs_answer_since")),
    *(getattr(IdeaPlan, name) for name in ("answer_due_at", "answered_at", "revisit_due_at")),
)

# word for word as the indexes say it: only so can a database see that they apply
_ALIVE: Final = Figures.is_live.is_(True)
_LOOKS_FURTHER: Final = {"status", "status_kind", "ids", "not_solved", "revisit_due"}
_SHOWN: Final = (VISIBLE, Thread.kind == literal_column("'idea'"), Thread.canonical_id.is_(None))


def page(
    actor: Actor, choice: Choice, *, order: str, cursor: str | None = None, size: int = PAGE_SIZE
) -> Page[WorkRow]:
    """List the ideas of a choice in an order, as far as they are this actor's to weigh.

    Raises: NotAllowed("idea.review"); RuleBroken("review.order" | "page.cursor").
    Costs: 2 statements.
    """
    policy.check(actor, choice.product_id)
    if order not in ORDERS:
        raise RuleBroken("review.order")
    keyset = _keyset(order, _shape(choice), actor.scope(policy.REVIEW), size)
    piece = keyset.fetch(cursor, **_values(choice))
    return Page(_with_rest([_row(row) for row in piece.rows]), piece.next_cursor)


def count(actor: Actor, choice: Choice) -> int:
    """Count the ideas of a choice, up to 10,000.

    Raises: NotAllowed("idea.review").
    Costs: 1 statement; 2 for all that live, which an index alone answers.
    """
    policy.check(actor, choice.product_id)
    is_all = {name for name, _ in _given(choice)} <= {"product_id"}
    if is_all and (choice.product_id or actor.scope(policy.REVIEW) is EVERYWHERE):
        return min(_count_living(choice.product_id), COUNTED_TO)
    statement = _counted(_shape(choice), actor.scope(policy.REVIEW))
    number: int = read(statement, _values(choice)).scalar_one()
    return number


def everything(
    actor: Actor, choice: Choice, *, order: str, most: int = COUNTED_TO
) -> Iterator[WorkRow]:
    """Give all ideas of a choice in an order, for a file or a sitting, up to so many.

    Raises: as ``page``.
    Costs: 2 statements for each 500 rows.
    """
    cursor, left = None, most
    while left > 0:
        piece = page(actor, choice, order=order, cursor=cursor, size=min(left, _AT_ONCE))
        yield from piece.items
        left -= len(piece.items)
        cursor = piece.next_cursor
        if cursor is None:
            return


def by_ids(actor: Actor, thread_ids: list[int]) -> dict[int, WorkRow]:
    """Give these ideas, whatever their status, as far as they are this actor's to weigh.

    Raises: NotAllowed("idea.review").
    Costs: 2 statements, none for nothing.
    """
    policy.check(actor)
    if not thread_ids:
        return {}
    chosen = (
        select(Thread.id)
        .join(Figures, Figures.thread_id == Thread.id)
        .where(Thread.id.in_(thread_ids), policy.reviewed_in(actor.scope(policy.REVIEW)))
    )
    rows = read(_rows_around(chosen)).all()
    return {row.id: row for row in _with_rest([_row(row) for row in rows])}


def _count_living(product_id: int | None) -> int:
    kinds = {slug: status.kind for slug, status in statuses.catalogue().items()}
    values = {} if product_id is None else {"product_id": product_id}
    rows = read(lists.counted_by_status(of_all=product_id is None), values)
    return sum(number for status, number in rows if kinds.get(status) in VOTABLE)


@lru_cache(maxsize=512)
def _keyset(order: str, shape: Choice, scope: Scope, size: int) -> Keyset:
    key = ORDERS[order]
    of_figures = key.class_ is Figures
    second = Figures.thread_id if of_figures else Thread.id
    # an order by figures says of the thread nothing that ``is_live`` says already, or a database
    # begins with the threads and sorts them all
    chosen = _chosen(shape, scope) if of_figures else _chosen(shape, scope).where(*_SHOWN)
    return Keyset(chosen, key, second, size=size, around=_shown_around)


@lru_cache(maxsize=512)
def _counted(shape: Choice, scope: Scope) -> Rows:
    chosen = _chosen(shape, scope).where(*_SHOWN).limit(COUNTED_TO).subquery()
    return select(func.count()).select_from(chosen)


def _chosen(shape: Choice, scope: Scope) -> Rows:
    """Select the numbers of a choice: only they are sorted, the rest is read of one page."""
    statement = select(Thread.id).join(Figures, Figures.thread_id == Thread.id)
    statement = statement.outerjoin(IdeaPlan, IdeaPlan.thread_id == Thread.id)
    given = {name for name, _ in _given(shape)}
    conditions = [_CONDITIONS[name]() for name in sorted(given)]
    if not _LOOKS_FURTHER & given:
        conditions.append(_ALIVE)
    else:
        conditions.extend(_SHOWN)
    return statement.where(policy.reviewed_in(scope), *conditions)


def _shape(choice: Choice) -> Choice:
    """Give what statements are kept under: which conditions there are, and not their values."""
    stands_for: dict[type, Any] = {str: "", int: 0, datetime: _SOME_TIME, tuple: (0,), bool: True}
    shape: dict[str, Any] = {name: stands_for[type(value)] for name, value in _given(choice)}
    return Choice(**shape)


def _values(choice: Choice) -> dict[str, Any]:
    """Give the parameters of the conditions."""
    return {**dict(_given(choice)), "now": clock.now()}


def _given(choice: Choice) -> list[tuple[str, Any]]:
    named = ((field.name, getattr(choice, field.name)) for field in fields(choice))
    return [(name, value) for name, value in named if value is not None and value is not False]


def _has_tag() -> ColumnElement[bool]:
    tagged = select(ThreadTag.thread_id).join(Tag).where(Tag.slug == bindparam("tag"))
    return Thread.id.in_(tagged)


def _is_wanted_by_organisation() -> ColumnElement[bool]:
    cast_for = aliased(Thread)
    wanted = (
        select(func.coalesce(cast_for.canonical_id, cast_for.id))
        .join(Vote, Vote.thread_id == cast_for.id)
        .join(User, User.id == Vote.person_id)
        .where(COUNTED, User.organisation_key == bindparam("organisation"))
    )
    return Thread.id.in_(wanted)


def _is_important() -> ColumnElement[bool]:
    least: ColumnElement[int] = bindparam("importance_from", type_=Integer)
    return or_(
        Figures.critical > 0,
        and_(Figures.important > 0, least <= IMPORTANT),
        and_(Figures.nice > 0, least <= NICE),
    )


def _waits_for_answer() -> ColumnElement[bool]:
    return and_(IdeaPlan.answered_at.is_(None), IdeaPlan.needs_answer_since.is_not(None))


def _is_overdue() -> ColumnElement[bool]:
    return and_(_waits_for_answer(), IdeaPlan.answer_due_at < bindparam("now"))


def _is_back_from_author() -> ColumnElement[bool]:
    newest = (
        select(func.max(StatusChange.id))
        .where(StatusChange.thread_id == Thread.id)
        .correlate(Thread)
        .scalar_subquery()
    )
    asked = aliased(StatusChange)
    return exists().where(asked.id == newest, asked.is_system, asked.before == "needs_info")


def _has_candidates() -> ColumnElement[bool]:
    said = DuplicateSuggestion
    is_open = said.state == literal_column("'open'")
    return exists().where(is_open, or_(said.thread_id == Thread.id, said.target_id == Thread.id))


def _is_not_solved() -> ColumnElement[bool]:
    said_no = func.sum(case((OutcomeAnswer.solved, 0), else_=1))
    unsolved = (
        select(StatusChange.thread_id)
        .join(OutcomeAnswer, OutcomeAnswer.change_id == StatusChange.id)
        .group_by(StatusChange.thread_id)
        .having(said_no >= func.count() * OUTCOME_NO_SHARE)
    )
    return Thread.id.in_(unsolved)


_CONDITIONS: Final[dict[str, Callable[[], ColumnElement[bool]]]] = {
    "product_id": lambda: Figures.product_id == bindparam("product_id"),
    "status": lambda: Thread.status == bindparam("status"),
    "status_kind": lambda: Thread.status_kind == bindparam("status_kind"),
    "tag": _has_tag,
    "lang": lambda: Thread.lang == bindparam("lang"),
    "owner_id": lambda: IdeaPlan.owner_id == bindparam("owner_id"),
    "without_owner": lambda: IdeaPlan.owner_id.is_(None),
    "votes_from": lambda: Thread.vote_count >= bindparam("votes_from"),
    "recent_votes_from": lambda: Figures.voters_30 >= bindparam("recent_votes_from"),
    "organisation": _is_wanted_by_organisation,
    "importance_from": _is_important,
    "posted_from": lambda: Thread.posted_at >= bindparam("posted_from"),
    "posted_before": lambda: Thread.posted_at < bindparam("posted_before"),
    "threshold_from": lambda: IdeaPlan.needs_answer_since >= bindparam("threshold_from"),
    "overdue": _is_overdue,
    "never_answered": lambda: Figures.last_staff_at.is_(None),
    "without_score": lambda: Figures.rice.is_(None),
    "concentrated": lambda: and_(
        Figures.top_share > CONCENTRATED_ABOVE, Figures.voters >= CONCENTRATED_FROM
    ),
    "revisit_due": lambda: IdeaPlan.revisit_due_at.is_not(None),
    "needs_info_replied": _is_back_from_author,
    "has_candidates": _has_candidates,
    "growing": lambda: Figures.voters_30 > 0,
    "not_solved": _is_not_solved,
    "ids": lambda: Thread.id.in_(bindparam("ids", expanding=True)),
}


def _shown_around(page: Rows) -> Rows:
    """Read what is known of one page, without what was hidden or merged a moment ago."""
    return _rows_around(page).where(*_SHOWN)


def _rows_around(page: Rows) -> Rows:
    """Read all that is known of the ideas of one page."""
    chosen = page.subquery()
    keys = [column for column in chosen.c if column.key.startswith("key_")]
    since = (
        select(func.max(StatusChange.decided_at))
        .where(StatusChange.thread_id == Thread.id)
        .correlate(Thread)
        .scalar_subquery()
    )
    return (
        select(
            *_COLUMNS,
            func.coalesce(since, Thread.posted_at).label("status_since"),
            _Owner.display_name.label("owner"),
            threads.TAGS.label("tag_slugs"),
            *keys,
        )
        .join(chosen, chosen.c.id == Thread.id)
        .join(Figures, Figures.thread_id == Thread.id)
        .join(Product, Product.id == Thread.product_id)
        .outerjoin(IdeaPlan, IdeaPlan.thread_id == Thread.id)
        .outerjoin(IdeaScore, IdeaScore.thread_id == Thread.id)
        .outerjoin(_Owner, _Owner.id == IdeaPlan.owner_id)
        .order_by(*(key.desc() for key in keys))
    )


def _row(row: Any) -> WorkRow:  # noqa: ANN401 - a row of _rows_around
    facts = row._asdict()
    known = {name: facts[name] for name in _FACTS}
    return WorkRow(**known, tags=threads.split_tags(row.tag_slugs))


def _with_rest(rows: list[WorkRow]) -> tuple[WorkRow, ...]:
    """Add what is counted of other tables, for all of them at once."""
    if not rows:
        return ()
    ids = [row.id for row in rows]
    counted: dict[int, dict[str, Any]] = {}
    for thread_id, what, number in read(_REST, {"ids": ids}):
        counted.setdefault(thread_id, {})[what] = number
    return tuple(replace(row, **counted.get(row.id, {})) for row in rows)


def _rest() -> Any:  # noqa: ANN401 - a statement
    these: BindParameter[int] = bindparam("ids", expanding=True)
    said = DuplicateSuggestion
    candidates = [
        select(side.label("thread_id"), literal("candidates").label("what"), said.id)
        .where(side.in_(these), said.state == literal_column("'open'"))
        .subquery()
        for side in (said.thread_id, said.target_id)
    ]
    pairs = union_all(*(select(each) for each in candidates)).subquery()
    outcomes = (
        select(
            StatusChange.thread_id,
            case((OutcomeAnswer.solved, "solved"), else_="not_solved").label("what"),
        )
        .join(OutcomeAnswer, OutcomeAnswer.change_id == StatusChange.id)
        .where(StatusChange.thread_id.in_(these))
        .subquery()
    )
    return union_all(
        *(
            select(each.c.thread_id, each.c.what, func.count().label("number")).group_by(
                each.c.thread_id, each.c.what
            )
            for each in (pairs, outcomes)
        )
    )


_REST: Final = _rest()
_NOT_READ: Final = ("tags", "candidates", "solved", "not_solved")
_FACTS: Final = tuple(field.name for field in fields(WorkRow) if field.name not in _NOT_READ)
