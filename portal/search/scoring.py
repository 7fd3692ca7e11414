"""The arithmetic of a search over postings, whatever stores them.

A *segment* is a part of an index that answers which of its documents have a term and how strongly.
Terms are taken one after the other, the rarest first, each as two plain arrays; that is what makes
pure Python fast enough here. What common terms would add is looked up afterwards, for the best
documents only, so the cost of a search is bounded by a budget and not by the size of the index.
"""

import heapq
from array import array
from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from itertools import compress, count, repeat
from operator import add, and_
from statistics import fmean
from typing import NamedTuple, Protocol

from portal.kit import clock
from portal.search import analysis, ranking
from portal.search.engine import Filters
from portal.search.widening import Widening

# Terms that may bring documents in, and postings that may be read for it, whatever is asked.
_MOST_OPENING_TERMS = 16
_MOST_POSTINGS = 12_000
# Documents for which everything is worked out to the end.
_POOL = 100
# One look-up by bisection costs about this many steps along a posting list.
_STEPS_PER_LOOKUP = 10
# So many times as many as are wanted are looked at to see about where the best begin.
_SAMPLE = 4

STRENGTH_SCALE = 32_000
# All bits of a number.
_EVERY = ~0


class Postings(NamedTuple):
    """The documents that have a term, ascending, and how strongly: impact x STRENGTH_SCALE."""

    documents: "array[int]"
    strengths: "array[int]"


class Card(NamedTuple):
    """What a segment remembers of a document."""

    key: str
    version: str
    created_at: datetime

    @property
    def grows_old(self) -> bool:
        """Tell whether age takes something off: only what was asked grows old."""
        return self.key.startswith("question:")


class Segment(Protocol):
    """A part of an index."""

    size: int

    def holders(self, term: str) -> int:
        """Count the documents that have a term."""

    def postings(self, term: str) -> Postings:
        """Give the documents that have a term; empty arrays when none has."""

    def bits(self, term: str) -> int:
        """Give the documents that have a term as the bits of one number."""

    def strongest(self, term: str) -> int:
        """Tell how strongly a document speaks for a term at most."""

    def allowed(self, filters: Filters) -> int | None:
        """Give the documents that may be found as the bits of one number; None when all may."""

    def card(self, document: int) -> Card:
        """Give what is remembered of a document."""


class Found(NamedTuple):
    """A document found: where it is, and how well it fits."""

    segment: Segment
    document: int
    card: Card
    score: float
    is_complete: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """The terms looked for that some document has, and how much each counts.

    ``opening`` may bring documents in. ``total`` counts the terms that no document has as well, and
    not what words may be replaced by, which ``widenings`` names.
    """

    weights: Mapping[str, float]
    opening: tuple[str, ...]
    total: float
    widenings: tuple[Widening, ...] = ()


class Circle(NamedTuple):
    """Which documents of a segment are whole answers, and which may not be answers at all.

    Both are the bits of one number: to combine sets of thousands takes a few steps so.
    """

    whole: int
    banned: int
    may_fill: bool


_OPEN_CIRCLE = Circle(0, 0, may_fill=True)


def weigh(
    segments: Sequence[Segment],
    terms: Iterable[str],
    openers: frozenset[str],
    widenings: tuple[Widening, ...] = (),
) -> Asked:
    """Weigh the terms of a query by their rarity and by how often they are asked for.

    Takes: openers, the beginnings of words (``^환``) that may bring documents in by themselves;
        widenings, what may stand in the place of words.
    """
    size = sum(segment.size for segment in segments)
    holders: dict[str, int] = {}

    def weight_of(term: str) -> float:
        holders[term] = sum(segment.holders(term) for segment in segments)
        return ranking.rarity(holders[term], size) * ranking.emphasis(term)

    weights = {term: times * weight_of(term) for term, times in Counter(terms).items()}
    total = sum(weights.values())
    for term, weight in list(_replacements(weights, widenings, weight_of)):
        weights[term] = max(weight, weights.get(term, 0.0))
    known = {term: weight for term, weight in weights.items() if holders[term]}
    opening = [term for term in known if term in openers or analysis.is_telling(term)]
    opening = sorted(opening or known, key=holders.__getitem__)
    return Asked(known, _affordable(opening, holders), total, widenings)


