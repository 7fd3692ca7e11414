"""The one writer of HTML: what people typed becomes what a page may show.

The way is Markdown → bleach → nh3, once, when a text is written; pages show the stored result and
never render. Raw HTML in a post is text. bleach is no longer maintained and stands in the middle,
where nothing but our own parser feeds it and nh3, which is maintained, has the last word; taking it
out is taking one call out of `sanitise`. Behind all this stands the page's content policy.

Size is the other danger: tables, links and deep nesting can make a small post a very large page.
A text that grows beyond the limits below is shown as it was typed.

When the outcome for any text changes, RENDERER_VERSION goes up, so that stored HTML can be renewed.
"""

import re
import threading
from collections.abc import Collection

import nh3
from bleach.sanitizer import Cleaner  # type: ignore[import-untyped]  # it carries no types
from markdown_it.token import Token
from markupsafe import Markup, escape

from portal.kit.html_reader import html_to_text
from portal.kit.markdown import (
    ENV_KNOWN_HANDLES,
    ENV_MENTIONS,
    LINK_SCHEMES,
    build_parser,
)
from portal.kit.text import normalise

__all__ = [
    "ALLOWED_ATTRIBUTES",
    "ALLOWED_TAGS",
    "BODY_MAX_CODEPOINTS",
    "RENDERER_VERSION",
    "find_mentions",
    "html_to_text",
    "render",
    "sanitise",
    "to_text",
]

RENDERER_VERSION = 1

BODY_MAX_CODEPOINTS = 20_000
OUTPUT_MAX_CHARS = 200_000
OUTPUT_MAX_RATIO = 10
# A short text may well grow tenfold: one character of a list is ten of HTML.
OUTPUT_ALWAYS_FINE_CHARS = 4_000
# What bleach pays for, one by one: half of these is more than any honest post was seen to need.
MAX_TAGS = 5_000
MAX_ENTITIES = 6_000
MAX_DEPTH = 60

LINK_REL = "nofollow ugc noopener"

ALLOWED_TAGS = frozenset(
    {
        "p",
        "br",
        "hr",
        "h3",
        "h4",
        "h5",
        "h6",
        "strong",
        "em",
        "s",
        "del",
        "code",
        "pre",
        "blockquote",
        "ul",
        "ol",
        "li",
        "a",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    }
)
ALLOWED_ATTRIBUTES = {
    "a": frozenset({"href", "title", "rel"}),
    "code": frozenset({"class"}),
    "ol": frozenset({"start"}),
    "td": frozenset({"class"}),
    "th": frozenset({"class"}),
}
_ALIGN_CLASSES = frozenset({"text-start", "text-center", "text-end"})
_CODE_CLASS = re.compile(r"language-[a-z0-9+#._-]{1,30}", re.IGNORECASE)

_parser = build_parser()


def render(markdown: str, *, known_handles: Collection[str] = frozenset()) -> Markup:
    """Turn what a person wrote into HTML that is safe on any page of ours.

    Takes: markdown, anything; more than BODY_MAX_CODEPOINTS is shown as plain text, as is a text
    that would grow to more than ten times its size. known_handles: people whose mention is a link.
    Gives: HTML of ALLOWED_TAGS and ALLOWED_ATTRIBUTES only.
    Costs: no statement; about 3 ms for 2 kB, never more than half a second.
    """
    source = normalise(markdown)
    if len(source) > BODY_MAX_CODEPOINTS:
        return _as_typed(source)
    env = {ENV_KNOWN_HANDLES: known_handles}
    tokens = _parser.parse(source, env)
    html: str = _parser.renderer.render(tokens, _parser.options, env)
    if _is_deep(tokens) or _is_outsized(html, source):
        return _as_typed(source)
    return sanitise(html)


def find_mentions(markdown: str) -> frozenset[str]:
    """Name the people a text calls by @handle, outside code, links and e-mail addresses.

    A Korean title glued to the handle does not hide it: @minji님 calls minji.

    Takes: markdown, anything.
    Gives: handles in lower case; whether anybody bears them is for the caller to find out.
    """
    source = normalise(markdown)
    if "@" not in source or len(source) > BODY_MAX_CODEPOINTS:
        return frozenset()
    env: dict[str, set[str]] = {}
    _parser.parse(source, env)
    return frozenset(env[ENV_MENTIONS])


def to_text(markdown: str) -> str:
    """Read a text without its marks: for excerpts, search and the description of a page.

    Takes: markdown, of a `…_md` column; a tag in it is text, as on the page. For the HTML of a
    `…_html` column there is ``html_to_text``.
    Gives: plain text, one line for each line a reader sees.
    Costs: no statement; some five times what ``html_to_text`` costs.
    """
    source = normalise(markdown)
    if len(source) > BODY_MAX_CODEPOINTS:
        return source
    blocks = (_block_text(token) for token in _parser.parse(source, {}))
    return "\n".join(text for text in blocks if text)


def sanitise(html: str) -> Markup:
    """Let through only what a post may hold; the last gate before a page.

    Applied to its own outcome it changes nothing.
    """
    return Markup(_nh3.clean(_local.cleaner.clean(html)))  # noqa: S704 - the one place where it is earned


def _is_deep(tokens: list[Token]) -> bool:
    depth = deepest = 0
    for token in tokens:
        for part in (token, *(token.children or ())):
            depth += part.nesting
            deepest = max(deepest, depth)
    return deepest > MAX_DEPTH


def _is_outsized(html: str, source: str) -> bool:
    allowed = min(OUTPUT_MAX_CHARS, max(OUTPUT_ALWAYS_FINE_CHARS, OUTPUT_MAX_RATIO * len(source)))
    return len(html) > allowed or html.count("<") > MAX_TAGS or html.count("&") > MAX_ENTITIES


def _as_typed(source: str) -> Markup:
    return Markup(_nh3.clean(f"<pre>{escape(source)}</pre>"))  # noqa: S704 - escaped, and cleaned


def _block_text(token: Token) -> str:
    if token.type == "inline":
        return "".join(_inline_text(child) for child in token.children or ()).strip()
    return token.content.strip("\n")


def _inline_text(token: Token) -> str:
    return "\n" if token.type in {"softbreak", "hardbreak"} else token.content


class _Local(threading.local):
    """bleach's cleaner keeps state while it works, so each thread builds its own, once."""

    def __init__(self) -> None:
        self.cleaner = Cleaner(
            tags=ALLOWED_TAGS,
            attributes=_may_have,
            protocols=LINK_SCHEMES,
            strip=True,
            strip_comments=True,
        )


def _may_have(tag: str, name: str, value: str) -> bool:
    if name == "class":
        return bool(_CODE_CLASS.fullmatch(value)) if tag == "code" else value in _ALIGN_CLASSES
    return name in ALLOWED_ATTRIBUTES.get(tag, ())


_local = _Local()


_nh3 = nh3.Cleaner(
    tags=set(ALLOWED_TAGS),
    attributes={
        tag: set(names) - {"rel"}
        for tag, names in ALLOWED_ATTRIBUTES.items()
        if tag not in {"td", "th"}
    },
    allowed_classes={"td": set(_ALIGN_CLASSES), "th": set(_ALIGN_CLASSES)},
    url_schemes=set(LINK_SCHEMES),
    link_rel=LINK_REL,
    generic_attribute_prefixes=set(),
)
