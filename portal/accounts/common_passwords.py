"""Passwords that everybody tries first.

The list next to this module holds words, not passwords: a word with digits around it, written
twice or with a 0 for its o is as easy to guess as the word.
"""

import re
from functools import cache
from importlib.resources import files
from itertools import pairwise

# As many characters before or after a word as people add to satisfy a rule.
_EDGE_MAX = 6
_PERIOD_MAX = 4
_LEET = (str.maketrans("@4301$57", "aaeoisst"), str.maketrans("@4301$57", "aaeolsst"))
_EDGES = re.compile(rf"[\W\d_]{{0,{_EDGE_MAX}}}(.*?)[\W\d_]{{0,{_EDGE_MAX}}}", re.DOTALL)
_DATE = re.compile(r"(19|20)\d\d[01]\d[0-3]\d|[0-3]\d[01]\d(19|20)\d\d|[01]\d[0-3]\d(19|20)\d\d")


def is_common(password: str) -> bool:
    """Tell whether a guesser would come to this within the first few thousand tries.

    >>> [is_common(word) for word in ("Passw0rd!", "abcabcabc", "20000131", "보리차 한 잔")]
    [True, True, True, False]
    """
    text = password.casefold()
    return (
        _is_repetition(text)
        or _is_sequence(text)
        or _DATE.fullmatch(text) is not None
        or any(form in _words() for form in _forms(text))
    )


def _forms(text: str) -> set[str]:
    bare = {text, text[: len(text) // 2] if _is_doubled(text) else text}
    for form in tuple(bare):
        edges = _EDGES.fullmatch(form)
        if edges:
            bare.add(edges[1])
    return bare | {form.translate(table) for form in bare for table in _LEET}


def _is_doubled(text: str) -> bool:
    half = len(text) // 2
    return text[:half] == text[half:]


def _is_repetition(text: str) -> bool:
    return any(
        text == (text[:period] * len(text))[: len(text)] for period in range(1, _PERIOD_MAX + 1)
    )


def _is_sequence(text: str) -> bool:
    steps = {_step(one, two) for one, two in pairwise(text)}
    return len(steps) == 1 and steps <= {1, -1, 9}


def _step(one: str, two: str) -> int:
    # 0 follows 9 on a keyboard, so digits are counted round
    step = ord(two) - ord(one)
    return step % 10 if one.isdigit() and two.isdigit() else step


@cache
def _words() -> frozenset[str]:
    text = (files("portal.accounts") / "common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(text.split())
