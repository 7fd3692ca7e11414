"""Bringing questions together that share what they are about. A link is at most suggested."""

from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select

from portal.accounts.actor import Actor
from portal.duplicates import actions as duplicates
from portal.kit import clock
from portal.kit.db import db, read
from portal.kit.errors import NotAllowed
from portal.kit.events import Fact
from portal.search import content, policy, rules
from portal.search.models import GenericWord
from portal.threads import clusters
from portal.threads.events import ThreadConverted, ThreadEdited

# few, because those who write meanwhile wait for them
_BATCH = 10
_SUGGESTED_WHILE_YOUNG = timedelta(days=7)


def group_waiting() -> int:
    """Look at public questions that nobody has looked at: what are they about, and with whom?

    Gives: how many there were.
    """
    waiting = clusters.ungrouped(_BATCH)
    generic = generic_words() if waiting else ()
    for thread_id, product_id, lang, title, posted_at in waiting:
        words = content.content_words(title, generic)
        clusters.note_words(thread_id, {word: content.key_of(word) for word in words})
        alike = _most_alike(thread_id, product_id, lang, words)
        clusters.join(thread_id, alike[0] if alike else None)
        if alike and _is_young(posted_at):
            said = ", ".join(content.as_written(title, alike[1]))
            duplicates.propose(thread_id, alike[0], shared_words=said)
    return len(waiting)


def on_thread_edited(fact: Fact) -> None:
    """Let a question be looked at again when it says something else, or is one no more.

    Costs: 3 statements.
    """
    if isinstance(fact.event, ThreadEdited | ThreadConverted):
        clusters.leave(fact.event.thread_id)


def generic_words() -> tuple[str, ...]:
    """Give the words that staff found to say nothing, in order.

    Costs: 1 statement.
    """
    return tuple(read(select(GenericWord.word).order_by(GenericWord.word)).scalars())


def set_generic_words(actor: Actor, typed: str) -> int:
    """Say which words say nothing, besides those that the portal knows. Counts from then on.

    Gives: how many they are.
    Raises: NotAllowed("search.tend"); RuleBroken("generic.word_too_long" | "generic.too_many").
    """
    if not policy.can_tend(actor):
        raise NotAllowed("search.tend")
    words = rules.generic_words_of(typed)
    db.session.execute(delete(GenericWord))
    if words:
        db.session.execute(insert(GenericWord).values([{"word": word} for word in words]))
    return len(words)


def _most_alike(
    thread_id: int, product_id: int, lang: str, words: tuple[str, ...]
) -> tuple[int, tuple[str, ...]] | None:
    """Find the question that shares the most words, the oldest of several, if they are enough."""
    keys = [content.key_of(word) for word in words]
    others = clusters.having_words(thread_id, product_id, lang, keys)
    found = {number: content.shared(words, other) for number, other in others.items()}
    best = max(found.items(), key=lambda each: (len(each[1]), -each[0]), default=None)
    if best is None or not best[1]:
        return None
    if len(best[1]) >= content.SHARED_MIN or _is_rare(product_id, best[1][0]):
        return best
    return None


def _is_rare(product_id: int, word: str) -> bool:
    share = clusters.share_having(product_id, content.key_of(word), until=clock.now())
    return share < content.RARE_BELOW


def _is_young(posted_at: datetime) -> bool:
    """History that is brought in, or was there before, would flood the queue."""
    return clock.now() - posted_at < _SUGGESTED_WHILE_YOUNG
