"""The table that remembers what was brought in."""

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.kit.db import BigId, Model


class ImportedRow(Model):
    """One row of another system, and what became of it here.

    A row is a person or a post, or a mark that was set on a post (accepted, closed, …).
    """

    __tablename__ = "imported_rows"

    source: Mapped[str] = mapped_column(String(80), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    source_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    # of a mark: the thread it was set in
    local_id: Mapped[int] = mapped_column(BigId)
    # on what terms a text may be shown
    licence: Mapped[str | None] = mapped_column(String(60))

    # read by "where does this come from" on a thread
    __table_args__ = (Index("ix_imported_rows_local_id", "local_id", "kind"),)
