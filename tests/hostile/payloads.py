"""What people write who want a page to do their bidding, and other strings that break things."""

import json
from collections import deque
from collections.abc import Iterable
from functools import cache

from portal.kit import text
from tests.make.data import shared_data, shared_lines

XSS = ("xss/payloadbox.jsonl", "xss/h5sc.jsonl", "xss/markdown_own.jsonl")


@cache
def hostile_texts() -> tuple[str, ...]:
    """Give every string of xss/ and naughty/, once."""
    texts = [line["payload"] for name in XSS for line in shared_lines(name)]
    texts += json.loads(shared_data("naughty/blns.json").read_text(encoding="utf-8"))
    return tuple(dict.fromkeys(typed for typed in texts if typed.strip()))


@cache
def hostile_lines() -> tuple[str, ...]:
    """Give them as a field of one line keeps them, each once."""
    lines = (text.one_line(typed) for typed in hostile_texts())
    return tuple(dict.fromkeys(line for line in lines if not text.is_blank(line)))


def packed(texts: Iterable[str], most: int, *, between: str = " ") -> list[str]:
    """Put as many texts as fit into each of a few: the longest that is left, then the shortest.

    Takes: most, code points; texts that are longer stay out.
    """
    waiting = deque(sorted((typed for typed in texts if len(typed) <= most), key=len))
    packs = []
    while waiting:
        pack = waiting.pop()
        while waiting and len(pack) + len(between) + len(waiting[0]) <= most:
            pack += between + waiting.popleft()
        packs.append(pack)
    return packs
