"""When things happen: the pace at which people come by, and the hours in which they are awake.

Moments are told as days ago, a larger number being earlier, until ``instant`` dates them.
"""

from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

_SEOUL = ZoneInfo("Asia/Seoul")
_DAY = timedelta(days=1)
_NIGHT = timedelta(hours=6, minutes=30)
_SOONEST_DAYS = 0.007


def dice(*purpose: str) -> Random:
    """Give the dice of one purpose; they fall the same way everywhere."""
    return Random(":".join(purpose))  # noqa: S311 - dice for a story, no secrets


def delay(rolled: Random, span_days: float, *, late_share: float) -> float:
    """Tell how many days after a post somebody comes by: most soon, a few at any time.

    Takes: span_days, how long there is to come by; late_share, of those who come at any time.
    Gives: more than 0, less than span_days.
    """
    if span_days <= _SOONEST_DAYS:
        return span_days * rolled.uniform(0.1, 0.9)
    if rolled.random() < late_share:
        return rolled.uniform(_SOONEST_DAYS, span_days * 0.999)
    # every doubling of the waiting time brings as many people as the one before
    return _SOONEST_DAYS * float((span_days * 0.999 / _SOONEST_DAYS) ** rolled.random())


def instant(days_ago: float, now: datetime) -> datetime:
    """Date a moment; what would fall into the night is moved into the day.

    The hours of a day are pressed together behind half past six in the morning in Seoul. Order is
    kept, and nothing leaves its day. Today is left as it is: it is not over yet.
    """
    plain = now - timedelta(days=days_ago)
    local = plain.astimezone(_SEOUL)
    if local.date() == now.astimezone(_SEOUL).date():
        return plain
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + _NIGHT + (local - midnight) * ((_DAY - _NIGHT) / _DAY)
