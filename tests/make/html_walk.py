"""A second opinion on HTML, by a parser that has no part in making it."""

import re
from collections.abc import Collection, Mapping
from html.parser import HTMLParser

# What a browser drops from the beginning and from within an address before it looks for a scheme.
_DROPPED = re.compile(r"[\x00-\x20\x7f-\x9f]")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_ADDRESSES = frozenset({"href", "src", "action", "formaction", "data", "xlink:href", "poster"})
_VOID = frozenset({"br", "hr", "img"})


class _Walker(HTMLParser):
    def __init__(
        self,
        tags: Collection[str],
        attributes: Mapping[str, Collection[str]],
        schemes: Collection[str],
    ) -> None:
        super().__init__(convert_charrefs=True)
        self.strange: list[str] = []
        self.depth = self.deepest = 0
        self._tags, self._attributes, self._schemes = tags, attributes, schemes

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.depth += tag not in _VOID
        self.deepest = max(self.deepest, self.depth)
        if tag not in self._tags:
            self.strange.append(f"<{tag}>")
        for name, value in attrs:
            self._look_at(tag, name, value or "")

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag not in _VOID
        if tag not in self._tags:
            self.strange.append(f"</{tag}>")

    def handle_comment(self, data: str) -> None:
        self.strange.append(f"comment {data}")

    def handle_decl(self, decl: str) -> None:
        self.strange.append(f"declaration {decl}")

    def unknown_decl(self, data: str) -> None:
        self.strange.append(f"declaration {data}")

    def handle_pi(self, data: str) -> None:
        self.strange.append(f"instruction {data}")

    def _look_at(self, tag: str, name: str, value: str) -> None:
        if name not in self._attributes.get(tag, ()):
            self.strange.append(f"{tag}[{name}]")
        scheme = _SCHEME.match(_DROPPED.sub("", value)) if name in _ADDRESSES else None
        if scheme and scheme.group(1).lower() not in self._schemes:
            self.strange.append(f"{name}={value}")


def strange_parts(
    html: str,
    tags: Collection[str],
    attributes: Mapping[str, Collection[str]],
    schemes: Collection[str] = ("http", "https", "mailto"),
) -> list[str]:
    """Name every tag, attribute and scheme in HTML that is not among the allowed ones."""
    walker = _Walker(tags, attributes, schemes)
    try:
        walker.feed(html)
        walker.close()
    except AssertionError as unreadable:  # how this parser refuses broken declarations
        return [str(unreadable)]
    if walker.depth:
        walker.strange.append(f"{walker.depth} tags left open")
    return walker.strange
