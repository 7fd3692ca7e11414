"""How long something takes of this thread's own time, whatever else the machine does."""

import time
from collections.abc import Callable

_TRIES = 6


def least_seconds(action: Callable[[], object], *, enough: float) -> float:
    """Do something up to six times and give the least CPU time it took.

    Even CPU time grows while a neighbour fills the caches, so a bad time gets another chance.

    Takes: enough, seconds; a time below it is not tried again.
    """
    least = float("inf")
    for _ in range(_TRIES):
        started = time.thread_time()
        action()
        least = min(least, time.thread_time() - started)
        if least < enough:
            break
    return least
