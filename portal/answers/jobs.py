"""Work on a schedule: silence after an official answer resolves the question."""

from datetime import timedelta

from sqlalchemy import select

from portal.accounts.actor import SYSTEM
from portal.answers import rules
from portal.answers.models import OfficialMark
from portal.kit import clock
from portal.kit.db import db
from portal.threads import actions as threads
from portal.threads.models import Thread

_BATCH = 100


def resolve_silent() -> int:
    """Resolve questions whose official answer nobody has contradicted for seven days.

    Gives: how many.
    """
    limit = clock.now() - timedelta(days=rules.SILENCE_RESOLVES_DAYS)
    silent = (
        select(Thread.id)
        .join(OfficialMark, OfficialMark.thread_id == Thread.id)
        .where(OfficialMark.state == "official", OfficialMark.marked_at <= limit)
        .where(Thread.kind == "question", Thread.resolution.is_(None))
        .where(Thread.visibility == "visible", Thread.last_activity_at <= limit)
        .limit(_BATCH)
        .with_for_update(of=Thread)
    )
    ids = db.session.execute(silent).scalars().all()
    for thread_id in ids:
        threads.resolve(SYSTEM, thread_id, resolution="official", confirmed_by="timer")
    return len(ids)
