"""The desk's list of what should become an article, with what speaks for it."""

from collections.abc import Callable

from flask import Blueprint, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.faq import actions, candidates, claims, evidence, offers, policy, wanted, workbench
from portal.kit.db import transaction
from portal.kit.errors import NotFound, PortalError
from portal.products import queries as products
from portal.web import errors, gates, inputs, locales, paths
from portal.web.current import actor
from portal.web.fragments import page, see
from portal.web.sentences import sentence

blueprint = Blueprint("faq_candidates", __name__, url_prefix="/staff/faq")
blueprint.before_request(gates.holds("faq.draft"))

_LIST = "/staff/faq/candidates"
_PILES = ("open", "early", "words", "declined")


@blueprint.get("/candidates")
def listed() -> Response:
    """Show what is proposed, what has too little evidence, what is missed, or what was declined."""
    return _page()


@blueprint.post("/candidates/<int:nomination_id>/claim")
def claim(nomination_id: int) -> Response:
    """Say that one will write a candidate."""
    return _act(lambda: claims.claim(actor(), nomination_id), done=_("It is yours to write."))


@blueprint.post("/candidates/<int:nomination_id>/give-back")
def give_back(nomination_id: int) -> Response:
    """Let others write a candidate."""
    return _act(
        lambda: claims.give_back(actor(), nomination_id), done=_("Anybody can write it now.")
    )


@blueprint.post("/candidates/<int:nomination_id>/update")
def update(nomination_id: int) -> Response:
    """Take a candidate into an article that is there already."""
    version_id = inputs.number("article") or 0
    try:
        with transaction():
            offers.update_article(actor(), nomination_id, version_id)
    except PortalError as error:
        return _page(error=error)
    return see(f"/staff/faq/{version_id}")


@blueprint.post("/candidates/threads/<int:thread_id>")
def propose(thread_id: int) -> Response:
    """Propose a question whatever its evidence."""
    return _act(
        lambda: actions.nominate(actor(), thread_id),
        done=_("This is on the list of what should become help."),
    )


@blueprint.post("/candidates/words/<int:wanted_id>/decline")
def decline_words(wanted_id: int) -> Response:
    """Decide that words that were searched for get no article."""
    reason = request.form.get("reason", "")
    return _act(
        lambda: wanted.decline(actor(), wanted_id, reason=reason),
        done=_("Declined. They come back when they are searched for twice as often."),
        typed={f"words-{wanted_id}": reason},
    )


@blueprint.post("/nominations/<int:nomination_id>/draft")
def draft(nomination_id: int) -> Response:
    """Begin an article from a candidate."""
    try:
        with transaction():
            lang = request.form.get("lang", "")
            version_id = actions.start_draft(actor(), nomination_id, lang=lang)
    except PortalError as error:
        return _page(error=error)
    return see(f"/staff/faq/{version_id}")


@blueprint.post("/nominations/<int:nomination_id>/decline")
def decline(nomination_id: int) -> Response:
    """Decide against an article."""
    reason = request.form.get("reason", "")
    return _act(
        lambda: actions.decline(actor(), nomination_id, reason=reason),
        done=_("The proposal is declined."),
        typed={f"reason-{nomination_id}": reason},
    )


def _act(act: Callable[[], object], *, done: str, typed: dict[str, str] | None = None) -> Response:
    try:
        with transaction():
            act()
    except PortalError as error:
        return _page(error=error, typed=typed)
    flash(done, "success")
    return see(paths.came_from(_LIST))


def _page(*, error: PortalError | None = None, typed: dict[str, str] | None = None) -> Response:
    who, lang = actor(), locales.locale()
    reads_words = policy.can_read_readers(who)
    pile = request.values.get("pile", _PILES[0])
    if pile not in _PILES:
        raise NotFound
    offered = products.list_all()
    chosen = next((p for p in offered if p.slug == request.values.get("product")), None)
    product_id = chosen.id if chosen else None
    cursor = request.args.get("cursor")
    shown: object
    if pile == "words":
        shown = wanted.browse(who, lang, cursor=cursor)
    elif pile == "early":
        shown = candidates.browse_early(who, product_id=product_id, cursor=cursor)
    else:
        shown = candidates.browse(who, state=pile, product_id=product_id, cursor=cursor)
    open_of = candidates.products_with(who)
    return page(
        "workspace/faq_candidates.html",
        status=errors.status_of(error) if error else 200,
        pile=pile,
        shown=shown,
        chosen=chosen,
        products=[(product, open_of[product.id]) for product in offered if product.id in open_of],
        open_count=sum(open_of.values()),
        counts=candidates.counts(who, product_id)
        | ({"words": wanted.count(who, lang)} if reads_words else {}),
        reads_words=reads_words,
        pile_counts=workbench.counts(who),
        formula=evidence,
        claim_days=claims.CLAIM_DAYS,
        words_from=wanted.TIMES_FROM,
        may_decline=who.may("faq.nominate"),
        may_free=who.may("faq.publish"),
        error=sentence(error) if error else None,
        typed=typed or {},
    )
