"""Answering, commenting, accepting, making official."""

from collections.abc import Callable, Iterable

from flask import flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.answers import actions as answers
from portal.answers import policy
from portal.answers import queries as answer_queries
from portal.faq import reuse
from portal.kit import site
from portal.kit.db import transaction
from portal.kit.errors import NotAllowed, PortalError
from portal.threads import drafts
from portal.threads import queries as threads
from portal.web import errors, inputs, paths
from portal.web.community import blueprint
from portal.web.community.forms import CorrectionForm, OfficialForm, ReasonForm, TextForm
from portal.web.community.threads import find_typed, keep_and_sign_in, refused
from portal.web.current import actor, draft_owner, draft_owners
from portal.web.fragments import page, see
from portal.web.sentences import sentence


@blueprint.post("/threads/<int:thread_id>/answers")
def answer_post(thread_id: int) -> Response:
    """Answer."""
    body_md = request.form.get("body", "")
    form = f"answer-{thread_id}"
    try:
        with transaction():
            answer_id = answers.post(actor(), thread_id, body_md=body_md)
            drafts.drop(draft_owners(), form)
    except PortalError as error:
        return _not_taken(thread_id, error, {"body": body_md})
    flash(_("Your answer is posted."), "success")
    used = reuse.linked_in(body_md, site.current().base_url) if actor().is_staff else []
    return _to(thread_id, f"answer-{answer_id}", used=used)


@blueprint.post("/threads/<int:thread_id>/comments")
def comment_post(thread_id: int) -> Response:
    """Comment on a thread or on one of its answers."""
    body_md = request.form.get("body", "")
    answer_id = inputs.number("answer_id")
    where = f"comment-{answer_id}" if answer_id else "comment"
    try:
        with transaction():
            comment_id = answers.comment(
                actor(),
                thread_id,
                body_md=body_md,
                answer_id=answer_id,
                wants_to_follow=_wants_to_follow(),
            )
            _forget_typed(thread_id, where)
    except PortalError as error:
        return _not_taken(thread_id, error, {where: body_md})
    return _to(thread_id, f"comment-{comment_id}")


@blueprint.post("/answers/<int:answer_id>/accept")
def answer_accept(answer_id: int) -> Response:
    """Say that this answer helped."""
    with transaction():
        answers.accept(actor(), answer_id)
    flash(_("Thank you. The question is resolved."), "success")
    return _to_answer(answer_id)


@blueprint.post("/answers/<int:answer_id>/unaccept")
def answer_unaccept(answer_id: int) -> Response:
    """Take the acceptance back."""
    with transaction():
        answers.unaccept(actor(), answer_id)
    flash(_("The question is open again."), "info")
    return _to_answer(answer_id)


@blueprint.post("/answers/<int:answer_id>/official")
def answer_make_official(answer_id: int) -> Response:
    """Make an answer the company's word."""
    form = OfficialForm()
    summary = form.summary.data or ""
    return _mark(
        answer_id,
        lambda: answers.make_official(actor(), answer_id, summary=summary),
        done=_("This is the official answer now."),
        typed={f"summary-{answer_id}": summary},
    )


@blueprint.post("/answers/<int:answer_id>/correct")
def answer_correct(answer_id: int) -> Response:
    """Put a correction on an official answer."""
    form = CorrectionForm()
    correction = form.correction.data or ""
    return _mark(
        answer_id,
        lambda: answers.correct_official(actor(), answer_id, correction=correction),
        done=_("The correction is shown above the answer."),
        typed={f"correction-{answer_id}": correction},
    )


@blueprint.post("/answers/<int:answer_id>/unofficial")
def answer_withdraw_official(answer_id: int) -> Response:
    """Take the company's word back."""
    form = ReasonForm()
    reason = form.reason.data or ""
    return _mark(
        answer_id,
        lambda: answers.withdraw_official(actor(), answer_id, reason=reason),
        done=_("The answer is not official any more."),
        typed={f"reason-{answer_id}": reason},
    )


@blueprint.get("/answers/<int:answer_id>/edit")
def answer_edit(answer_id: int) -> Response:
    """Show the form to edit an answer."""
    thread, answer = answer_queries.get(actor(), answer_id)
    if not policy.can_edit(actor(), answer, thread.product_id):
        raise NotAllowed("answer.edit" if actor().is_known else "account.sign_in")
    form = TextForm()
    kept = find_typed(f"edit-answer-{answer_id}")
    form.body.data = kept.get("body", answer.body_md)
    form.version.data = int(kept.get("version", answer.version))
    return page("community/answer_edit.html", thread=thread, answer=answer, form=form, error=None)