def _replacements(
    asked: Mapping[str, float],
    widenings: Iterable[Widening],
    weight_of: Callable[[str], float],
) -> Iterator[tuple[str, float]]:
    """Weigh what words may be replaced by: a little less than the word itself, however rare.

    A commoner word says less, and counts for less by as much.
    """
    for widening in widenings:
        most = sum(asked.get(term, 0.0) for term in set(widening.typed))
        whole_words = [term for term in widening.typed if term[0] not in analysis.MARKS]
        telling = fmean(map(weight_of, whole_words or widening.typed))
        for choice in widening.choices:
            own = {term: weight_of(term) for term in choice.earning}
            weight = ranking.SYNONYM * most * min(1.0, fmean(own.values()) / telling)
            whole = sum(own.values())
            yield from ((t, weight * w / whole) for t, w in own.items() if t not in asked)


def circles(
    segments: Sequence[Segment], query: analysis.Query, filters: Filters, size: int
) -> list[Circle]:
    """Find the documents that have every word, and say whether others are needed to fill up."""
    needed = [word.alternatives for word in query.words if not word.is_optional]
    needed += [(frozenset((term,)),) for term in query.demanded]
    whole: list[int] = []
    banned: list[int] = []
    for segment in segments:
        unwanted = _with_any(segment, (word.alternatives for word in query.unwanted))
        allowed = segment.allowed(filters)
        having_all = _with_all(segment, needed) & ~unwanted
        whole.append(having_all if allowed is None else having_all & allowed)
        banned.append(unwanted)
    may_fill = not query.demanded and sum(map(int.bit_count, whole)) < size
    return [Circle(good, bad, may_fill) for good, bad in zip(whole, banned, strict=True)]


def rank(
    segments: Sequence[Segment],
    asked: Asked,
    filters: Filters,
    *,
    size: int,
    inside: Sequence[Circle] | None = None,
) -> list[Found]:
    """Rank the documents that have the terms, whole answers first, then by score.

    Takes: inside, one circle for each segment; without it every document may be an answer.
    """
    circle_of = inside or [_OPEN_CIRCLE] * len(segments)
    found: list[Found] = []
    for segment, circle in zip(segments, circle_of, strict=True):
        best = _best(segment, asked, circle, segment.allowed(filters), max(size, _POOL))
        found += _aged(segment, best, circle)
    return sorted(found, key=_order)[:size]


def shares(asked: Asked, found: Sequence[Found]) -> list[tuple[float, frozenset[str]]]:
    """Tell of each document found how much of what was asked for it has, and which terms.

    Gives: 0 to 1, and the terms; in the order of found.
    """
    has: list[set[str]] = [set() for _ in found]
    for segment in {id(one.segment): one.segment for one in found}.values():
        for term in asked.weights:
            postings = segment.postings(term)
            for one, terms in zip(found, has, strict=True):
                if one.segment is segment and _strength(postings, one.document):
                    terms.add(term)
    return [(_earned(asked, terms) / asked.total, frozenset(terms)) for terms in has]


def _earned(asked: Asked, has: set[str]) -> float:
    """Add up what a document has; another word for one that it lacks counts in its place."""
    if not asked.widenings:
        return sum(asked.weights[term] for term in has)
    replacing = {t for w in asked.widenings for choice in w.choices for t in choice.earning}
    typed = {term for widening in asked.widenings for term in widening.typed}
    earned = sum(asked.weights[term] for term in has - (replacing - typed))
    for widening in asked.widenings:
        own = sum(asked.weights[term] for term in has.intersection(widening.typed))
        others = (has & choice.earning for choice in widening.choices)
        best = max((sum(asked.weights[t] for t in terms) for terms in others), default=0.0)
        earned += max(0.0, best - own)
    return min(earned, asked.total)


def _affordable(terms: Sequence[str], holders: Mapping[str, int]) -> tuple[str, ...]:
    """Take the rarest terms that the budget allows, and one in any case."""
    spent = 0
    for place, term in enumerate(terms[:_MOST_OPENING_TERMS]):
        spent += holders[term]
        if place and spent > _MOST_POSTINGS:
            return tuple(terms[:place])
    return tuple(terms[:_MOST_OPENING_TERMS])


