"""The FAQ's desk: nominations, drafts, reviews, and what is published.

Customers who are experts write here too, so this desk has a gate of its own.
"""

from collections.abc import Callable

from flask import Blueprint, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.faq import actions, locks, policy, translations, wanted, workbench
from portal.faq.rules import TITLE_MAX
from portal.kit import text
from portal.kit.db import transaction
from portal.kit.errors import PortalError
from portal.products import queries as products
from portal.threads import queries as threads
from portal.web import errors, gates, inputs, locales, paths
from portal.web.current import actor
from portal.web.fragments import page, see, wants_part
from portal.web.sentences import sentence
from portal.web.workspace import faq_pages
from portal.web.workspace.faq_forms import DraftForm, NewArticleForm, article_number, thread_number

blueprint = Blueprint("faq_desk", __name__, url_prefix="/staff/faq")
blueprint.before_request(gates.holds("faq.draft"))

_TEMPLATES = {
    None: "workspace/faq_version.html",
    "writing": "workspace/faq_editor.html",
    "in_review": "workspace/faq_review.html",
    "approved": "workspace/faq_review.html",
}


@blueprint.get("")
def piles() -> Response:
    """Show one of the piles: what is written, reviewed, published or retired.

    What is proposed has a page of its own.
    """
    who, pile = actor(), request.args.get("pile", "nominated")
    faq_pages.check_known(pile)
    if pile == "nominated":
        return see("/staff/faq/candidates")
    cursor = request.args.get("cursor")
    if pile in ("published", "retired"):
        works = workbench.versions(who, pile, cursor=cursor)
    else:
        works = workbench.drafts(who, pile, cursor=cursor)
    return page("workspace/faq.html", pile=pile, counts=workbench.counts(who), works=works)


@blueprint.get("/new")
def new() -> Response:
    """Show the form for an article from scratch."""
    form = NewArticleForm()
    form.lang.data = locales.locale()
    form.title.data = text.one_line(request.args.get("title", ""))[:TITLE_MAX]
    return _new_page(form)


@blueprint.post("/new")
def new_post() -> Response:
    """Begin an article from scratch."""
    form = NewArticleForm()
    try:
        with transaction():
            version_id = _start(form)
    except PortalError as error:
        return _new_page(form, error=error)
    return see(f"/staff/faq/{version_id}")


def _start(form: NewArticleForm) -> int:
    """Begin an article; words that were searched for in vain become another name of it."""
    who, wanted_id = actor(), inputs.number("wanted") or 0
    version_id = actions.start_article(
        who,
        product_id=form.product.data or 0,
        lang=form.lang.data or "",
        title=form.title.data or "",
        called=wanted.words_of(who, wanted_id) if wanted_id else "",
    )
    if wanted_id:
        wanted.answer(who, wanted_id, version_id)
    return version_id


@blueprint.post("/nominate/<int:thread_id>")
def nominate(thread_id: int) -> Response:
    """Propose a thread for the FAQ, from its own page."""
    who = actor()
    with transaction():
        actions.nominate(who, thread_id)
        thread = threads.get(who, thread_id)
    flash(_("This is on the list of what should become help."), "success")
    return see(paths.thread(thread.kind, thread_id, thread.slug))


@blueprint.get("/<int:version_id>")
@blueprint.get("/<int:version_id>/review")
def version(version_id: int) -> Response:
    """Show a version as it stands: being written, in review, published or retired."""
    return _version_page(version_id)


@blueprint.post("/<int:version_id>/save")
def save(version_id: int) -> Response:
    """Keep the text; and submit it, if that was the button."""
    form = DraftForm()
    submits = request.form.get("then") == "submit"
    try:
        with transaction():
            if request.form.get("then") == "take_over":
                locks.take_over(actor(), version_id)
            _save(version_id, form)
            if submits:
                actions.submit(actor(), version_id)
    except PortalError as error:
        return _version_page(version_id, error=error, form=form)
    flash(_("Sent for review.") if submits else _("The draft is saved."), "success")
    return see(f"/staff/faq/{version_id}")


def _save(version_id: int, form: DraftForm) -> None:
    actions.save_draft(actor(), version_id, form.text(), seen_version=form.seen.data or 0)
    if form.significance.data:
        actions.describe_change(
            actor(),
            version_id,
            significance=form.significance.data,
            note=form.change_note.data or "",
        )


@blueprint.post("/<int:version_id>/return")
def send_back(version_id: int) -> Response:
    """Give a draft back to its writer."""
    note = request.form.get("note", "")
    return act_on(
        version_id,
        lambda: actions.return_to_writer(actor(), version_id, note=note),
        done=_("It is a draft again."),
        typed={"note": note},
    )


@blueprint.post("/<int:version_id>/approve")
def approve(version_id: int) -> Response:
    """Stand behind a text; and publish it, if that was the button."""
    publishes = request.form.get("then") == "publish"
    seen = inputs.number("seen") or 0

    def act() -> None:
        actions.approve(actor(), version_id, seen_version=seen)
        if publishes:
            actions.publish(actor(), version_id)

    done = _("Published. Readers see it now.") if publishes else _("Approved.")
    return act_on(version_id, act, done=done)


@blueprint.post("/<int:version_id>/publish")
def publish(version_id: int) -> Response:
    """Put an approved text before the readers."""
    return act_on(
        version_id,
        lambda: actions.publish(actor(), version_id),
        done=_("Published. Readers see it now."),
    )


