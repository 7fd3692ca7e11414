"""What Maru knows of English words: common endings, and words that say nothing.

A light stemmer on purpose: words meet only as far as plural, -ing, -ed, -ion and a silent e go,
and it needs no library.
"""

import re

_STOP = """
a an and are as at be been but by can could did do does for from had has have how i if in into
is it its me my of on or our should so that the their them then there these they this to was we
were what when where which who why will with would you your
"""
_STOP_WORDS = frozenset(_STOP.split())

_SHORTEST_STEMMED = 4
_VOWEL = re.compile("[aeiouy]")
_DOUBLED = re.compile(r"([bdfgmnprt])\1$")


def is_stop_word(word: str) -> bool:
    """Tell whether a word is so common that it is not indexed."""
    return word in _STOP_WORDS


def stem(word: str) -> str:
    """Bring the forms of a word together.

    Takes: word, casefolded.

    >>> [stem(word) for word in ("crashed", "crashing", "cities", "deleting", "deletion")]
    ['crash', 'crash', 'citi', 'delet', 'delet']
    """
    if len(word) < _SHORTEST_STEMMED:
        return word
    word = _without_verb_ending(_singular(word.removesuffix("'s")))
    if word.endswith(("tion", "sion")) and len(word) > len("tion") + 1:
        word = word.removesuffix("ion")
    if len(word) < _SHORTEST_STEMMED:
        return word
    if word.endswith("y"):
        return word[:-1] + "i"
    return word.removesuffix("e")


def _singular(word: str) -> str:
    """Take a plural or third-person s off."""
    if word.endswith("ies") and len(word) > _SHORTEST_STEMMED:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _without_verb_ending(word: str) -> str:
    """Take -ing or -ed off, where a word remains."""
    for ending in ("ing", "ed"):
        rest = word.removesuffix(ending)
        if rest != word and len(rest) >= _SHORTEST_STEMMED - 1 and _VOWEL.search(rest):
            return rest[:-1] if _DOUBLED.search(rest) else rest
    return word