def bits_of(documents: Collection[int]) -> int:
    """Give documents as the bits of one number.

    >>> bin(bits_of([1, 2, 4]))
    '0b10110'
    """
    digits = bytearray(b"0") * (max(documents, default=0) + 1)
    for document in documents:
        digits[document] = _ONE
    digits.reverse()
    return int(digits, 2)


def members(bits: int) -> list[int]:
    """List which bits of a number are set, ascending.

    >>> members(0b10110)
    [1, 2, 4]
    """
    return [*compress(count(), _marks(bits))]


def _marks(bits: int, width: int = 0) -> bytes:
    """Give a byte for each bit, 1 or 0, from the lowest on; so many at least."""
    return f"{bits:0{width}b}"[::-1].encode().translate(_DIGITS)


_ONE = ord("1")
_DIGITS = bytes.maketrans(b"01", b"\0\1")


def _with_all(segment: Segment, needed: Iterable[Sequence[frozenset[str]]]) -> int:
    """Find the documents that have one alternative of every word."""
    kept = -1
    for alternatives in sorted(needed, key=lambda choice: _fewest(segment, choice)):
        kept &= _with_any(segment, (alternatives,))
        if not kept:
            return 0
    return max(0, kept)


def _with_any(segment: Segment, words: Iterable[Sequence[frozenset[str]]]) -> int:
    """Find the documents that have all terms of at least one alternative of one of the words."""
    found = 0
    for alternatives in words:
        for terms in _widest(alternatives):
            found |= reduce(and_, map(segment.bits, terms))
    return found


def _widest(alternatives: Sequence[frozenset[str]]) -> Iterator[frozenset[str]]:
    """Leave out what asks for more than another alternative does: that finds all of it."""
    return (one for one in alternatives if not any(other < one for other in alternatives))


def _fewest(segment: Segment, alternatives: Iterable[frozenset[str]]) -> int:
    """Say at most how many documents have one of the alternatives."""
    return sum(min(map(segment.holders, terms)) for terms in alternatives)


class _List(NamedTuple):
    """The postings of terms that are alike, with one of them, and what these weigh together."""

    term: str
    postings: Postings
    weight: float
    most: float


def _lists(segment: Segment, asked: Asked, terms: Iterable[str]) -> list[_List]:
    """Read the postings of terms, each with its weight and what it adds at most.

    Most parts of a word stand in the same documents, and as strongly: they are added up at once.
    """
    lists: list[_List] = []
    for term in terms:
        postings, weight = segment.postings(term), asked.weights[term]
        most = weight * segment.strongest(term)
        for place, known in enumerate(lists):
            if known.postings == postings:
                lists[place] = _List(term, postings, known.weight + weight, known.most + most)
                break
        else:
            lists.append(_List(term, postings, weight, most))
    return lists


def _best(
    segment: Segment, asked: Asked, circle: Circle, allowed: int | None, size: int
) -> dict[int, float]:
    """Score the best that may be found: by the opening terms first, then by all."""
    opening = _lists(segment, asked, asked.opening)
    if circle.may_fill:
        open_to = ~circle.banned if allowed is None else allowed & ~circle.banned
        best = _best_of_any(opening, circle.whole, open_to, size)
    else:
        best = _best_of_whole(segment, opening, circle.whole, size)
    rest = (term for term in asked.weights if term not in asked.opening)
    for each in _lists(segment, asked, rest):
        _add_to_known(best, each)
    return best


def _best_of_whole(
    segment: Segment, lists: Iterable[_List], whole: int, size: int
) -> dict[int, float]:
    """Take the best whole answers. They may be thousands, so each list is added to all at once."""
    documents = members(whole)
    marks = _marks(whole)
    sums = [0.0] * len(documents)
    for each in lists:
        if len(documents) * _STEPS_PER_LOOKUP < len(each.postings.documents):
            column: Iterable[int] = (_strength(each.postings, one) for one in documents)
        else:
            column = _column(each.postings, segment.bits(each.term), whole, marks)
        sums = [*map(add, sums, map(each.weight.__mul__, column))]
    if len(documents) <= size:
        return dict(zip(documents, sums, strict=True))
    least = _least_of_best(sums, size)
    best = ((score, -one) for one, score in zip(documents, sums, strict=True) if score >= least)
    return {-one: score for score, one in heapq.nlargest(size, best)}


