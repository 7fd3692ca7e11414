"""Asking a question and proposing an idea; similar ones are met before, never in the way."""

from urllib.parse import quote

from flask import flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.kit import markup, text
from portal.kit.db import transaction
from portal.kit.errors import PortalError, TooMany
from portal.products import queries as products
from portal.search import log
from portal.search import queries as search
from portal.search.log import Told
from portal.threads import drafts
from portal.threads import queries as threads
from portal.votes import actions as votes
from portal.web import errors, inputs, locales, paths, visitor
from portal.web.community import blueprint
from portal.web.community.forms import ThreadForm
from portal.web.current import actor, draft_owner, draft_owners, draft_place
from portal.web.forms import option
from portal.web.fragments import page, part, see
from portal.web.sentences import sentence

SIMILAR_FROM_CHARACTERS = 4
_SIMILAR_SHOWN = 5
_TOKEN_MAX = 2_000
_FIELDS = ("product", "lang", "title", "body", "tags")


@blueprint.get("/questions/ask")
def ask() -> Response:
    """Show the form for a question."""
    return _form_page("question", _filled("question"))


@blueprint.post("/questions/ask")
def ask_post() -> Response:
    """Ask a question."""
    return _post("question")


@blueprint.get("/ideas/propose")
def propose() -> Response:
    """Show the form for an idea."""
    return _form_page("idea", _filled("idea"))


@blueprint.post("/ideas/propose")
def propose_post() -> Response:
    """Propose an idea."""
    return _post("idea")


@blueprint.get("/similar")
def similar() -> Response:
    """Show what was asked or proposed before in nearly these words."""
    title = text.one_line(request.args.get("title", ""))
    kind = "idea" if request.args.get("kind") == "idea" else "question"
    found = _similar(title) if len(title) >= SIMILAR_FROM_CHARACTERS else search.NOTHING
    return part("community/_similar.html", found=found, kind=kind)


@blueprint.post("/preview")
def preview() -> Response:
    """Show a text as it will look. The same pipeline as when it is kept, so it is the truth."""
    body_md = text.normalise(request.form.get("body", "")[: markup.BODY_MAX_CODEPOINTS])
    return part("community/_preview.html", html=str(markup.render(body_md)))


@blueprint.post("/drafts/<form>")
def draft_save(form: str) -> Response:
    """Keep what is being typed."""
    with transaction():
        drafts.save(draft_owner(), form[:60], _typed(), place=draft_place())
    return Response("", 204)


@blueprint.post("/drafts/<form>/drop")
def draft_drop(form: str) -> Response:
    """Throw away what was typed."""
    with transaction():
        drafts.drop(draft_owners(), form[:60])
    return see(paths.own(request.form.get("next")))


def _post(kind: str) -> Response:
    form = _form()
    who = actor()
    if not who.is_known:
        return _keep_and_sign_in(kind, form.search.data or "")
    if _wants_similar_step(form):
        found = _similar(form.title.data or "")
        if found.hits:
            return _form_page(kind, form, similar=found)
    try:
        with transaction():
            thread_id = votes.post_thread(who, form.draft(kind))
            drafts.drop(draft_owners(), kind)
            thread = threads.get(who, thread_id)
    except PortalError as error:
        return _again(kind, form, error)
    _tell_search(form.search.data or "")
    flash(
        _("Your question is posted.") if kind == "question" else _("Your idea is posted."),
        "success",
    )
    return see(paths.thread(kind, thread_id, thread.slug))


def _tell_search(token: str) -> None:
    """Count that a search ended in asking; what was posted is posted in any case."""
    if not token:
        return
    try:
        with transaction():
            log.record(Told(token, has_asked=True), place=visitor.network())
    except TooMany:
        return


def _again(kind: str, form: ThreadForm, error: PortalError) -> Response:
    return _form_page(kind, form, status=errors.status_of(error), error=error)


def _wants_similar_step(form: ThreadForm) -> bool:
    # the page with JavaScript has shown them while the title was typed, and says so
    return not form.similar_seen.data and len(form.title.data or "") >= SIMILAR_FROM_CHARACTERS


def _keep_and_sign_in(kind: str, search_token: str) -> Response:
    with transaction():
        drafts.save(draft_owner(), kind, _typed(), place=draft_place())
    flash(_("Please sign in to post this. What you wrote is kept."), "info")
    back = "/questions/ask" if kind == "question" else "/ideas/propose"
    if search_token:
        back = f"{back}?search={quote(search_token[:_TOKEN_MAX])}"
    return see(f"/sign-in?next={quote(back)}")


def _similar(title: str) -> search.Found:
    return search.similar(actor(), title, lang=None, limit=_SIMILAR_SHOWN)


def _form() -> ThreadForm:
    form = ThreadForm()
    offered = [p for p in products.list_all() if not p.is_retired]
    form.product.choices = [option(p.id, p.name(locales.locale())) for p in offered]
    return form


def _filled(kind: str) -> ThreadForm:
    form = _form()
    kept = drafts.find(draft_owners(), kind) if draft_owners() else {}
    form.lang.data = kept.get("lang") or locales.locale()
    form.search.data = request.args.get("search", "")[:_TOKEN_MAX]
    form.title.data = kept.get("title") or text.one_line(request.args.get("title", ""))[:200]
    form.body.data = kept.get("body", "")
    form.tags.data = kept.get("tags", "")
    product = kept.get("product") or request.args.get("product", "")
    form.product.data = inputs.as_id(product)
    return form


def _typed() -> dict[str, str]:
    return {name: request.form[name] for name in _FIELDS if request.form.get(name)}


def _form_page(
    kind: str,
    form: ThreadForm,
    *,
    status: int = 200,
    error: PortalError | None = None,
    similar: search.Found = search.NOTHING,
) -> Response:
    return page(
        "community/ask.html",
        status=status,
        kind=kind,
        form=form,
        error=sentence(error) if error else None,
        error_field=getattr(error, "field", None),
        similar=similar,
        products=products.list_all(),
    )
