"""What a search has to know before it asks the index, in one statement."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import JSON, cast, literal, null, select, union_all

from portal.kit.db import read
from portal.search import removals, synonyms
from portal.search.models import SynonymEdition
from portal.search.widening import Thesaurus

_EDITION = "edition"
_STATEMENT = union_all(
    *removals.PENDING,
    select(
        literal(f"{_EDITION}:").concat(SynonymEdition.lang).concat(":").concat(SynonymEdition.name),
        cast(null(), JSON),
    ),
)


class Moment(NamedTuple):
    """Which words mean the same, by language, and what has lost a text that the index may know."""

    thesauri: Mapping[str | None, Thesaurus]
    doubted: frozenset[str]


def now() -> Moment:
    """Tell how things are just now; see ``synonyms.thesauri`` and ``removals.pending``.

    Costs: 1 statement; 2 when synonyms were changed.
    """
    rows = read(_STATEMENT).all()
    parted = [row.key.split(":") for row in rows if row.key and row.key.startswith(_EDITION)]
    editions = frozenset((lang, name) for _, lang, name in parted)
    lost = [row for row in rows if not (row.key and row.key.startswith(_EDITION))]
    return Moment(synonyms.thesauri_of(editions), removals.keys_of(lost))
