"""Asking a question and proposing an idea; what is there already is met before, never in the way.

What the panel of suggestions offers instead of asking is in ``instead``.
"""

from urllib.parse import quote, urlencode

from flask import flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.insights import asking
from portal.kit import markup, text
from portal.kit.db import transaction
from portal.kit.errors import PortalError, TooMany
from portal.products import queries as products
from portal.search import log
from portal.search.log import Told
from portal.threads import drafts
from portal.threads import queries as threads
from portal.votes import actions as votes
from portal.web import errors, inputs, locales, paths, visitor
from portal.web.community import blueprint
from portal.web.community import similar as suggestions
from portal.web.community.forms import ThreadForm
from portal.web.community.similar import Panel
from portal.web.current import actor, draft_owner, draft_owners, draft_place
from portal.web.forms import option
from portal.web.fragments import page, part, see
from portal.web.sentences import sentence

_TOKEN_MAX = 2_000
_FIELDS = ("product", "lang", "title", "body", "tags")


@blueprint.get("/questions/ask")
def ask() -> Response:
    """Show the form for a question."""
    return form_page("question", _filled("question"))


@blueprint.post("/questions/ask")
def ask_post() -> Response:
    """Ask a question."""
    return _post("question")


@blueprint.get("/ideas/propose")
def propose() -> Response:
    """Show the form for an idea."""
    return form_page("idea", _filled("idea"))


@blueprint.post("/ideas/propose")
def propose_post() -> Response:
    """Propose an idea."""
    return _post("idea")


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
    form = read_form()
    who = actor()
    if not who.is_known:
        return keep_and_sign_in(
            kind, form, _("Please sign in to post this. What you wrote is kept.")
        )
    if not form.similar_seen.data:
        panel = _panel(kind, form)
        tell(asking.Told(token=panel.token))
        # the page with JavaScript has shown them while the title was typed, and says so
        if panel.groups:
            return form_page(kind, form, panel=panel)
    try:
        with transaction():
            thread_id = votes.post_thread(who, form.draft(kind))
            drafts.drop(draft_owners(), kind)
            thread = threads.get(who, thread_id)
    except PortalError as error:
        return again(kind, form, error)
    _tell_search(form.search.data or "")
    tell(asking.Told(token=form.ask.data or "", has_asked=True))
    flash(
        _("Your question is posted.") if kind == "question" else _("Your idea is posted."),
        "success",
    )
    return see(paths.thread(kind, thread_id, thread.slug))


def back_to(kind: str, form: ThreadForm) -> str:
    """Give the address of the form, with what its page told of itself."""
    told = {"search": form.search.data or "", "ask": form.ask.data or ""}
    query = urlencode({name: token[:_TOKEN_MAX] for name, token in told.items() if token})
    return f"{address(kind)}?{query}" if query else address(kind)


def address(kind: str) -> str:
    """Give the address of the form."""
    return "/questions/ask" if kind == "question" else "/ideas/propose"


def tell(told: asking.Told) -> None:
    """Count what became of somebody who began to ask; what they did is done in any case."""
    if not told.token:
        return
    try:
        with transaction():
            asking.record(told, place=visitor.network())
    except TooMany:
        return


def _tell_search(token: str) -> None:
    """Count that a search ended in asking; what was posted is posted in any case."""
    if not token:
        return
    try:
        with transaction():
            log.record(Told(token, has_asked=True), place=visitor.network())
    except TooMany:
        return


def again(kind: str, form: ThreadForm, error: PortalError) -> Response:
    """Show the form again with what was typed, and why something was not taken."""
    return form_page(kind, form, status=errors.status_of(error), error=error)


def keep_and_sign_in(kind: str, form: ThreadForm, why: str) -> Response:
    """Keep what was typed, and come back to it after signing in."""
    keep(kind)
    flash(why, "info")
    return see(f"/sign-in?next={quote(back_to(kind, form), safe='/?')}")


def keep(kind: str) -> None:
    """Keep what was typed, if anything was."""
    if typed := _typed():
        with transaction():
            drafts.save(draft_owner(), kind, typed, place=draft_place())


def read_form() -> ThreadForm:
    """Read what was sent."""
    form = ThreadForm()
    offered = [p for p in products.list_all() if not p.is_retired]
    form.product.choices = [option(p.id, p.name(locales.locale())) for p in offered]
    return form


def _filled(kind: str) -> ThreadForm:
    form = read_form()
    kept = drafts.find(draft_owners(), kind) if draft_owners() else {}
    form.lang.data = kept.get("lang") or locales.locale()
    form.search.data = request.args.get("search", "")[:_TOKEN_MAX]
    form.ask.data = _ask_token(kind)
    form.title.data = kept.get("title") or text.one_line(request.args.get("title", ""))[:200]
    form.body.data = kept.get("body", "")
    form.tags.data = kept.get("tags", "")
    product = kept.get("product") or request.args.get("product", "")
    form.product.data = inputs.as_id(product)
    return form


def _ask_token(kind: str) -> str:
    """Give the token of those who come back from signing in, or a new one; staff have none."""
    if actor().is_staff:
        return ""
    carried = request.args.get("ask", "")[:_TOKEN_MAX]
    return carried if asking.is_ours(carried) else asking.begin(kind, locales.locale())


def _typed() -> dict[str, str]:
    return {name: request.form[name] for name in _FIELDS if request.form.get(name)}


def _panel(kind: str, form: ThreadForm) -> Panel:
    return suggestions.panel(kind, form.title.data or "", form.ask.data or "")


def form_page(
    kind: str,
    form: ThreadForm,
    *,
    status: int = 200,
    error: PortalError | None = None,
    panel: Panel | None = None,
) -> Response:
    """Draw the form with what is typed in it.

    Takes: panel, when it is shown as a step, instead of posting at once.
    """
    return page(
        "community/ask.html",
        status=status,
        kind=kind,
        form=form,
        error=sentence(error) if error else None,
        error_field=getattr(error, "field", None),
        panel=panel or _panel(kind, form),
        is_step=panel is not None,
        products=products.list_all(),
    )
