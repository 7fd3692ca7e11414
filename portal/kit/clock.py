"""The one reader of time.

Everything else asks ``now()``. Replaying history (a demo, an import, a test) sets the time
for a block with ``at()``; the setting belongs to the running context, so one thread's
replay never leaks into another's request.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_fixed: ContextVar[datetime | None] = ContextVar("fixed_now", default=None)


def now() -> datetime:
    """Tell the present instant.

    Gives: aware UTC.
    """
    return _fixed.get() or datetime.now(UTC)


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Let a block run as if it were another instant.

    Takes: instant, aware; converted to UTC.
    """
    if instant.tzinfo is None:
        raise ValueError("clock.at needs an aware instant")
    token = _fixed.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _fixed.reset(token)
