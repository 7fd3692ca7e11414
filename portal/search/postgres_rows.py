"""What a document becomes in PostgreSQL's index, and how what was found is read back.

Everything a document can be found by stands in one ``tsvector``: its terms as they are, the terms
it speaks for strongly once more behind ``!``, its words behind ``~``, facts behind ``=``. Nothing
in it is ever parsed by PostgreSQL. Another, ``top``, is to rank by inside the database, and so
short that it stays in the row: the strongest terms. Their positions say nothing of places in a
text; they are chosen so that ``ts_rank`` gives about the term's strength. What is exact stands
beside it, in ``strengths``.
"""

import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from functools import lru_cache
from itertools import combinations_with_replacement
from typing import NamedTuple

from portal.search import facts, ranking
from portal.search.engine import Document, Filters
from portal.search.scoring import STRENGTH_SCALE, Card, Postings, bits_of

STRONG, WORD, FACT = "!", "~", "="
# A term of a title of ten words, or one said often in a body.
_STRONG_FROM = round(0.4 * STRENGTH_SCALE)
_STANDING_SCALE = 1_000
# One tsvector holds a megabyte, one lexeme two kilobytes.
_MOST_TERMS = 20_000
_MOST_FACTS = 500
_MOST_ON_TOP = 80
_LONGEST_LEXEME = 200

# What ts_rank is to count for positions of each label, and how it adds up: docs/decisions/0016.
_LABELS = {"A": 0.8, "B": 0.5, "C": 0.3, "D": 0.12}
_SHARES = (1, 1 / 4, 1 / 9)
RANK_WEIGHTS = "{" + ",".join(str(_LABELS[label]) for label in "DCBA") + "}"


class Row(NamedTuple):
    """One document, ready to be written."""

    key: str
    version: str
    created_at: datetime
    standing: int
    top: str
    terms: str
    strengths: bytes


class Written(NamedTuple):
    """A row, and its lexemes, to be counted."""

    row: Row
    lexemes: tuple[str, ...]


def write(document: Document) -> Written:
    """Turn a document into its row."""
    found = facts.strengths(document).items()
    known = {term: strength for term, strength in found if len(term) <= _LONGEST_LEXEME}
    strongest = sorted(known, key=known.__getitem__, reverse=True)[:_MOST_TERMS]
    strengths = {term: known[term] for term in strongest}
    lexemes = [*strengths]
    lexemes += (STRONG + term for term, strength in strengths.items() if strength >= _STRONG_FROM)
    lexemes += [WORD + word for word in facts.words(document)][:_MOST_FACTS]
    lexemes += dict.fromkeys([FACT + _clean(fact) for fact in facts.of(document)][:_MOST_FACTS])
    row = Row(
        key=document.key,
        version=document.version,
        created_at=document.created_at,
        standing=round(_STANDING_SCALE * ranking.multiplier(document)),
        top=" ".join(
            f"{quote(term)}{_positions(strengths[term])}" for term in strongest[:_MOST_ON_TOP]
        ),
        terms=" ".join(map(quote, lexemes)),
        strengths=_packed(strengths),
    )
    return Written(row, tuple(lexemes))


class Gathered:
    """The documents that were found, as a segment that the scoring reads like any other.

    The size, and how many have a term, are those of the whole index.
    """

    def __init__(self, size: int, holders: Mapping[str, int]) -> None:
        self.size = size
        self._holders = holders
        self._cards: list[Card] = []
        self._postings: dict[str, Postings] = {}

    def take(self, rows: Iterable[tuple[str, str, datetime, bytes]], terms: Iterable[str]) -> None:
        """Take what was found, and read how strongly it speaks for the terms."""
        numbers = {number_of(term): term for term in terms}
        self._postings = {term: no_postings() for term in numbers.values()}
        for at, (key, version, created_at, packed) in enumerate(rows):
            self._cards.append(Card(key, version, created_at))
            for number, strength in _unpacked(packed, numbers.keys()):
                documents, strengths = self._postings[numbers[number]]
                documents.append(at)
                strengths.append(strength)
        # there may be more by now than when they were counted
        self.size = max(self.size, len(self._cards))

    def holders(self, term: str) -> int:
        return self._holders.get(term, 0)

    def postings(self, term: str) -> Postings:
        return self._postings.get(term) or no_postings()

    def bits(self, term: str) -> int:
        return bits_of(self.postings(term).documents)

    def strongest(self, term: str) -> int:
        return max(self.postings(term).strengths, default=0)

    def allowed(self, _filters: Filters) -> None:
        """Let all pass: the database has held them to the filters."""

    def card(self, document: int) -> Card:
        return self._cards[document]


