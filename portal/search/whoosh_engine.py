"""The embedded engine: Whoosh keeps the index in files, our own scoring reads it.

Whoosh gives what is hard to get right: segments, a commit that is whole or not at all, a lock, a
merge. No text of a person ever reaches its query parser.

The directory holds one sub-directory for each build of the index, and the file ``current`` names
the one in use. The worker alone writes; every process reads, and notices a commit by the
generation. One engine serves all threads of a process.
"""

import heapq
import logging
import os
import re
import secrets
import shutil
import threading
import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex

from portal.kit import clock
from portal.search import analysis, composing, facts, scoring, widening
from portal.search.answering import (
    MOST_ENDINGS,
    MOST_HITS,
    MOST_TERMS_OF_A_DRAFT,
    PROBE,
    beginnings_of,
    hit_of,
    hits,
    months_back,
    terms_of,
    unavailable_when_broken,
)
from portal.search.engine import NO_FILTERS, Document, EngineUnavailable, Filters, Hit
from portal.search.whoosh_files import INDEX_NAME, ArrayWriter, MappedStorage, merge_alike, schema
from portal.search.whoosh_leaf import Leaf, OpenedSegment, card_of
from portal.search.widening import NO_SYNONYMS, Thesaurus

log = logging.getLogger(__name__)

_POINTER = "current"
_LOCK_WAIT_SECONDS = 10.0
_TRIES_TO_OPEN = 6
_SECONDS_BETWEEN_TRIES = 0.02
# A rebuild keeps so many documents in memory, about 100 MB, before it writes a segment.
_DOCUMENTS_A_SEGMENT = 20_000
_NO_TOC = -1
# Nobody has kept a community for thirty years.
_MONTHS_BACK = 12 * 30
_TOC_NAME = re.compile(rf"_{INDEX_NAME}_(\d+)\.toc")


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """The index as it was at one commit."""

    generation: str
    leaves: tuple[Leaf, ...]


