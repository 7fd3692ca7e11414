"""Did you mean: what somebody may have wanted to type, from the words that are there.

Korean is compared by jamo, so that 환뷸 is one step from 환불, English by letters. What was typed
with the keyboard in the other language is read as the same keys in this one.
"""

import math
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from portal.search import english, jamo, korean

Vocabulary = Callable[[str, str], Mapping[str, int]]
"""Gives the words from one text up to before another, and in how many titles each is."""

Counts = Callable[[Collection[str]], Mapping[str, int]]
"""Gives of terms, in how many texts each is."""

_MOST_WORDS = 6
_MOST_CORRECTIONS = 3
_SHORTEST = 2
_FEWEST_JAMO = 4
_FEWEST_LETTERS = 4
# A longer word is typed by nobody who would see what is wrong with it.
_LONGEST = 20
# From here on a word may be two steps away.
_LONG_JAMO = 7
_LONG_LETTERS = 6
# One step more is worth a word that is so many times as frequent (to the power of e).
_COST_OF_A_STEP = 2.5
# Keys that no word here is typed by: only when nothing is near what they make in this language.
_WORTH_OF_OTHER_KEYS = -9.0

_TOKEN = re.compile(r'-?"[^"]*"?|[^\s"]+')
_PUNCTUATION = ".,!?;:…~()[]"
_HANGUL = re.compile("[가-힣]+")
_KOREAN_KEYS = re.compile("[가-힣\u1100-\u11ff]+")
_FIRST_VOWEL = "\u1161"
_LATIN = re.compile("[A-Za-z]+")

# Leads that are mistaken for each other: plain, tense and aspirated.
_ALIKE_LEADS = ((0, 1, 15), (3, 4, 16), (7, 8, 17), (9, 10), (12, 13, 14))


class _Choice(NamedTuple):
    word: str
    worth: float


def _unknown(_: Collection[str]) -> Mapping[str, int]:
    return {}


def corrections(query: str, vocabulary: Vocabulary, counts: Counts = _unknown) -> tuple[str, ...]:
    """Give what may have been meant, the likeliest first; at most three.

    Only words that no title has are changed; what is quoted or unwanted stays. Where no title has
    a word like one, those are looked for in the texts from which a slip of the fingers leads to
    it. Which of these finds more is for the caller to see.
    """
    parts = _TOKEN.findall(query)
    choices: dict[int, list[_Choice]] = {}
    for place, part in enumerate(parts):
        if len(choices) < _MOST_WORDS and not part.startswith(("-", '"')):
            core = part.strip(_PUNCTUATION)
            if found := _choices(core, vocabulary, counts):
                choices[place] = [_Choice(part.replace(core, c.word, 1), c.worth) for c in found]
    if not choices:
        return ()
    best = [
        choices[place][0].word if place in choices else part for place, part in enumerate(parts)
    ]
    made = {" ".join(best): 0.0}
    for place, found in choices.items():
        for choice in found[1:]:
            other = [*best[:place], choice.word, *best[place + 1 :]]
            made.setdefault(" ".join(other), choice.worth - found[0].worth)
    return tuple(sorted(made, key=made.__getitem__, reverse=True)[:_MOST_CORRECTIONS])


def other_keyboard(word: str) -> str:
    """Read a word as if the keyboard had been in the other language; nothing if it makes no word.

    >>> other_keyboard("dhkdlvkdl"), other_keyboard("ㄱㄷ려ㅜㅇ"), other_keyboard("refund")
    ('와이파이', 'refund', '')
    """
    if _LATIN.fullmatch(word):
        return jamo.of_keys(word)
    return jamo.keys(word) if _is_korean(word) else ""


