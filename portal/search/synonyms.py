"""Words that mean the same: the groups as the desk shows them, and as a search uses them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from sqlalchemy import select

from portal.accounts.actor import Actor
from portal.kit import paging
from portal.kit.db import db, read
from portal.kit.errors import NotAllowed, NotFound
from portal.kit.paging import Page
from portal.search import policy, rules
from portal.search.models import SynonymEdition, SynonymGroup, SynonymWord
from portal.search.widening import Choice, Thesaurus, choice_of

_EDITIONS = select(SynonymEdition.lang, SynonymEdition.name)
_WORDS = select(SynonymWord.group_id, SynonymWord.lang, SynonymWord.word).order_by(
    SynonymWord.group_id, SynonymWord.position
)
_lock = Lock()
_kept: dict[frozenset[tuple[str, str]], dict[str | None, Thesaurus]] = {}


@dataclass(frozen=True, slots=True)
class Group:
    """A group as the desk shows it."""

    id: int
    lang: str
    words: tuple[str, ...]
    edited_at: datetime

    @property
    def bare_forms(self) -> tuple[tuple[str, str], ...]:
        """Give the words that may carry an ending, each with what is left without it."""
        pairs = ((word, rules.bare_form(word)) for word in self.words)
        return tuple((word, bare) for word, bare in pairs if bare)


def thesaurus(lang: str | None) -> Thesaurus:
    """Give the words that mean the same, of one language or of both, as they are now.

    Costs: 1 statement; 2 after a change.
    """
    return thesauri().get(lang, {})


def thesauri() -> Mapping[str | None, Thesaurus]:
    """Give the words that mean the same, of each language and, under None, of both.

    Kept in the process until a group is changed; no index has to be rebuilt for it.
    Costs: 1 statement; 2 after a change.
    """
    return thesauri_of(frozenset((row.lang, row.name) for row in read(_EDITIONS)))


def thesauri_of(editions: frozenset[tuple[str, str]]) -> Mapping[str | None, Thesaurus]:
    """Give ``thesauri`` where their editions are known, as (language, name).

    Costs: none; 1 statement after a change.
    """
    if not editions:
        return {}
    known = _kept.get(editions)
    if known is None:
        known = _read()
        with _lock:
            _kept.clear()
            _kept[editions] = known
    return known


def browse(actor: Actor, lang: str, *, cursor: str | None) -> Page[Group]:
    """List the groups of a language, the newest first.

    Raises: NotAllowed("search.tend"); RuleBroken("synonym.lang" | "page.cursor").
    Costs: 2 statements.
    """
    if not policy.can_tend(actor):
        raise NotAllowed("search.tend")
    rules.check_lang(lang)
    listed = select(SynonymGroup.id, SynonymGroup.edited_at).where(SynonymGroup.lang == lang)
    found = paging.fetch(listed, SynonymGroup.id, cursor=cursor)
    words = _words_of([row.id for row in found.rows])
    groups = (Group(row.id, lang, tuple(words[row.id]), row.edited_at) for row in found.rows)
    return Page(tuple(groups), found.next_cursor)


def get(actor: Actor, group_id: int) -> Group:
    """Give one group.

    Raises: NotAllowed("search.tend"); NotFound("synonym.not_found").
    Costs: 2 statements.
    """
    if not policy.can_tend(actor):
        raise NotAllowed("search.tend")
    row = db.session.get(SynonymGroup, group_id)
    if row is None:
        raise NotFound("synonym.not_found")
    return Group(row.id, row.lang, tuple(_words_of([row.id])[row.id]), row.edited_at)


def _words_of(group_ids: list[int]) -> dict[int, list[str]]:
    words: defaultdict[int, list[str]] = defaultdict(list)
    if group_ids:
        for row in read(_WORDS.where(SynonymWord.group_id.in_(group_ids))):
            words[row.group_id].append(row.word)
    return words


def _read() -> dict[str | None, Thesaurus]:
    """Read all groups. A word that is in a group of each language has the others of both."""
    groups: defaultdict[tuple[str, int], list[Choice]] = defaultdict(list)
    for row in read(_WORDS):
        choice = choice_of(row.word)
        if choice:
            groups[row.lang, row.group_id].append(choice)
    made: defaultdict[str | None, dict[str, tuple[Choice, ...]]] = defaultdict(dict)
    for (lang, _), choices in groups.items():
        for scope in (lang, None):
            for choice in choices:
                others = made[scope].get(choice.key, ())
                known = {other.key for other in others}
                more = tuple(other for other in choices if other.key not in known)
                made[scope][choice.key] = (*others, *more)
    return dict(made)
