"""That a question or an article was read, which its page tells afterwards."""

from flask import request
from werkzeug.wrappers import Response

from portal.faq import readings
from portal.kit.db import transaction
from portal.threads.queries import ThreadView
from portal.web import visitor
from portal.web.community import blueprint
from portal.web.current import actor, csrf


@blueprint.post("/readings")
@csrf.exempt  # a page that was looked at sends it; its sealed token is the proof, and names nobody
def read() -> Response:
    """Take down that a page was read, except by what says that it is a robot."""
    if not visitor.is_robot():
        with transaction():
            readings.record(
                request.form.get("reading", ""),
                place=visitor.network(),
                browser=visitor.user_agent(),
            )
    return Response("", 204)


def token_for(thread: ThreadView) -> str | None:
    """Give what the page of a question may tell; staff and its author are no evidence for it."""
    who = actor()
    if thread.kind != "question" or thread.visibility != "visible":
        return None
    return None if who.is_staff or who.id == thread.author_id else readings.token(thread.id)


def token_for_article(version_id: int) -> str | None:
    """Give what the page of an article may tell; the team does not read for help."""
    return None if actor().is_staff else readings.article_token(version_id)
