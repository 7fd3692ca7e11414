"""Reading where things come from."""

from dataclasses import dataclass

from sqlalchemy import select

from portal.answers.models import Answer
from portal.exchange import texts
from portal.exchange.models import ImportedRow
from portal.kit.db import db


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a thread was before it came here, and on what terms its texts may be shown."""

    site: str
    url: str | None
    licences: tuple[str, ...]


def source_of(thread_id: int) -> Origin | None:
    """Tell where a thread and its answers were brought in from; None for one that began here.

    The terms of these texts ask for this to be shown beside them.
    Costs: 1 statement, by index; it reads one row for the thread and each of its answers.
    """
    answer_ids = select(Answer.id).where(Answer.thread_id == thread_id)
    of_thread = (ImportedRow.kind == "thread") & (ImportedRow.local_id == thread_id)
    of_answers = (ImportedRow.kind == "answer") & ImportedRow.local_id.in_(answer_ids)
    rows = db.session.execute(
        select(
            ImportedRow.kind, ImportedRow.source, ImportedRow.source_id, ImportedRow.licence
        ).where(of_thread | of_answers)
    ).all()
    thread = next((row for row in rows if row.kind == "thread"), None)
    if thread is None:
        return None
    licences = tuple(sorted({row.licence for row in rows if row.licence}))
    return Origin(thread.source, texts.address(thread.source, thread.source_id), licences)
