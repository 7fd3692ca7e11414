"""What search engines are told of a page, in their own vocabulary (schema.org, as JSON-LD).

It is data and never runs, so the content policy lets it stand in the page.
"""

import json
from functools import lru_cache
from typing import Any

from flask import request
from markupsafe import Markup

from portal.answers.queries import AnswerView
from portal.kit import markup, site
from portal.threads.queries import ThreadView
from portal.web import paths
from portal.web.community.pages import ThreadPage
from portal.web.current import actor

_SUGGESTED_MAX = 10


def of_thread(composed: ThreadPage) -> Markup | None:
    """Describe a public question that has an answer; nothing else is described.

    The accepted answer is the asker's or else the company's; a page behind the first says
    nothing, because it would describe the question a second time.
    """
    if actor().is_known:
        # search engines never sign in
        return None
    shown = composed.thread
    visible = [a for a in composed.answers.items if a.visibility == "visible"]
    is_public = shown.visibility == "visible" and shown.canonical_id is None
    if shown.kind != "question" or not is_public or not visible or request.args.get("cursor"):
        return None
    question = _question(shown)
    best = composed.accepted or composed.official
    if best:
        question["acceptedAnswer"] = _answer(shown, best)
    others = [answer for answer in visible if answer is not best][:_SUGGESTED_MAX]
    if others:
        question["suggestedAnswer"] = [_answer(shown, answer) for answer in others]
    return _embedded({"@context": "https://schema.org", "@type": "QAPage", "mainEntity": question})


def _question(shown: ThreadView) -> dict[str, Any]:
    return {
        "@type": "Question",
        "name": shown.title,
        "text": _text(shown.body_html),
        "answerCount": shown.answer_count,
        "upvoteCount": shown.vote_count,
        "dateCreated": shown.posted_at.isoformat(),
        "author": {"@type": "Person", "name": shown.author.name},
    }


def _answer(shown: ThreadView, answer: AnswerView) -> dict[str, Any]:
    address = site.current().base_url + paths.thread(shown.kind, shown.id, shown.slug)
    # what the company confirmed, not what its author made of it since
    said = answer.official.body_html if answer.official else answer.body_html
    return {
        "@type": "Answer",
        "text": _text(said),
        "dateCreated": answer.posted_at.isoformat(),
        "upvoteCount": answer.helpful_count,
        "url": f"{address}#answer-{answer.id}",
        "author": {"@type": "Person", "name": answer.author.name},
    }


@lru_cache(maxsize=512)
def _text(html: str) -> str:
    return markup.html_to_text(html)


def _embedded(data: dict[str, Any]) -> Markup:
    text = json.dumps(data, ensure_ascii=False)
    # inside a script element only these could end it or begin another
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)  # noqa: S704 - escaped just above
