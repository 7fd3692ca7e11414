"""Turns HTML into the Markdown that says the same.

Markdown is how HTML written elsewhere comes in, so that an imported post passes our own pipeline.
Nothing in it is trusted: scripts and unknown tags are gone before the conversion begins, an address
with a scheme we refuse is gone too, and every character that would mean something to Markdown but
was plain text in the original is escaped. What is too large, or nested too deep, to be somebody's
post becomes its plain words.

A room of its own, because the library behind it is needed for imports alone.
"""

import re
from typing import TYPE_CHECKING

import nh3
from markdownify import BACKSLASH, MarkdownConverter

from portal.kit.html_reader import TolerantParser, html_to_text
from portal.kit.text import normalise

if TYPE_CHECKING:
    from bs4 import Tag

MAX_HTML_CHARS = 200_000
MAX_ELEMENTS = 2_000
MAX_DEPTH = 60

_KEPT_TAGS = frozenset(
    {
        "a",
        "b",
        "blockquote",
        "br",
        "code",
        "del",
        "div",
        "em",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "img",
        "kbd",
        "li",
        "ol",
        "p",
        "pre",
        "s",
        "samp",
        "strike",
        "strong",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    }
)
_KEPT_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    "pre": {"class"},
    "code": {"class"},
}
_SELF_ENDING_TAGS = frozenset(
    {
        "area",
        "base",
        "br",
        "col",
        "dd",
        "dt",
        "embed",
        "hr",
        "img",
        "input",
        "li",
        "link",
        "meta",
        "option",
        "p",
        "source",
        "td",
        "th",
        "tr",
        "wbr",
    }
)

_MARKS = re.compile(r"[\\`*\[\]<~|]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)|!\Z")
_LINE_STARTS = re.compile(r"\A(\s*)(?:(\d{1,9})(?=[.)](?:\s|\Z))|(?=[#>+=-]))")
_LANGUAGE = re.compile(r"\blang(?:uage)?-([A-Za-z0-9+#._-]{1,30})")
_UNSAFE_IN_ADDRESS = re.compile(r"[\s()<>\\]")


def from_html(html: str) -> str:
    """Turn HTML written elsewhere into Markdown that reads the same.

    Takes: html, of any origin, such as the body of a post in a dump.
    Gives: Markdown for `kit.markup.render`. It may be too long for a post: the caller decides.
    Costs: no statement; about a second at worst.
    """
    if not _is_a_post(html):
        return "\n".join(_escape(line) for line in html_to_text(html).split("\n"))
    clean = nh3.clean(
        html,
        tags=set(_KEPT_TAGS),
        attributes={tag: set(names) for tag, names in _KEPT_ATTRIBUTES.items()},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    return normalise(_Converter().convert(f"<div>{clean}</div>"))


def _is_a_post(html: str) -> bool:
    if len(html) > MAX_HTML_CHARS:
        return False
    shape = _Shape()
    shape.feed(html)
    return shape.elements <= MAX_ELEMENTS and shape.deepest <= MAX_DEPTH


def _escape(text: str) -> str:
    """Keep plain characters plain when they are read as Markdown."""
    return _LINE_STARTS.sub(r"\1\2\\", _MARKS.sub(r"\\\g<0>", text))


class _Converter(MarkdownConverter):
    """The library's converter, with what our posts need: longer fences, exact escapes."""

    def __init__(self) -> None:
        super().__init__(
            heading_style="atx",
            newline_style=BACKSLASH,
            bullets="-",
            table_infer_header=True,
            # With no width this only means that a line end in HTML is a blank.
            wrap=True,
            wrap_width=None,
        )

    def escape(self, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002 - the library's signature
        return _escape(text)

    def convert_a(self, el: "Tag", text: str, parent_tags: set[str]) -> str:
        address = _address(el, "href")
        words = " ".join(text.split())
        if "_noformat" in parent_tags or not address or not words:
            return text
        if el.get_text() == address and "://" in address:
            return f"<{address}>"
        before, after = text[: text.startswith(" ")], text[len(text) - text.endswith(" ") :]
        return f"{before}[{words}]({address}{_title(el)}){after}"

    def convert_img(self, el: "Tag", text: str, parent_tags: set[str]) -> str:  # noqa: ARG002 - the library's signature
        words, address = _escape(_attribute(el, "alt")), _address(el, "src")
        if "a" in parent_tags or "_inline" in parent_tags or not address:
            return words
        return f"![{words}]({address}{_title(el)})"

    def convert_pre(self, el: "Tag", text: str, parent_tags: set[str]) -> str:  # noqa: ARG002 - the library's signature
        code = text.strip("\n")
        runs = (len(run) for run in re.findall("`{3,}", code))
        fence = "`" * (max(runs, default=2) + 1)
        return f"\n\n{fence}{_language(el)}\n{code}\n{fence}\n\n" if code else ""

    def convert_strike(self, el: "Tag", text: str, parent_tags: set[str]) -> str:  # noqa: ARG002 - the library's signature
        words = text.strip()
        return f"~~{words}~~" if words else ""

    convert_del = convert_s = convert_strike


def _attribute(el: "Tag", name: str) -> str:
    value = el.get(name) or ""
    return " ".join((value if isinstance(value, str) else " ".join(value)).split())


def _address(el: "Tag", name: str) -> str:
    return _UNSAFE_IN_ADDRESS.sub(lambda char: f"%{ord(char.group()):02X}", _attribute(el, name))


def _title(el: "Tag") -> str:
    title = _attribute(el, "title").replace("\\", "\\\\").replace('"', '\\"')
    return f' "{title}"' if title else ""


def _language(pre: "Tag") -> str:
    elements = [pre, *pre.find_all("code", limit=1)]
    named = _LANGUAGE.search(" ".join(_attribute(el, "class") for el in elements))
    return named.group(1) if named else ""


class _Shape(TolerantParser):
    """Counts the elements of HTML and how deep they lie, before anything recursive touches it."""

    def __init__(self) -> None:
        super().__init__()
        self.elements = self.deepest = self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the library's signature
        self.elements += 1
        self._depth += tag not in _SELF_ENDING_TAGS
        self.deepest = max(self.deepest, self._depth)

    def handle_endtag(self, tag: str) -> None:
        self._depth -= tag not in _SELF_ENDING_TAGS and self._depth > 0
