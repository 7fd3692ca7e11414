"""What people write who want a page to do their bidding, and other strings that break things."""

import json
from collections.abc import Iterable
from functools import cache

from tests.make.data import shared_data, shared_lines

XSS = ("xss/payloadbox.jsonl", "xss/h5sc.jsonl", "xss/markdown_own.jsonl")


@cache
def hostile_texts() -> tuple[str, ...]:
    """Give every string of xss/ and naughty/, once."""
    texts = [line["payload"] for name in XSS for line in shared_lines(name)]
    texts += json.loads(shared_data("naughty/blns.json").read_text(encoding="utf-8"))
    return tuple(dict.fromkeys(text for text in texts if text.strip()))


def packed(texts: Iterable[str], most: int, *, between: str = " ") -> list[str]:
    """Put as many texts as fit into each of a few, shortest first; too long ones stay out."""
    packs = [""]
    for text in sorted(texts, key=len):
        if len(text) > most:
            continue
        longer = f"{packs[-1]}{between}{text}" if packs[-1] else text
        if len(longer) > most:
            packs.append(text)
        else:
            packs[-1] = longer
    return packs
