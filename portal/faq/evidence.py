"""How strongly a resolved question asks to become a help article: a pure formula.

``E = 3·ln(1 + me_too) + 2·ln(1 + duplicates) + 1.5·ln(1 + readers) + 2·official + 1·accepted
+ 1·ln(1 + searches)``

``me_too`` counts people who have the problem too, its askers left out; ``duplicates`` the visible
questions that link to it; ``readers`` the browsers it was read in, ``searches`` the searches that
could have led to it and from which nothing was opened, both in 30 days. All of them are taken over
the question together with its duplicates. ``accepted`` is the asker's own word.

Logarithms, because the first five people who have a problem say more than the next five. Only what
the portal knows has a term in it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log1p
from typing import Final, Protocol

PROPOSED_FROM: Final = 6.0
"""From this score on a question is proposed."""

WINDOW_DAYS: Final = 30
"""Readers and searches count for so long."""

SETTLED_HOURS: Final = 72
"""So long an answer has to stand before it is proposed to be everybody's."""

PER_WEEK: Final = 20
"""So many candidates a product and seven days, so that volume cannot flood the editors."""

AGAIN_FROM_TIMES: Final = 2
"""What was declined comes back when its score is so many times what it was then."""

_ME_TOO_FROM = 2
_DUPLICATES_FROM = 1
_SEARCHES_FROM = 3


class Weighed(Protocol):
    """What the formula asks of a question."""

    @property
    def me_too(self) -> int: ...
    @property
    def duplicates(self) -> int: ...
    @property
    def readers(self) -> int: ...
    @property
    def searches(self) -> int: ...
    @property
    def is_official(self) -> bool: ...
    @property
    def is_accepted(self) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """The numbers of one question."""

    me_too: int = 0
    duplicates: int = 0
    readers: int = 0
    searches: int = 0
    is_official: bool = False
    is_accepted: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One term of the sum: its name, what was counted, and the points it brings."""

    name: str
    count: int
    points: float


@dataclass(frozen=True, slots=True)
class Term:
    """How one number becomes points: ``weight·ln(1 + n)``, or the weight itself for a yes."""

    name: str
    weight: float
    is_yes_or_no: bool = False

    def points(self, count: int) -> float:
        """Give the points that a number brings; a yes is 1."""
        return self.weight * (count if self.is_yes_or_no else log1p(count))


TERMS: Final = (
    Term("me_too", 3.0),
    Term("duplicates", 2.0),
    Term("readers", 1.5),
    Term("is_official", 2.0, is_yes_or_no=True),
    Term("is_accepted", 1.0, is_yes_or_no=True),
    Term("searches", 1.0),
)
"""The formula, as the page explains it."""


def parts(signals: Weighed) -> tuple[Part, ...]:
    """Take the sum apart; what was not found at all is left out.

    >>> [part.name for part in parts(Signals(me_too=2, is_accepted=True))]
    ['me_too', 'is_accepted']
    """
    counted = ((term, int(getattr(signals, term.name))) for term in TERMS)
    return tuple(Part(term.name, count, term.points(count)) for term, count in counted if count)


def score(signals: Weighed) -> float:
    """Add up the evidence, to four places.

    >>> score(Signals(me_too=2, readers=20, is_accepted=True))
    8.8626
    """
    return round(sum(part.points for part in parts(signals)), 4)


def has_signal(signals: Weighed) -> bool:
    """Tell whether anybody wants it or the company spoke; that it is read does not say so."""
    return (
        signals.me_too >= _ME_TOO_FROM
        or signals.duplicates >= _DUPLICATES_FROM
        or signals.searches >= _SEARCHES_FROM
        or signals.is_official
    )


def settled_at(resolved_at: datetime) -> datetime:
    """Tell from when on a resolution counts as standing."""
    return resolved_at + timedelta(hours=SETTLED_HOURS)


def why_not_yet(
    *,
    score: float,
    has_signal: bool,
    resolved_at: datetime,
    now: datetime,
    is_contested: bool = False,
) -> tuple[str, ...]:
    """Tell what keeps a question from being proposed: score, signal, settling, contest.

    Takes: is_contested, whether it is being decided what it is the same as.
    """
    missing = (
        ("score", score < PROPOSED_FROM),
        ("signal", not has_signal),
        ("settling", now < settled_at(resolved_at)),
        ("contest", is_contested),
    )
    return tuple(code for code, is_missing in missing if is_missing)
