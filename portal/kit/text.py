"""Plain text made safe to keep, to cut and to compare, in Korean as well as in English.

Everything people type passes `normalise` (long text) or `one_line` (titles and names) once, at the
door of a room, so that what is stored is one form of each letter: 한 typed on a Mac as three jamo
and 한 typed on Windows as one syllable are the same text afterwards.
"""

import re
import unicodedata

SLUG_MAX_CODEPOINTS = 80

ELLIPSIS = "…"

# Default-ignorable letters and marks that Unicode does not call spaces or format characters, yet
# draw nothing: a title made of them looks empty. HANGUL FILLER is a letter by category.
_INVISIBLE = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
) | frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))

_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029]")
_HARD_BREAK = "  "
_NOT_STORABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")

_ZERO_WIDTH_JOINER = "\u200d"
_ZERO_WIDTH_NON_JOINER = "\u200c"
_SKIN_TONES = frozenset(map(chr, range(0x1F3FB, 0x1F400)))
_FLAG_LETTERS = frozenset(map(chr, range(0x1F1E6, 0x1F200)))
_TAG_LETTERS = frozenset(map(chr, range(0xE0020, 0xE0080)))
_JAMO = frozenset(
    map(chr, (*range(0x1100, 0x1200), *range(0xA960, 0xA980), *range(0xD7B0, 0xD800)))
)

# A cut further back than this would cost more text than it saves words.
_WORD_SEARCH_SHARE = 0.8
# No honest letter carries more marks than this; beyond it a cut may fall anywhere.
_LONGEST_CLUSTER = 32


def normalise(text: str) -> str:
    r"""Bring text of several lines into the one form that is stored and compared.

    Canonical composition (NFC), line ends as "\n", and no control characters but line end and tab,
    no halves of surrogate pairs. Blanks at the end of a line become two if there were two or more,
    because to Markdown two mean "break the line here", and none otherwise; blank lines are empty.

    Takes: text, anything a form, an API or an import may bring.
    Gives: the text, perhaps empty.
    """
    kept = _NOT_STORABLE.sub("", _LINE_ENDS.sub("\n", text))
    lines = unicodedata.normalize("NFC", kept).split("\n")
    return "\n".join(_trim_line_end(line) for line in lines).strip("\n").rstrip()


def one_line(text: str) -> str:
    """Bring a title or a name into one line: every run of white space is one blank, none outside.

    What draws nothing and only steers, such as turning the direction of text, is taken away; two
    lines that look alike are alike then. Joiners stay: they hold emoji and letters together.

    Takes: text, anything.
    Gives: the text, perhaps empty.
    """
    return " ".join(unicodedata.normalize("NFC", _unsteered(normalise(text))).split())


def codepoints(text: str) -> int:
    """Count the characters as our limits do: code points after canonical composition.

    Gives: int ≥ 0; one for each Hangul syllable, however it was typed.

    >>> codepoints("한글"), codepoints("\u1112\u1161\u11ab")
    (2, 1)
    """
    return len(unicodedata.normalize("NFC", text))


def is_blank(text: str) -> bool:
    """Tell whether nothing in the text can be seen.

    Spaces, line ends, control and zero-width characters, and the letters that draw nothing (HANGUL
    FILLER, blank Braille) are all blank.

    >>> is_blank(" \u3164\u200b"), is_blank("ㄱ")
    (True, False)
    """
    return all(_is_invisible(char) for char in text)


def excerpt(text: str, limit: int) -> str:
    """Cut text to one line of at most so many code points, at a word's end where one is near.

    A letter is never parted from its marks, an emoji never from its modifiers. The ellipsis counts.

    Takes: text, plain. limit, code points, int ≥ 1.
    Gives: text of 0 to `limit` code points.
    """
    line = one_line(text)
    if len(line) <= limit:
        return line
    cut = cluster_start(line, limit - len(ELLIPSIS))
    word_end = line.rfind(" ", 0, cut + 1)
    if word_end >= limit * _WORD_SEARCH_SHARE:
        cut = word_end
    return line[:cut].rstrip() + ELLIPSIS


def cluster_start(text: str, position: int) -> int:
    """Find the nearest place at or before a position where text may be cut.

    Takes: position, 0 to the length of the text.
    Gives: a position that splits no letter from what belongs to it.
    """
    earliest = max(0, position - _LONGEST_CLUSTER)
    for cut in range(position, earliest, -1):
        if not _belongs_together(text, cut):
            return cut
    return earliest if earliest == 0 else position


def slugify(title: str) -> str:
    """Make the readable part of an address from a title; Korean stays Korean.

    Letters, digits and the marks on them are kept in lower case; all else becomes one hyphen.

    Takes: title, anything.
    Gives: 0 to 80 code points without leading or trailing hyphen; empty for a title of symbols.

    >>> slugify("로그인이 안 돼요 (iOS 17)")
    '로그인이-안-돼요-ios-17'
    """
    plain = unicodedata.normalize("NFKC", _unsteered(title))
    lowered = unicodedata.normalize("NFKC", plain.lower())
    words = "".join(char if _is_slug_char(char) else " " for char in lowered).split()
    slug = "-".join(words)
    if len(slug) <= SLUG_MAX_CODEPOINTS:
        return slug
    cut = cluster_start(slug, SLUG_MAX_CODEPOINTS)
    word_end = slug.rfind("-", 0, cut + 1)
    return slug[: word_end if word_end >= cut // 2 else cut].rstrip("-")


def fold(text: str) -> str:
    """Give the form in which two texts that read the same are equal: NFKC and case folded.

    >>> fold("ＭＡＲＵ Ⅳ") == fold("maru iv")
    True
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKC", folded)


def _trim_line_end(line: str) -> str:
    trimmed = line.rstrip(" \t")
    return trimmed + _HARD_BREAK if trimmed and line.endswith(_HARD_BREAK) else trimmed


def _is_invisible(char: str) -> bool:
    return (
        char in _INVISIBLE
        or char.isspace()
        or unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
    )


def _unsteered(text: str) -> str:
    """Take away what draws nothing and only steers; nothing printable does, as most text is."""
    return text if text.isprintable() else "".join(char for char in text if not _steers(char))


def _steers(char: str) -> bool:
    """Tell whether a character draws nothing and belongs to no letter or emoji beside it."""
    if char in _JOINS or char in _TAG_LETTERS:
        return False
    return unicodedata.category(char) == "Cf"


_JOINS = frozenset((_ZERO_WIDTH_JOINER, _ZERO_WIDTH_NON_JOINER))


def _is_slug_char(char: str) -> bool:
    return unicodedata.category(char) in _SLUG_CATEGORIES and char not in _INVISIBLE


_SLUG_CATEGORIES = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Nd", "Nl", "No"})


def _belongs_together(text: str, cut: int) -> bool:
    if cut >= len(text):
        return False
    before, after = text[cut - 1], text[cut]
    if after in _FLAG_LETTERS and before in _FLAG_LETTERS:
        return _flag_letters_before(text, cut) % 2 == 1
    return _extends(after) or before == _ZERO_WIDTH_JOINER or (before in _JAMO and after in _JAMO)


def _extends(char: str) -> bool:
    return (
        char == _ZERO_WIDTH_JOINER
        or char in _SKIN_TONES
        or char in _TAG_LETTERS
        or unicodedata.category(char) in {"Mn", "Me", "Mc"}
    )


def _flag_letters_before(text: str, cut: int) -> int:
    count = 0
    while count < cut and text[cut - 1 - count] in _FLAG_LETTERS:
        count += 1
    return count
