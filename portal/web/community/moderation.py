"""Hiding, locking and restoring, where the thing itself stands."""

from flask import flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.answers import actions as answers
from portal.answers import queries as answer_queries
from portal.duplicates import actions as duplicates
from portal.kit.db import transaction
from portal.threads import actions as threads
from portal.threads import queries as thread_queries
from portal.web import paths
from portal.web.community import blueprint
from portal.web.current import actor
from portal.web.fragments import see


@blueprint.post("/threads/<int:thread_id>/hide")
def thread_hide(thread_id: int) -> Response:
    """Hide a thread."""
    with transaction():
        duplicates.hide(actor(), thread_id, reason=request.form.get("reason", ""))
    flash(_("This is hidden now. Its author sees the reason."), "success")
    return _to(thread_id)


@blueprint.post("/threads/<int:thread_id>/restore")
def thread_restore(thread_id: int) -> Response:
    """Bring a thread back."""
    with transaction():
        duplicates.restore(actor(), thread_id)
    flash(_("This is public again."), "success")
    return _to(thread_id)


@blueprint.post("/threads/<int:thread_id>/lock")
def thread_lock(thread_id: int) -> Response:
    """Lock a thread."""
    with transaction():
        threads.lock(actor(), thread_id, reason=request.form.get("reason", ""))
    flash(_("This is locked now."), "success")
    return _to(thread_id)


@blueprint.post("/threads/<int:thread_id>/unlock")
def thread_unlock(thread_id: int) -> Response:
    """Open a locked thread."""
    with transaction():
        threads.unlock(actor(), thread_id)
    flash(_("This is open again."), "success")
    return _to(thread_id)


@blueprint.post("/answers/<int:answer_id>/hide")
def answer_hide(answer_id: int) -> Response:
    """Hide an answer."""
    with transaction():
        answers.hide(actor(), answer_id, reason=request.form.get("reason", ""))
    flash(_("This is hidden now. Its author sees the reason."), "success")
    return _to_answer(answer_id)


@blueprint.post("/answers/<int:answer_id>/restore")
def answer_restore(answer_id: int) -> Response:
    """Bring an answer back."""
    with transaction():
        answers.restore(actor(), answer_id)
    flash(_("This is public again."), "success")
    return _to_answer(answer_id)


@blueprint.post("/comments/<int:comment_id>/hide")
def comment_hide(comment_id: int) -> Response:
    """Hide a comment."""
    return _set_comment(comment_id, after="hidden", reason=request.form.get("reason", ""))


@blueprint.post("/comments/<int:comment_id>/restore")
def comment_restore(comment_id: int) -> Response:
    """Bring a comment back."""
    return _set_comment(comment_id, after="visible", reason="")


def _set_comment(comment_id: int, *, after: str, reason: str) -> Response:
    thread, _comment = answer_queries.get_comment(actor(), comment_id)
    with transaction():
        answers.set_comment_visibility(actor(), comment_id, after=after, reason=reason)
    return _to(thread.id, f"comment-{comment_id}")


def _to_answer(answer_id: int) -> Response:
    thread, _answer = answer_queries.get(actor(), answer_id)
    return _to(thread.id, f"answer-{answer_id}")


def _to(thread_id: int, anchor: str = "") -> Response:
    view = thread_queries.get(actor(), thread_id)
    path = paths.thread(view.kind, view.id, view.slug)
    return see(f"{path}#{anchor}" if anchor else path)
