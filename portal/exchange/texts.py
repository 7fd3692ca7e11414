"""Texts of a Stack Exchange site as texts of ours: HTML and its small Markdown become Markdown.

What comes out goes through the same pipeline as what anybody types; nothing here is trusted.
"""

import re
from html import escape

from portal.kit import text
from portal.kit.html_markdown import from_html
from portal.threads.rules import BODY_MAX, RETOLD_TAG_MAX, RETOLD_TITLE_MAX

_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
_OWN_ADDRESS = re.compile(r"""(\s(?:href|src)=["'])/(/?)""", re.IGNORECASE)
_CUT_AT = BODY_MAX - 400
_HANGUL = re.compile("[가-힣ㄱ-ㅎㅏ-ㅣ]")
_LETTER = re.compile(r"[^\W\d_]")
_KOREAN_FROM = 0.3
# A comment there is one paragraph: what begins a list, a heading or a quote here is plain there.
_BLOCK_START = re.compile(
    r"""
    ^[ \t]*
    (?:
        (\d{1,9}) (?=[.)](?:\s|$))          # 1. or 1)
        | (?= > | \| | ``` | ~~~ )         # quote, table, code
        | (?= (?:\#{1,6}|[-+*]) (?:\s|$) )  # heading, list
        | (?= [-=_*]{2,} \s* $ )            # rule, underlined heading
    )
    """,
    re.MULTILINE | re.VERBOSE,
)
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)


def address(site: str, post_id: str) -> str | None:
    """Give where a post stood first; None when the name of the site is no address."""
    return f"https://{site}/q/{post_id}" if _HOST.fullmatch(site) else None


def body(html: str, *, site: str, post_id: str, signature: str | None) -> tuple[str, str | None]:
    """Turn the HTML of a post into Markdown that fits.

    Takes: signature, the name of an author who has no account there any more.
    Gives: the text, and what had to be changed about it as a code, if anything.
    """
    signed = f"<p>— {escape(signature)}</p>" if signature else ""
    markdown = from_html(_with_whole_addresses(html, site))
    ending = from_html(signed)
    source = address(site, post_id) or f"{site}, {post_id}"
    if not markdown.strip():
        return _joined(source, ending), "text_blank"
    if len(markdown) + len(ending) > BODY_MAX:
        return _joined(_cut(markdown), f"… {source}", ending), "text_cut"
    return _joined(markdown, ending), None


def comment(written: str, *, signature: str | None) -> str:
    """Turn the small Markdown of a comment into ours. Gives an empty text for a blank one."""
    plain = _INDENT.sub("", text.normalise(written))
    markdown = _BLOCK_START.sub(lambda start: f"{start.group(1) or ''}\\", plain)
    if not signature or text.is_blank(markdown):
        return markdown
    return f"{markdown} {from_html(f'<p>— {escape(signature)}</p>')}"


def title(written: str) -> tuple[str, str | None]:
    """Give a title that fits, and what had to be changed about it as a code, if anything."""
    line = text.one_line(written)
    if text.is_blank(line):
        return "…", "title_blank"
    fits = text.excerpt(line, RETOLD_TITLE_MAX)
    return fits, None if fits == line else "title_cut"


def tag(name: str) -> str:
    """Spell a tag so that it stays itself when it becomes part of an address.

    >>> tag("c++"), tag("c#"), tag(".net"), tag("feature-request")
    ('c-plus-plus', 'c-sharp', 'dot-net', 'feature-request')
    """
    spelt = name.replace("+", "-plus").replace("#", "-sharp")
    slug = text.slugify(f"dot-{spelt[1:]}" if spelt.startswith(".") else spelt)
    return slug[:RETOLD_TAG_MAX].strip("-")


def language(words: str) -> str:
    """Tell Korean from English by the letters.

    >>> language("자전거 정비는 어디서 하나요? (Shimano 105)"), language("Where is 홍대?")
    ('ko', 'en')
    """
    letters = len(_LETTER.findall(words))
    return "ko" if letters and len(_HANGUL.findall(words)) / letters >= _KOREAN_FROM else "en"


def _with_whole_addresses(html: str, site: str) -> str:
    """Let a link within the site lead there, and not to a page of ours that happens to match."""
    if not _HOST.fullmatch(site):
        return html
    return _OWN_ADDRESS.sub(
        lambda found: f"{found.group(1)}https://{'' if found.group(2) else f'{site}/'}", html
    )


def _cut(markdown: str) -> str:
    paragraph_end = markdown.rfind("\n\n", 0, _CUT_AT)
    return markdown[: paragraph_end if paragraph_end > _CUT_AT // 2 else _CUT_AT].rstrip()


def _joined(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)