class WhooshEngine:
    """A search engine in a directory."""

    def __init__(self, directory: Path) -> None:
        """Take the directory that holds the index; it need not exist before the first rebuild."""
        self._root = directory
        self._lock = threading.Lock()
        self._snapshot: _Snapshot | None = None

    # ── Writing ──

    def apply(self, upserts: Iterable[Document], removals: Iterable[str] = ()) -> None:
        """Put documents in, replacing those of the same key, and take keys out, in one commit.

        Removals come first: a key that is in both is in the index afterwards.
        """
        documents = {document.key: document for document in upserts}
        outdated = {*removals, *documents}
        if not outdated:
            return
        with self._writing(), unavailable_when_broken("write to"):
            snapshot = self._fresh()
            index = FileIndex(MappedStorage(str(self._build_in_use())), indexname=INDEX_NAME)
            with _writer(index) as writer:
                _delete(writer, snapshot.leaves, outdated)
                for document in documents.values():
                    _add(writer, document)

    def index(self, documents: Iterable[Document]) -> None:
        """Put documents in, replacing those of the same key."""
        self.apply(documents)

    def remove(self, keys: Iterable[str]) -> None:
        """Take documents out; a key that is not there is no error."""
        self.apply((), keys)

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Build the index anew beside the old one, and put it in its place when it is whole."""
        try:
            self._root.mkdir(parents=True, exist_ok=True)
            with self._writing():
                return self._replace(self._root / f"build-{secrets.token_hex(6)}", documents)
        except OSError as error:
            raise EngineUnavailable(f"cannot build the index: {error!r}") from error

    def _replace(self, build: Path, documents: Iterable[Document]) -> int:
        """Write a build, put it in use and drop all others."""
        try:
            count = _build(build, documents)
            self._point_to(build)
        except BaseException:
            shutil.rmtree(build, ignore_errors=True)
            raise
        for other in self._root.glob("build-*"):
            if other != build:
                shutil.rmtree(other, ignore_errors=True)
        return count

    # ── Reading ──

    def search(
        self,
        query: str,
        filters: Filters = NO_FILTERS,
        *,
        limit: int = 10,
        offset: int = 0,
        thesaurus: Thesaurus = NO_SYNONYMS,
    ) -> tuple[Hit, ...]:
        """Find what a person typed, best first; any text is a good query."""
        typed = analysis.parse(query)
        if not typed.words or limit <= 0:
            return ()
        size = min(max(0, offset) + limit, MOST_HITS)
        with unavailable_when_broken("search"):
            leaves = self._fresh().leaves
            asked_for, widenings = widening.widen(query, typed, thesaurus)
            inside = scoring.circles(leaves, asked_for, filters, size)
            terms, openers = terms_of(typed.words), beginnings_of(typed.words)
            asked = scoring.weigh(leaves, terms, openers, widenings)
            found = scoring.rank(leaves, asked, filters, size=size, inside=inside)
            return tuple(hits(asked, found[max(0, offset) :], typed.words))

    def newest(self, filters: Filters, *, limit: int = 10) -> tuple[Hit, ...]:
        """Find what passes the filters, the newest first."""
        with unavailable_when_broken("search"):
            return tuple(_newest(self._fresh().leaves, filters, min(limit, MOST_HITS)))

    def similar(
        self,
        text: str,
        filters: Filters = NO_FILTERS,
        *,
        limit: int = 5,
        thesaurus: Thesaurus = NO_SYNONYMS,
    ) -> tuple[Hit, ...]:
        """Find what says nearly the same as the draft of a title, best first."""
        terms = analysis.query_terms(text)[:MOST_TERMS_OF_A_DRAFT]
        if not terms or limit <= 0:
            return ()
        with unavailable_when_broken("search"):
            leaves = self._fresh().leaves
            widenings = widening.of_draft(text, thesaurus)
            asked = scoring.weigh(leaves, terms, frozenset(), widenings)
            found = scoring.rank(leaves, asked, filters, size=min(limit, MOST_HITS))
            return tuple(hits(asked, found, ()))

    def begun(self, typed: str, *, limit: int = 10) -> tuple[Hit, ...]:
        """Find what has a word in its title or tags that is being typed, and all words before."""
        earlier, ranges = composing.read(typed)
        if not ranges:
            return ()
        with unavailable_when_broken("search"):
            leaves = self._fresh().leaves
            found = _begun(leaves, analysis.parse(earlier), ranges)
            best = heapq.nlargest(min(limit, MOST_HITS), found)
            return tuple(hit_of(leaves[of].card(-at)) for _, of, at in best)

    def vocabulary(self, first: str, before: str) -> Mapping[str, int]:
        """Give the words of titles and tags from one text up to before another."""
        counts: Counter[str] = Counter()
        with unavailable_when_broken("read"):
            for leaf in self._fresh().leaves:
                counts.update(leaf.opened.words(first, before))
        return counts

    def holders(self, terms: Collection[str]) -> Mapping[str, int]:
        """Tell how many documents have each of these terms, wherever they have it."""
        with unavailable_when_broken("read"):
            leaves = self._fresh().leaves
            return {term: sum(leaf.holders(term) for leaf in leaves) for term in terms}

    def generation(self) -> str:
        """Name the state of the index; it changes with every commit."""
        with unavailable_when_broken("read"):
            return self._fresh().generation

    def versions(self) -> Mapping[str, str]:
        """Tell the key and version of every document."""
        with unavailable_when_broken("read"):
            cards = (leaf.card(at) for leaf in self._fresh().leaves for at in leaf.living())
            return {card.key: card.version for card in cards}

    def is_healthy(self) -> bool:
        """Tell whether the index can be read now. Never raises."""
        try:
            self.search(PROBE)
        except EngineUnavailable:
            return False
        return True

    def is_outdated(self) -> bool:
        """Tell whether the index was written by rules that have changed since. Never raises."""
        try:
            return self._pointer()[1] != _recipe()
        except (EngineUnavailable, OSError, ValueError):
            return True

    # ── The directory ──

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Be the only one who writes, in this and every other process."""
        if not self._root.is_dir():
            raise EngineUnavailable(f"there is no index in {self._root}")
        lock = FileStorage(str(self._root)).lock("writing")
        give_up_at = time.monotonic() + _LOCK_WAIT_SECONDS
        while not lock.acquire():
            if time.monotonic() > give_up_at:
                raise EngineUnavailable("another process is writing the index")
            time.sleep(_SECONDS_BETWEEN_TRIES)
        try:
            yield
        finally:
            lock.release()

    def _pointer(self) -> tuple[str, str]:
        """Read which build is in use, and by which recipe it was made."""
        try:
            content = (self._root / _POINTER).read_text("ascii")
        except FileNotFoundError as error:
            raise EngineUnavailable(f"there is no index in {self._root}") from error
        name, _, recipe = content.strip().partition(" ")
        return name, recipe

    def _build_in_use(self) -> Path:
        return self._root / self._pointer()[0]

    def _point_to(self, build: Path) -> None:
        """Put a build in use, at once for everybody."""
        draft = self._root / f"{_POINTER}.new"
        with draft.open("w", encoding="ascii") as file:
            file.write(f"{build.name} {_recipe()}\n")
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._root / _POINTER)

    def _fresh(self) -> _Snapshot:
        """Give the index as it is now; files may vanish under us while a commit replaces them."""
        for tries_left in reversed(range(_TRIES_TO_OPEN)):
            try:
                return self._opened()
            except OSError:
                if not tries_left:
                    raise
                time.sleep(_SECONDS_BETWEEN_TRIES)
        raise AssertionError

    def _opened(self) -> _Snapshot:
        """Open what is new since the last time, and only that."""
        build = self._build_in_use()
        with os.scandir(build) as files:
            latest = max((_toc_number(file.name) for file in files), default=_NO_TOC)
        if latest == _NO_TOC:
            raise FileNotFoundError(f"{build} is being taken away")
        generation = f"{build.name}:{latest}"
        known = self._snapshot
        if known and known.generation == generation:
            return known
        with self._lock:
            known = self._snapshot
            if not known or known.generation != generation:
                known = _open(MappedStorage(str(build)), latest, generation, known)
                self._snapshot = known
            return known


