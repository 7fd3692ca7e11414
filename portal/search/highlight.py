"""Show why a document was found: mark the words that matched, cut out the telling part.

Escaping is the template's: these give plain fragments.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from portal.kit import text as plain_text
from portal.search import analysis, english, korean, verbs

Fragment = tuple[str, bool]

# The excerpt starts a little before the first match, so that the match has its sentence.
_RUN_UP_SHARE = 0.25
# No letter before it is a combining mark.
_FIRST_MARK = "\u0300"
# So many syllables begin with the same consonant.
_OF_A_LEAD = 588


class _Folded(NamedTuple):
    """A text folded for comparing, and where each of its characters began and ended before."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]


class _Mark(NamedTuple):
    """What to mark: a word as it was typed, what is left without a particle, the roots of a verb.

    ``is_joined``: two words that were typed one after the other, which a text may join.
    """

    typed: str
    stem: str
    roots: frozenset[str]
    is_joined: bool = False


class _Hints(NamedTuple):
    """What tells quickly that a word of a text was not asked for, as most were not.

    ``hangul`` finds the least that a mark could cover; a stem leaves the two letters that a Latin
    word begins with as they are. ``apart`` are the words that a text may write as two, and
    ``beginnings`` how the first of the two begins.
    """

    hangul: re.Pattern[str]
    latin_beginnings: frozenset[str]
    latin_stems: frozenset[str]
    others: frozenset[str]
    apart: frozenset[str]
    beginnings: frozenset[str]


def highlight(text: str, terms: Iterable[str]) -> list[Fragment]:
    """Cut a text into fragments, each with whether it matched.

    Takes: text, plain; terms, those of a hit.
    Gives: fragments that make up the text again; a syllable or letter is never cut in two.

    >>> highlight("환불은 언제 되나요?", ["환불"])
    [('환불', True), ('은 언제 되나요?', False)]
    """
    return _cut_up(text, _spans(text, terms))


def excerpt(text: str, terms: Iterable[str], *, length: int = 160) -> list[Fragment]:
    """Cut out the part of a text where most matched, with an ellipsis where something is missing.

    Takes: text, plain; terms, those of a hit; length in characters, int > 0.
    Gives: fragments of one line, as ``highlight`` does.
    """
    line = plain_text.one_line(text)
    spans = list(_spans(line, terms))
    if len(line) <= length:
        return _cut_up(line, spans)
    start = _busiest([start for start, _ in spans], length)
    start = min(max(0, start - int(length * _RUN_UP_SHARE)), len(line) - length)
    if start > 0:
        start = plain_text.cluster_start(line, line.find(" ", start, start + length) + 1 or start)
        start += line.startswith(" ", start)
    shown = plain_text.excerpt(line[start:], length)
    opening = plain_text.ELLIPSIS if start else ""
    is_whole = len(line) - start <= length
    end = len(line) if is_whole else start + len(shown) - len(plain_text.ELLIPSIS)
    shift = len(opening) - start
    inside = ((max(one, start), min(other, end)) for one, other in spans)
    kept = ((one + shift, other + shift) for one, other in inside if one < other)
    return _cut_up(opening + shown, kept)


def _cut_up(text: str, spans: Iterable[tuple[int, int]]) -> list[Fragment]:
    """Cut a text at the ends of what is to be marked; these are ascending and apart."""
    fragments: list[Fragment] = []
    place = 0
    for start, end in spans:
        if start > place:
            fragments.append((text[place:start], False))
        fragments.append((text[start:end], True))
        place = end
    if place < len(text):
        fragments.append((text[place:], False))
    return fragments


def _busiest(starts: Sequence[int], length: int) -> int:
    """Find the match with the most others close behind it; the start of the text if there is none.

    Takes: starts, ascending.
    """
    best, most, last = 0, 0, 0
    for first, start in enumerate(starts):
        while last < len(starts) and starts[last] < start + length:
            last += 1
        if last - first > most:
            best, most = start, last - first
    return best


