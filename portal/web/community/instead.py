"""Instead of asking: have it too, want the idea that is there, or be done with what was shown.

All of these are buttons of the form for asking, so what was typed travels along and is kept.
"""

from flask import flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.answers import actions as answers
from portal.insights import asking
from portal.insights.asking import Thing, Told
from portal.kit.db import transaction
from portal.kit.errors import PortalError
from portal.threads import drafts
from portal.threads import queries as threads
from portal.votes import actions as votes
from portal.votes.queries import VoteState
from portal.web import inputs, paths, visitor
from portal.web.community import ask, blueprint
from portal.web.current import actor, csrf, draft_owners
from portal.web.fragments import page, part, see, wants_part


@blueprint.post("/similar/<int:thread_id>/vote")
def similar_vote(thread_id: int) -> Response:
    """Vote for what is there already, and stay with what is being typed."""
    who, kind = actor(), _kind()
    if wants_part():
        with transaction():
            state = _act(thread_id)
        thing = "idea" if request.args.get("thing") == "idea" else "question"
        return part("community/_similar_vote.html", state=state, thing=thing)
    if not who.is_known:
        why = _("Please sign in to vote. What you wrote is kept.")
        return ask.keep_and_sign_in(kind, ask.read_form(), why)
    ask.keep(kind)
    try:
        with transaction():
            _act(thread_id)
    except PortalError as error:
        return ask.again(kind, ask.read_form(), error)
    flash(_("Your vote counts. What you wrote is still here."), "success")
    return see(ask.back_to(kind, ask.read_form()))


@blueprint.post("/similar/<int:thread_id>/comment")
def similar_comment(thread_id: int) -> Response:
    """Keep what was typed as a comment on the idea that is there already."""
    who, kind, form = actor(), _kind(), ask.read_form()
    if not who.is_known:
        why = _("Please sign in to post this. What you wrote is kept.")
        return ask.keep_and_sign_in(kind, form, why)
    said = "\n\n".join(filter(None, (form.title.data, form.body.data)))
    try:
        with transaction():
            comment_id = answers.comment(who, thread_id, body_md=said)
            drafts.drop(draft_owners(), kind)
            thread = threads.get(who, thread_id)
    except PortalError as error:
        return ask.again(kind, form, error)
    token = _panel_token()
    ask.tell(Told(token=token, solved=asking.position_of(token, Thing("idea", thread_id))))
    flash(
        _("What you wrote is a comment here now. Thank you for not starting it twice."), "success"
    )
    return see(f"{paths.thread(thread.kind, thread_id, thread.slug)}#comment-{comment_id}")


@blueprint.post("/similar/solved")
def similar_solved() -> Response:
    """Take down that something shown solved it, and keep what was typed all the same."""
    kind = _kind()
    ask.keep(kind)
    ask.tell(Told(token=_panel_token(), solved=inputs.number("solved")))
    return see(f"{ask.address(kind)}/solved")


@blueprint.get("/questions/ask/solved")
@blueprint.get("/ideas/propose/solved")
def asking_solved() -> Response:
    """Thank those who need not ask any more, and let them drop what they typed."""
    kind = "idea" if request.path.startswith("/ideas/") else "question"
    owners = draft_owners()
    kept = drafts.find(owners, kind) if owners else {}
    return page("community/solved.html", kind=kind, title=kept.get("title", ""), is_kept=bool(kept))


@blueprint.post("/asks")
@csrf.exempt  # a page that is shown sends it; its sealed token is the proof, and names nobody
def asks() -> Response:
    """Take down what a page for asking showed, and what was opened from it."""
    told = Told(
        token=_panel_token(), opened=inputs.number("opened"), viewed=inputs.number("viewed")
    )
    with transaction():
        asking.record(told, place=visitor.network())
    return Response("", 204)


def _act(thread_id: int) -> VoteState:
    if request.form.get("wish") == "withdraw":
        return votes.withdraw(actor(), thread_id)
    return votes.cast(actor(), thread_id, network=request.remote_addr)


def _panel_token() -> str:
    return request.form.get("panel", "")


def _kind() -> str:
    return "idea" if request.form.get("kind") == "idea" else "question"
