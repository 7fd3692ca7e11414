"""The language of the search field: words, and operators that narrow, such as ``tag:wifi``.

Whatever is typed is understood somehow: what looks like an operator and is none stays words, and
the page says so. Quotes and ``-word`` belong to ``analysis``; they are left where they are.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from portal.kit import text
from portal.search.engine import Kind

_MOST_TAGS = 5
_NAMES = {
    "tag": ("tag", "tags", "태그"),
    "product": ("product", "제품"),
    "author": ("author", "by", "작성자", "글쓴이"),
    "kind": ("kind", "종류"),
    "is": ("is", "상태"),
}
_KINDS: dict[Kind, tuple[str, ...]] = {
    "question": ("question", "questions", "질문"),
    "idea": ("idea", "ideas", "아이디어", "제안"),
    "faq": ("faq", "help", "article", "articles", "도움말"),
}
_STATES = {
    "official": ("official", "공식", "공식답변"),
    "unanswered": ("unanswered", "미답변", "답변없음"),
}
_NAME_OF = {word: name for name, words in _NAMES.items() for word in words}
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words}
_STATE_OF = {word: state for state, words in _STATES.items() for word in words}

_KNOWN = "|".join(sorted(_NAME_OF, key=len, reverse=True))
_VALUE = r'(?:"[^"]*"|[^\s"]+)'
# A phrase first, so that what stands in quotes is never an operator. Only a name that is known may
# have a blank after its colon; "https://" and "C:\" are no names.
_PARTS = re.compile(
    r'-?"[^"]*"'
    rf"|(?<!\S)(?P<name>{_KNOWN})[:：] ?(?P<value>{_VALUE})"
    rf"|(?<!\S)(?P<unknown>-?[a-z가-힣]{{2,}}[:：](?!//){_VALUE})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator: which, what it asks for, how it was typed, and the query without it."""

    name: str
    value: str
    typed: str
    rest: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks for.

    ``words`` are what is left for the engine; ``unknown`` what looked like an operator and stayed
    words. Tags are all wanted; of any other operator the last counts.
    """

    words: str
    kind: Kind | None = None
    product: str | None = None
    author: str | None = None
    tags: tuple[str, ...] = ()
    is_official: bool = False
    is_unanswered: bool = False
    operators: tuple[Operator, ...] = ()
    unknown: tuple[str, ...] = ()
    narrowing: str = ""
    """The operators alone, as they were typed."""
    without_choices: str = ""
    """What was typed without what a page lets choose besides: the kind and the product."""

    def without(self, name: str, value: str = "") -> str:
        """Give what was typed without one operator, or without all of one name."""
        kept = (
            part.typed
            for part in self.operators
            if part.name != name or (value and part.value != value)
        )
        return " ".join((self.words, *kept)).strip()


def read(typed: str, products: Mapping[str, str]) -> Asked:
    """Read what somebody typed. Never raises.

    Takes: typed, one line; products, the slug under each ``key`` of a name that a product has.

    >>> asked = read('tag:wifi is:official slow "at night" foo:bar', {})
    >>> asked.words, asked.tags, asked.is_official, asked.unknown
    ('slow "at night" foo:bar', ('wifi',), True, ('foo:bar',))
    """
    spans: list[tuple[str, str, re.Match[str]]] = []
    unknown: list[str] = []
    for found in _PARTS.finditer(typed):
        name = _NAME_OF.get((found["name"] or "").lower(), "")
        value = _meaning(name, (found["value"] or "").strip('"'), products) if name else ""
        if value:
            spans.append((name, value, found))
        elif found["name"] or found["unknown"]:
            unknown.append(found[0])
    matches = [found for _, _, found in spans]
    tags = dict.fromkeys(value for name, value, _ in spans if name == "tag")
    last = {name: value for name, value, _ in spans}
    states = {value for name, value, _ in spans if name == "is"}
    chosen = [found for name, _, found in spans if name in ("kind", "product")]
    return Asked(
        words=_cut(typed, matches),
        kind=_KIND_OF.get(last.get("kind", "")),
        product=last.get("product"),
        author=last.get("author"),
        tags=tuple(tags)[:_MOST_TAGS],
        is_official="official" in states,
        is_unanswered="unanswered" in states,
        operators=tuple(
            Operator(name, value, found[0], _cut(typed, [found])) for name, value, found in spans
        ),
        unknown=tuple(dict.fromkeys(unknown)),
        narrowing=" ".join(found[0] for found in matches),
        without_choices=_cut(typed, chosen),
    )


def key(name: str) -> str:
    """Give the form in which names are compared: folded, without blanks and hyphens.

    >>> key("Haesol Internet") == key("haesol-internet")
    True
    """
    return "".join(text.fold(name).replace("-", " ").split())


def _meaning(name: str, value: str, products: Mapping[str, str]) -> str:
    """Give what a value means to an operator; nothing when it means nothing."""
    if name == "tag":
        return text.slugify(value)
    if name == "product":
        return _product(key(value), products)
    if name == "author":
        return key(value.removeprefix("@"))
    meanings: Mapping[str, str] = _KIND_OF if name == "kind" else _STATE_OF
    return meanings.get(key(value), "")


def _product(wanted: str, products: Mapping[str, str]) -> str:
    """Find the product of a name, or of a part of a name that only one product has."""
    if exact := products.get(wanted):
        return exact
    partly = {slug for name, slug in products.items() if wanted in name}
    return partly.pop() if wanted and len(partly) == 1 else ""


def _cut(typed: str, parts: list[re.Match[str]]) -> str:
    """Take parts out of what was typed."""
    return " ".join("".join(_kept(typed, parts)).split())


def _kept(typed: str, parts: list[re.Match[str]]) -> Iterator[str]:
    place = 0
    for part in parts:
        yield typed[place : part.start()]
        place = part.end()
    yield typed[place:]
