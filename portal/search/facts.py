"""What an index keeps of a document beside its terms: facts to filter by, words to spell by."""

import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from portal.search import analysis, language, ranking
from portal.search.engine import Document, Filters
from portal.search.scoring import STRENGTH_SCALE

_LONGEST_WORD = 24
_WORD_SCALE = 1_000
_GREATEST_STRENGTH = 65_535
_MODULES_OF_THE_RECIPE = ("analysis", "english", "facts", "jamo", "korean", "ranking", "verbs")


def strengths(document: Document) -> dict[str, int]:
    """Tell how strongly a document speaks for each of its terms, as indexes keep it."""
    return {
        term: min(_GREATEST_STRENGTH, round(impact * STRENGTH_SCALE)) or 1
        for term, impact in ranking.impacts(document).items()
    }


def of(document: Document) -> Iterator[str]:
    """Yield what a document can be filtered by."""
    yield f"kind={document.kind}"
    yield month(document.created_at)
    yield f"lang={document.lang}"
    yield f"state={document.state}"
    if document.product_id is not None:
        yield f"product={document.product_id}"
    if document.is_official:
        yield "official"
    if document.kind == "question" and not document.is_answered:
        yield "unanswered"
    for tag in document.tags:
        yield f"tag={tag}"
    for name in (document.author, document.handle):
        if name:
            yield f"author={language.key(name)}"


def words(document: Document) -> dict[str, int]:
    """Give the words of title, tags and aliases as they are spelled, each with how much it counts.

    Others are corrected by them, and what is being typed is found by them.
    """
    return dict.fromkeys(_spelled(document), round(_WORD_SCALE * ranking.multiplier(document)))


def _spelled(document: Document) -> Iterator[str]:
    for text in (document.title, *document.tags, *document.aliases):
        for run in analysis.runs(analysis.fold(text)):
            if run.kind in ("hangul", "latin") and 1 < len(run.text) <= _LONGEST_WORD:
                yield run.text


def month(at: datetime) -> str:
    """Name the fact of having been made in a month, so that the newest are found without all."""
    return f"{at.astimezone(UTC):month=%Y-%m}"


def wanted(filters: Filters) -> list[tuple[tuple[str, ...], bool]]:
    """Give what filters ask for, as groups of facts: of each, one must be true, or none."""
    groups: list[tuple[tuple[str, ...], bool]] = []
    if filters.kinds:
        groups.append((tuple(f"kind={kind}" for kind in sorted(filters.kinds)), True))
    if filters.product_id is not None:
        groups.append(((f"product={filters.product_id}",), True))
    if filters.lang is not None:
        groups.append(((f"lang={filters.lang}",), True))
    if filters.state is not None:
        groups.append(((f"state={filters.state}",), True))
    if filters.is_official is not None:
        groups.append((("official",), filters.is_official))
    if filters.is_unanswered:
        groups.append((("unanswered",), True))
    groups += [((f"tag={tag}",), True) for tag in sorted(filters.tags)]
    if filters.author is not None:
        groups.append(((f"author={filters.author}",), True))
    return groups


def recipe(module: str) -> str:
    """Name the rules by which documents are written, so that an index by other rules is noticed.

    Takes: module, what an engine writes by beside what all of them share.
    """
    room = Path(__file__).parent
    names = (*_MODULES_OF_THE_RECIPE, module)
    return f"{zlib.crc32(b''.join((room / f'{name}.py').read_bytes() for name in names)):08x}"
