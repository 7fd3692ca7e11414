"""One segment of the embedded index, opened for reading."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import reduce
from itertools import islice
from operator import or_

from whoosh.codec.base import Segment as SegmentFiles
from whoosh.codec.whoosh3 import W3Codec
from whoosh.fields import Schema
from whoosh.filedb.filestore import Storage
from whoosh.reading import SegmentReader, TermNotFound

from portal.search import facts, scoring
from portal.search.engine import Document, Filters
from portal.search.scoring import Card, Postings
from portal.search.whoosh_files import no_postings, read_postings

_MOST_REMEMBERED_TERMS = 20_000
_MOST_REMEMBERED_CARDS = 50_000
_MOST_REMEMBERED_FILTERS = 64
# A megabyte a segment.
_MOST_REMEMBERED_BITS = 8 << 20
_RARE_TERM_PART = 64
# Words that begin alike are read at once, and remembered while the same is asked again.
_MOST_WORDS = 5_000
_FEWEST_REMEMBERED_WORDS = 20
_MOST_REMEMBERED_RANGES = 16


class OpenedSegment:
    """The unchanging files of a segment, all opened, and what was lately read from them.

    Opening everything at once matters: a merge deletes the files of the segments it replaces, and
    only what is already open can still be read then.
    """

    def __init__(self, storage: Storage, schema: Schema, files: SegmentFiles) -> None:
        self.name: str = files.segment_id()
        self.size: int = files.doc_count_all()
        self._reader = SegmentReader(storage, schema, files)
        self._postings_file = files.open_file(storage, W3Codec.POSTS_EXT)
        self._extents: dict[tuple[str, str], tuple[int, int]] = {}
        self._cards: dict[int, Card] = {}
        self._words: dict[tuple[str, str], Mapping[str, int]] = {}
        self._bits: dict[tuple[str, str], int] = {}
        self._strongest: dict[str, int] = {}
        self.card(0)

    def extent(self, field: str, term: str) -> tuple[int, int]:
        """Tell how many documents have a term, and where its postings are."""
        known = self._extents.get((field, term))
        if known is None:
            known = self._read_extent(field, term)
            if len(self._extents) >= _MOST_REMEMBERED_TERMS:
                self._extents.clear()
            self._extents[field, term] = known
        return known

    def postings(self, field: str, term: str) -> Postings:
        """Read the postings of a term, deleted documents included."""
        holders, offset = self.extent(field, term)
        return read_postings(self._postings_file, offset) if holders else no_postings()

    def bits(self, field: str, term: str) -> int:
        """Give the documents that have a term as the bits of one number, deleted ones included."""
        known = self._bits.get((field, term))
        if known is None:
            documents = self.postings(field, term).documents
            known = scoring.bits_of(documents)
            # the few bits of a rare term are soon set again
            if len(documents) * _RARE_TERM_PART >= self.size:
                if len(self._bits) * self.size >= _MOST_REMEMBERED_BITS:
                    self._bits.clear()
                self._bits[field, term] = known
        return known

    def strongest(self, term: str) -> int:
        """Tell how strongly a document speaks for a term at most."""
        known = self._strongest.get(term)
        if known is None:
            known = max(self.postings("terms", term).strengths, default=0)
            if len(self._strongest) >= _MOST_REMEMBERED_TERMS:
                self._strongest.clear()
            self._strongest[term] = known
        return known

    def words(self, first: str, before: str) -> Mapping[str, int]:
        """Read the words between two, and how many documents have each."""
        known = self._words.get((first, before))
        if known is None:
            known = dict(islice(self._read_words(first, before), _MOST_WORDS))
            if len(known) < _FEWEST_REMEMBERED_WORDS:
                return known
            if len(self._words) >= _MOST_REMEMBERED_RANGES:
                self._words.clear()
            self._words[first, before] = known
        return known

    def card(self, document: int) -> Card:
        """Read what is stored of a document."""
        known = self._cards.get(document)
        if known is None:
            key, version, created = self._reader.stored_fields(document)["card"]
            known = Card(key, version, datetime.fromtimestamp(created, UTC))
            if len(self._cards) >= _MOST_REMEMBERED_CARDS:
                self._cards.clear()
            self._cards[document] = known
        return known

    def _read_words(self, first: str, before: str) -> Iterator[tuple[str, int]]:
        if "words" not in self._reader.indexed_field_names():
            return
        for field, term in self._reader.terms_from("words", first):
            word = term.decode()
            if field != "words" or word >= before:
                return
            yield word, self._reader.doc_frequency("words", term)

    def _read_extent(self, field: str, term: str) -> tuple[int, int]:
        try:
            info = self._reader.term_info(field, term)
        except TermNotFound:
            return 0, 0
        return info.doc_frequency(), info.extent()[0]


class Leaf:
    """A segment at one moment: its files, less the documents deleted since they were written."""

    def __init__(self, opened: OpenedSegment, deleted: frozenset[int]) -> None:
        self.opened = opened
        self.size = opened.size
        self.deleted = deleted
        self._allowed: dict[Filters, int | None] = {}

    def holders(self, term: str) -> int:
        return self.opened.extent("terms", term)[0]

    def postings(self, term: str) -> Postings:
        return self.opened.postings("terms", term)

    def card(self, document: int) -> Card:
        return self.opened.card(document)

    def bits(self, term: str) -> int:
        return self.opened.bits("terms", term)

    def strongest(self, term: str) -> int:
        return self.opened.strongest(term)

    def allowed(self, filters: Filters) -> int | None:
        if filters not in self._allowed:
            if len(self._allowed) >= _MOST_REMEMBERED_FILTERS:
                self._allowed.clear()
            self._allowed[filters] = self._allowed_by(filters)
        return self._allowed.get(filters)

    def documents_with_key(self, key: str) -> Iterator[int]:
        """Find where the living document of a key is, if it is here."""
        for document in self.opened.postings("key", key).documents:
            if document not in self.deleted:
                yield document

    def of_month(self, fact: str, filters: Filters) -> Iterator[int]:
        """Yield the documents made in a month that may be found."""
        made, allowed = self.opened.bits("facts", fact), self.allowed(filters)
        yield from scoring.members(made if allowed is None else made & allowed)

    def living(self) -> Iterator[int]:
        """Yield every document that is not deleted."""
        return (document for document in range(self.size) if document not in self.deleted)

    def _allowed_by(self, filters: Filters) -> int | None:
        """Work out which documents pass all filters and are not deleted."""
        choices = facts.wanted(filters)
        if not choices and not self.deleted:
            return None
        passing = (1 << self.size) - 1
        for any_of, is_wanted in choices:
            holding = reduce(or_, (self.opened.bits("facts", fact) for fact in any_of))
            passing &= holding if is_wanted else ~holding
        return passing & ~scoring.bits_of(self.deleted)


def card_of(document: Document) -> tuple[str, str, float]:
    """Give what is stored of a document, as ``OpenedSegment.card`` reads it."""
    return document.key, document.version, document.created_at.timestamp()
