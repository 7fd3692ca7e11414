"""The grammar of what people write: CommonMark with tables and struck-out text, as Koreans type.

This module turns text into tokens and lets nothing in that a post should not hold; `kit.markup`
turns tokens into HTML and is the only one to import this. Six things differ from plain CommonMark:

* Emphasis closes before a Korean particle: **'강조'**입니다 is bold.
* A line break is a line break, because customers do not leave two blanks at a line's end.
* Links go to http, https, mailto or within the site; a bare address is a link only if it starts
  with a scheme or "www." (install.sh is a file), and without the particle glued to it.
* Reference definitions are off and table cells are counted, because each lets a post of 16 kB
  grow to megabytes.
* An image is a link to the image: our pages load nothing from other hosts.
* Headings start at the third level, below the page's and the section's.
"""

import re
from collections.abc import Container, Iterator, Mapping

from linkify_it import LinkifyIt
from linkify_it.main import Match
from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import table as parse_table
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import image as parse_image
from markdown_it.rules_inline import link as parse_link
from markdown_it.rules_inline.state_inline import Scanned, StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType

MAX_NESTING = 20
MAX_TABLE_CELLS = 500
FIRST_HEADING_LEVEL = 3
LAST_HEADING_LEVEL = 6
LINK_SCHEMES = frozenset({"http", "https", "mailto"})

