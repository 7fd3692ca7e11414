"""Forgetting what the ground keeps only for a while."""

from datetime import timedelta

from sqlalchemy import delete

from portal.kit import clock, limits, submissions
from portal.kit.db import rows_changed
from portal.kit.events import Delivery

DONE_KEPT_DAYS = 7


def forget_old() -> int:
    """Drop counters of past windows, prints of old forms and deliveries long done.

    Gives: how many rows went.
    """
    limit = clock.now() - timedelta(days=DONE_KEPT_DAYS)
    done = delete(Delivery).where(Delivery.state == "done", Delivery.due_at < limit)
    return limits.forget_old() + submissions.forget_old() + rows_changed(done)
