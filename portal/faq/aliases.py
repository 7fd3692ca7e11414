"""Other wordings of an article: what people call the same thing, one on each line.

They are written with the draft and published with it; readers do not see them, but search finds
the article by each as by a title.
"""

from collections.abc import Iterable

from portal.kit.errors import RuleBroken
from portal.kit.text import codepoints, excerpt, is_blank, one_line

MOST = 20
ALIAS_MAX = 100


def split(typed: str) -> tuple[str, ...]:
    r"""Read the wordings of a field; two spellings that differ in case alone are one.

    >>> split(" 와이파이가  끊겨요\n\nWi-Fi drops\nwi-fi DROPS ")
    ('와이파이가 끊겨요', 'Wi-Fi drops')
    """
    return _distinct(one_line(line) for line in typed.splitlines())


def joined(aliases: Iterable[str]) -> str:
    """Write wordings as a field and a column hold them."""
    return "\n".join(aliases)


def check(aliases: tuple[str, ...]) -> None:
    """Hold the wordings of an article to what an index may be told.

    Raises: RuleBroken("aliases.too_many" | "aliases.too_long").
    """
    if len(aliases) > MOST:
        raise RuleBroken("aliases.too_many", field="aliases", most=MOST)
    if any(codepoints(alias) > ALIAS_MAX for alias in aliases):
        raise RuleBroken("aliases.too_long", field="aliases", most=ALIAS_MAX)


def gathered(known: Iterable[str], more: Iterable[str], *, title: str) -> tuple[str, ...]:
    """Add what else an article is called to what is known, as far as there is room.

    Takes: more, titles of posts; title, of the article, which is no other wording.
    """
    own = title.casefold()
    every = _distinct((*known, *(shortened(one) for one in more)))
    return tuple(one for one in every if one.casefold() != own)[:MOST]


def shortened(title: str) -> str:
    """Give the title of a post as a wording may be."""
    return excerpt(one_line(title), ALIAS_MAX)


def _distinct(wordings: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for wording in wordings:
        if not is_blank(wording):
            found.setdefault(wording.casefold(), wording)
    return tuple(found.values())
