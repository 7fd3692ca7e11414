"""Every weight of the search in one place. The help page on ranking shows this table.

The score of a document for a query is

    score = multiplier x recency x sum over the query's terms of  rarity x times asked x impact

    impact = F / (SATURATION + F),  F = sum over fields of  weight x times / length factor
    length factor = 1 - FLATTENING + FLATTENING x words in the field / typical words

which is BM25F with fixed typical lengths, so that an impact never has to be computed again when
other documents come and go. Rarity is ln(1 + (N - n + 0.5) / (n + 0.5)) of n documents among N.

Source: Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009);
docs/search.md has the trials behind the figures.
"""

import math
from collections import defaultdict
from datetime import datetime, timedelta
from typing import NamedTuple

from portal.search import analysis
from portal.search.engine import Document


class Field(NamedTuple):
    """How much a word in a field counts, and how many words such a field usually has."""

    weight: float
    typical_words: int


FIELDS = {
    "aliases": Field(8.0, 10),
    "tags": Field(8.0, 3),
    "title": Field(6.0, 10),
    "summary": Field(4.0, 20),
    "official_text": Field(3.0, 60),
    "accepted_text": Field(3.0, 60),
    "body": Field(2.0, 80),
    "answers_text": Field(1.0, 150),
    "author": Field(1.0, 2),
}
# Most Korean words that mean the same begin with the same syllable, whatever they end with.
BEGINNING_OF_WORD = 1.5
# The root of a verb stands beside what was typed: enough to go before what has neither. One of a
# single syllable (있다, 좋다) is in half of all texts and only lets the word be there.
ROOT = 0.2
SHORT_ROOT = 0.01
# Another word for the same thing counts a little less than the word that was typed.
SYNONYM = 0.8
SATURATION = 7.2
SMALLEST_COMMUNITY = 500
FLATTENING = 0.9

OFFICIAL = 1.15
ACCEPTED = 1.1
# A help article, which two people have approved; one that several more of the staff stand behind;
# and one that something speaks against.
PUBLISHED_ARTICLE = 1.1
VALIDATED_ARTICLE = 1.2
ARTICLE_NEEDING_UPDATE = 0.8
UNANSWERED_QUESTION = 0.95
# Each doubling of the votes counts a little; ten thousand votes count as 1.28.
PER_VOTE_LOGARITHM = 0.03

# Only questions grow old: what worked two years ago has lost half of the part that can be lost.
HALF_LIFE = timedelta(days=730)
PART_THAT_AGES = 0.4

# A document that has less of what was asked for, by rarity, does not fill up a list. Of the true
# answers in the labelled sets this drops 1 in 200.
LEAST_SHARE_RATIO = 0.2
# Unless it has so many of the words as they were typed: one of two, or of three.
LEAST_WORD_RATIO = 1 / 3
# From here on a thread is worth showing to somebody who is writing one: it keeps 19 of 20 true
# duplicates and drops 3 of 10 others.
SUGGESTED_SHARE_RATIO = 0.3
# Help was written for everybody with the problem, and in fewer words than a thread.
SUGGESTED_ARTICLE_SHARE_RATIO = 0.22
# Beside something that is much more alike, the rest is in the way.
SUGGESTED_SCORE_RATIO = 0.45
SUGGESTED_ARTICLE_SCORE_RATIO = 0.2


def impacts(document: Document) -> dict[str, float]:
    """Tell how strongly a document speaks for each of its terms.

    Gives: term to impact, each above 0 and below the greatest multiplier.
    """
    strengths: defaultdict[str, float] = defaultdict(float)
    for name, field in FIELDS.items():
        for text in _texts(document, name):
            _add_field(strengths, text, field)
    factor = multiplier(document)
    return {
        term: factor * strength / (SATURATION + strength) for term, strength in strengths.items()
    }


def multiplier(document: Document) -> float:
    """Tell how much more a document counts for what it is."""
    factor = 1.0 + PER_VOTE_LOGARITHM * math.log1p(max(0, document.votes))
    if document.kind == "faq":
        factor *= VALIDATED_ARTICLE if document.is_validated else PUBLISHED_ARTICLE
    if document.needs_update:
        factor *= ARTICLE_NEEDING_UPDATE
    if document.is_official:
        factor *= OFFICIAL
    if document.is_accepted:
        factor *= ACCEPTED
    if document.kind == "question" and not document.is_answered:
        factor *= UNANSWERED_QUESTION
    return factor


def recency(asked_at: datetime, now: datetime) -> float:
    """Tell how fresh a question still counts: 1 when new, nearing 1 - PART_THAT_AGES.

    Takes: both aware.
    """
    age = max(timedelta(0), now - asked_at)
    return 1.0 - PART_THAT_AGES + PART_THAT_AGES * math.exp2(-(age / HALF_LIFE))


def rarity(holders: int, documents: int) -> float:
    """Tell how telling a term is that so many documents have.

    A young community is counted as if it were larger: when two threads of three say 환불, that
    says little about the word.
    """
    documents = max(documents, SMALLEST_COMMUNITY)
    return math.log(1.0 + (documents - holders + 0.5) / (holders + 0.5))


def emphasis(term: str) -> float:
    """Tell how much more, or less, a kind of term counts than others."""
    if term.startswith("^"):
        return BEGINNING_OF_WORD
    if term.startswith(analysis.ROOT):
        return SHORT_ROOT if analysis.is_short_root(term) else ROOT
    return 1.0


def _texts(document: Document, name: str) -> tuple[str, ...]:
    """Give a field's texts; aliases are each read as a title of their own."""
    value = getattr(document, name)
    if name == "tags":
        return (" , ".join(value),)
    return value if isinstance(value, tuple) else (value,)


def _add_field(strengths: defaultdict[str, float], text: str, field: Field) -> None:
    """Add what one text of one field says."""
    if not text:
        return
    terms, words = analysis.terms_and_length(text)
    length_factor = 1.0 - FLATTENING + FLATTENING * words / field.typical_words
    for term in terms:
        strengths[term] += field.weight / length_factor
