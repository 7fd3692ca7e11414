"""How often is too often, for what is only read: counters that cost no statement.

What is written is counted in the database (``limits``). A search writes nothing, and a statement
that counts it would make it wait for those who write. So all processes of a machine share a small
file of counters, which is read and written without a lock: of two acts in the same instant one may
not be counted. On a second machine one may search as often again.
"""

import logging
import os
from functools import cache
from hashlib import blake2b
from pathlib import Path
from struct import Struct

from portal.kit import clock, site
from portal.kit.errors import TooMany
from portal.kit.limits import Limit

# A hash of the key, the window, and how often it came.
_SLOT = Struct("<QII")
_PLACES = 16_384
# A key may stand in so many, one after the other.
_OWN_PLACES = 8
_SIZE = (_PLACES + _OWN_PLACES) * _SLOT.size
_MOST = 2**31

_log = logging.getLogger(__name__)


class Table:
    """The counters of one machine, in a file.

    A key has a few places where it may stand; the place of another window is free. Where others
    have taken all of them, as tens of thousands would in one window, the first is given up.
    """

    def __init__(self, path: Path) -> None:
        """Open the file, or make it.

        Raises: OSError.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def count(self, key: int, window: int) -> int:
        """Count one act; give how many there are of this key in this window.

        Raises: OSError.
        """
        start = key % _PLACES * _SLOT.size
        read = os.pread(self._file, _OWN_PLACES * _SLOT.size, start)
        places = list(_SLOT.iter_unpack(read.ljust(_OWN_PLACES * _SLOT.size, b"\0")))
        free = [at for at, (_, counted, _) in enumerate(places) if counted != window]
        mine = [
            at for at, (known, counted, _) in enumerate(places) if (known, counted) == (key, window)
        ]
        at = (mine or free or [0])[0]
        hits = int(places[at][2]) + 1 if mine else 1
        place = start + at * _SLOT.size
        os.pwrite(self._file, _SLOT.pack(key, window, min(hits, _MOST)), place)
        return hits

    def clear(self) -> None:
        """Forget everything."""
        os.ftruncate(self._file, 0)


def hit(limit: Limit, subject: str) -> None:
    """Count one act and refuse it when it is one too many.

    Takes: subject, whose act it is (an account id, an address); kept only as a hash, for as long
        as the window lasts.
    Raises: TooMany("limit.<name>") with the seconds to wait.
    Costs: no statement.
    """
    digest = blake2b(f"{limit.name}:{subject}".encode("utf-8", "surrogatepass"), digest_size=8)
    window, into_window = divmod(clock.now().timestamp(), limit.window_seconds)
    if _count(int.from_bytes(digest.digest(), "little"), int(window)) > limit.times:
        wait = int(limit.window_seconds - into_window) + 1
        raise TooMany(f"limit.{limit.name}", retry_after_seconds=wait)


def _count(key: int, window: int) -> int:
    try:
        return _table(site.current().light_limits).count(key, window)
    except OSError as problem:
        # where nothing can be written, the portal can still be read
        _log.warning("a search was not counted: %r", problem)
        return 0


def forget() -> None:
    """Forget what was counted."""
    _table(site.current().light_limits).clear()


@cache
def _table(path: Path) -> Table:
    return Table(path)
