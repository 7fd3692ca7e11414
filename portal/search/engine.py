"""What a search engine must do for Maru, whichever one it is.

A document is one thread or one help article. An engine answers with hits, which are keys: the
database decides afterwards who may see them. Nothing here knows an engine's own words.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from portal.search.widening import NO_SYNONYMS, Thesaurus

Kind = Literal["question", "idea", "faq"]


class EngineUnavailable(Exception):
    """The index is missing, broken or being written by another; try again, or search without it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One thread or article, as the index sees it.

    ``state`` is an idea's status or a question's label. ``votes`` are those of a thread.
    ``version`` is any text that changes when anything else here does; ``verify`` compares it.
    ``created_at`` is aware. ``is_validated`` and ``needs_update`` are said of articles.
    """

    kind: Kind
    id: int
    version: str
    created_at: datetime
    lang: str
    title: str
    product_id: int | None = None
    aliases: tuple[str, ...] = ()
    summary: str = ""
    official_text: str = ""
    accepted_text: str = ""
    body: str = ""
    answers_text: str = ""
    tags: tuple[str, ...] = ()
    author: str = ""
    handle: str = ""
    state: str = ""
    is_official: bool = False
    is_accepted: bool = False
    is_resolved: bool = False
    is_answered: bool = False
    is_validated: bool = False
    needs_update: bool = False
    votes: int = 0

    @property
    def key(self) -> str:
        """Name the document: ``question:12``."""
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is limited to; nothing said means no limit.

    ``author`` is a handle or a name as ``language.key`` compares them; all ``tags`` are wanted.
    """

    kinds: frozenset[Kind] = frozenset()
    product_id: int | None = None
    lang: str | None = None
    state: str | None = None
    is_official: bool | None = None
    is_unanswered: bool = False
    tags: frozenset[str] = frozenset()
    author: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One document found.

    ``is_partial``: not every word was found, the hit only fills up the list. ``share_ratio`` is how
    much of what was asked for it has, rare words counting more: 0 to 1. ``terms`` are the words
    that matched, for ``highlight``.
    """

    key: str
    kind: Kind
    id: int
    score: float
    share_ratio: float
    is_partial: bool
    terms: tuple[str, ...]


NO_FILTERS = Filters()


class Engine(Protocol):
    """An index of documents that can be searched.

    Every method raises EngineUnavailable when the index cannot be used just now.
    """

    def apply(self, upserts: Iterable[Document], removals: Iterable[str] = ()) -> None:
        """Put documents in, replacing those of the same key, and take keys out, in one commit."""

    def index(self, documents: Iterable[Document]) -> None:
        """Put documents in, replacing those of the same key."""

    def remove(self, keys: Iterable[str]) -> None:
        """Take documents out; a key that is not there is no error."""

    def search(
        self,
        query: str,
        filters: Filters = NO_FILTERS,
        *,
        limit: int = 10,
        offset: int = 0,
        thesaurus: Thesaurus = NO_SYNONYMS,
    ) -> tuple[Hit, ...]:
        """Find what a person typed, best first.

        Documents with every word come first, then those with some, marked as partial. Any text is
        a good query: "quoted words" must stand together, -words must not be there, and nothing
        else is an operator. Where the thesaurus has other words for one that is not quoted, a
        document with one of these has the word, too, and scores a little less.
        """

    def newest(self, filters: Filters, *, limit: int = 10) -> tuple[Hit, ...]:
        """Find what passes the filters, the newest first."""

    def similar(
        self,
        text: str,
        filters: Filters = NO_FILTERS,
        *,
        limit: int = 5,
        thesaurus: Thesaurus = NO_SYNONYMS,
    ) -> tuple[Hit, ...]:
        """Find what says nearly the same as the draft of a title, best first.

        Hits of less than ``ranking.SUGGESTED_SHARE_RATIO`` are rarely the same.
        """

    def begun(self, typed: str, *, limit: int = 10) -> tuple[Hit, ...]:
        """Find what has a word in its title or tags that is being typed, and all words before it.

        Hangul may be in the middle of a syllable.
        """

    def vocabulary(self, first: str, before: str) -> Mapping[str, int]:
        """Give the words of titles and tags from one text up to before another.

        Gives: each, folded, with the number of documents that have it; some thousands at most.
        """

    def holders(self, terms: Collection[str]) -> Mapping[str, int]:
        """Tell how many documents have each of these terms, wherever they have it."""

    def generation(self) -> str:
        """Name the state of the index; it changes with every commit."""

    def versions(self) -> Mapping[str, str]:
        """Tell the key and version of every document, to compare with the database."""

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Build the index anew beside the old one, and put it in its place when it is whole.

        Searches are answered by the old index until then. If it fails, the old one stays.

        Gives: how many documents the new index has.
        """

    def is_healthy(self) -> bool:
        """Tell whether the index can be read now. Never raises."""

    def is_outdated(self) -> bool:
        """Tell whether the index was written by rules that have changed since: rebuild it then.

        It can still be searched meanwhile. Never raises; a missing index is outdated.
        """
