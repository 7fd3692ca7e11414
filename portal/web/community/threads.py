"""A thread's page, and what can be done with the thread itself."""

from urllib.parse import urlencode

from flask import flash, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from portal.duplicates import actions as duplicates
from portal.faq import reuse
from portal.faq.queries import ArticleCard
from portal.ideas import actions as ideas
from portal.ideas import kinship
from portal.kit.db import transaction
from portal.kit.errors import NotAllowed, PortalError
from portal.products import queries as products
from portal.threads import actions as threads
from portal.threads import drafts
from portal.threads import queries as thread_queries
from portal.threads.lists import ThreadCard
from portal.threads.queries import ThreadView
from portal.web import errors, inputs, kept, locales, paths
from portal.web.community import blueprint, conversation, pages, readings, structured_data
from portal.web.community.forms import StatusForm, ThreadForm
from portal.web.community.pages import ThreadPage
from portal.web.current import actor, draft_owner, draft_owners, draft_place
from portal.web.forms import option
from portal.web.fragments import page, see, wants_part
from portal.web.sentences import sentence


@blueprint.get("/questions/<int:thread_id>/", strict_slashes=False)
@blueprint.get("/questions/<int:thread_id>/<slug>")
@blueprint.get("/ideas/<int:thread_id>/", strict_slashes=False)
@blueprint.get("/ideas/<int:thread_id>/<slug>")
def thread(thread_id: int, slug: str = "") -> Response:  # noqa: ARG001 - the path is compared whole
    """Show a thread. The wrong kind or an old slug leads to the right address for good."""
    composed = pages.thread_page(
        actor(),
        thread_id,
        locale=locales.locale(),
        cursor=request.args.get("cursor"),
        owners=draft_owners(),
    )
    shown = composed.thread
    right = paths.thread(shown.kind, shown.id, shown.slug)
    if request.path != _unquoted(shown):
        query = request.query_string.decode("ascii", "ignore")
        response = redirect(f"{right}?{query}" if query else right, 301)
        # a browser that kept this for good would run in a circle when a title is changed back
        response.headers["Cache-Control"] = "no-cache"
        return response
    if shown.kind == "idea" and shown.canonical_id is not None and not _is_wanted_raw():
        goes_on = thread_queries.get(actor(), shown.canonical_id)
        place = paths.thread(goes_on.kind, goes_on.id, goes_on.slug)
        response = redirect(f"{place}?merged={shown.id}", 301)
        # it is there again as soon as the merge is undone
        response.headers["Cache-Control"] = "no-cache"
        return response
    kept.keepable()
    used = [inputs.as_id(typed) or 0 for typed in request.args.getlist("used")[: reuse.MOST]]
    return thread_response(composed, used=reuse.to_confirm(actor(), used))


def _is_wanted_raw() -> bool:
    """Tell whether one of the staff wants to see a merged idea by itself."""
    return actor().is_staff and request.args.get("raw") == "1"


def thread_response(
    composed: ThreadPage,
    *,
    status: int = 200,
    error: PortalError | None = None,
    typed: dict[str, str] | None = None,
    used: tuple[ArticleCard, ...] = (),
) -> Response:
    """Draw a thread's page, with what was typed and why it was not taken."""
    return page(
        "community/thread.html",
        status=status,
        composed=composed,
        draw_answer=conversation.draw_answer,
        used=used,
        error=sentence(error) if error else None,
        typed=typed or composed.typed,
        arrived_from=_arrived_from(composed),
        leftover=_leftover(composed, typed or {}),
        json_ld=structured_data.of_thread(composed),
        reading=readings.token_for(composed.thread),
    )


def _arrived_from(composed: ThreadPage) -> ThreadCard | None:
    """Give the merged idea whose address led here."""
    number = inputs.as_id(request.args.get("merged", ""))
    return next((each.card for each in composed.merged if each.card.id == number), None)


@blueprint.get("/threads/<int:thread_id>/history")
def thread_history(thread_id: int) -> Response:
    """Show what a thread said before it was edited."""
    who = actor()
    return page(
        "community/history.html",
        thread=thread_queries.get(who, thread_id),
        revisions=thread_queries.revisions(who, thread_id),
        happenings=kinship.history(who, thread_id),
    )


@blueprint.get("/threads/<int:thread_id>/edit")
def thread_edit(thread_id: int) -> Response:
    """Show the form to edit a thread."""
    view = thread_queries.get(actor(), thread_id)
    if not threads.may_edit(actor(), view):
        raise NotAllowed("thread.edit" if actor().is_known else "account.sign_in")
    form = _edit_form()
    form.product.data, form.lang.data = view.product_id, view.lang
    kept = find_typed(f"edit-{thread_id}")
    form.title.data, form.body.data = kept.get("title", view.title), kept.get("body", view.body_md)
    form.tags.data = kept.get("tags", ", ".join(view.tags))
    form.version.data = int(kept.get("version", view.version))
    return _edit_page(view, form)