def distance(one: str, other: str, most: int) -> int:
    """Count the steps between two texts: a letter more, less or other, or two exchanged.

    Gives: more than ``most`` as soon as it is sure to be more.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, start=1):
        further, before, row = before, row, [at]
        for to, there in enumerate(other, start=1):
            steps = min(before[to] + 1, row[-1] + 1, before[to - 1] + (letter != there))
            if at > 1 and to > 1 and letter == other[to - 2] and one[at - 2] == there:
                steps = min(steps, further[to - 2] + 1)
            row.append(steps)
        if min(row) > most:
            return most + 1
    return row[-1]


def _choices(word: str, vocabulary: Vocabulary, counts: Counts) -> list[_Choice]:
    """Give the words that may have been meant by one, the likeliest first."""
    folded = unicodedata.normalize("NFKC", jamo.composed(word)).casefold()
    if len(folded) < _SHORTEST or not (_is_korean(word) or _LATIN.fullmatch(folded)):
        return []
    # an ending may follow a Korean word that is right
    if vocabulary(folded, folded + ("\uffff" if _is_korean(word) else "\0")):
        return []
    found = [*_typed_elsewhere(word, vocabulary)]
    if _is_korean(folded):
        found += _korean_choices(folded, vocabulary)
    elif _LATIN.fullmatch(folded):
        found += _near(folded, _english_words(folded, vocabulary), _LONG_LETTERS, _FEWEST_LETTERS)
    if not any(choice.worth > _WORTH_OF_OTHER_KEYS for choice in found):
        found += _slips(folded, counts)
    found.sort(key=lambda choice: (-choice.worth, choice.word))
    return found[:_MOST_CORRECTIONS]


def _slips(word: str, counts: Counts) -> list[_Choice]:
    """Give the words of texts from which one slip leads to this: keys in the wrong order, once too
    often or not often enough.
    """  # noqa: D205 - the sentence needs its two lines
    is_korean = _is_korean(word)
    typed = _letters(word)
    if not (_FEWEST_JAMO if is_korean else _FEWEST_LETTERS) <= len(typed) <= _LONGEST:
        return []
    meant = {other: other for other in (typed, *_other_orders(typed))}
    if is_korean:
        meant = {other: jamo.of_keys(other) for other in meant}
    terms = {other: _term(other, is_korean=is_korean) for other in meant.values() if other}
    own = _term(word, is_korean=is_korean)
    holders = counts({own, *terms.values()})
    if holders.get(own):
        return []
    return [
        _Choice(other, math.log1p(holders[term]) - _COST_OF_A_STEP)
        for other, term in terms.items()
        if holders.get(term)
    ]


def _other_orders(typed: str) -> Iterator[str]:
    """Yield a text with each two neighbours exchanged, each letter left out, and each doubled."""
    for at, letter in enumerate(typed):
        rest = typed[at + 1 :]
        yield typed[:at] + rest
        yield typed[:at] + letter + letter + rest
        if rest and rest[0] != letter:
            yield typed[:at] + rest[0] + letter + rest[1:]


def _term(word: str, *, is_korean: bool) -> str:
    """Give the term that stands for a whole word in a text."""
    return korean.stem(word) if is_korean else english.stem(word)


def _typed_elsewhere(word: str, vocabulary: Vocabulary) -> Iterator[_Choice]:
    """Offer the keys of the other keyboard, surely when the word exists or none was typed."""
    other = other_keyboard(word).casefold()
    if not other or "?" in other:
        return
    stem = korean.stem(other) if _HANGUL.fullmatch(other) else other
    is_known = bool(vocabulary(stem, stem + "힣"))
    # ㅗㅐㅜㄷ is no Korean word, ㅋㅋㅋ is laughing
    letters = unicodedata.normalize("NFKD", word)
    is_none = _is_korean(word) and not _HANGUL.fullmatch(jamo.composed(word))
    if is_known or (is_none and min(letters) < _FIRST_VOWEL <= max(letters)):
        yield _Choice(other, 1.0 if is_known else _WORTH_OF_OTHER_KEYS)


def _korean_choices(word: str, vocabulary: Vocabulary) -> list[_Choice]:
    """Compare a word as it is, and without its ending, which then stays."""
    words = _korean_words(word, vocabulary)
    found = _near(word, words, _LONG_JAMO, _FEWEST_JAMO)
    stem = korean.stem(word)
    if stem != word:
        ending = word[len(stem) :]
        near = _near(stem, words, _LONG_JAMO, _FEWEST_JAMO)
        found += [_Choice(choice.word + ending, choice.worth) for choice in near]
    return found


def _korean_words(word: str, vocabulary: Vocabulary) -> dict[str, int]:
    """Give the words that begin with a like consonant, and the stems that several of them share."""
    # the vowel may have come first: ㅘㅎㄴ불
    letters = unicodedata.normalize("NFKD", word)
    lead = min(ord(letter) - jamo.FIRST_LEAD for letter in letters[:_SHORTEST])
    if not 0 <= lead < jamo.LEADS:
        return {}
    alike = next((leads for leads in _ALIKE_LEADS if lead in leads), (lead,))
    words: dict[str, int] = {}
    for each in alike:
        first = jamo.FIRST_SYLLABLE + each * jamo.OF_A_LEAD
        words |= vocabulary(chr(first), chr(first + jamo.OF_A_LEAD))
    forms: dict[str, int] = {}
    counts: dict[str, int] = {}
    for form, holders in words.items():
        if _HANGUL.fullmatch(form) and (stem := korean.stem(form)) != form:
            forms[stem] = forms.get(stem, 0) + 1
            counts[stem] = counts.get(stem, 0) + holders
    # the stem of one form alone may be none: 와이파이 is no 와이파
    shared = {stem: counts[stem] for stem, number in forms.items() if number > 1}
    return words | {stem: count + words.get(stem, 0) for stem, count in shared.items()}


def _english_words(word: str, vocabulary: Vocabulary) -> dict[str, int]:
    """Give the words that begin with one of the first two letters: they may be exchanged."""
    words: dict[str, int] = {}
    for letter in dict.fromkeys(word[:2]):
        words |= vocabulary(letter, chr(ord(letter) + 1))
    return words


def _near(word: str, words: Mapping[str, int], long: int, fewest: int) -> list[_Choice]:
    """Choose the words that are a step or two away, frequent ones first."""
    typed = _letters(word)
    if len(typed) < fewest:
        return []
    most = 2 if len(typed) >= long else 1
    letters = set(typed)
    found = []
    for other, holders in words.items():
        compared = _letters(other)
        # quickly past nearly all of them
        if (
            abs(len(compared) - len(typed)) > most
            or len(letters.symmetric_difference(compared)) > 2 * most
        ):
            continue
        steps = distance(typed, compared, most)
        if steps <= most and other != word:
            found.append(_Choice(other, math.log1p(holders) - _COST_OF_A_STEP * steps))
    found.sort(key=lambda choice: (-choice.worth, choice.word))
    return found[:_MOST_CORRECTIONS]


@lru_cache(maxsize=8_192)
def _letters(word: str) -> str:
    """Take Korean apart into the keys it is typed by, so that 화ㄴ불 is a step from 환불."""
    return word if word.isascii() else jamo.keys(word)


def _is_korean(word: str) -> bool:
    return bool(_KOREAN_KEYS.fullmatch(unicodedata.normalize("NFKC", word)))