_CJK = re.compile(
    "[\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_SCHEME = re.compile(r"[\s\x00-\x20]*([^/?#:]*):")
_ALIGN_CLASSES = {
    "text-align:left": "text-start",
    "text-align:center": "text-center",
    "text-align:right": "text-end",
}

# Particles and endings that Korean glues to an address: https://example.com에서, …/help를.
_GLUED_TO_HOST = re.compile(r"(?<=[a-z0-9])[가-힣]+$", re.IGNORECASE)
_GLUED_TO_PATH = re.compile(
    r"(?<=[a-z0-9/])"
    r"(?:(?:으로|로|에서|에|까지|부터|이랑|랑|하고|와|과)?(?:는|은|도|만|의)?"
    r"|을|를|이|가|나|이나|보다|처럼|라고|이라고|라는|이라는|인데|이고|이며"
    r"|입니다|입니다만|이에요|예요|에요|이야|인가요)$",
    re.IGNORECASE,
)
# A host of at most six labels: the library's own pattern takes the square of a run of "www.".
_HOST = r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,5}[^\W\d_]{2,63}"
_HOST_ONLY = re.compile(r"(?:https?://)?[^/?#]*", re.IGNORECASE)

# Not in a word, an e-mail address or a host name. What follows may be Korean: @minji님.
_MENTION = re.compile(
    r"(?<![A-Za-z0-9_.@/+-])@([A-Za-z0-9_-]{1,29}[A-Za-z0-9_])(?![A-Za-z0-9_@]|[.-][A-Za-z0-9])"
)

# Where the rules leave what they found and read what they need while one text is parsed.
ENV_MENTIONS = "mentions"
ENV_KNOWN_HANDLES = "known_handles"
_ENV_CELLS_LEFT = "cells_left"


class _KoreanState(StateInline):
    """Lets ``**`` and ``~~`` touch a Korean, Chinese or Japanese letter as if it were a space.

    CommonMark decides by the neighbours whether a run of stars opens or closes. Between a
    closing quotation mark and a particle it neither opens nor closes, because the languages it
    was made for put a space there.
    """

    def __init__(self, src: str, md: MarkdownIt, env: EnvType, out_tokens: list[Token]) -> None:
        super().__init__(src, md, env, out_tokens)
        self.last_link_at = src.rfind("](")

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803, FBT001 - the library's name
        scanned = super().scanDelims(start, canSplitWord)
        if not canSplitWord:
            return scanned
        end = start + scanned.length
        before, after = self.src[start - 1 : start], self.src[end : min(end + 1, self.posMax)]
        opens = bool(_CJK.match(before) and after.strip())
        closes = bool(_CJK.match(after) and before.strip())
        return Scanned(scanned.can_open or opens, scanned.can_close or closes, scanned.length)


class _KoreanInline(ParserInline):
    """Parses paragraphs with `_KoreanState`; otherwise as its parent does."""

    def __init__(self) -> None:
        super().__init__()
        self.ruler.at("link", _link_if_any_follows)
        self.ruler.at("image", _image_if_any_follows)

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        state = _KoreanState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def _link_if_any_follows(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the library calls it so
    return _is_before_a_link(state) and parse_link(state, silent)


def _image_if_any_follows(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the library calls it so
    return _is_before_a_link(state) and parse_image(state, silent)


def _is_before_a_link(state: StateInline) -> bool:
    """Spare a run of brackets the search for an end that the paragraph does not have."""
    return isinstance(state, _KoreanState) and state.pos < state.last_link_at


class _Addresses(LinkifyIt):  # type: ignore[misc]  # the library carries no types
    """Finds bare addresses in text, and leaves the Korean particle outside."""

    def __init__(self) -> None:
        super().__init__(options={"fuzzy_link": False})
        self._after_www = re.compile(_HOST + self.re["src_path"], re.IGNORECASE)
        self.add("ftp:", None)
        self.add("//", None)
        self.add("www.", {"validate": self._length_after_www, "normalize": self._complete_www})

    def pretest(self, text: str) -> bool:
        """Spare most paragraphs the search: every address holds one of these."""
        return "@" in text or "://" in text or "www." in text.lower()

    def test(self, text: str) -> bool:
        return self.pretest(text)

    def match(self, text: str) -> list[Match] | None:
        return [_without_particle(link) for link in super().match(text) or []]

    def match_at_start(self, text: str) -> Match | None:
        link = super().match_at_start(text)
        return _without_particle(link) if link else None

    def _length_after_www(self, text: str, pos: int) -> int:
        found = self._after_www.match(text, pos)
        return len(found.group()) if found else 0

    def _complete_www(self, link: Match) -> None:
        link.url = f"http://{link.raw}"


class _Markdown(MarkdownIt):
    """The parser with our inline rules and our idea of a good link."""

    def __init__(self) -> None:
        super().__init__("commonmark")
        self.inline = _KoreanInline()
        options = {"html": False, "linkify": True, "breaks": True, "maxNesting": MAX_NESTING}
        self.configure("commonmark", options)
        self.linkify = _Addresses()

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        scheme = _SCHEME.match(url)
        return scheme is None or scheme.group(1).lower() in LINK_SCHEMES


def build_parser() -> MarkdownIt:
    """Make the parser; once is enough, it keeps nothing between two texts.

    Takes at each parse: an `env` that may hold ENV_KNOWN_HANDLES, a container of handles to link.
    Gives in the `env`: ENV_MENTIONS, the set of handles the text names.
    """
    parser = _Markdown()
    parser.enable(["table", "strikethrough", "linkify"]).disable(["reference", "html_block"])
    parser.block.ruler.at("table", _bounded_table, {"alt": ["paragraph", "reference"]})
    for rule in (_lower_headings, _align_by_class, _link_images, _find_mentions):
        parser.core.ruler.push(rule.__name__.removeprefix("_"), rule)
    return parser


def _texts(tokens: list[Token]) -> Iterator[Token]:
    """Go through all blocks that hold text with marks in it: paragraphs, headings, cells."""
    return (token for token in tokens if token.type == "inline")


def _without_particle(link: Match) -> Match:
    glued_to_host = _HOST_ONLY.fullmatch(link.raw) is not None
    glued = (_GLUED_TO_HOST if glued_to_host else _GLUED_TO_PATH).search(link.raw)
    length = len(glued.group()) if glued and link.schema != "mailto:" else 0
    if length:
        link.last_index -= length
        link.raw, link.text, link.url = (part[:-length] for part in (link.raw, link.text, link.url))
    return link


def _bounded_table(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:  # noqa: FBT001 - the library calls it so
    """Read a table while the text's allowance of cells lasts; what is beyond it stays text."""
    left = state.env.setdefault(_ENV_CELLS_LEFT, MAX_TABLE_CELLS)
    if left <= 0 or not parse_table(state, start_line, end_line, silent=True):
        return False
    if silent:
        return True
    header = state.getLines(start_line, start_line + 1, 0, keepLastLF=False)
    columns = header.strip().strip("|").count("|") + 1
    last_line = min(end_line, start_line + 2 + left // columns)
    left -= columns * (_filled_lines(state, start_line, last_line) - 1)
    state.env[_ENV_CELLS_LEFT] = left
    return left >= 0 and parse_table(state, start_line, end_line, silent=False)


def _filled_lines(state: StateBlock, start_line: int, end_line: int) -> int:
    lines = range(start_line, end_line)
    return next((line for line in lines if state.isEmpty(line)), end_line) - start_line


def _lower_headings(state: StateCore) -> None:
    for token in state.tokens:
        if token.type in {"heading_open", "heading_close"}:
            level = int(token.tag[1:]) + FIRST_HEADING_LEVEL - 1
            token.tag = f"h{min(level, LAST_HEADING_LEVEL)}"


def _align_by_class(state: StateCore) -> None:
    """Say a column's alignment by a class of the design, since our pages allow no inline style."""
    for token in state.tokens:
        style = token.attrs.pop("style", None)
        if style is not None:
            token.attrs["class"] = _ALIGN_CLASSES[str(style)]


def _link_images(state: StateCore) -> None:
    for block in _texts(state.tokens):
        children = block.children or []
        if any(child.type == "image" for child in children):
            block.children = list(_images_as_links(children))


def _images_as_links(children: list[Token]) -> Iterator[Token]:
    inside_link = 0
    for token in children:
        inside_link += token.nesting if token.tag == "a" else 0
        if token.type != "image":
            yield token
            continue
        address = str(token.attrs["src"])
        words = _words_of(token.children or []) or address
        attrs = {"href": address} | {k: v for k, v in token.attrs.items() if k == "title"}
        yield from _link(attrs, words) if address and not inside_link else [_text(words)]


def _words_of(children: list[Token]) -> str:
    """Read the text of an image's description, in which marks and further images may hide."""
    return "".join(
        _words_of(token.children) if token.children else token.content for token in children
    ).strip()


def _find_mentions(state: StateCore) -> None:
    """Collect the handles the text names and link those that exist. Code and links name nobody."""
    found: set[str] = state.env.setdefault(ENV_MENTIONS, set())
    known = state.env.get(ENV_KNOWN_HANDLES, ())
    for block in _texts(state.tokens):
        if "@" in block.content:
            block.children = list(_with_mentions(block.children or [], found, known))


def _with_mentions(
    children: list[Token], found: set[str], known: Container[str]
) -> Iterator[Token]:
    inside_link = 0
    for token in children:
        inside_link += token.nesting if token.tag == "a" else 0
        if token.type == "text" and not inside_link:
            yield from _split_at_mentions(token, found, known)
        else:
            yield token


def _split_at_mentions(token: Token, found: set[str], known: Container[str]) -> Iterator[Token]:
    written_until = 0
    for mention in _MENTION.finditer(token.content):
        handle = mention.group(1).lower()
        found.add(handle)
        if handle in known:
            yield _text(token.content[written_until : mention.start()])
            yield from _link({"href": f"/people/{handle}"}, mention.group())
            written_until = mention.end()
    yield _text(token.content[written_until:])


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _link(attrs: Mapping[str, str | int | float], words: str) -> list[Token]:
    return [
        Token("link_open", "a", 1, attrs=dict(attrs)),
        _text(words),
        Token("link_close", "a", -1),
    ]
