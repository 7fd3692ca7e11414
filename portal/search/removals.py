"""What a thing must not be found by any more, although the index still knows it.

Between the moment somebody hides or changes a text and the moment the index hears of it, a search
for its words would still lead to the thread it stood in. So a search asks first which things have
lost a text that the index may have, and shows them only for words that readers see there now.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    JSON,
    Row,
    Select,
    String,
    cast,
    false,
    literal,
    literal_column,
    null,
    select,
    union_all,
)

from portal.answers.events import (
    AnswerEdited,
    AnswerVisibilityChanged,
    CommentVisibilityChanged,
    OfficialCorrected,
    OfficialPublished,
    OfficialWithdrawn,
)
from portal.faq.events import FaqNamesForgotten, FaqPublished
from portal.faq.models import ArticleVersion, NameFromThread
from portal.kit.db import read
from portal.kit.events import Delivery, Event, EventRow, Fact
from portal.search.models import StaleDocument
from portal.threads.events import ThreadEdited, ThreadVisibilityChanged

REMOVALS: tuple[type[Event], ...] = (
    ThreadEdited,
    AnswerEdited,
    AnswerVisibilityChanged,
    CommentVisibilityChanged,
    OfficialPublished,
    OfficialCorrected,
    OfficialWithdrawn,
    FaqPublished,
    FaqNamesForgotten,
)
"""The facts after which less may be said than before. Whether a whole thing may be seen is asked
of its row in any case."""

_KINDS = tuple(kind.__name__ for kind in REMOVALS)
_RENAMING = tuple(kind.__name__ for kind in (ThreadEdited, ThreadVisibilityChanged))
"""The facts after which an article may not be called as the thread was."""
_OPEN = literal_column("deliveries.state") != literal_column("'done'")


def takes_away(fact: Fact) -> bool:
    """Tell whether less may be said after a fact than before."""
    return isinstance(fact.event, REMOVALS) and not fact.is_replayed


def _statements() -> tuple[Select[Any], ...]:
    noted = select(StaleDocument.key.label("key"), cast(null(), JSON).label("payload")).where(
        StaleDocument.has_lost_text
    )
    key = (literal("thread:") + cast(EventRow.thread_id, String)).label("key")
    # history that is told again takes nothing away: the index is built from what came of it
    told_now = EventRow.is_replayed == false()
    facts = select(key, EventRow.payload).where(EventRow.kind.in_(_KINDS), told_now)
    undispatched = facts.where(EventRow.is_dispatched == false())
    undelivered = facts.join(Delivery, Delivery.event_id == EventRow.id).where(
        _OPEN, Delivery.reaction.startswith("search.")
    )
    named = (
        select((literal("faq:") + cast(ArticleVersion.id, String)).label("key"), EventRow.payload)
        .join(NameFromThread, NameFromThread.thread_id == EventRow.thread_id)
        .join(ArticleVersion, ArticleVersion.article_id == NameFromThread.article_id)
        .where(EventRow.kind.in_(_RENAMING), told_now)
    )
    unheard = named.where(EventRow.is_dispatched == false())
    unforgotten = named.join(Delivery, Delivery.event_id == EventRow.id).where(
        _OPEN, Delivery.reaction.startswith("faq.")
    )
    return noted, undispatched, undelivered, unheard, unforgotten


PENDING = _statements()
"""Select a row for each thing that has lost a text, together; ``keys_of`` tells their names."""

_PENDING = union_all(*PENDING)


def pending() -> frozenset[str]:
    """Name the things that have lost a text which the index may still have.

    To be asked before the index is, so that what it forgets meanwhile is not missed.
    Gives: keys as a stale document has them, ``thread:12`` or ``faq:3``.
    Costs: 1 statement.
    """
    return keys_of(read(_PENDING))


def keys_of(rows: Iterable[Row[*tuple[Any, ...]]]) -> frozenset[str]:
    """Give the keys of what was pending."""
    return frozenset(row.key or f"faq:{row.payload['version_id']}" for row in rows)
