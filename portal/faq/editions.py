"""Editions: every text of an article that was published, and what each changed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, insert, select
from sqlalchemy.orm import aliased

from portal.accounts.models import User
from portal.accounts.queries import BYLINE, Byline, byline
from portal.faq.aliases import joined, split
from portal.faq.models import ArticleEdition
from portal.faq.rules import ArticleText
from portal.faq.workbench import DraftView, Work
from portal.kit import markup, wording
from portal.kit.db import db
from portal.kit.errors import NotFound
from portal.kit.wording import Piece

SIZE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionCard:
    """One published text, as the list of them shows it."""

    number: int
    significance: str
    change_note: str | None
    published_at: datetime
    writer: Byline
    approver: Byline


@dataclass(frozen=True, slots=True)
class TextChanges:
    """What one text says otherwise than the one before it."""

    title: tuple[Piece, ...]
    summary: tuple[Piece, ...]
    body: tuple[Piece, ...]
    aliases: tuple[Piece, ...]

    @property
    def all_pieces(self) -> tuple[Piece, ...]:
        """Give the pieces of every part."""
        return (*self.title, *self.summary, *self.body, *self.aliases)

    @property
    def is_empty_to_readers(self) -> bool:
        """Tell whether both say the same in what readers see, which other wordings are not."""
        return all(p.kind == "same" for p in (*self.title, *self.summary, *self.body))

    @property
    def is_empty(self) -> bool:
        """Tell whether both say the same."""
        return all(p.kind == "same" for p in self.all_pieces)


@dataclass(frozen=True, slots=True)
class Edition:
    """One published text, and what it changed of the one before it, if there was one."""

    number: int
    text: ArticleText
    changes: TextChanges | None

    @property
    def body_html(self) -> str:
        """Give the body as readers saw it."""
        return str(markup.render(self.text.body_md))


def keep(work: Work, draft: DraftView, published_at: datetime) -> None:
    """Keep an approved draft as the next edition of its version.

    Costs: 1 statement.
    """
    db.session.execute(
        insert(ArticleEdition).values(
            version_id=work.version_id,
            number=work.edition + 1,
            significance=draft.significance,
            change_note=draft.change_note,
            title=draft.title,
            summary=draft.summary,
            body_md=draft.body_md,
            aliases=draft.aliases,
            writer_id=draft.writer_id,
            writer_role=draft.writer.role,
            approver_id=draft.approver_id,
            published_at=published_at,
        )
    )


def latest(version_id: int, *, before: int | None = None) -> tuple[EditionCard, ...]:
    """List the editions of a version, newest first, SIZE at a time.

    Takes: before, the number to go on from. Whether the version may be read, the caller knows.
    Costs: 1 statement.
    """
    statement = _CARDS.where(ArticleEdition.version_id == version_id)
    if before is not None:
        statement = statement.where(ArticleEdition.number < before)
    statement = statement.order_by(ArticleEdition.number.desc()).limit(SIZE)
    return tuple(_card(row) for row in db.session.execute(statement))


def get(version_id: int, number: int) -> Edition:
    """Give an edition with what it changed.

    Raises: NotFound("faq.edition_not_found").
    Costs: 1 statement.
    """
    texts = _texts(version_id, (number - 1, number))
    if number not in texts:
        raise NotFound("faq.edition_not_found")
    before = texts.get(number - 1)
    return Edition(number, texts[number], compare(before, texts[number]) if before else None)


def compare(before: ArticleText, after: ArticleText) -> TextChanges:
    """Tell what a text says otherwise than another."""
    return TextChanges(
        wording.compare(before.title, after.title),
        wording.compare(before.summary, after.summary),
        wording.compare(before.body_md, after.body_md),
        wording.compare(joined(before.aliases), joined(after.aliases)),
    )


_Writer = aliased(User)
_Approver = aliased(User)
_FACTS = ("number", "significance", "change_note", "published_at")
_CARDS: Select[Any] = (
    select(
        *(getattr(ArticleEdition, name) for name in _FACTS),
        ArticleEdition.writer_role,
        *(getattr(_Writer, column.key).label(f"writer_{column.key}") for column in BYLINE),
        *(getattr(_Approver, column.key).label(f"approver_{column.key}") for column in BYLINE),
    )
    .join(_Writer, _Writer.id == ArticleEdition.writer_id)
    .join(_Approver, _Approver.id == ArticleEdition.approver_id)
)


def _card(row: Any) -> EditionCard:  # noqa: ANN401 - a row of _CARDS
    values = row._asdict()
    writer = [values[f"writer_{column.key}"] for column in BYLINE]
    approver = [values[f"approver_{column.key}"] for column in BYLINE]
    return EditionCard(
        writer=byline(writer, values["writer_role"]),
        approver=byline(approver, None),
        **{name: values[name] for name in _FACTS},
    )


def _texts(version_id: int, numbers: tuple[int, ...]) -> dict[int, ArticleText]:
    statement = select(
        ArticleEdition.number,
        ArticleEdition.title,
        ArticleEdition.summary,
        ArticleEdition.body_md,
        ArticleEdition.aliases,
    ).where(ArticleEdition.version_id == version_id, ArticleEdition.number.in_(numbers))
    rows = db.session.execute(statement)
    return {row.number: _text(row) for row in rows}


def _text(row: Any) -> ArticleText:  # noqa: ANN401 - a row of _texts
    return ArticleText(row.title, row.summary, row.body_md, split(row.aliases))