# ── What a document becomes ──


def _add(writer: ArrayWriter, document: Document) -> None:
    """Write one document: strengths instead of text, and the little that is stored."""
    writer.add_document(
        key={document.key: 1},
        terms=facts.strengths(document),
        words=facts.words(document),
        facts=dict.fromkeys(facts.of(document), 1),
        card=card_of(document),
    )


def _delete(writer: ArrayWriter, leaves: Sequence[Leaf], keys: Iterable[str]) -> None:
    """Take out the documents of the given keys, wherever they are."""
    first = 0
    wanted = list(keys)
    for leaf in leaves:
        for key in wanted:
            for document in leaf.documents_with_key(key):
                writer.delete_document(first + document)
        first += leaf.size


@contextmanager
def _writer(index: FileIndex) -> Iterator[ArrayWriter]:
    """Write in one commit, or not at all."""
    for leftover in Path(index.storage.folder).glob("*.tmp"):
        shutil.rmtree(leftover, ignore_errors=True)
    writer = ArrayWriter(index)
    try:
        yield writer
        writer.commit(mergetype=merge_alike)
    except BaseException:
        if not writer.is_closed:
            writer.cancel()
        raise


def _build(build: Path, documents: Iterable[Document]) -> int:
    """Write a whole new index, and see it on the disk."""
    build.mkdir()
    index = FileIndex.create(MappedStorage(str(build)), schema(), INDEX_NAME)
    written: set[str] = set()
    rest = iter(documents)
    while batch := list(islice(rest, _DOCUMENTS_A_SEGMENT)):
        with _writer(index) as writer:
            for document in batch:
                if document.key not in written:
                    written.add(document.key)
                    _add(writer, document)
    for file in build.iterdir():
        if file.is_file():
            with file.open("rb") as opened:
                os.fsync(opened.fileno())
    return len(written)


# ── What a reader sees ──


def _open(
    storage: MappedStorage, number: int, generation: str, known: _Snapshot | None
) -> _Snapshot:
    """Open the segments of a commit, keeping those that are open already."""
    contents = TOC.read(storage, INDEX_NAME, gen=number)
    opened = {leaf.opened.name: leaf.opened for leaf in known.leaves} if known else {}
    leaves = []
    for files in contents.segments:
        part = opened.get(files.segment_id()) or OpenedSegment(storage, contents.schema, files)
        leaves.append(Leaf(part, frozenset(files.deleted_docs())))
    return _Snapshot(generation, tuple(leaves))


def _newest(leaves: Sequence[Leaf], filters: Filters, size: int) -> Iterator[Hit]:
    """Go back month by month until there are enough."""
    left = size
    for fact in months_back(clock.now(), _MONTHS_BACK):
        cards = [leaf.card(at) for leaf in leaves for at in leaf.of_month(fact, filters)]
        cards.sort(key=lambda card: (card.created_at, card.key), reverse=True)
        for card in cards[:left]:
            yield hit_of(card)
        left -= len(cards[:left])
        if left <= 0:
            return


def _begun(
    leaves: Sequence[Leaf], earlier: analysis.Query, ranges: Sequence[composing.Range]
) -> Iterator[tuple[int, int, int]]:
    """Yield how much each document counts, where it is, and its number below zero."""
    circles = scoring.circles(leaves, earlier, NO_FILTERS, 1) if earlier.words else None
    for of, leaf in enumerate(leaves):
        counts: Counter[str] = Counter()
        for each in ranges:
            counts.update(leaf.opened.words(*each))
        strengths: dict[int, int] = {}
        for word, _ in counts.most_common(MOST_ENDINGS):
            strengths.update(zip(*leaf.opened.postings("words", word), strict=True))
        allowed = (
            set(scoring.members(circles[of].whole)) if circles else strengths.keys() - leaf.deleted
        )
        yield from ((strengths[at], of, -at) for at in strengths if at in allowed)


def _toc_number(name: str) -> int:
    """Read the number of a commit from the name of its table of contents."""
    found = _TOC_NAME.fullmatch(name)
    return int(found[1]) if found else _NO_TOC


@cache
def _recipe() -> str:
    """Name the rules by which the index is written."""
    return facts.recipe("whoosh_leaf")
