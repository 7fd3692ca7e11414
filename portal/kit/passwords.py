"""Passwords at rest: argon2id, never more than two at a time in one process.

One hash takes about 20 milliseconds and 19 MiB on purpose. Bounding how many run and wait keeps a
flood of sign-ins from taking processors and threads away from everybody who is only reading: with
200 sign-ins at once, and without a bound on who waits, other pages took seconds.
"""

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import BoundedSemaphore, Semaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portal.kit.errors import TooMany
from portal.kit.secrets import new_token

AT_ONCE = 2
# as many threads of one web process may stand here; the others go on serving pages
LINE_MAX = 4
WAIT_SECONDS = 10
RETRY_SECONDS = 2

# OWASP's second choice of 2024 for argon2id: 19 MiB, two passes, one lane.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_SLOTS = BoundedSemaphore(AT_ONCE)
_LINE = BoundedSemaphore(LINE_MAX)


def hash_of(password: str) -> str:
    """Make what may be kept of a password. Slow on purpose: call it outside a transaction.

    Raises: TooMany("limit.busy") when too many others wait.
    """
    with _held(_SLOTS, seconds=WAIT_SECONDS):
        return _HASHER.hash(_bytes(password))


def matches(password_hash: str | None, password: str) -> bool:
    """Tell whether this is the password that was kept.

    Takes: password_hash, None where there is none: the work is done all the same, so that the
        time taken tells nobody whether an account exists.
    Raises: TooMany("limit.busy") when too many others wait.
    """
    with _held(_SLOTS, seconds=WAIT_SECONDS):
        try:
            is_right = _HASHER.verify(password_hash or _decoy(), _bytes(password))
        except (VerificationError, InvalidHashError):
            return False
    return is_right and password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Tell whether a hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(password_hash)


@contextmanager
def in_line() -> Iterator[None]:
    """Stand in line before anything is done that ends in a hash, so that a refusal costs nothing.

    Raises: TooMany("limit.busy") when the line is long.
    """
    with _held(_LINE, seconds=0):
        yield


@contextmanager
def _held(semaphore: Semaphore, *, seconds: float) -> Iterator[None]:
    if not semaphore.acquire(timeout=seconds):
        raise TooMany("limit.busy", retry_after_seconds=RETRY_SECONDS)
    try:
        yield
    finally:
        semaphore.release()


@cache
def _decoy() -> str:
    return _HASHER.hash(new_token())


def _bytes(password: str) -> bytes:
    # a phrase in Korean is the same phrase on a Mac (decomposed) and on Windows (composed)
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
