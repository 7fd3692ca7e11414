"""What the numbers of the product manager's list mean, as pure functions.

Source: readers are told the same on /about/ranking; product managers see it beside the list.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Final

VERSION: Final = 1
"""The edition of these formulas; what is exported or frozen carries it."""

NOT_STATED: Final = 1
"""How much a vote weighs whose voter did not say how important it is."""

CONCENTRATED_ABOVE: Final = 0.5
CONCENTRATED_FROM: Final = 5
IMPACTS: Final = (0.25, 0.5, 1.0, 2.0, 3.0)
CONFIDENCES: Final = (0.5, 0.8, 1.0)
EFFORT_MIN: Final = 0.25
EFFORT_MAX: Final = 1_000.0
REACH_MAX: Final = 1_000_000_000
FIT_MAX: Final = 5
MOMENTUM_DAYS: Final = 30
DISCUSSED_DAYS: Final = 90
"""Who spoke of an idea within so many days is counted among those who discuss it."""

WEIGHTS: Final[Mapping[str, int]] = MappingProxyType(
    {"demand": 4, "momentum": 1, "rice": 3, "fit": 2}
)
"""How much each part of the priority weighs."""


@dataclass(frozen=True, slots=True)
class Voices:
    """The counted voters of one organisation, or those of whom no organisation is known."""

    organisation: str | None
    people: int
    # the sum of what each said of its importance, and the most that one of them said
    importance_sum: int
    importance_most: int


def demand(voices: Iterable[Voices]) -> float:
    """Weigh who wants it: an organisation counts once, with the most that anybody in it said.

    D = Σ over organisations of the greatest importance + Σ over the others of their importance.

    >>> demand([Voices("example.com", 9, 12, 3), Voices(None, 2, 3, 2)])
    6.0
    """
    return float(
        sum(each.importance_most if each.organisation else each.importance_sum for each in voices)
    )


def organisation_voters(voices: Iterable[Voices]) -> int:
    """Count voters with each organisation once.

    >>> organisation_voters([Voices("example.com", 9, 12, 3), Voices(None, 2, 3, 2)])
    3
    """
    return sum(1 if each.organisation else each.people for each in voices)


def concentration(voices: Iterable[Voices]) -> tuple[float, str | None]:
    """Give the largest share of the voters that one organisation has, and which it is.

    >>> concentration([Voices("example.com", 6, 6, 1), Voices(None, 4, 4, 1)])
    (0.6, 'example.com')
    >>> concentration([Voices(None, 4, 4, 1)])
    (0.0, None)
    """
    known = list(voices)
    people = sum(each.people for each in known)
    named = [each for each in known if each.organisation]
    most = max(named, key=lambda each: (each.people, each.organisation), default=None)
    return (most.people / people, most.organisation) if most else (0.0, None)


def is_concentrated(share: float, voters: int) -> bool:
    """Tell whether one organisation speaks louder than all others together.

    >>> is_concentrated(0.6, 10), is_concentrated(0.6, 4)
    (True, False)
    """
    return share > CONCENTRATED_ABOVE and voters >= CONCENTRATED_FROM


def momentum(recent: int, before: int) -> float:
    """Compare the votes of the last 30 days with those of the 30 before.

    M = (recent − before) / √(recent + before + 1).

    >>> momentum(8, 0), momentum(0, 0), round(momentum(0, 3), 2)
    (2.6666666666666665, 0.0, -1.5)
    """
    return (recent - before) / math.sqrt(recent + before + 1)


def waiting(votes: int, since: timedelta) -> float:
    """Weigh how many have waited for how long: votes · ln(2 + days).

    >>> round(waiting(10, timedelta()), 2), round(waiting(10, timedelta(days=30)), 2)
    (6.93, 34.66)
    """
    return votes * math.log(2 + since.total_seconds() / 86_400)


def rice(
    reach: int, impact: float | None, confidence: float | None, effort: float | None
) -> float | None:
    """Estimate what it brings for what it costs: reach × impact × confidence / effort.

    Gives: None as long as a part is missing; that is no zero.

    >>> rice(120, 2.0, 0.8, 3.0), rice(120, 2.0, 0.8, None)
    (64.0, None)
    """
    if impact is None or confidence is None or effort is None:
        return None
    return reach * impact * confidence / effort


def priority(parts: Mapping[str, float | None]) -> float | None:
    """Put the parts together: 100 · Σ weight · part / Σ weight, over the parts that are there.

    Takes: per name in ``WEIGHTS`` a part between 0 and 1: of demand, momentum and RICE the share
        of the product's live ideas that have as much or less, of fit its fifth. None is left out.
    Gives: 0 to 100; None when no part is there.

    >>> round(priority({"demand": 1.0, "momentum": 0.5, "rice": None, "fit": None}), 3)
    90.0
    """
    there = {name: part for name, part in parts.items() if part is not None}
    whole = sum(WEIGHTS[name] for name in there)
    if not whole:
        return None
    return 100.0 * sum(WEIGHTS[name] * part for name, part in there.items()) / whole


def percent(part: int, whole: int) -> float | None:
    """Give a share in percent; a share of nothing is no number.

    >>> percent(3, 4), percent(0, 0)
    (75.0, None)
    """
    return round(100 * part / whole, 1) if whole else None


def median(counts: Mapping[int, int]) -> float | None:
    """Give the middle of values of which each was seen so often.

    >>> median({1: 1, 5: 2, 9: 1}), median({2: 1, 4: 1}), median({})
    (5.0, 3.0, None)
    """
    whole = sum(counts.values())
    if not whole:
        return None
    middle = (whole - 1) // 2, whole // 2
    found: list[int] = []
    passed = 0
    for value in sorted(counts):
        passed += counts[value]
        found += [value] * sum(len(found) <= n and at < passed for n, at in enumerate(middle))
    return sum(found[:2]) / 2


def churn(now: Iterable[int], then: Iterable[int]) -> int:
    """Count what is among the first now and was not then.

    >>> churn([1, 2, 3], [2, 3, 4])
    1
    """
    return len(set(now) - set(then))
