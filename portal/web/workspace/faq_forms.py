"""The forms of the FAQ's desk: their shape only. Whether it fits, the room decides."""

import re

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import Optional

from portal.faq.aliases import split
from portal.faq.rules import ArticleText
from portal.web.forms import PortalForm

_ARTICLE = re.compile(r"^\s*#?([0-9]{1,15})\s*$|/faq/([0-9]{1,15})(?:/|$)")
_THREAD = re.compile(r"^\s*#?([0-9]{1,15})\s*$|/(?:questions|ideas)/([0-9]{1,15})(?:/|$)")


def thread_number(typed: str) -> int:
    """Read the number of a post, or its address; 0 for anything else.

    >>> thread_number(" #12 "), thread_number("https://maru.example/ideas/7/dark")
    (12, 7)
    """
    found = _THREAD.search(typed)
    return int(found.group(1) or found.group(2)) if found else 0


def article_number(typed: str) -> int | None:
    """Read the number of an article, or its address; 0 for anything else, None for nothing.

    >>> article_number("12"), article_number("https://maru.example/faq/7/dark"), article_number(" ")
    (12, 7, None)
    """
    if not typed.strip():
        return None
    found = _ARTICLE.search(typed)
    return int(found.group(1) or found.group(2)) if found else 0


class DraftForm(PortalForm):
    """The text of an article."""

    title = StringField(_l("Title"))
    summary = TextAreaField(_l("In one sentence"))
    body = TextAreaField(_l("Text"))
    aliases = TextAreaField(_l("Other wordings"))
    # the edit version the writer started from
    seen = IntegerField(validators=[Optional()])
    # only where readers see a text already
    significance = StringField()
    change_note = StringField()

    def text(self) -> ArticleText:
        """Give what was typed."""
        return ArticleText(
            self.title.data or "",
            self.summary.data or "",
            self.body.data or "",
            split(self.aliases.data or ""),
        )


class NewArticleForm(PortalForm):
    """An article from scratch."""

    product = IntegerField(_l("Product"), validators=[Optional()])
    lang = StringField(_l("Language"))
    title = StringField(_l("Title"))
