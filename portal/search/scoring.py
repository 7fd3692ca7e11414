"""The arithmetic of a search over postings, whatever stores them.

A *segment* is a part of an index that answers which of its documents have a term and how strongly.
Terms are taken one after the other, the rarest first, each as two plain arrays; that is what makes
pure Python fast enough here. What common terms would add is looked up afterwards, for the best
documents only, so the cost of a search is bounded by a budget and not by the size of the index.
"""

import heapq
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, compress, pairwise
from statistics import fmean
from typing import NamedTuple, Protocol

from portal.kit import clock
from portal.search import analysis, ranking
from portal.search.engine import Filters
from portal.search.widening import Widening

# Terms that may bring documents in, and postings that may be read for it, whatever is asked.
_MOST_OPENING_TERMS = 16
_MOST_POSTINGS = 50_000
# Documents for which everything is worked out to the end.
_POOL = 100
# One look-up by bisection costs about this many steps along a posting list.
_STEPS_PER_LOOKUP = 10

STRENGTH_SCALE = 32_000


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

    def allowed(self, filters: Filters) -> bytes | None:
        """Give one byte for each document, 0 when it may not be found; None when all may."""

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
    """Which documents of a segment are whole answers, and which may not be answers at all."""

    whole: frozenset[int]
    banned: frozenset[int]
    may_fill: bool


_OPEN_CIRCLE = Circle(frozenset(), frozenset(), may_fill=True)


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
        return ranking.rarity(holders[term], size) * _emphasis(term)

    weights = {term: times * weight_of(term) for term, times in Counter(terms).items()}
    total = sum(weights.values())
    for term, weight in list(_replacements(weights, widenings, weight_of)):
        weights[term] = max(weight, weights.get(term, 0.0))
    known = {term: weight for term, weight in weights.items() if holders[term]}
    opening = [term for term in known if term in openers or not term.startswith("^")]
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
        whole_words = [term for term in widening.typed if not term.startswith("^")]
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
    whole: list[frozenset[int]] = []
    banned: list[frozenset[int]] = []
    for segment in segments:
        unwanted = _with_any(segment, query.unwanted)
        having_all = _with_all(segment, needed, query.demanded)
        if unwanted:
            having_all -= unwanted
        whole.append(_allowed_of(having_all, segment.allowed(filters)))
        banned.append(frozenset(unwanted))
    may_fill = not query.demanded and sum(map(len, whole)) < size
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
        scores = _opened(segment, asked, circle)
        best = _best(scores, segment.allowed(filters), circle, max(size, _POOL))
        _add_rest(best, segment, asked)
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


def _emphasis(term: str) -> float:
    """Tell how much more a kind of term counts than others."""
    return ranking.BEGINNING_OF_WORD if term.startswith("^") else 1.0


def _affordable(terms: Sequence[str], holders: Mapping[str, int]) -> tuple[str, ...]:
    """Take the rarest terms that the budget allows, and one in any case."""
    spent = 0
    for place, term in enumerate(terms[:_MOST_OPENING_TERMS]):
        spent += holders[term]
        if place and spent > _MOST_POSTINGS:
            return tuple(terms[:place])
    return tuple(terms[:_MOST_OPENING_TERMS])


def _with_all(
    segment: Segment,
    needed: Sequence[tuple[frozenset[str], ...]],
    demanded: frozenset[str],
) -> set[int]:
    """Find the documents that have one alternative of every word, and every demanded term."""
    choices = [*needed, *((frozenset((term,)),) for term in demanded)]
    kept: set[int] | None = None
    for alternatives in sorted(choices, key=lambda choice: _fewest(segment, choice)):
        holding = _with_one(segment, alternatives)
        kept = holding if kept is None else kept & holding
        if not kept:
            return set()
    return kept or set()


def _allowed_of(documents: set[int], allowed: bytes | None) -> frozenset[int]:
    """Keep the documents that may be found."""
    if allowed is None:
        return frozenset(documents)
    return frozenset(compress(documents, map(allowed.__getitem__, documents)))


def _with_any(segment: Segment, words: Iterable[analysis.Word]) -> set[int]:
    """Find the documents that have any of the words."""
    found: set[int] = set()
    for word in words:
        found |= _with_one(segment, word.alternatives)
    return found


def _with_one(segment: Segment, alternatives: Iterable[frozenset[str]]) -> set[int]:
    """Find the documents that have all terms of at least one alternative."""
    found: set[int] = set()
    for terms in _widest(tuple(alternatives)):
        lists = sorted((segment.postings(term).documents for term in terms), key=len)
        # the parts of a word mostly stand in the same documents
        others = (other for before, other in pairwise(lists) if other != before)
        holding = set(lists[0]).intersection(*others)
        found = found | holding if found else holding
    return found


