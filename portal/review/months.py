"""Months and quarters as readers mean them: in the time zone of the site."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, case
from sqlalchemy.orm import InstrumentedAttribute

MOST: Final = 24
"""Pictures look back so many months at most."""

_YEAR: Final = 12
_QUARTER: Final = 3


@dataclass(frozen=True, slots=True)
class Span:
    """A month or a quarter: its name, and from when until when it is."""

    name: str
    begins_at: datetime
    ends_at: datetime


def months(now: datetime, time_zone: str, count: int) -> tuple[Span, ...]:
    """Give the last months, the present one last.

    >>> one = months(datetime(2026, 1, 31, 20, tzinfo=UTC), "Asia/Seoul", 2)
    >>> [span.name for span in one], one[0].begins_at.isoformat()
    (['2026-01', '2026-02'], '2025-12-31T15:00:00+00:00')
    """
    zone = ZoneInfo(time_zone)
    local = now.astimezone(zone)
    last = local.year * _YEAR + local.month - 1
    return tuple(
        Span(_name(at), _begin(at, zone), _begin(at + 1, zone))
        for at in range(last - count + 1, last + 1)
    )


def quarters(now: datetime, time_zone: str, count: int) -> tuple[Span, ...]:
    """Give the last quarters, the present one last.

    >>> [span.name for span in quarters(datetime(2026, 5, 1, tzinfo=UTC), "Asia/Seoul", 3)]
    ['2025-Q4', '2026-Q1', '2026-Q2']
    """
    zone = ZoneInfo(time_zone)
    local = now.astimezone(zone)
    last = (local.year * _YEAR + local.month - 1) // _QUARTER
    return tuple(
        Span(
            f"{at * _QUARTER // _YEAR}-Q{at % (_YEAR // _QUARTER) + 1}",
            _begin(at * _QUARTER, zone),
            _begin((at + 1) * _QUARTER, zone),
        )
        for at in range(last - count + 1, last + 1)
    )


def place_in(
    spans: tuple[Span, ...], at: ColumnElement[Any] | InstrumentedAttribute[Any]
) -> ColumnElement[int]:
    """Say in SQL in which of consecutive spans an instant is: 0 for the first of them."""
    places = [(at < span.ends_at, number) for number, span in enumerate(spans)]
    return case(*places, else_=len(spans))


def _name(at: int) -> str:
    return f"{at // _YEAR:04}-{at % _YEAR + 1:02}"


def _begin(at: int, zone: ZoneInfo) -> datetime:
    return datetime(at // _YEAR, at % _YEAR + 1, 1, tzinfo=zone).astimezone(UTC)
