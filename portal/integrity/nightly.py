"""Counting all votes anew each night, in steps, and saying what was found. It mends nothing.

Drift is a bug of ours: it is shown to administrators with the command that mends it, and not
mended in silence.
"""

from collections import Counter as Tally
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, insert, select

from portal.integrity import queries
from portal.integrity.counters import Span, vote_counters
from portal.integrity.invariants import of_families
from portal.integrity.models import SUBJECTS, VoteRecount
from portal.kit import clock, site
from portal.kit.db import db, transaction
from portal.threads.models import Thread

THREADS_AT_ONCE = 500
_HOUR = 3


@dataclass(slots=True)
class _Found:
    drift: Tally[str] = field(default_factory=Tally)
    examples: dict[str, int] = field(default_factory=dict)

    def add(self, subject: str, finding: queries.Finding) -> None:
        self.drift[subject] += finding.drift
        if finding.drift and subject not in self.examples:
            self.examples[subject] = int(str(finding.example))


def recount_votes_at_night() -> int:
    """Count all votes anew, once a night from three o'clock on; at once where it never was done.

    Opens its own transactions, as ``recount_votes`` does.
    Gives: the drift; 0 also when tonight's recount is done.
    """
    with transaction():
        last = db.session.execute(select(func.min(VoteRecount.counted_at))).scalar_one()
    if last is not None and last >= _night_before(clock.now()):
        return 0
    return recount_votes()


def recount_votes() -> int:
    """Count the votes, heat and families of all threads anew, and publish how far they are off.

    Opens its own transactions, one for every 500 threads, so that nobody waits for it.
    Gives: the drift, of which 0 is the only right amount.
    Costs: 3 statements for every 500 threads, and 6.
    """
    found = _Found()
    for span in _spans():
        with transaction():
            for subject, counter in zip(SUBJECTS[:2], vote_counters(span), strict=True):
                found.add(subject, queries.look(counter.name, counter.drifted()))
    with transaction():
        for invariant in of_families():
            found.add(SUBJECTS[2], queries.look(invariant.name, invariant.broken_by))
        _publish(found)
    return found.drift.total()


def _spans() -> Iterator[Span]:
    last = 0
    while True:
        ids = select(Thread.id).where(Thread.id > last).order_by(Thread.id).limit(THREADS_AT_ONCE)
        step = ids.subquery()
        with transaction():
            ends = db.session.execute(select(func.min(step.c.id), func.max(step.c.id))).one()
        if ends[0] is None:
            return
        yield Span(*ends)
        last = ends[1]


def _publish(found: _Found) -> None:
    now = clock.now()
    db.session.execute(delete(VoteRecount))
    db.session.execute(
        insert(VoteRecount),
        [
            {
                "subject": subject,
                "drift": found.drift[subject],
                "example_id": found.examples.get(subject),
                "counted_at": now,
            }
            for subject in SUBJECTS
        ],
    )


def _night_before(now: datetime) -> datetime:
    """Give when it was last three in the morning, where the portal is."""
    here = now.astimezone(ZoneInfo(site.current().time_zone))
    at_three = here.replace(hour=_HOUR, minute=0, second=0, microsecond=0)
    return at_three if at_three <= here else at_three - timedelta(days=1)