def _column(postings: Postings, holding: int, whole: int, marks: bytes) -> Iterable[int]:
    """Give how strongly each whole answer speaks for a term; 0 where it does not.

    Takes: holding, the documents of the postings; marks, those of whole.
    """
    holders = _marks(holding, len(marks))
    strengths = compress(postings.strengths, compress(marks, holders))
    if not whole & ~holding:
        return strengths
    one_of = (repeat(0), strengths)
    return map(next, map(one_of.__getitem__, compress(holders, marks)))


def _best_of_any(lists: Iterable[_List], whole: int, open_to: int, size: int) -> dict[int, float]:
    """Take all whole answers, and the best of the others; rare terms come first.

    What has none of them need not be looked at once the common ones cannot make up for it.
    """
    answers = members(whole)
    scores = dict.fromkeys(answers, 0.0)
    later = deque(lists)
    least = 0.0
    while later:
        if size < len(scores) < len(later[0].postings.documents):
            passing = [score for _, score in _passing(scores, open_to)]
            least = _least_of_best(passing, size) - sum(each.most for each in later)
            if least > 0:
                break
        _add(scores, later.popleft())
    kept = {document: score for document, score in _passing(scores, open_to) if score >= least}
    kept |= {document: scores[document] for document in answers}
    for each in later:
        _add_to_known(kept, each)
    best = heapq.nlargest(size, kept, key=kept.__getitem__)
    return {document: kept[document] for document in (*answers, *best)}


def _least_of_best(scores: Sequence[float], size: int) -> float:
    """Give the last of the best scores, 0 when there are not so many.

    A sample tells first about which it is, so that not all have to be compared.
    """
    if step := len(scores) // (_SAMPLE * size):
        guess = sorted(scores[::step], reverse=True)[2 * size // step]
        best = [score for score in scores if score >= guess]
        scores = best if len(best) >= size else scores
    return heapq.nlargest(size, scores)[-1] if len(scores) >= size else 0.0


def _passing(scores: Mapping[int, float], open_to: int) -> Iterable[tuple[int, float]]:
    """Leave out the documents that may not be found."""
    if open_to == _EVERY or not scores:
        return scores.items()
    width = max(scores) + 1
    marks = _marks(open_to & ((1 << width) - 1), width)
    return compress(scores.items(), map(marks.__getitem__, scores))


def _add(scores: dict[int, float], each: _List) -> None:
    """Add a term to every document that has it."""
    known, weight = scores.get, each.weight
    for document, strength in zip(*each.postings, strict=True):
        scores[document] = known(document, 0.0) + weight * strength


def _add_to_known(scores: dict[int, float], each: _List) -> None:
    """Add a term to the documents already there, by whichever way has fewer steps."""
    (documents, strengths), weight = each.postings, each.weight
    if len(scores) * _STEPS_PER_LOOKUP > len(documents):
        for document, strength in zip(documents, strengths, strict=True):
            if document in scores:
                scores[document] += weight * strength
        return
    for document in scores:
        scores[document] += weight * _strength(each.postings, document)


def _strength(postings: Postings, document: int) -> int:
    """Look one document up."""
    place = bisect_left(postings.documents, document)
    if place < len(postings.documents) and postings.documents[place] == document:
        return postings.strengths[place]
    return 0


def _aged(segment: Segment, best: Mapping[int, float], circle: Circle) -> Iterator[Found]:
    """Take age into account."""
    now = clock.now()
    whole = best if not circle.may_fill else frozenset(members(circle.whole))
    for document, score in best.items():
        card = segment.card(document)
        factor = ranking.recency(card.created_at, now) if card.grows_old else 1.0
        yield Found(
            segment=segment,
            document=document,
            card=card,
            score=score * factor / STRENGTH_SCALE,
            is_complete=document in whole,
        )


def _order(found: Found) -> tuple[bool, float, str]:
    """Sort whole answers first, then the best, and ties the same way everywhere."""
    return (not found.is_complete, -found.score, found.card.key)
