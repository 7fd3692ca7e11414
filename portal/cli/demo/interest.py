"""What speaks for a help article, as acts: who reads it, and what editors make of it."""

from collections.abc import Iterator
from functools import partial

from portal.cli.demo import pace
from portal.cli.demo.acts import Act
from portal.cli.demo.stage import Stage
from portal.cli.demo.story import Decision, Thread
from portal.faq.evidence import WINDOW_DAYS

WEIGHED_FROM_DAYS = 45
"""For so many days before today the portal weighs what should become help."""

_READERS = 2.0
_READERS_A_VOTE = 0.7
_LATEST_DAYS = 0.05


def of_thread(thread: Thread) -> Iterator[Act]:
    """Let a question be read, more often the more people have it; only what counts today."""
    if thread.kind != "question":
        return
    rolled = pace.dice(thread.key, "readers")
    count = rolled.uniform(0.5, 1.5) * (_READERS + _READERS_A_VOTE * thread.votes)
    since = min(thread.days_ago * 0.95, WINDOW_DAYS - 1.0)
    for number in range(int(count)):
        when = rolled.uniform(min(_LATEST_DAYS, since * 0.5), since)
        yield Act(when, partial(Stage.be_read, thread=thread, reader=f"{thread.key}:{number}"))


def of_decision(decision: Decision) -> Act:
    """Let somebody claim a candidate, or decline it."""
    act = Stage.decline_candidate if decision.reason else Stage.claim_candidate
    return Act(decision.days_ago, partial(act, decision=decision))
