"""Which engine this portal searches with: one object a process, because it keeps its index open."""

from functools import lru_cache
from pathlib import Path

from sqlalchemy import URL

from portal.kit import site
from portal.kit.db import db
from portal.search import postgres_tables  # noqa: F401 - the tables are there, used or not
from portal.search.engine import Engine


def current() -> Engine:
    """Give the engine of the running application."""
    here = site.current()
    if here.search_engine == "postgres":
        return _postgres(db.engine.url)
    return _whoosh(here.index_dir)


@lru_cache(maxsize=8)
def _whoosh(folder: Path) -> Engine:
    # each of the two brings a library that a portal with the other need not load
    from portal.search.whoosh_engine import WhooshEngine

    return WhooshEngine(folder)


@lru_cache(maxsize=8)
def _postgres(url: URL) -> Engine:
    from portal.search.postgres_engine import PostgresEngine

    return PostgresEngine(url)
