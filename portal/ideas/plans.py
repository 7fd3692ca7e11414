"""The row of an idea's plan, made when something is planned, promised or awaited first."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, update

from portal.ideas.models import Happening, IdeaPlan, StillNeeded
from portal.ideas.rules import Verdict
from portal.kit import clock
from portal.kit.db import db, insert_once, rows_changed
from portal.threads.kinds import Status

_NO_REVISIT = {"revisit_at": None, "revisit_votes": None, "revisit_due_at": None}


def put(thread_id: int, **values: Any) -> None:  # noqa: ANN401 - columns of the table
    """Write something into an idea's plan.

    Costs: 1 statement, 2 when there is a plan already.
    """
    if not insert_once(IdeaPlan, thread_id=thread_id, **values):
        change(thread_id, **values)


def ensure(thread_id: int) -> None:
    """Make an idea's plan unless there is one.

    Costs: 1 statement.
    """
    insert_once(IdeaPlan, thread_id=thread_id)


def change(thread_id: int, **values: Any) -> bool:  # noqa: ANN401 - columns of the table
    """Change an idea's plan where there is one.

    Costs: 1 statement.
    """
    return rows_changed(_of(thread_id).values(**values)) == 1


def note(thread_id: int, kind: str) -> None:
    """Write into an idea's history what happened to it.

    Costs: 1 statement.
    """
    happened = insert(Happening).values(thread_id=thread_id, kind=kind, happened_at=clock.now())
    db.session.execute(happened)


def follow(thread_id: int, before: Status, after: Status, verdict: Verdict) -> None:
    """Bring the plan in line with a decision: what is awaited, and what is off.

    Costs: at most 3 statements.
    """
    values: dict[str, datetime | int | None] = {}
    if after.kind == "rejected":
        values = {"revisit_at": verdict.revisit_at, "revisit_votes": verdict.revisit_votes}
        if any(values.values()):
            put(thread_id, **values, revisit_due_at=None, archive_warned_at=None)
            return
    if before.kind == "rejected" or after.kind == "rejected":
        values = dict(_NO_REVISIT)
    if after.kind == "archived":
        # who needed it before it was put away is asked anew
        db.session.execute(delete(StillNeeded).where(StillNeeded.thread_id == thread_id))
    if before.kind == "open":
        values["archive_warned_at"] = None
    if values:
        change(thread_id, **values)


def _of(thread_id: int) -> Any:  # noqa: ANN401 - an update
    return update(IdeaPlan).where(IdeaPlan.thread_id == thread_id)
