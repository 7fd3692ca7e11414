"""What engines have in common when they answer: which terms are asked for, and what a hit says."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import cast

from portal.search import analysis, facts, ranking, scoring
from portal.search.engine import EngineUnavailable, Hit, Kind

log = logging.getLogger(__name__)

PROBE = "환불 refund"
MOST_HITS = 1_000
# What is being typed may become so many words.
MOST_ENDINGS = 50
MOST_TERMS_OF_A_DRAFT = 120


def hits(
    asked: scoring.Asked, found: Sequence[scoring.Found], words: Sequence[analysis.Word]
) -> Iterator[Hit]:
    """Say of each document found how much of what was asked for it has."""
    for one, (share_ratio, terms) in zip(found, scoring.shares(asked, found), strict=True):
        marks = _marks(asked, words, terms)
        is_telling = share_ratio >= ranking.LEAST_SHARE_RATIO or _has_enough_words(words, terms)
        # the first syllable of a word alone is no word
        if not one.is_complete and (not is_telling or (words and not marks)):
            continue
        kind, _, number = one.card.key.partition(":")
        yield Hit(
            key=one.card.key,
            kind=cast(Kind, kind),
            id=int(number),
            score=one.score,
            share_ratio=share_ratio,
            is_partial=not one.is_complete,
            terms=marks,
        )


def _has_enough_words(words: Sequence[analysis.Word], terms: frozenset[str]) -> bool:
    """Tell whether a document has a good part of the words, however rare the others are.

    A word that nothing here has is the rarest of all, and would keep away what has the others.
    """
    needed = [word for word in words if not word.is_optional]
    whole = sum(any(choice <= terms for choice in word.alternatives) for word in needed)
    return whole > 0 and whole >= ranking.LEAST_WORD_RATIO * len(needed)


def hit_of(card: scoring.Card) -> Hit:
    """Make a hit of which nothing is asked but that it is one."""
    kind, _, number = card.key.partition(":")
    return Hit(card.key, cast(Kind, kind), int(number), 1.0, 1.0, False, ())  # noqa: FBT003 - a Hit is positional


def _marks(
    asked: scoring.Asked, words: Sequence[analysis.Word], terms: frozenset[str]
) -> tuple[str, ...]:
    """Give the words that matched, and those that stand in the place of one, to be marked."""
    if not words:
        return ()
    typed = tuple(word.mark for word in words if _has(word, terms))
    choices = (choice for widened in asked.widenings for choice in widened.choices)
    others = (choice.marks for choice in choices if choice.needed <= terms)
    return typed + tuple(mark for marks in others for mark in marks)


def _has(word: analysis.Word, terms: frozenset[str]) -> bool:
    """Tell whether a word matched, at least by a part that is more than its first syllable."""
    return any(choice & terms for choice in word.alternatives)


def terms_of(words: Iterable[analysis.Word]) -> Iterator[str]:
    """Yield all terms that may earn points."""
    for word in words:
        yield from word.terms


def beginnings_of(words: Iterable[analysis.Word]) -> frozenset[str]:
    """Give the single syllables that were asked for as words."""
    return frozenset(
        term
        for word in words
        if not word.is_optional
        for choice in word.alternatives
        for term in choice
        if term.startswith("^")
    )


def months_back(now: datetime, most: int) -> Iterator[str]:
    """Name so many months as facts, from the next one on: a clock may have been ahead."""
    at = now.replace(day=28) + timedelta(days=7)
    for _ in range(most):
        yield facts.month(at)
        at = at.replace(day=1) - timedelta(days=1)


@contextmanager
def unavailable_when_broken(intent: str) -> Iterator[None]:
    """Turn whatever a missing or broken file raises into the one error that callers know.

    Broken files make Whoosh raise nearly anything, so nearly anything is caught.
    """
    try:
        yield
    except EngineUnavailable:
        raise
    except Exception as error:
        log.warning("cannot %s the search index: %r", intent, error)
        raise EngineUnavailable(f"cannot {intent} the index: {error!r}") from error