@blueprint.post("/answers/<int:answer_id>/edit")
def answer_edit_post(answer_id: int) -> Response:
    """Save an edit."""
    form = TextForm()
    body_md, seen = form.body.data or "", form.version.data or 0
    try:
        with transaction():
            answers.edit(actor(), answer_id, body_md=body_md, seen_version=seen)
            drafts.drop(draft_owners(), f"edit-answer-{answer_id}")
    except PortalError as error:
        if error.code == "account.sign_in":
            fields = {"body": body_md, "version": str(seen)}
            return keep_and_sign_in(
                f"edit-answer-{answer_id}", fields, back=f"/answers/{answer_id}/edit"
            )
        thread, answer = answer_queries.get(actor(), answer_id)
        form.version.data = answer.version
        return page(
            "community/answer_edit.html",
            status=errors.status_of(error),
            thread=thread,
            answer=answer,
            form=form,
            error=sentence(error),
        )
    flash(_("Your changes are saved."), "success")
    return _to_answer(answer_id)


@blueprint.get("/answers/<int:answer_id>/history")
def answer_history(answer_id: int) -> Response:
    """Show what an answer said before it was edited."""
    thread, answer = answer_queries.get(actor(), answer_id)
    return page(
        "community/answer_history.html",
        thread=thread,
        answer=answer,
        revisions=answer_queries.revisions(actor(), answer_id),
    )


@blueprint.post("/answers/<int:answer_id>/withdraw")
def answer_withdraw(answer_id: int) -> Response:
    """Take one's own answer back."""
    with transaction():
        answers.withdraw(actor(), answer_id)
    flash(_("You have taken this back. Nobody else can see it now."), "success")
    return _to_answer(answer_id)


@blueprint.post("/comments/<int:comment_id>/withdraw")
def comment_withdraw(comment_id: int) -> Response:
    """Take one's own comment back."""
    thread, _comment = answer_queries.get_comment(actor(), comment_id)
    with transaction():
        answers.set_comment_visibility(actor(), comment_id, after="withdrawn")
    return _to(thread.id)


def _mark(answer_id: int, act: Callable[[], None], *, done: str, typed: dict[str, str]) -> Response:
    thread, _answer = answer_queries.get(actor(), answer_id)
    try:
        with transaction():
            act()
    except PortalError as error:
        return refused(thread.id, error, typed)
    flash(done, "success")
    return _to_answer(answer_id)


def _not_taken(thread_id: int, error: PortalError, typed: dict[str, str]) -> Response:
    """Say why something was not taken; who only has to sign in finds it kept after that."""
    if error.code != "account.sign_in":
        return refused(thread_id, error, typed)
    form = f"answer-{thread_id}"
    thread = threads.get(actor(), thread_id)
    back = paths.thread(thread.kind, thread.id, thread.slug)
    return keep_and_sign_in(form, {**find_typed(form), **typed}, back=back)


def _wants_to_follow() -> bool | None:
    """Read the tick box beside a comment; None where it was not shown."""
    return "follow" in request.form if "follow_offered" in request.form else None


def _forget_typed(thread_id: int, field: str) -> None:
    """Forget a comment that is posted now; an answer begun beside it is kept on."""
    form = f"answer-{thread_id}"
    kept = find_typed(form)
    if kept.pop(field, None) is None:
        return
    drafts.drop(draft_owners(), form)
    if kept:
        drafts.save(draft_owner(), form, kept)


def _to_answer(answer_id: int) -> Response:
    thread, _answer = answer_queries.get(actor(), answer_id)
    return _to(thread.id, f"answer-{answer_id}")


def _to(thread_id: int, anchor: str = "", *, used: Iterable[int] = ()) -> Response:
    thread = threads.get(actor(), thread_id)
    path = paths.thread(thread.kind, thread.id, thread.slug)
    # whoever has just used an article is asked about it beside their answer
    asked = "&".join(f"used={version_id}" for version_id in used)
    path = f"{path}?{asked}" if asked else path
    return see(f"{path}#{anchor}" if anchor else path)