@blueprint.post("/threads/<int:thread_id>/edit")
def thread_edit_post(thread_id: int) -> Response:
    """Save an edit."""
    who, form = actor(), _edit_form()
    view = thread_queries.get(who, thread_id)
    try:
        with transaction():
            threads.edit(who, thread_id, form.draft(view.kind), seen_version=form.version.data or 0)
            drafts.drop(draft_owners(), f"edit-{thread_id}")
    except PortalError as error:
        if error.code == "account.sign_in":
            return _keep_edit(thread_id, form)
        # saving once more is then a decision made with the present text in sight
        form.version.data = thread_queries.get(who, thread_id).version
        return _edit_page(thread_queries.get(who, thread_id), form, error=error)
    flash(_("Your changes are saved."), "success")
    return _to(thread_id)


@blueprint.post("/threads/<int:thread_id>/withdraw")
def thread_withdraw(thread_id: int) -> Response:
    """Take one's own thread back."""
    with transaction():
        duplicates.withdraw(actor(), thread_id)
    flash(_("You have taken this back. Nobody else can see it now."), "success")
    return _to(thread_id)


@blueprint.post("/threads/<int:thread_id>/follow")
def thread_follow(thread_id: int) -> Response:
    """Follow or mute a thread."""
    with transaction():
        threads.choose_follow(actor(), thread_id, level=request.form.get("level", ""))
    return _to(thread_id)


@blueprint.post("/threads/<int:thread_id>/status")
def idea_status(thread_id: int) -> Response:
    """Decide what becomes of an idea."""
    form = StatusForm()
    try:
        with transaction():
            ideas.decide(actor(), thread_id, form.verdict(actor().time_zone))
    except PortalError as error:
        return refused(thread_id, error, form.typed())
    flash(_("The status is changed. Everybody who voted will hear of it."), "success")
    return _to(thread_id)


def find_typed(form: str) -> dict[str, str]:
    """Give what this reader typed into a form and has not sent."""
    owners = draft_owners()
    return drafts.find(owners, form) if owners else {}


def keep_and_sign_in(form: str, fields: dict[str, str], *, back: str) -> Response:
    """Keep what was typed, and come back to it after signing in."""
    with transaction():
        drafts.save(draft_owner(), form, fields, place=draft_place())
    flash(_("Please sign in to post this. What you wrote is kept."), "info")
    return see(f"/sign-in?{urlencode({'next': back})}")


def refused(thread_id: int, error: PortalError, typed: dict[str, str]) -> Response:
    """Show a thread again with why something was not taken, and with what was typed."""
    if error.code == "account.sign_in" or wants_part():
        raise error
    composed = pages.thread_page(actor(), thread_id, locale=locales.locale(), owners=draft_owners())
    return thread_response(composed, status=errors.status_of(error), error=error, typed=typed)


def _keep_edit(thread_id: int, form: ThreadForm) -> Response:
    fields = {
        "title": form.title.data or "",
        "body": form.body.data or "",
        "tags": form.tags.data or "",
        "version": str(form.version.data or 0),
    }
    return keep_and_sign_in(f"edit-{thread_id}", fields, back=f"/threads/{thread_id}/edit")


def _leftover(composed: ThreadPage, typed: dict[str, str]) -> list[str]:
    """Give what was typed into forms that this page does not show: closed ones, or elsewhere."""
    answer_ids = [answer.id for answer in composed.answers.items if answer.visibility == "visible"]
    drawn = {field for field, may in _FORMS.items() if getattr(composed.allowed, may)}
    for field, may in _FORMS_OF_ANSWERS.items():
        if getattr(composed.allowed, may):
            drawn |= {f"{field}-{answer_id}" for answer_id in answer_ids}
    return [text for field, text in typed.items() if field not in drawn | _CHOSEN]


# the fields of a thread's page, and what a reader must be allowed to be shown them
_FORMS = {
    "body": "answer",
    "comment": "comment",
    **dict.fromkeys(("note", "link", "revisit_at", "revisit_votes", "private_note"), "decide"),
}
# of a list and not typed
_CHOSEN = {"status", "reason_code"}
_FORMS_OF_ANSWERS = {
    "comment": "comment",
    "correction": "make_official",
    "reason": "withdraw_official",
    "summary": "make_official",
}


def _to(thread_id: int) -> Response:
    view = thread_queries.get(actor(), thread_id)
    return see(paths.thread(view.kind, view.id, view.slug))


def _unquoted(view: ThreadView) -> str:
    folder = paths.thread_list(view.kind)
    return f"{folder}/{view.id}/{view.slug}"


def _edit_form() -> ThreadForm:
    form = ThreadForm()
    form.product.choices = [option(p.id, p.name(locales.locale())) for p in products.list_all()]
    return form


def _edit_page(view: ThreadView, form: ThreadForm, *, error: PortalError | None = None) -> Response:
    return page(
        "community/edit.html",
        status=errors.status_of(error) if error else 200,
        thread=view,
        form=form,
        error=sentence(error) if error else None,
        error_field=getattr(error, "field", None),
        is_conflict=bool(error and error.code == "thread.edited_meanwhile"),
    )
