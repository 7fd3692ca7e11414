"""What a person may call themselves, so that nobody takes them for the company.

The rule: a name is refused when its skeleton holds a reserved word. A skeleton is the name as a
hurried reader sees it: look-alike letters of other scripts, digits for letters, marks, invisible
characters and all that stands between letters are taken away. A reserved word counts

* anywhere inside one unbroken piece of the name (슈퍼관리자, xX-officialXx), and
* across pieces where it begins at the beginning of a piece (운 영 자, ad.min), but not where it
  comes about by chance (Brad Min, 가공 식품).

So a customer named 김공식 is refused and has to write to us. A false refusal costs one e-mail, a
false 운영자 costs a customer's trust. Only words that are somebody's everyday name or pastime are
excepted, by name, below.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby

from portal.kit.text import codepoints, fold, is_blank, one_line

NAME_MAX_CODEPOINTS = 30

RESERVED_KOREAN = (
    "공식",
    "관계자",
    "관리자",
    "관리팀",
    "고객센터",
    "고객상담",
    "고객지원",
    "담당자",
    "모더레이터",
    "상담사",
    "상담원",
    "스태프",
    "스탭",
    "어드민",
    "오피셜",
    "운영자",
    "운영진",
    "운영팀",
    "직원",
    "公式",
    "官方",
    "管理員",
    "管理者",
    "運營者",
    "運營陣",
)
RESERVED_LATIN = (
    "admin",
    "customercare",
    "customerservice",
    "customersupport",
    "helpdesk",
    "moderator",
    "official",
    "oficial",
    "operator",
    "staff",
    "supportteam",
    "techsupport",
    "webmaster",
)
# Everyday words that hold a reserved one. 배드민턴 is a pastime, the others are family names.
HARMLESS_LATIN = ("badminton", "falstaff", "stafford", "wagstaff")
# A site's name may hold these; alone they reserve nothing.
GENERIC_SITE_WORDS = frozenset(
    {"community", "customer", "customers", "forum", "help", "the", "고객", "커뮤니티", "포럼"}
)
SITE_WORD_MIN_LETTERS = 3
SITE_WORD_MIN_SYLLABLES = 2

# Commonly drawn beside the name of a verified person, as we draw ours beside the name of staff.
_BADGES = frozenset("✓✔☑✅🗸🗹🛡")

_ZERO_WIDTH_JOINERS = frozenset("\u200c\u200d")
_MOST_MARKS_IN_A_ROW = 4

# Letters of other scripts by the Latin letter they look like. Capital and small letters stand apart
# because they look different: Greek Ν is an N, ν is a v. Only single letters of living scripts; l
# is among those that look like i, so the two are one letter to us.
_LOOK_ALIKES = {
    "a": "АаΑαɑⱭᎪꓮ∀λΛ",
    "b": "ВвЬьΒβᏴꓐßƄ",
    "c": "СсϹϲᏟꓚⲤⲥ",
    "d": "ԁԀДдᎠꓓɗ",
    "e": "ЕеЁёΕεЄєЭэᎬꓰ∈ɛ℮",
    "f": "ҒғϜϝꓝƒſ",
    "g": "ԌɡᏀꓖɢ",
    "h": "НнΗһҺᎻꓧԊ",
    "i": "ІіΙιЇїӀӏᎥꓲıɩlLǀⵏ",
    "j": "ЈјͿϳᎫꓙ",
    "k": "КкΚκᏦꓗ",
    "m": "МмΜᎷꓟⲘ",
    "n": "ΝηПпИиЙйոռꓠⲚ",
    "o": "ОоΟοσØøՕօⲞⲟꓳ〇○●◯◎☉⭕",
    "p": "РрΡρᏢꓑⲢ",
    "q": "Ԛԛգ",
    "r": "ЯяГгᎡꓣɼ",
    "s": "ЅѕՏᏚꓢ",
    "t": "ТтΤτᎢꓔ",
    "u": "υՍսꓴμ",
    "v": "ѴѵνᏙꓦ",
    "w": "ԜԝѠѡωᎳꓪШшЩщ",
    "x": "ХхΧχꓫ",
    "y": "УуΥүҮγᎩꓬ",
    "z": "ΖᏃꓜ",
}
_SEEN_AS = {letter: latin for latin, letters in _LOOK_ALIKES.items() for letter in letters}
_SYMBOLS_AS_LETTERS = str.maketrans(
    {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g"}
    | {"@": "a", "!": "i", "|": "i", "¡": "i", "$": "s", "§": "s", "¢": "c", "©": "c", "€": "e"}
    | {"+": "t", "†": "t", "×": "x", "¥": "y"}
)
# Pairs that read as one letter in most typefaces; "ci" is how "cl" looks to us.
_PAIRS_AS_LETTERS = (("rn", "m"), ("ci", "d"), ("vv", "w"))

_NAMED_AFTER_LATIN = re.compile(
    r"(?:LATIN (?:SMALL |CAPITAL )?LETTER (?:SMALL CAPITAL )?"
    r"|REGIONAL INDICATOR SYMBOL LETTER |NEGATIVE (?:SQUARED|CIRCLED) LATIN CAPITAL LETTER )"
    r"(?:TURNED |REVERSED |OPEN |SCRIPT )?([A-Z])(?: WITH .*)?"
)
_LATIN_PIECE = re.compile("[a-z]+")
_KOREAN_PIECE = re.compile("[가-힣\u4e00-\u9fff]+")
_JAMO_PIECE = re.compile("[\u1100-\u11ff]+")
_JAMO = re.compile("[\u1100-\u11ff]")


def display_name_problem(name: str, site_name: str) -> str | None:
    """Find what forbids a display name, or None.

    Takes: name, as typed. site_name, the name the portal goes by.
    Gives: the first that applies of "name.blank" (nothing to be seen), "name.controls" (a character
    that draws nothing, turns the direction of text or piles up marks), "name.too_long" (more than
    30 code points) and "name.imitates_staff"; None for a good name.
    """
    if is_blank(name):
        return "name.blank"
    if _has_controls(name.strip()):
        return "name.controls"
    if codepoints(one_line(name)) > NAME_MAX_CODEPOINTS:
        return "name.too_long"
    return "name.imitates_staff" if imitates_staff(name, site_name) else None


def imitates_staff(name: str, site_name: str = "") -> bool:
    """Tell whether a name could pass for the company's own.

    Takes: name, as typed. site_name, whose words are reserved too when it is not empty.
    Gives: True for a reserved word in any disguise the module's docstring names, and for badges.

    >>> imitates_staff("운.영.자"), imitates_staff("0ff1c1аl"), imitates_staff("Brad Min")
    (True, True, False)
    """
    if not _BADGES.isdisjoint(name):
        return True
    seen = _visible(name)
    return (
        _holds_any(_latin_views(seen), _latin_words(site_name))
        or _holds_any([_KOREAN_PIECE.findall(seen)], _korean_words(site_name))
        or _holds_any(_jamo_views(seen), _jamo_words(site_name))
    )


def _has_controls(name: str) -> bool:
    marks = "".join("m" if unicodedata.category(char) in {"Mn", "Me"} else " " for char in name)
    return any(map(_is_control, name)) or max(map(len, marks.split(" "))) > _MOST_MARKS_IN_A_ROW


def _is_control(char: str) -> bool:
    """Tell whether a character has no place in a name. Joiners hold emoji and Persian together."""
    category = unicodedata.category(char)
    if category in {"Zs", "Mn"} or char in _ZERO_WIDTH_JOINERS:
        return False
    return is_blank(char) or category == "Co"


def _visible(name: str) -> str:
    """Compose a name and take away what cannot be seen, and the marks on letters."""
    composed = unicodedata.normalize("NFKC", name)
    return "".join(char for char in composed if char.isspace() or not _is_faint(char))


def _is_faint(char: str) -> bool:
    return is_blank(char) or unicodedata.category(char) in {"Mn", "Me"}


def _holds_any(views: Iterable[list[str]], words: Iterable[re.Pattern[str]]) -> bool:
    found = [pieces for pieces in views if pieces]
    return any(_holds(pieces, word) for pieces in found for word in words)


def _holds(pieces: list[str], word: re.Pattern[str]) -> bool:
    """Tell whether a word is inside a piece, or begins with a piece and goes on over the next."""
    if any(map(word.search, pieces)):
        return True
    return any(word.match("".join(pieces[start:])) for start in range(len(pieces) - 1))


# ── How a name looks ──


def _latin_views(visible: str) -> Iterator[list[str]]:
    """Read a name as Latin letters in each of the ways a hurried reader may."""
    for text in (visible, visible.translate(_SYMBOLS_AS_LETTERS)):
        letters = _as_latin(text)
        yield _latin_pieces(letters)
        for pair, letter in _PAIRS_AS_LETTERS:
            letters = letters.replace(pair, letter)
        yield _latin_pieces(letters)


def _as_latin(text: str) -> str:
    return "".join(map(_latin_letter, text))


@lru_cache(maxsize=4096)
def _latin_letter(char: str) -> str:
    """Give the small Latin letter a character looks like, or a blank."""
    bare = unicodedata.normalize("NFD", char)[0]
    seen = _SEEN_AS.get(char) or _SEEN_AS.get(bare) or bare.lower()
    if seen.isascii():
        return seen if seen.isalpha() else " "
    named = _NAMED_AFTER_LATIN.fullmatch(unicodedata.name(seen[0], ""))
    return _latin_letter(named.group(1)) if named else " "


def _latin_pieces(letters: str) -> list[str]:
    for harmless in HARMLESS_LATIN:
        letters = letters.replace(_as_latin(harmless), " ")
    return _LATIN_PIECE.findall(letters)


def _jamo_views(visible: str) -> list[list[str]]:
    """Read a name letter by letter, if it holds Korean letters outside a syllable: ㅇㅜㄴ영ㅈㅏ."""
    return [_JAMO_PIECE.findall(_as_jamo(visible))] if _JAMO.search(visible) else []


def _as_jamo(text: str) -> str:
    return "".join(map(_opening_jamo, unicodedata.normalize("NFD", text)))


@lru_cache(maxsize=512)
def _opening_jamo(char: str) -> str:
    """Write a consonant that closes a syllable as those that open one: typed apart, all do."""
    name = unicodedata.name(char, "")
    if not name.startswith("HANGUL JONGSEONG "):
        return char
    parts = name.removeprefix("HANGUL JONGSEONG ").split("-")
    return "".join(unicodedata.lookup(f"HANGUL CHOSEONG {part}") for part in parts)


# ── What the words look like ──


def _latin_words(site_name: str) -> list[re.Pattern[str]]:
    site = _site_words(_LATIN_PIECE, site_name, SITE_WORD_MIN_LETTERS)
    return [_pattern(_as_latin(word)) for word in (*RESERVED_LATIN, *site)]


def _korean_words(site_name: str) -> list[re.Pattern[str]]:
    site = _site_words(_KOREAN_PIECE, site_name, SITE_WORD_MIN_SYLLABLES)
    return [_pattern(word) for word in (*RESERVED_KOREAN, *site)]


def _jamo_words(site_name: str) -> list[re.Pattern[str]]:
    site = _site_words(_KOREAN_PIECE, site_name, SITE_WORD_MIN_SYLLABLES)
    return [_pattern(_as_jamo(word)) for word in (*RESERVED_KOREAN, *site)]


def _site_words(piece: re.Pattern[str], site_name: str, min_length: int) -> list[str]:
    words = piece.findall(fold(site_name))
    return [word for word in words if len(word) >= min_length and word not in GENERIC_SITE_WORDS]


@lru_cache(maxsize=512)
def _pattern(word: str) -> re.Pattern[str]:
    """Find a word even where its letters are repeated: offfficial, 운영자자."""
    runs = ((letter, len(list(run))) for letter, run in groupby(word))
    return re.compile("".join(f"{letter}{{{length},}}" for letter, length in runs))
