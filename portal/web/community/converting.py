"""Splitting an idea, and making an idea of a question or a question of an idea."""

from flask import flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.ideas import converting, policy, splitting
from portal.kit.db import transaction
from portal.kit.errors import Conflict, NotAllowed, NotFound, PortalError, RuleBroken, TooMany
from portal.threads import queries as threads
from portal.threads import rules
from portal.threads.actions import ThreadDraft
from portal.threads.queries import ThreadView
from portal.votes import queries as votes
from portal.web import errors, paths
from portal.web.community import blueprint
from portal.web.current import actor
from portal.web.fragments import page, see
from portal.web.sentences import sentence


@blueprint.get("/threads/<int:thread_id>/split")
def idea_split(thread_id: int) -> Response:
    """Show the form for an idea that is made of a part of another."""
    return _split_page(_idea(thread_id))


@blueprint.post("/threads/<int:thread_id>/split")
def idea_split_post(thread_id: int) -> Response:
    """Make an idea of a part."""
    whole = _idea(thread_id)
    draft = ThreadDraft(
        kind="idea",
        product_id=whole.product_id,
        lang=whole.lang,
        title=request.form.get("title", ""),
        body_md=request.form.get("body", ""),
        tags=whole.tags,
    )
    try:
        with transaction():
            part_id = splitting.split(actor(), thread_id, draft)
    except (Conflict, RuleBroken, TooMany) as error:
        return _split_page(whole, draft, error=error)
    flash(_("It is an idea of its own now. Whoever voted for the whole hears of it."), "success")
    return _to(part_id)


@blueprint.get("/threads/<int:thread_id>/convert")
def thread_convert(thread_id: int) -> Response:
    """Show what it means to make the other kind of a thread."""
    return _convert_page(threads.get(actor(), thread_id))


@blueprint.post("/threads/<int:thread_id>/convert")
def thread_convert_post(thread_id: int) -> Response:
    """Make the other kind of a thread."""
    title = request.form.get("title", "")
    try:
        with transaction():
            converting.convert(
                actor(), thread_id, seen_kind=request.form.get("seen_kind", ""), title=title
            )
    except (Conflict, RuleBroken) as error:
        return _convert_page(threads.get(actor(), thread_id), title=title, error=error)
    flash(_("Done. Whoever follows it hears of it, and votes are what people confirm."), "success")
    return _to(thread_id)


def _idea(thread_id: int) -> ThreadView:
    thread = threads.get(actor(), thread_id)
    if thread.kind != "idea":
        raise NotFound("thread.not_found")
    if not policy.can_split(actor(), thread.product_id):
        raise NotAllowed("idea.split" if actor().is_known else "account.sign_in")
    return thread


def _split_page(
    thread: ThreadView, draft: ThreadDraft | None = None, *, error: PortalError | None = None
) -> Response:
    return page(
        "community/idea/split.html",
        status=errors.status_of(error) if error else 200,
        thread=thread,
        title=draft.title if draft else "",
        body=draft.body_md if draft else "",
        voters=votes.overlap([thread.id], thread.id).one,
        error=sentence(error) if error else None,
    )


def _convert_page(
    thread: ThreadView, *, title: str | None = None, error: PortalError | None = None
) -> Response:
    if not policy.can_convert(actor(), thread.product_id):
        raise NotAllowed("thread.convert" if actor().is_known else "account.sign_in")
    return page(
        "community/idea/convert.html",
        status=errors.status_of(error) if error else 200,
        thread=thread,
        title=thread.title if title is None else title,
        most=rules.TITLE_MAX[converting.OTHER[thread.kind]],
        error=sentence(error) if error else None,
    )


def _to(thread_id: int) -> Response:
    view = threads.get(actor(), thread_id)
    return see(paths.thread(view.kind, view.id, view.slug))
