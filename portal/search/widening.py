"""Words that mean the same: what else a query or a draft is looked for by.

A *thesaurus* knows, for each word of a group, the others as *choices*. The word that was typed
stays what is looked for first; a document that has a choice in its place is an answer, too, and
counts a little less. What is quoted is looked for as it stands.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from portal.search import analysis, english, korean

# 와이 파이, wi-fi, two factor login: a word of a group may be typed as so many
_MOST_RUNS = 3
_WIDEST_GAP = 2


class Choice(NamedTuple):
    """Another word for the same thing.

    ``key`` is how it is found; ``needed`` are the terms of a document that has it, ``earning``
    those that earn points, ``marks`` what is marked in a text.
    """

    key: str
    needed: frozenset[str]
    earning: frozenset[str]
    marks: tuple[str, ...]


class Widening(NamedTuple):
    """A word as it was typed, as terms, and what may stand in its place."""

    typed: tuple[str, ...]
    choices: tuple[Choice, ...]


Thesaurus = Mapping[str, tuple[Choice, ...]]
"""By key, all words of the group, the one with the key among them."""

NO_SYNONYMS: Thesaurus = {}


class _Place(NamedTuple):
    """A stretch of a text that is a word of the thesaurus."""

    start: int
    end: int
    key: str
    choices: tuple[Choice, ...]

    @property
    def others(self) -> tuple[Choice, ...]:
        """Give the words that were not typed."""
        return tuple(choice for choice in self.choices if choice.key != self.key)


def key_of(text: str) -> str:
    """Give what all spellings of a word have in common; empty when it holds no word.

    >>> key_of("Wi-Fi"), key_of("무선 랜"), key_of("refunds")
    ('wifi', '무선랜', 'refund')
    """
    found = list(analysis.runs(analysis.fold(text)))
    return _key(found) if found else ""


def choice_of(text: str) -> Choice | None:
    """Make a choice of a word; None when nothing in it is ever indexed."""
    quoted = analysis.parse(f'"{text.replace(chr(34), " ")}"')
    if not quoted.words:
        return None
    needed = frozenset().union(*(word.alternatives[0] for word in quoted.words))
    has_hangul = any("가" <= term.lstrip(analysis.MARKS)[0] <= "힣" for term in needed)
    if quoted.demanded and not has_hangul:
        # wi-fi is indexed joined as well, and wifi only so
        needed = quoted.demanded
    marks = tuple(word.mark for word in quoted.words)
    # a beginning alone may be another word's
    whole = {term for term in analysis.terms(text) if term[0] not in analysis.MARKS}
    needed |= quoted.demanded
    return Choice(key_of(text), needed, needed | whole, marks)


def widen(
    text: str, query: analysis.Query, thesaurus: Thesaurus
) -> tuple[analysis.Query, tuple[Widening, ...]]:
    """Let each word of a query that has others beside it be found by those, too.

    Takes: text, from which the query was read.
    """
    if not thesaurus:
        return query, ()
    folded = analysis.unquoted(text)
    places = list(_places(folded, thesaurus))
    words = list(query.words)
    starts = [run.start for run, _ in analysis.meaningful_runs(folded)][: len(words)]
    for place in places:
        # the word itself, too: as it is written in the group, not apart or with a particle
        needed = tuple(choice.needed for choice in place.choices)
        for at, start in enumerate(starts):
            if place.start <= start < place.end:
                word = words[at]
                words[at] = replace(word, alternatives=(*word.alternatives, *needed))
    return replace(query, words=tuple(words)), _widenings(folded, places)


def of_draft(text: str, thesaurus: Thesaurus) -> tuple[Widening, ...]:
    """Tell what the words of a draft of a title may be replaced by."""
    if not thesaurus:
        return ()
    folded = analysis.unquoted(text.replace('"', " "))
    return _widenings(folded, list(_places(folded, thesaurus)))


def _widenings(folded: str, places: list[_Place]) -> tuple[Widening, ...]:
    return tuple(
        Widening(tuple(analysis.terms(folded[place.start : place.end])), place.others)
        for place in places
    )


def _places(folded: str, thesaurus: Thesaurus) -> Iterator[_Place]:
    """Find the words of the thesaurus in a text, the longest first, none inside another."""
    found = list(analysis.runs(folded))
    at = 0
    while at < len(found):
        windows = (found[at : at + most] for most in range(_MOST_RUNS, 0, -1))
        places = (_place(window, thesaurus) for window in windows)
        place = next((place for place in places if place), None)
        if place:
            yield place
        at += 1 + sum(run.start < place.end for run in found[at + 1 :]) if place else 1


def _place(window: list[analysis.Run], thesaurus: Thesaurus) -> _Place | None:
    """Tell whether neighbouring words are a word of the thesaurus, also with a particle."""
    if any(b.start - a.end > _WIDEST_GAP for a, b in pairwise(window)):
        return None
    key = _key(window)
    for spelling in (key, korean.stem(key) if window[-1].kind == "hangul" else key):
        if spelling in thesaurus:
            return _Place(window[0].start, window[-1].end, spelling, thesaurus[spelling])
    return None


def _key(window: list[analysis.Run]) -> str:
    """Join the words, the last without its English ending."""
    last = window[-1]
    ending = english.stem(last.text) if last.kind == "latin" else last.text
    return "".join(run.text for run in window[:-1]) + ending
