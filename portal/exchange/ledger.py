"""What was brought in from one source before, and what is being brought in now."""

from typing import Any

from sqlalchemy import select

from portal.exchange.models import ImportedRow
from portal.kit.db import db, insert_missing
from portal.kit.errors import Conflict


class Ledger:
    """The rows of one source that are here already, by kind and by their id there."""

    def __init__(self, source: str) -> None:
        """Read what earlier runs brought in.

        Costs: 1 statement.
        """
        self._source = source
        self._waiting: list[dict[str, Any]] = []
        rows = db.session.execute(
            select(ImportedRow.kind, ImportedRow.source_id, ImportedRow.local_id).where(
                ImportedRow.source == source
            )
        )
        self._local_ids = {(row.kind, row.source_id): row.local_id for row in rows}

    def find(self, kind: str, source_id: str | None) -> int | None:
        """Give what became of a row here; None when it was not brought in."""
        return self._local_ids.get((kind, source_id or ""))

    def note(self, kind: str, source_id: str, local_id: int, licence: str | None = None) -> None:
        """Remember a row; ``write`` keeps it, in the transaction of the row itself."""
        self._local_ids[kind, source_id] = local_id
        self._waiting.append(
            {
                "source": self._source,
                "kind": kind,
                "source_id": source_id,
                "local_id": local_id,
                "licence": licence,
            }
        )

    def write(self) -> None:
        """Keep what was noted since the last time.

        Raises: Conflict("import.running_already") when another import brought in one of the rows
            meanwhile; the transaction must then not be kept.
        Costs: 1 statement, none when nothing was noted.
        """
        if insert_missing(ImportedRow, self._waiting) != len(self._waiting):
            raise Conflict("import.running_already")
        self._waiting = []
