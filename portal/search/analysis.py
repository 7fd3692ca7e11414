"""Text into terms: one analyser for what is indexed and for what is asked.

A *term* is what the index knows: two neighbouring syllables of Hangul, also across a space (so
that 다크 모드 and 다크모드 meet), the stem of a Hangul word, the first syllable of each word
(``^환``, so that a single syllable finds the words it begins), a stemmed Latin word, two
neighbouring Latin words joined (so that ``dark mode`` and ``darkmode`` meet), a number, a pair of
Chinese or Japanese characters.

A *word* of a query carries its alternatives: a document has the word if it has every term of any
one of them.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from portal.search import english, jamo, korean, verbs

# A long title fits; a query of a megabyte need not be read to its end.
_LONGEST_QUERY = 2_000
_MOST_WORDS = 20
_LONGEST_TERM = 40
_LONGEST_QUERY_RUN = 24
# One space, or the two characters of a line end, may stand between words that belong together.
WIDEST_GAP = 2

BEGINNING = "^"
"""Stands before the first syllable of a word."""

ROOT = "*"
"""Stands before the root of a verb: 느려요 and 느린 are ``*느리``."""

MARKS = BEGINNING + ROOT

_HANGUL = "가-힣"
_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_LETTER = rf"[^\W\d_{_HANGUL}{_CJK}]"
_RUN = re.compile(
    rf"(?P<hangul>[{_HANGUL}]+)"
    rf"|(?P<cjk>[{_CJK}]+)"
    r"|(?P<code>(?<![^\W_])(?:c\+\+|[cf]\#)(?!\w))"
    r"|(?P<number>\d+(?:[.,:]\d+)*)"
    rf"|(?P<latin>{_LETTER}+(?:['’]{_LETTER}+)?)"
)
_JAMO = re.compile("[\u1100-\u11ff]+")
_ACCENTED = re.compile("[\u00c0-\u024f\u1e00-\u1eff]")
_SPECIAL = re.compile(r'(?P<minus>(?<!\S)-)?"(?P<phrase>[^"]*)"|(?<!\S)-(?P<word>[^\s"]+)')
_BREAK = " " * (WIDEST_GAP + 1)


class Run(NamedTuple):
    """A stretch of text in one script, folded."""

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a query.

    ``alternatives``: a document has the word if it has all terms of one of them. ``terms`` are all
    that may earn it points. ``mark`` is what was typed, to highlight. An optional word need not be
    there.
    """

    alternatives: tuple[frozenset[str], ...]
    terms: tuple[str, ...]
    mark: str
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody asks for: words wanted, terms a quoted phrase demands, words unwanted."""

    words: tuple[Word, ...] = ()
    demanded: frozenset[str] = frozenset()
    unwanted: tuple[Word, ...] = ()


def fold(text: str) -> str:
    """Bring the spellings of a text together: full width, jamo, case, accents on Latin letters.

    >>> fold("ＷＩＦＩ 한글 Café"), fold("ㅎㅗㅏㄴㅂㅜㄹ")
    ('wifi 한글 cafe', '환불')
    """
    folded = unicodedata.normalize("NFKC", jamo.composed(text)).casefold()
    return folded if folded.isascii() else _ACCENTED.sub(_without_accent, folded)


def runs(folded: str, start: int = 0, end: int | None = None) -> Iterator[Run]:
    """Cut a folded text where the script changes: ``iphone15를`` is three runs."""
    for found in _RUN.finditer(folded, start, len(folded) if end is None else end):
        yield Run(str(found.lastgroup), found[0], *found.span())


def terms(text: str) -> list[str]:
    """Turn a text into the terms to index, with repetition."""
    return terms_and_length(text)[0]


def terms_and_length(text: str) -> tuple[list[str], int]:
    """Turn a text into the terms to index, and count its words, the same for every language.

    >>> terms_and_length("환불은 언제 되나요?")[1], terms_and_length("when do I get a refund?")[1]
    (3, 3)
    """
    found: list[str] = []
    length = 0
    for run, bond in meaningful_runs(fold(text)):
        found += _own_terms(run)
        if run.kind == "hangul":
            found += _roots(run.text)
        if bond:
            found.append(bond)
        length += 1
    return found, length


def is_short_root(term: str) -> bool:
    """Tell whether a term is the root of a verb that has one syllable, as half of all texts do."""
    return len(term) == len(ROOT) + 1 and term[0] == ROOT


def is_telling(term: str) -> bool:
    """Tell whether a term says enough to look at what has it and nothing else of a query."""
    return term[0] != BEGINNING and not is_short_root(term)


def query_terms(text: str) -> list[str]:
    """Turn a draft of a title into the terms to look for, with repetition."""
    return terms(text[:_LONGEST_QUERY])


def parse(text: str) -> Query:
    """Read what a person typed: words, "quoted phrases", -unwanted words; at most twenty words.

    Nothing in it is an operator of an engine. Whatever is typed, this never raises.
    """
    folded = _folded_query(text)
    wanted, _ = _words(unquoted(text), is_exact=False)
    unwanted: list[Word] = []
    demanded: set[str] = set()
    for special in islice(_SPECIAL.finditer(folded), _MOST_WORDS):
        is_phrase = special["phrase"] is not None
        words, bonds = _words(special["phrase"] or special["word"] or "", is_exact=is_phrase)
        if special["minus"] or not is_phrase:
            unwanted += words
        else:
            wanted += words
            demanded.update(bonds)
    return _query(wanted, unwanted, demanded)


def unwanted_alone(text: str) -> tuple[str, ...]:
    """Give what must not be there, each as a query of its own, when no word is wanted.

    >>> unwanted_alone('-환불 -"카드 취소"'), unwanted_alone("공유기 -환불")
    (('환불', '"카드 취소"'), ())
    """
    specials = list(islice(_SPECIAL.finditer(_folded_query(text)), _MOST_WORDS))
    is_wanted = any(one["phrase"] is not None and not one["minus"] for one in specials)
    if is_wanted or _words(unquoted(text), is_exact=False)[0]:
        return ()
    phrases = (f'"{one["phrase"]}"' if one["phrase"] else one["word"] for one in specials)
    return tuple(phrase for phrase in phrases if phrase and _words(phrase, is_exact=False)[0])


def unquoted(text: str) -> str:
    """Give what of a query is neither quoted nor unwanted, folded; its words come first in it."""
    return _SPECIAL.sub(_BREAK, _folded_query(text))


def _folded_query(text: str) -> str:
    return fold(text[:_LONGEST_QUERY])[:_LONGEST_QUERY]


def _query(wanted: list[Word], unwanted: list[Word], demanded: set[str]) -> Query:
    """Put a query together, so that something is always asked for."""
    if not wanted:
        wanted, unwanted = unwanted, []
    words = wanted[:_MOST_WORDS]
    if all(word.is_optional for word in words):
        words = [replace(word, is_optional=False) for word in words]
    return Query(tuple(words), frozenset(demanded), tuple(unwanted[:_MOST_WORDS]))


def _words(folded: str, *, is_exact: bool) -> tuple[list[Word], list[str]]:
    """Read the words of a part of a query, and the terms that bind them to each other."""
    words: list[Word] = []
    bonds: list[str] = []
    for run, bond in islice(meaningful_runs(folded), _MOST_WORDS):
        word = _word(run, is_exact=is_exact)
        if bond:
            bonds.append(bond)
            word = replace(word, terms=(*word.terms, bond))
            if run.kind != "hangul" and not is_exact:
                word = _or_joined(word, bond)
                words[-1] = _or_joined(words[-1], bond)
        words.append(word)
    return words, bonds


def _word(run: Run, *, is_exact: bool) -> Word:
    """Say what a document must have for one word, and what may earn it points."""
    run = run._replace(text=run.text[:_LONGEST_QUERY_RUN])
    if run.kind == "hangul":
        return _hangul_word(run.text, is_exact=is_exact)
    own = _own_terms(run)
    # ㅋㅋㅋ, ㅠㅠ, or letters that form no syllable: nobody wrote the same where the answer is
    is_optional = not is_exact and _JAMO.fullmatch(run.text) is not None
    return Word((frozenset(own),), own, run.text, is_optional)


@lru_cache(maxsize=5_000)
def _hangul_word(text: str, *, is_exact: bool) -> Word:
    """Say the same for a Hangul word: as it is typed, without its ending, or by its root."""
    own = _hangul_terms(text)
    if len(text) == 1:
        return Word((frozenset(own),), own, text)
    as_typed = frozenset(_pairs(text))
    if is_exact:
        return Word((as_typed,), own, text)
    stem, roots = korean.stem(text), _roots(text)
    needed = [as_typed, *([frozenset(_pairs(stem))] if stem != text else ())]
    needed += (frozenset((root,)) for root in roots)
    if korean.is_polite(text):
        return Word(tuple(needed), own, text, is_optional=True)
    return Word(tuple(needed), (*own, *roots), text)


def _or_joined(word: Word, joined: str) -> Word:
    """Let two words also be found written as one: ``dark mode`` as ``darkmode``."""
    return replace(word, alternatives=(*word.alternatives, frozenset((joined,))))


def meaningful_runs(folded: str) -> Iterator[tuple[Run, str]]:
    """Yield the runs that become terms, each with the term that binds it to the one before."""
    previous: Run | None = None
    for run in runs(folded):
        if _says_nothing(run, previous):
            continue
        yield run, _bond(previous, run) if previous else ""
        previous = run


def _says_nothing(run: Run, previous: Run | None) -> bool:
    """Tell whether a run is a stop word, or a particle hanging on a Latin word, as in ``PDF로``."""
    if run.kind == "latin":
        return english.is_stop_word(run.text)
    hangs_on_latin = previous and previous.kind == "latin" and previous.end == run.start
    return bool(hangs_on_latin) and korean.is_particle(run.text)


def _bond(previous: Run, run: Run) -> str:
    """Give the term that stands for two neighbouring runs, or nothing."""
    if run.start - previous.end > WIDEST_GAP:
        return ""
    kinds = (previous.kind, run.kind)
    if kinds == ("hangul", "hangul"):
        return previous.text[-1] + run.text[0]
    if kinds == ("number", "hangul"):
        return previous.text + run.text[0]
    if "latin" in kinds and set(kinds) <= {"latin", "number"}:
        return (previous.text + _own_terms(run)[0])[:_LONGEST_TERM]
    return ""


def _own_terms(run: Run) -> tuple[str, ...]:
    """Give the terms of one run alone."""
    if run.kind == "hangul":
        return _hangul_terms(run.text)
    if run.kind == "cjk":
        return _pairs(run.text) or (run.text,)
    if run.kind == "number":
        return (run.text.replace(",", "")[:_LONGEST_TERM],)
    if run.kind == "latin":
        return (_english_stem(run.text[:_LONGEST_TERM].replace("’", "'")),)
    return (run.text,)


@lru_cache(maxsize=20_000)
def _hangul_terms(word: str) -> tuple[str, ...]:
    """Give the terms of a Hangul word: its first syllable, its pairs of syllables, its stem."""
    first = f"{BEGINNING}{word[0]}"
    if len(word) == 1:
        return (first,)
    return (first, *_pairs(word), korean.stem(word)[:_LONGEST_TERM])


@lru_cache(maxsize=20_000)
def _roots(word: str) -> tuple[str, ...]:
    """Give the terms for the roots of a verb: marked, for they need not be anything written."""
    return tuple(f"{ROOT}{root}" for root in verbs.roots(word))


@lru_cache(maxsize=20_000)
def _english_stem(word: str) -> str:
    """Remember the stems of the words that come again and again."""
    return english.stem(word)


def _pairs(text: str) -> tuple[str, ...]:
    """Give every two neighbouring characters: 결제수단 is 결제, 제수, 수단."""
    return tuple(text[place : place + 2] for place in range(len(text) - 1))


def _without_accent(letter: re.Match[str]) -> str:
    """Give a Latin letter without its accent."""
    return unicodedata.normalize("NFD", letter[0])[0]