def _widest(alternatives: tuple[frozenset[str], ...]) -> Iterator[frozenset[str]]:
    """Leave out what asks for more than another alternative does: that finds all of it."""
    return (one for one in alternatives if not any(other < one for other in alternatives))


def _fewest(segment: Segment, alternatives: Iterable[frozenset[str]]) -> int:
    """Say at most how many documents have one of the alternatives."""
    return sum(min(map(segment.holders, terms)) for terms in alternatives)


def _opened(segment: Segment, asked: Asked, circle: Circle) -> dict[int, float]:
    """Add up the opening terms: for every document, or only for whole answers if these suffice."""
    lists = _lists(segment, asked, asked.opening)
    are_many = circle.may_fill or len(circle.whole) * _STEPS_PER_LOOKUP > segment.size
    if are_many and sum(len(postings.documents) for postings, _ in lists) > segment.size:
        sums = _sums(lists, segment.size)
        others = compress(range(segment.size), sums) if circle.may_fill else ()
        return {document: sums[document] for document in chain(circle.whole, others)}
    scores = dict.fromkeys(circle.whole, 0.0)
    for postings, weight in lists:
        if circle.may_fill:
            _add(scores, postings, weight)
        else:
            _add_to_known(scores, postings, weight)
    return scores


def _lists(segment: Segment, asked: Asked, terms: Iterable[str]) -> list[tuple[Postings, float]]:
    """Read the postings of terms, each with its weight; what is alike is one list.

    Most parts of a word stand in the same documents, and as strongly: they are added up at once.
    """
    lists: list[tuple[Postings, float]] = []
    for term in terms:
        postings, weight = segment.postings(term), asked.weights[term]
        for place, (known, others) in enumerate(lists):
            if known == postings:
                lists[place] = (known, others + weight)
                break
        else:
            lists.append((postings, weight))
    return lists


def _sums(lists: Iterable[tuple[Postings, float]], size: int) -> list[float]:
    """Add terms up for every document of a segment, which is quicker than to look for each."""
    sums = [0.0] * size
    for postings, weight in lists:
        for document, strength in zip(*postings, strict=True):
            sums[document] += weight * strength
    return sums


def _add(scores: dict[int, float], postings: Postings, weight: float) -> None:
    """Add a term to every document that has it."""
    known = scores.get
    for document, strength in zip(*postings, strict=True):
        scores[document] = known(document, 0.0) + weight * strength


def _add_to_known(scores: dict[int, float], postings: Postings, weight: float) -> None:
    """Add a term to the documents already there, by whichever way has fewer steps."""
    documents, strengths = postings
    count = len(documents)
    if len(scores) * _STEPS_PER_LOOKUP > count:
        for document, strength in zip(documents, strengths, strict=True):
            if document in scores:
                scores[document] += weight * strength
        return
    for document in scores:
        place = bisect_left(documents, document)
        if place < count and documents[place] == document:
            scores[document] += weight * strengths[place]


def _strength(postings: Postings, document: int) -> int:
    """Look one document up."""
    place = bisect_left(postings.documents, document)
    if place < len(postings.documents) and postings.documents[place] == document:
        return postings.strengths[place]
    return 0


def _best(
    scores: dict[int, float], allowed: bytes | None, circle: Circle, size: int
) -> dict[int, float]:
    """Keep the best that may be found; whole answers are kept before any other."""
    documents: Iterable[int] = scores
    if circle.may_fill:
        if allowed is not None:
            documents = [*compress(scores, map(allowed.__getitem__, scores))]
        if circle.banned:
            documents = [document for document in documents if document not in circle.banned]
        whole = [document for document in documents if document in circle.whole]
        kept = {*whole, *heapq.nlargest(size, documents, key=scores.__getitem__)}
        return {document: scores[document] for document in kept}
    kept_in_order = heapq.nlargest(size, documents, key=scores.__getitem__)
    return {document: scores[document] for document in kept_in_order}


def _add_rest(best: dict[int, float], segment: Segment, asked: Asked) -> None:
    """Add the terms that were too common to bring documents in."""
    rest = (term for term in asked.weights if term not in asked.opening)
    for postings, weight in _lists(segment, asked, rest):
        _add_to_known(best, postings, weight)


def _aged(segment: Segment, best: Mapping[int, float], circle: Circle) -> Iterator[Found]:
    """Take age into account."""
    now = clock.now()
    for document, score in best.items():
        card = segment.card(document)
        factor = ranking.recency(card.created_at, now) if card.grows_old else 1.0
        yield Found(
            segment=segment,
            document=document,
            card=card,
            score=score * factor / STRENGTH_SCALE,
            is_complete=document in circle.whole,
        )


def _order(found: Found) -> tuple[bool, float, str]:
    """Sort whole answers first, then the best, and ties the same way everywhere."""
    return (not found.is_complete, -found.score, found.card.key)
