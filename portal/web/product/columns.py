"""The columns of the product manager's list: each once, for the screen and for every file."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import lazy_gettext as _l

from portal.kit import clock
from portal.kit.tables import Cell
from portal.review.worklist import WorkRow
from portal.web import labels

Words = Any
"""A text that is translated when it is shown."""


# eq=False: what is drawn of columns is kept under them, and their words have no value to compare
@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One column: its heading, what it says at length, and its value in a file.

    ``order`` is the order of the list that goes by it, where there is one.
    """

    slug: str
    heading: Words
    meaning: Words
    value: Callable[[WorkRow], Cell]
    order: str | None = None
    is_number: bool = True


def _status(row: WorkRow) -> str:
    return labels.word(row.status)


def _days(row: WorkRow) -> int:
    return (clock.now() - row.status_since).days


def _outcome(row: WorkRow) -> float | None:
    answers = row.solved + row.not_solved
    return round(100 * row.solved / answers) if answers else None


def _importance(row: WorkRow) -> str:
    return f"{row.critical} / {row.important} / {row.nice}"


_ALL: Final = (
    Column("number", _l("No."), _l("The number in its address."), lambda r: r.id),
    Column(
        "status",
        _l("Status"),
        _l("What became of it so far, and for how many days."),
        _status,
        is_number=False,
    ),
    Column("days", _l("Days in it"), _l("Days since the status was set."), _days),
    Column(
        "votes",
        _l("Votes"),
        _l("People who want it, each once, with those of what is merged into it."),
        lambda r: r.votes,
        "votes",
    ),
    Column(
        "behalf",
        _l("On behalf"),
        _l("Voters for whom the team voted, and who did not vote themselves."),
        lambda r: r.voters_on_behalf,
    ),
    Column(
        "recent",
        _l("30 days"),
        _l("People who began to want it in the last 30 days."),
        lambda r: r.voters_30,
    ),
    Column(
        "momentum",
        _l("Momentum"),
        _l("(last 30 days − the 30 before) ÷ √(both + 1), in voters."),
        lambda r: round(r.momentum, 2),
        "momentum",
    ),
    Column(
        "demand",
        _l("Demand"),
        _l("Voters by how important it is to them; an organisation counts once."),
        lambda r: r.demand,
        "demand",
    ),
    Column(
        "organisations",
        _l("Organisations"),
        _l("Organisations whose people want it."),
        lambda r: r.organisations,
    ),
    Column(
        "concentration",
        _l("Concentration"),
        _l("The largest share of the voters that one organisation has, in percent."),
        lambda r: round(100 * r.top_share),
    ),
    Column(
        "importance",
        _l("Importance"),
        _l("How many said critical / important / nice to have."),
        _importance,
    ),
    Column("comments", _l("Comments"), _l("Visible comments."), lambda r: r.comments),
    Column(
        "commenters",
        _l("Commenters"),
        _l("People who spoke, without its author and the team."),
        lambda r: r.commenters,
    ),
    Column("followers", _l("Followers"), _l("People who hear of it."), lambda r: r.followers),
    Column(
        "place",
        _l("Place"),
        _l("The place by voters among all ideas that can still move."),
        lambda r: r.place,
    ),
    Column(
        "reach",
        _l("Reach"),
        _l("People reached in a quarter; without an estimate, those who voted in 90 days."),
        lambda r: r.voters_90 if r.reach is None else r.reach,
    ),
    Column("impact", _l("Impact"), _l("How much it changes for each of them."), lambda r: r.impact),
    Column(
        "confidence",
        _l("Confidence"),
        _l("How sure the estimate is."),
        lambda r: r.confidence,
    ),
    Column("effort", _l("Effort"), _l("Person-months."), lambda r: r.effort),
    Column(
        "rice",
        _l("RICE"),
        _l("Reach × impact × confidence ÷ effort."),
        lambda r: None if r.rice is None else round(r.rice, 1),
        "rice",
    ),
    Column("fit", _l("Fit"), _l("How well it fits where we are going, 0 to 5."), lambda r: r.fit),
    Column(
        "priority",
        _l("Priority"),
        _l("Demand, momentum, RICE and fit put together, 0 to 100."),
        lambda r: None if r.priority is None else round(r.priority, 1),
        "priority",
    ),
    Column("owner", _l("Owner"), _l("Who answers for it."), lambda r: r.owner, is_number=False),
    Column("eta", _l("Expected"), _l("When it is expected."), lambda r: r.eta, is_number=False),
    Column(
        "due",
        _l("Answer due"),
        _l("Until when its voters were promised an answer."),
        lambda r: None if r.answered_at else r.answer_due_at,
        "due",
        is_number=False,
    ),
    Column(
        "staff",
        _l("Team spoke"),
        _l("When the team last said something about it in public."),
        lambda r: r.last_staff_at,
        "staff",
        is_number=False,
    ),
    Column("tags", _l("Tags"), _l("Its tags."), lambda r: " ".join(r.tags), is_number=False),
    Column(
        "candidates",
        _l("Merge?"),
        _l("Suggestions to merge it that wait for a decision."),
        lambda r: r.candidates,
    ),
    Column(
        "lang",
        _l("Language"),
        _l("The language it is written in."),
        lambda r: r.lang,
        is_number=False,
    ),
    Column(
        "created",
        _l("Proposed"),
        _l("When it was proposed."),
        lambda r: r.posted_at,
        "new",
        is_number=False,
    ),
    Column(
        "hot",
        _l("Hot"),
        _l("The key of the list “Wanted now”: every vote fades by half in 14 days."),
        lambda r: round(r.hot_key, 2),
        "hot",
    ),
    Column(
        "outcome",
        _l("Solved"),
        _l("Of those asked after delivery, how many say that it solved it, in percent."),
        _outcome,
    ),
)

EVERY: Final = _ALL
COLUMNS: Final = {column.slug: column for column in EVERY}
SHOWN_FIRST: Final = (
    *("status", "votes", "recent", "demand", "concentration", "place"),
    *("rice", "priority", "owner", "due"),
)
"""What is shown until somebody chooses; the title always is."""


def place_of(row: WorkRow, lens: str, *, in_product: bool) -> int | None:
    """Give the place of an idea by the people whom a lens counts."""
    names = {
        "all": "place",
        "active": "place_active",
        "organisations": "place_by_organisation",
    }
    place: int | None = getattr(row, names[lens] + ("_in_product" if in_product else ""))
    return place
