"""Look at a community after the load: whether anything is not what its rows say.

Started by `tools.soak` in a process of its own, when nobody serves the portal any more. Does what
the worker has left to do, then counts by hand; prints what it found as JSON.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import func, select

from portal.accounts.actor import NOBODY
from portal.integrity import queries as integrity
from portal.kit import clock, deliveries
from portal.kit.db import db, transaction
from portal.kit.events import EventRow
from portal.review import figures, placing
from portal.review.models import IdeaFigures
from portal.search import jobs as search
from portal.threads import lists
from portal.threads.kinds import VOTABLE
from portal.threads.lists import Filters
from portal.threads.models import Thread
from portal.threads.ranking import hot_key
from portal.votes.models import UnattributedVote, Vote
from portal.worker import main as worker

MOST_TOLD = 20
RETRIES = 5
ROUNDING = 1e-6
_BY_THE_CLOCK = {"computed_at", "stale_at", "is_unplaced", "waiting_key"}
"""What a recount says anew whether or not anything has happened."""


def main() -> int:
    """Judge; print the verdict as JSON."""
    from wsgi import application

    with application.app_context():
        finish()
        drift = {each.name: each.drift for each in integrity.findings() if each.drift}
        found = faults()
        facts = db.session.execute(select(func.count()).select_from(EventRow)).scalar_one()
    print(json.dumps({"facts": facts, "drift": drift, "faults": found[:MOST_TOLD]}))
    return 0


def faults() -> list[str]:
    """Say each thing that is not what its rows say."""
    return [*_undelivered(), *_votes_and_heat(), *_hot_order(), *_figures(), *_index()]


def finish() -> None:
    """Do what the worker has left to do; what failed is tried again, as hours later."""
    worker.drain()
    for attempt in range(1, RETRIES + 1):
        if not deliveries.backlog().waiting_count:
            break
        with clock.at(clock.now() + timedelta(hours=6 * attempt)):
            worker.drain()
    db.session.rollback()
    while _refreshed():
        pass
    with transaction():
        placing.place_live()
    while search.index_stale():
        pass


def _refreshed() -> int:
    with transaction():
        return figures.refresh_stale()


def _undelivered() -> Iterator[str]:
    db.session.rollback()
    backlog = deliveries.backlog()
    if backlog.undispatched_count or backlog.waiting_count or backlog.dead_count:
        yield (
            f"{backlog.undispatched_count} facts not handed out, {backlog.waiting_count} deliveries"
            f" waiting, {backlog.dead_count} dead"
        )
    for each in deliveries.troubled():
        yield f"{each.reaction} of {each.event_kind} {each.event_id}: {each.last_error}"


def _votes_and_heat() -> Iterator[str]:
    """Count every thread's votes by hand: people, each once for it and all that repeats it."""
    for thread, times in _families():
        if thread.vote_count != len(times):
            yield f"thread {thread.id} counts {thread.vote_count} votes, its rows {len(times)}"
        if abs(thread.hot_key - hot_key(times)) > ROUNDING:
            yield f"thread {thread.id} has heat {thread.hot_key}, by its rows {hot_key(times)}"


def _families() -> Iterator[tuple[Any, list[datetime]]]:
    threads = db.session.execute(
        select(Thread.id, Thread.canonical_id, Thread.vote_count, Thread.hot_key)
    ).all()
    stands_for = {row.id: {row.id, row.canonical_id} - {None} for row in threads}
    first: dict[int, dict[int, datetime]] = defaultdict(dict)
    counted = select(Vote.thread_id, Vote.person_id, Vote.cast_at).where(Vote.state == "counted")
    for vote in db.session.execute(counted):
        for number in stands_for[vote.thread_id]:
            known = first[number].get(vote.person_id, vote.cast_at)
            first[number][vote.person_id] = min(known, vote.cast_at)
    nobodys: dict[int, list[datetime]] = defaultdict(list)
    for row in db.session.execute(select(UnattributedVote.thread_id, UnattributedVote.cast_at)):
        nobodys[row.thread_id].append(row.cast_at)
    for thread in threads:
        yield thread, [*first[thread.id].values(), *nobodys[thread.id]]


def _hot_order() -> Iterator[str]:
    """Compare the list that people see with the order by heat counted from the rows."""
    heats = {thread.id: hot_key(times) for thread, times in _families()}
    shown = [card.id for card in _hot_list()]
    open_ideas = select(Thread.id).where(
        Thread.kind == "idea",
        Thread.visibility == "visible",
        Thread.canonical_id.is_(None),
        Thread.status_kind.in_(VOTABLE),
    )
    if sorted(shown) != sorted(db.session.execute(open_ideas).scalars()):
        yield "the hot list does not hold each open idea once"
    for above, below in pairwise(shown):
        if heats[above] < heats[below] - ROUNDING:
            yield f"idea {above} stands above {below}, which is hotter by its votes"


def _hot_list() -> Iterator[lists.ThreadCard]:
    cursor: str | None = None
    while True:
        page = lists.hot(NOBODY, Filters(kind="idea"), cursor=cursor)
        yield from page.items
        cursor = page.next_cursor
        if cursor is None:
            return


def _figures() -> Iterator[str]:
    """Count the figures of every idea anew, compare, and keep nothing."""
    kept = _kept_figures()
    # what is merged into another stands in no list, and is counted again when it is parted
    own = select(Thread.id).where(Thread.kind == "idea", Thread.canonical_id.is_(None))
    ideas = set(db.session.execute(own).scalars())
    if missing := ideas - kept.keys():
        yield f"no figures of {len(missing)} ideas, as of {min(missing)}"
    figures.compute(sorted(ideas & kept.keys()))
    anew = _kept_figures()
    db.session.rollback()
    for number in sorted(ideas & kept.keys()):
        for name, value in kept[number].items():
            if value != anew[number][name] and name not in _BY_THE_CLOCK:
                yield f"{name} of idea {number} is {value}, recounted {anew[number][name]}"


def _kept_figures() -> dict[int, dict[str, Any]]:
    rows = db.session.execute(select(IdeaFigures.__table__)).mappings()
    return {row["thread_id"]: dict(row) for row in rows}


def _index() -> Iterator[str]:
    found = search.verify()
    if found.count:
        yield f"the search index differs from the rows in {found.count} documents"


if __name__ == "__main__":
    sys.exit(main())