@blueprint.post("/<int:version_id>/revise")
def revise(version_id: int) -> Response:
    """Begin a new text for what is published."""
    return act_on(version_id, lambda: actions.revise(actor(), version_id), done=None)


@blueprint.post("/<int:version_id>/translate")
def translate(version_id: int) -> Response:
    """Begin the same article in the other language."""
    lang = request.form.get("lang", "")
    try:
        with transaction():
            other_id = actions.translate(actor(), version_id, lang=lang)
    except PortalError as error:
        return _version_page(version_id, error=error)
    return see(f"/staff/faq/{other_id}")


@blueprint.post("/<int:version_id>/confirm-translation")
def confirm_translation(version_id: int) -> Response:
    """Say that a version is still right although the other language has changed."""
    return act_on(
        version_id,
        lambda: translations.confirm(actor(), version_id),
        done=_("Thank you. The note about the translation is gone."),
    )


@blueprint.post("/<int:version_id>/retire")
def retire(version_id: int) -> Response:
    """Take an article away from the readers."""
    reason = request.form.get("reason", "")
    replacement = request.form.get("replacement", "")
    number = article_number(replacement)
    return act_on(
        version_id,
        lambda: actions.retire(actor(), version_id, reason=reason, replaced_by=number),
        done=_("Retired. Its address tells readers why.")
        if number is None
        else _("Retired. Its address leads readers to the other article."),
        typed={"reason": reason, "replacement": replacement},
    )


@blueprint.post("/<int:version_id>/discard")
def discard(version_id: int) -> Response:
    """Throw a draft away."""
    with transaction():
        actions.discard_draft(actor(), version_id)
    flash(_("The draft is thrown away."), "success")
    return see("/staff/faq?pile=writing")


@blueprint.post("/<int:version_id>/sources")
def link_source(version_id: int) -> Response:
    """Note that the article grew from another thread, too."""
    typed = request.form.get("thread", "")
    thread_id = thread_number(typed)
    return act_on(
        version_id,
        lambda: actions.link_source(actor(), version_id, thread_id),
        done=_("The post is linked."),
        typed={"thread": typed},
        is_beside_draft=True,
    )


@blueprint.post("/<int:version_id>/sources/<int:thread_id>/unlink")
def unlink_source(version_id: int, thread_id: int) -> Response:
    """Take such a link back."""
    return act_on(
        version_id,
        lambda: actions.unlink_source(actor(), version_id, thread_id),
        done=_("The link is taken away."),
        is_beside_draft=True,
    )


def act_on(
    version_id: int,
    act: Callable[[], None],
    *,
    done: str | None,
    typed: dict[str, str] | None = None,
    is_beside_draft: bool = False,
) -> Response:
    """Do something to a version, and show its page again: with what came of it, or why not.

    Takes: is_beside_draft, the button may stand beside a draft that is being written; what was
        typed there comes with it, and is kept first.
    """
    form = DraftForm() if is_beside_draft and "body" in request.form else None
    try:
        with transaction():
            if form:
                _save(version_id, form)
            act()
    except PortalError as error:
        return _version_page(version_id, error=error, form=form, typed=typed)
    if done:
        flash(done, "success")
    return see(f"/staff/faq/{version_id}")


def _version_page(
    version_id: int,
    *,
    error: PortalError | None = None,
    form: DraftForm | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    if error and wants_part():
        raise error
    composed = faq_pages.desk_page(actor(), version_id)
    current = composed.work.draft
    # nothing that was typed is lost, also when there is no form for it any more
    unsaved = form.text() if form and (current is None or current.state != "writing") else None
    return page(
        _TEMPLATES[current.state if current else None],
        status=errors.status_of(error) if error else 200,
        composed=composed,
        form=_with_version(form, composed, error) if form else _filled(composed),
        unsaved=unsaved,
        typed=typed or {},
        error=sentence(error) if error else None,
        error_field=getattr(error, "field", None),
        is_conflict=bool(error and error.code == "faq.edited_meanwhile"),
        lock=locks.find(version_id) if current and current.state == "writing" else None,
    )


def _with_version(
    form: DraftForm, composed: faq_pages.DeskPage, error: PortalError | None
) -> DraftForm:
    # saving once more is then a decision made with the present text in sight, which it is not while
    # another is writing
    if composed.work.draft and not (error and error.code == "faq.locked"):
        form.seen.data = composed.work.draft.edit_version
    return form


def _filled(composed: faq_pages.DeskPage) -> DraftForm:
    form = DraftForm(formdata=None)
    if composed.work.draft:
        text = composed.work.draft.text
        form.title.data, form.summary.data, form.body.data = text.title, text.summary, text.body_md
        form.aliases.data = composed.work.draft.aliases
        form.seen.data = composed.work.draft.edit_version
        form.significance.data = composed.work.draft.significance
        form.change_note.data = composed.work.draft.change_note
    return form


def _new_page(form: NewArticleForm, *, error: PortalError | None = None) -> Response:
    who = actor()
    return page(
        "workspace/faq_new.html",
        status=errors.status_of(error) if error else 200,
        form=form,
        wanted=inputs.as_id(request.values.get("wanted", "")),
        products=[p for p in products.list_all() if policy.can_draft(who, p.id)],
        error=sentence(error) if error else None,
        error_field=getattr(error, "field", None),
    )
