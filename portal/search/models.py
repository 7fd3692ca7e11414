"""The tables of what the index does not know yet, and of words that mean the same."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from portal.kit.db import BigId, Model, RowId, db


class StaleDocument(Model):
    """A document that has to be written to the index again, or taken out of it."""

    __tablename__ = "stale_documents"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    # another mark while it is being written means it has to be written once more
    mark: Mapped[str] = mapped_column(String(36))
    stale_at: Mapped[datetime] = mapped_column(index=True)
    # the index may know words of it that nobody may find it by any more
    has_lost_text: Mapped[bool] = mapped_column(default=False, server_default=false())

    __table_args__ = (
        # read by every search; nearly always empty
        Index(
            "ix_stale_documents_lost",
            "key",
            sqlite_where=db.text("has_lost_text = 1"),
            postgresql_where=db.text("has_lost_text"),
        ),
    )


class SynonymGroup(Model):
    """Words of one language that mean the same to those who search."""

    __tablename__ = "synonym_groups"

    id: Mapped[RowId]
    lang: Mapped[str] = mapped_column(String(5))
    edited_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("lang IN ('ko', 'en')", name="lang"),)


class SynonymWord(Model):
    """One word of a group. ``key`` is what its spellings have in common."""

    __tablename__ = "synonym_words"

    group_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("synonym_groups.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    lang: Mapped[str] = mapped_column(String(5))
    key: Mapped[str] = mapped_column(String(60))
    word: Mapped[str] = mapped_column(String(40))

    # a word means one thing: it is in one group of its language
    __table_args__ = (UniqueConstraint("lang", "key"),)


class SynonymEdition(Model):
    """Which words stand in the groups of a language; another name means that they were changed."""

    __tablename__ = "synonym_editions"

    lang: Mapped[str] = mapped_column(String(5), primary_key=True)
    name: Mapped[str] = mapped_column(String(36))


class GenericWord(Model):
    """A word that says nothing about what a question is about, as staff found."""

    __tablename__ = "generic_words"

    word: Mapped[str] = mapped_column(String(40), primary_key=True)


class Search(Model):
    """What somebody searched for. Nothing in it tells who: its id lives in the page alone."""

    __tablename__ = "searches"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    words: Mapped[str] = mapped_column(String(120))
    lang: Mapped[str] = mapped_column(String(5))
    filters: Mapped[str] = mapped_column(String(120))
    result_count: Mapped[int]
    # of what was opened first
    position: Mapped[int | None]
    is_refined: Mapped[bool]
    has_asked: Mapped[bool]
    searched_at: Mapped[datetime] = mapped_column(index=True)


NOTHING = (Search.result_count == 0) & (Search.filters == "")
"""What found nothing though nothing narrowed it: an operator or a choice may empty any search."""
