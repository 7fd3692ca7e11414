"""Post questions, and take the time until a search leads to each of them."""

import secrets
import string
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from urllib.parse import urlencode

from tools.bench_client import Asked, Reader, ask

EVERY_SECONDS = 0.05
GIVE_UP_SECONDS = 30.0


def seconds_until_found(port: int, readers: Sequence[Reader]) -> list[float]:
    """Let every reader ask one question, all at once.

    Gives: for each the seconds from its acceptance until a search finds it, ascending.
    Raises: SystemExit when one is refused, or not found within half a minute.
    """
    with ThreadPoolExecutor(len(readers)) as pool:
        return sorted(pool.map(lambda reader: _post_and_find(port, reader), readers))


def _post_and_find(port: int, reader: Reader) -> float:
    # letters alone: a digit would make two words of it
    word = "".join(secrets.choice(string.ascii_lowercase) for _ in range(12))
    address = _post(port, reader, word)
    posted = time.perf_counter()
    found = Asked(f"/search?{urlencode({'q': word})}")
    while time.perf_counter() - posted < GIVE_UP_SECONDS:
        if address in ask(port, found).body:
            return time.perf_counter() - posted
        time.sleep(EVERY_SECONDS)
    raise SystemExit(f"{address.decode()} was not found within {GIVE_UP_SECONDS:.0f} s")


def _post(port: int, reader: Reader, word: str) -> bytes:
    """Ask a question about a word that nobody has used; give its address as pages write it."""
    typed = {
        "csrf_token": reader.token,
        "product": "1",
        "lang": "en",
        "title": f"Where does the {word} belong?",
        "body": f"There was a {word} in the box, and nothing says what it is for.",
        "similar_seen": "1",
    }
    answered = ask(port, Asked("/questions/ask", reader.cookie, "POST", urlencode(typed)))
    address = answered.headers.get("Location", "").removesuffix("/").encode()
    if answered.status != HTTPStatus.SEE_OTHER or not address:
        raise SystemExit(f"The question was refused: {answered.status}")
    return b'href="' + address
