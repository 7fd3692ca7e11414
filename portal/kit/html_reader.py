"""Reads HTML of any origin as plain words."""

from html.parser import HTMLParser

_BLOCK_TAGS = frozenset(
    {
        "article",
        "aside",
        "blockquote",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    }
)
_WORDLESS_TAGS = frozenset({"script", "style", "template", "title"})
# These end by themselves when the next begins, or hold nothing: left open they nest nothing.


def html_to_text(html: str) -> str:
    """Read the words of HTML; scripts and styles are no words.

    Takes: html, of any origin.
    Gives: plain text, one line for each block, no blank lines.
    Costs: no statement; linear in the length.
    """
    reader = _WordReader()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.words).split("\n"))
    return "\n".join(line for line in lines if line)


class TolerantParser(HTMLParser):
    """Python's parser, which fails on a broken declaration such as "<![>"; a browser skips it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def parse_html_declaration(self, i: int) -> int:
        if self.rawdata.startswith("<!--", i):
            return self.parse_comment(i)
        return self.parse_bogus_comment(i)


class _WordReader(TolerantParser):
    """Collects the words of HTML, with a line end around every block."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._wordless = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the library's signature
        self._wordless += tag in _WORDLESS_TAGS
        self._end_line(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _WORDLESS_TAGS and self._wordless:
            self._wordless -= 1
        self._end_line(tag)

    def handle_data(self, data: str) -> None:
        if not self._wordless:
            self.words.append(data)

    def _end_line(self, tag: str) -> None:
        if tag in _BLOCK_TAGS:
            self.words.append("\n")
