"""Who wrote a part of the next text of an article: none of them decides about it."""

from sqlalchemy import select

from portal.faq.models import DraftWriter
from portal.kit.db import db, insert_once


def note(version_id: int, person_id: int | None) -> None:
    """Note that somebody wrote a part of a draft. Noting it twice changes nothing.

    Costs: 1 statement.
    """
    insert_once(DraftWriter, version_id=version_id, person_id=person_id)


def of(version_id: int) -> frozenset[int]:
    """Give everybody who wrote a part of a draft.

    Costs: 1 statement.
    """
    wrote = select(DraftWriter.person_id).where(DraftWriter.version_id == version_id)
    return frozenset(db.session.execute(wrote).scalars())