def no_postings() -> Postings:
    """Give postings of no document."""
    return Postings(array("I"), array("H"))


@lru_cache(maxsize=20_000)
def number_of(term: str) -> int:
    """Number a term. Two of one document share a number once in some hundred million times."""
    return zlib.crc32(term.encode("utf-8", "surrogatepass"))


def quote(lexeme: str) -> str:
    """Write a lexeme as it stands in a tsvector or a tsquery."""
    if "'" in lexeme or "\\" in lexeme:
        lexeme = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{lexeme}'"


def wanted(filters: Filters) -> Iterator[str]:
    """Yield the parts of a tsquery that filters ask for."""
    for any_of, is_wanted in facts.wanted(filters):
        choices = " | ".join(quote(FACT + _clean(fact)) for fact in any_of)
        yield f"({choices})" if is_wanted else f"!({choices})"


def _clean(text: str) -> str:
    """Make a text of a person one that PostgreSQL takes."""
    text = text.replace("\0", "").encode("utf-8", "replace").decode()
    return text[:_LONGEST_LEXEME]


def _packed(strengths: Mapping[str, int]) -> bytes:
    """Write strengths by the numbers of their terms, in ascending order."""
    pairs = sorted((number_of(term), strength) for term, strength in strengths.items())
    numbers, values = array("I"), array("H")
    for number, strength in pairs:
        numbers.append(number)
        values.append(strength)
    return numbers.tobytes() + values.tobytes()


# To find one number takes as long as to take so many into a set.
_NUMBERS_A_LOOKUP = 16
_PAIR_SIZE = array("I").itemsize + array("H").itemsize


def _unpacked(packed: bytes, wanted_numbers: AbstractSet[int]) -> list[tuple[int, int]]:
    """Read the strengths of some terms."""
    count = len(packed) // _PAIR_SIZE
    middle = count * array("I").itemsize
    numbers = memoryview(packed)[:middle].cast("I")
    strengths = memoryview(packed)[middle:].cast("H")
    if len(wanted_numbers) * _NUMBERS_A_LOOKUP > count:
        wanted_numbers = wanted_numbers & set(numbers)
    places = ((number, bisect_left(numbers, number)) for number in wanted_numbers)
    return [
        (number, strengths[at]) for number, at in places if at < count and numbers[at] == number
    ]


def _levels() -> list[tuple[float, str]]:
    """List what positions can say: ts_rank counts the first whole, the second a quarter."""
    levels: dict[float, str] = {}
    for count in range(1, len(_SHARES) + 1):
        for labels in combinations_with_replacement("ABCD", count):
            worth = sum(_LABELS[one] * share for one, share in zip(labels, _SHARES, strict=False))
            at = ",".join(f"{place}{label}" for place, label in enumerate(labels, 1))
            levels.setdefault(round(worth, 4), f":{at}")
    return sorted(levels.items())


_LEVELS: Sequence[tuple[float, str]] = _levels()
_WORTHS = [worth for worth, _ in _LEVELS]


@lru_cache(maxsize=65_536)
def _positions(strength: int) -> str:
    """Give the positions that say a strength best."""
    impact = strength / STRENGTH_SCALE
    at = bisect_left(_WORTHS, impact)
    near = range(max(0, at - 1), min(len(_WORTHS), at + 1))
    return _LEVELS[min(near, key=lambda place: abs(_WORTHS[place] - impact))][1]
