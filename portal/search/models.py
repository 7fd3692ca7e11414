"""The table of what the index does not know yet."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from portal.kit.db import Model


class StaleDocument(Model):
    """A document that has to be written to the index again, or taken out of it."""

    __tablename__ = "stale_documents"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    # another mark while it is being written means it has to be written once more
    mark: Mapped[str] = mapped_column(String(36))
    stale_at: Mapped[datetime] = mapped_column(index=True)
