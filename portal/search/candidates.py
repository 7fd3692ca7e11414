"""What searches say about the help articles that are missing: a job for the clock.

Searches without an opened result are evidence for the questions that could have answered them;
words that find nothing again and again want an article; and a candidate may belong into an article
that is there already.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, select

from portal.accounts.actor import SYSTEM
from portal.faq import evidence, growing, offers, wanted
from portal.faq import queries as faq
from portal.faq.wanted import Wanted
from portal.kit import clock
from portal.kit.db import read, transaction
from portal.search import analysis, engines, synonyms
from portal.search.engine import Filters, Hit
from portal.search.models import NOTHING, Search
from portal.search.widening import Thesaurus
from portal.threads import lists

_READ_MAX: Final = 500
"""So many different searches are looked at, those that come most often first."""

_SHOWN = 10
"""A question could have been opened when it was among so many."""

SHARED_WORDS: Final = 2
"""With so many words of its title in a name of an article, a candidate may belong into it."""

_ARTICLES_TRIED = 3
_UNOPENED = and_(Search.position.is_(None), Search.filters == "")
"""What was narrowed may have left out what would have been opened."""
_QUESTIONS = Filters(kinds=frozenset({"question"}))
_ARTICLES = Filters(kinds=frozenset({"faq"}))


def weigh_candidates() -> int:
    """Weigh every resolved question with the searches of 30 days, and propose what is due.

    Opens its own transactions: what is read and looked for holds nobody up.
    Gives: how many candidates were proposed.
    Raises: EngineUnavailable; all stays as it was.
    """
    same = synonyms.thesauri().get(None, {})
    searches, missed = _unopened(same), _missed(same)
    with transaction():
        wanted.note(missed)
    proposed = growing.weigh_and_propose(searches)
    found = [(one.id, _belongs_into(one.product_id, one.title)) for one in offers.open_titles()]
    with transaction():
        offers.set_offers(dict(found))
    return proposed


def offer_update(nomination_id: int) -> None:
    """Look for the published article that a candidate may belong into, and write it down.

    Raises: EngineUnavailable.
    Costs: 4 statements.
    """
    for one in offers.open_titles(nomination_id):
        offers.set_offers({one.id: _belongs_into(one.product_id, one.title)})


def _belongs_into(product_id: int, title: str) -> int | None:
    filters = Filters(kinds=_ARTICLES.kinds, product_id=product_id)
    found = engines.current().similar(title, filters, limit=_ARTICLES_TRIED)
    # by what it is called alone: in a summary, two words meet that mean nothing together
    names = {
        article.version_id: (article.title, *article.aliases)
        for article in faq.document_texts([hit.id for hit in found])
    }
    shared = {
        number: max(_shared_words(title, name) for name in called)
        for number, called in names.items()
    }
    best = max(shared, key=lambda number: shared[number], default=None)
    return best if best is not None and shared[best] >= SHARED_WORDS else None


def _shared_words(title: str, other: str) -> int:
    """Count the words of a title that another has, in one of their forms; not those of courtesy."""
    has = set(analysis.terms(other))
    words = {word.mark: word for word in analysis.parse(title).words if not word.is_optional}
    return sum(any(choice <= has for choice in word.alternatives) for word in words.values())


def _unopened(same: Thesaurus) -> dict[int, int]:
    """Count, by question, the searches that could have led to it and opened nothing.

    A duplicate counts for the question it repeats.
    """
    found = [(row.times, _whole(row.words, _QUESTIONS, same)) for row in _searches(_UNOPENED)]
    hits = sorted({hit.id for _, some in found for hit in some})
    cards = lists.cards(SYSTEM, hits)
    roots = {number: card.canonical_id or number for number, card in cards.items()}
    counted: Counter[int] = Counter()
    for times, some in found:
        for root in {roots[hit.id] for hit in some if hit.id in roots}:
            counted[root] += times
    return counted


def _missed(same: Thesaurus) -> list[Wanted]:
    """Find the words that were searched for often enough and that no article has by now."""
    return [
        Wanted(row.lang, row.words, row.times, row.last_at)
        for row in _searches(NOTHING)
        if row.times >= wanted.TIMES_FROM and not _whole(row.words, _ARTICLES, same)
    ]


def _whole(words: str, filters: Filters, same: Thesaurus) -> list[Hit]:
    hits = engines.current().search(words, filters, limit=_SHOWN, thesaurus=same)
    return [hit for hit in hits if not hit.is_partial]


def _searches(condition: ColumnElement[bool]) -> Iterator[Any]:
    since = clock.now() - timedelta(days=evidence.WINDOW_DAYS)
    times = func.count().label("times")
    counted = select(
        Search.lang, Search.words, times, func.max(Search.searched_at).label("last_at")
    ).where(Search.searched_at >= since, condition)
    listed = counted.group_by(Search.lang, Search.words).order_by(times.desc(), Search.words)
    yield from read(listed.limit(_READ_MAX)).all()