def _spans(text: str, terms: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Yield where in a text the terms are, ascending and apart."""
    marks = _marks(tuple(terms))
    hints = _hints(marks)
    folded = _fold(text)
    last_end = 0
    for start, end in _merged(_places(folded.text, marks, hints)):
        origin = max(last_end, folded.starts[start])
        last_end = folded.ends[end - 1]
        if origin < last_end:
            yield origin, last_end


@lru_cache(maxsize=256)
def _marks(terms: tuple[str, ...]) -> tuple[_Mark, ...]:
    """Make marks of words: each by itself, and each with the next, as a text may join them."""
    own = [_Mark(term, korean.stem(term), frozenset(verbs.roots(term))) for term in terms]
    joined = [
        _Mark(one + other, one + other, frozenset(), is_joined=True)
        for one, other in pairwise(terms)
        if one != other
    ]
    return tuple(dict.fromkeys(own + joined))


def _places(text: str, marks: tuple[_Mark, ...], hints: _Hints) -> Iterator[tuple[int, int]]:
    """Yield where the marks are in a folded text, in any order."""
    known: dict[str, list[tuple[int, int]]] = {}
    before: analysis.Run | None = None
    for run in analysis.runs(text):
        if before:
            yield from _apart(text, before, run, hints)
        before = run if run.text[:1] in hints.beginnings else None
        if not _may_match(run, hints):
            continue
        spans = known.get(run.text)
        if spans is None:
            spans = known[run.text] = _spans_in_run(run, marks, hints)
        yield from ((run.start + start, run.start + end) for start, end in spans)


def _apart(
    text: str, one: analysis.Run, other: analysis.Run, hints: _Hints
) -> Iterator[tuple[int, int]]:
    """Yield where two neighbours together are a word that was asked for: Wi-Fi, 해 지."""
    between = text[one.end : other.start]
    if one.kind != other.kind or len(between) > analysis.WIDEST_GAP:
        return
    end = other.end
    if one.kind == "hangul":
        joined = one.text + other.text
        length = max((len(w) for w in hints.apart if joined.startswith(w)), default=0)
        if length <= len(one.text):
            return
        end = other.start + length - len(one.text)
    elif one.text + english.stem(other.text) not in hints.apart:
        return
    if between.strip():
        yield one.start, end
    else:
        # a space is not marked
        yield one.start, one.end
        yield other.start, end


def _merged(places: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Put places in their order, and those that overlap together."""
    last_start, last_end = 0, 0
    for start, end in sorted(places):
        if start < last_end:
            last_end = max(last_end, end)
            continue
        if last_end:
            yield last_start, last_end
        last_start, last_end = start, end
    if last_end:
        yield last_start, last_end


def _may_match(run: analysis.Run, hints: _Hints) -> bool:
    """Tell whether a run is worth a closer look."""
    if run.kind == "hangul":
        return hints.hangul.search(run.text) is not None
    if run.kind == "latin":
        return run.text[:2] in hints.latin_beginnings
    return run.text in hints.others


@lru_cache(maxsize=256)
def _hints(marks: tuple[_Mark, ...]) -> _Hints:
    words = {word for mark in marks for word in (mark.typed, mark.stem)}
    pieces = {word[at : at + 2] for word in words for at in range(max(1, len(word) - 1))}
    # whatever its ending does to the last syllable, it still begins with the same consonant
    verbal = {_beginning(root) for mark in marks for root in mark.roots}
    typed = frozenset(mark.typed for mark in marks)
    apart = {mark.stem if _is_hangul(mark.stem) else english.stem(mark.typed) for mark in marks}
    apart |= {mark.typed for mark in marks if _is_hangul(mark.typed)}
    return _Hints(
        hangul=re.compile("|".join([*map(re.escape, sorted(pieces)), *sorted(verbal)]) or "(?!)"),
        latin_beginnings=frozenset(word[:2] for word in typed),
        latin_stems=frozenset(map(english.stem, typed)),
        others=typed,
        apart=frozenset(word for word in apart if len(word) > 1),
        beginnings=frozenset(word[0] for word in apart if len(word) > 1),
    )


def _beginning(root: str) -> str:
    """Give the pattern of how a verb begins in any of its forms."""
    first = ord("가") + (ord(root[0]) - ord("가")) // _OF_A_LEAD * _OF_A_LEAD
    return root[0] if len(root) > 1 else f"[{chr(first)}-{chr(first + _OF_A_LEAD - 1)}]"


def _is_hangul(word: str) -> bool:
    return "가" <= word[:1] <= "힣"


def _spans_in_run(
    run: analysis.Run, marks: Sequence[_Mark], hints: _Hints
) -> list[tuple[int, int]]:
    """Find the marks in one run of text: whole words of Latin, stretches of Hangul."""
    if run.kind == "hangul":
        if any(not mark.roots.isdisjoint(verbs.roots(run.text)) for mark in marks if mark.roots):
            return [(0, len(run.text))]
        return _stretches(_covered(run.text, marks))
    if run.kind == "latin" and english.stem(run.text) not in hints.latin_stems:
        return []
    return [(0, len(run.text))]


def _covered(word: str, marks: Sequence[_Mark]) -> list[bool]:
    """Say of each syllable whether a mark covers it.

    A word covers itself as it was typed, and otherwise without its particle: 와이파이 is marked
    whole, although 이 could be one. What is not there as a whole covers what it shares with the
    word, two syllables at least: 공유기초기화 marks 공유기 and 초기화. One syllable covers only
    the beginning of a word.
    """
    covered = [False] * len(word)
    for typed, stem, _, is_joined in marks:
        if is_joined:
            _cover(covered, word, typed)
            continue
        if len(typed) == 1:
            covered[0] = covered[0] or word[0] == typed
            continue
        mark = typed if typed in word else stem
        pieces = [mark] if mark in word else [mark[at : at + 2] for at in range(len(mark) - 1)]
        for piece in pieces:
            if piece in word:
                _cover(covered, word, piece)
    return covered


def _cover(covered: list[bool], word: str, piece: str) -> None:
    """Cover every place where a piece is in a word."""
    at = word.find(piece)
    while at >= 0:
        covered[at : at + len(piece)] = [True] * len(piece)
        at = word.find(piece, at + 1)


def _stretches(covered: Sequence[bool]) -> list[tuple[int, int]]:
    """Give the covered stretches."""
    if True not in covered:
        return []
    edges = [
        place
        for place in range(len(covered) + 1)
        if (place > 0 and covered[place - 1]) != (place < len(covered) and covered[place])
    ]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _fold(text: str) -> _Folded:
    """Fold a text, remembering where each character came from."""
    # excerpts end in one, and it alone would make the text grow
    text = text.replace(plain_text.ELLIPSIS, " ")
    if unicodedata.is_normalized("NFKC", text) and len(folded := analysis.fold(text)) == len(text):
        return _Folded(folded, range(len(text)), range(1, len(text) + 1))
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _clusters(text):
        cluster = text[start:end]
        # nearly all there is: a letter that stays one letter
        if end - start == 1 and (cluster.isascii() or "가" <= cluster <= "힣"):
            parts.append(cluster.lower())
            starts.append(start)
            ends.append(end)
            continue
        part = analysis.fold(cluster)
        parts.append(part)
        starts += [start] * len(part)
        ends += [end] * len(part)
    return _Folded("".join(parts), starts, ends)


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each letter with its marks, and each syllable of jamo, begins and ends."""
    start = 0
    for place, letter in enumerate(text):
        if place and not _joins(letter):
            yield start, place
            start = place
    if text:
        yield start, len(text)


def _joins(letter: str) -> bool:
    """Tell whether a character belongs to the one before: a mark, a vowel or final of Hangul."""
    if letter < _FIRST_MARK:
        return False
    return unicodedata.combining(letter) > 0 or "\u1160" <= letter <= "\u11ff"
