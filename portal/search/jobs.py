"""Writing the index: in batches, by one worker at a time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import delete, select, tuple_

from portal.kit.db import db, transaction
from portal.search import documents, engines
from portal.search.engine import Document
from portal.search.models import StaleDocument

_BATCH = 200


def index_stale() -> int:
    """Bring the index up to date with what is noted as stale, in one commit.

    Opens its own transactions, because the index is not in the database. Killed between the
    index and the notes, it does the same batch again, which changes nothing.
    Gives: how many documents were looked at.
    Raises: EngineUnavailable; the notes stay.
    """
    engine = engines.current()
    # outdated: written with other weights or another analyser than today's
    if not engine.is_healthy() or engine.is_outdated():
        return rebuild()
    with transaction():
        stale = select(StaleDocument.key, StaleDocument.mark)
        rows = db.session.execute(stale.order_by(StaleDocument.stale_at).limit(_BATCH)).all()
        made = _documents([row.key for row in rows])
    if not rows:
        return 0
    keys = {key for row in rows for key in _engine_keys(row.key)}
    engines.current().apply(made, sorted(keys - {document.key for document in made}))
    with transaction():
        done = tuple_(StaleDocument.key, StaleDocument.mark).in_([tuple(row) for row in rows])
        db.session.execute(delete(StaleDocument).where(done))
    return len(rows)


def rebuild(progress: Callable[[Iterator[Document]], Iterator[Document]] | None = None) -> int:
    """Build the index anew from the rows, beside the old one, which answers until then.

    Gives: how many documents the new index has.
    """
    found = documents.all_documents()
    return engines.current().rebuild(progress(found) if progress else found)


@dataclass(frozen=True, slots=True)
class Differences:
    """Where index and rows say different things, as keys of documents."""

    missing: tuple[str, ...]
    outdated: tuple[str, ...]
    ghosts: tuple[str, ...]

    @property
    def count(self) -> int:
        """Count them; 0 is the only right answer once the worker has caught up."""
        return len(self.missing) + len(self.outdated) + len(self.ghosts)


def verify() -> Differences:
    """Compare the index with the rows, document by document."""
    indexed = dict(engines.current().versions())
    missing, outdated = [], []
    for document in documents.all_documents():
        version = indexed.pop(document.key, None)
        if version is None:
            missing.append(document.key)
        elif version != document.version:
            outdated.append(document.key)
    return Differences(tuple(missing), tuple(outdated), tuple(sorted(indexed)))


def _documents(keys: list[str]) -> list[Document]:
    threads = [int(key.removeprefix("thread:")) for key in keys if key.startswith("thread:")]
    articles = [int(key.removeprefix("faq:")) for key in keys if key.startswith("faq:")]
    return documents.of_threads(threads) + documents.of_articles(articles)


def _engine_keys(key: str) -> tuple[str, ...]:
    if key.startswith("thread:"):
        number = key.removeprefix("thread:")
        return f"question:{number}", f"idea:{number}"
    return (key,)
