"""Growing by the clock: weigh, propose, free what was claimed for too long."""

from collections.abc import Mapping

from portal.faq import claims, proposing, weighing
from portal.kit.db import transaction

_BATCH = 200


def weigh_and_propose(searches: Mapping[int, int]) -> int:
    """Weigh every resolved question anew, and propose what weighs enough.

    Opens its own transactions: a short one for each batch, so that nobody waits for all of them.
    Takes: searches of the last 30 days from which nothing was opened, by question.
    Gives: how many were proposed.
    """
    with transaction():
        weighing.forget_others()
    last = 0
    while ids := _weigh_next(last, searches):
        last = ids[-1]
    with transaction():
        proposing.drop_unfounded()
        proposing.follow_links()
        claims.free_old()
        return proposing.propose()


def _weigh_next(last: int, searches: Mapping[int, int]) -> list[int]:
    ids = weighing.next_ids(last, _BATCH)
    # counted before anything is written, so that nobody waits for it
    measured = weighing.measure(ids, searches)
    with transaction():
        weighing.keep(ids, measured)
    return ids
