"""What changed between two texts, word by word, in any language.

A word is what stands between spaces and punctuation. It is never cut: a Korean word with another
particle, or a letter with another accent, counts as another word, and a reader sees it whole.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from portal.kit import text

# marks that stand alone, so that a comma more does not change the word before it
_MARKS = r"!-/:-@\[-`{-~。、…·「」『』《》〈〉“”‘’"
_WORD = re.compile(rf"\s|[{_MARKS}]|[^\s{_MARKS}]+")
_PRODUCT_MAX = 1_000_000
"""Passages with more pairs of words than this are compared as wholes: the time grows with them."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that is in both texts (same), only in the first (gone) or new."""

    kind: str
    text: str


def compare(before: str, after: str) -> tuple[Piece, ...]:
    """Tell what became of a text, as pieces in reading order.

    The same and gone pieces together are the text before, the same and new ones the text after.

    >>> [(piece.kind, piece.text) for piece in compare("채널을 바꿔요", "채널만 바꿔요")]
    [('gone', '채널을'), ('new', '채널만'), ('same', ' 바꿔요')]
    """
    return tuple(
        _merged(_by_lines(before.splitlines(keepends=True), after.splitlines(keepends=True)))
    )


def _by_lines(before: Sequence[str], after: Sequence[str]) -> Iterator[Piece]:
    """Compare lines first: words are only looked at where lines differ."""
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after).get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(before[i1:i2]))
        else:
            yield from _by_words("".join(before[i1:i2]), "".join(after[j1:j2]))


def _by_words(before: str, after: str) -> Iterator[Piece]:
    first, second = _words(before), _words(after)
    if len(first) * len(second) > _PRODUCT_MAX:
        yield from _replaced(before, after)
        return
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, first, second).get_opcodes():
        gone, new = "".join(first[i1:i2]), "".join(second[j1:j2])
        if tag == "equal":
            yield Piece("same", gone)
        else:
            yield from _replaced(gone, new)


def _replaced(gone: str, new: str) -> Iterator[Piece]:
    if gone:
        yield Piece("gone", gone)
    if new:
        yield Piece("new", new)


def _words(passage: str) -> list[str]:
    """Cut a passage into words, never inside of what is drawn as one sign."""
    words: list[str] = []
    for found in _WORD.finditer(passage):
        if words and text.cluster_start(passage, found.start()) != found.start():
            words[-1] += found[0]
        else:
            words.append(found[0])
    return words


def _merged(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Join changes with nothing but a space between them, and put what is gone before what is new.

    A sentence that was written anew reads as one change and not as one for each of its words.
    """
    gone = new = ""
    waiting = ""
    for piece in pieces:
        if piece.kind == "same":
            if (gone or new) and not waiting and piece.text == " ":
                waiting = piece.text
                continue
            yield from _replaced(gone, new)
            yield Piece("same", waiting + piece.text)
            gone = new = waiting = ""
            continue
        gone, new = gone + waiting, new + waiting
        waiting = ""
        if piece.kind == "gone":
            gone += piece.text
        else:
            new += piece.text
    yield from _replaced(gone, new)
    if waiting:
        yield Piece("same", waiting)
