"""Which engine this portal searches with: one object a process, because it keeps its index open."""

from functools import lru_cache
from pathlib import Path

from portal.kit import site
from portal.search.engine import Engine
from portal.search.whoosh_engine import WhooshEngine


def current() -> Engine:
    """Give the engine of the running application."""
    return _whoosh(site.current().index_dir)


@lru_cache(maxsize=8)
def _whoosh(folder: Path) -> Engine:
    return WhooshEngine(folder)
