"""Answers on a thread's page, drawn once: the same block for the same facts and the same rights.

Most readers see an answer alike, so what was drawn for one is kept for the others. The token that
a reader's forms carry is put in afterwards; nothing else of a reader is in a block but what is in
its key.
"""

from dataclasses import dataclass
from functools import lru_cache

from flask import render_template, request
from markupsafe import Markup

from portal.answers.queries import AnswerView, CommentView
from portal.web import locales, pieces
from portal.web.community.pages import Allowed, ThreadPage
from portal.web.current import actor

_KEPT = 4_096


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One answer with everything that decides how it is drawn.

    `viewer_id` is 0 for everybody but those who wrote something in it: all others see the same.
    """

    answer: AnswerView
    comments: tuple[CommentView, ...]
    allowed: Allowed
    thread_id: int
    thread_lang: str
    is_locked: bool
    is_known: bool
    viewer_id: int
    my_word: int
    back: str
    locale: str
    time_zone: str


def draw_answer(composed: ThreadPage, answer: AnswerView, typed: dict[str, str]) -> Markup:
    """Draw an answer on its thread's page.

    Takes: typed, what was typed into the page's forms and not sent; such a page is its reader's
        alone.
    """
    block = _block(composed, answer)
    html = _draw(block, typed) if typed else _drawn(block)
    return Markup(pieces.own(html))  # noqa: S704 - drawn by a template that escapes


def _block(composed: ThreadPage, answer: AnswerView) -> Block:
    who, thread = actor(), composed.thread
    comments = composed.comments.get(answer.id, ())
    marker = answer.official.marked_by.id if answer.official else None
    involved = {answer.author_id, marker, *(comment.author_id for comment in comments)}
    return Block(
        answer=answer,
        comments=comments,
        allowed=composed.allowed,
        thread_id=thread.id,
        thread_lang=thread.lang,
        is_locked=thread.is_locked,
        is_known=who.is_known,
        viewer_id=who.id if who.id and who.id in involved else 0,
        my_word=composed.helpfulness.get(answer.id, 0),
        back=request.path if request.method == "GET" else "",
        locale=locales.locale(),
        time_zone=locales.time_zone(),
    )


@lru_cache(_KEPT)
def _drawn(block: Block) -> str:
    return _draw(block, {})


def _draw(block: Block, typed: dict[str, str]) -> str:
    return render_template(
        "community/_answer.html", block=block, typed=typed, csrf_token=pieces.token
    )
