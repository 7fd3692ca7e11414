"""The FAQ's desk, where articles are kept true: still right, in doubt, handed over, due."""

from datetime import UTC, datetime, time
from http import HTTPStatus
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.faq import health, locks, policy, unhelpful, upkeep, workbench
from portal.kit.db import transaction
from portal.kit.errors import NotAllowed, NotFound
from portal.web import gates, locales, paths
from portal.web.current import actor
from portal.web.fragments import page, part, see
from portal.web.workspace import faq_pages
from portal.web.workspace.faq_review import act_on

blueprint = Blueprint("faq_care", __name__, url_prefix="/staff/faq")
blueprint.before_request(gates.holds("faq.draft"))


@blueprint.post("/<int:version_id>/still-right")
def still_right(version_id: int) -> Response:
    """Say that an article is still right: at its review, or after using it in an answer."""
    back = request.form.get("back")
    occasion = "reuse" if request.form.get("occasion") == "reuse" else "review"
    with transaction():
        upkeep.confirm(actor(), version_id, occasion=occasion)
    flash(_("Thank you. It is noted that this is still right."), "success")
    return see(paths.own(back, f"/staff/faq/{version_id}"))


@blueprint.post("/<int:version_id>/doubt")
def doubt(version_id: int) -> Response:
    """Say that an article needs an update."""
    back = request.form.get("back")
    with transaction():
        upkeep.doubt(actor(), version_id)
    flash(_("Thank you. It is on the list of what needs an update."), "success")
    return see(paths.own(back, f"/staff/faq/{version_id}"))


@blueprint.post("/<int:version_id>/hand-over")
def hand_over(version_id: int) -> Response:
    """Let another of the team answer for an article."""
    owner, back = request.form.get("owner", ""), request.form.get("back")
    answer = act_on(
        version_id,
        lambda: upkeep.hand_over(actor(), version_id, handle=owner),
        done=_("Handed over."),
        typed={"owner": owner},
    )
    return see(paths.own(back)) if back and answer.status_code == HTTPStatus.SEE_OTHER else answer


@blueprint.post("/<int:version_id>/review-date")
def review_date(version_id: int) -> Response:
    """Choose by when an article is looked at again."""
    typed = request.form.get("review_by", "")
    return act_on(
        version_id,
        lambda: upkeep.set_review_by(actor(), version_id, _end_of(typed)),
        done=_("The review date is changed."),
        typed={"review_by": typed},
    )


@blueprint.post("/<int:version_id>/lock")
def lock(version_id: int) -> Response:
    """Note that somebody is writing; the page sends this while they type."""
    with transaction():
        held = locks.hold(actor(), version_id)
    return part("workspace/_faq_lock.html", lock=held)


@blueprint.get("/review")
def reviews() -> Response:
    """Show what waits for a second pair of eyes with what it changes, oldest first; mine apart."""
    who = actor()
    waiting = workbench.waiting(who, cursor=request.args.get("cursor"))
    return page(
        "workspace/faq_reviews.html",
        waiting=waiting,
        changes={work.version_id: faq_pages.changes_of(work) for work in waiting.items},
        mine=workbench.handed_in(who),
    )


@blueprint.get("/health")
def health_page() -> Response:
    """Show which articles should be looked at: stale, unhelpful, untranslated or orphaned."""
    who, pile = actor(), request.args.get("pile", health.PILES[0])
    if pile not in health.PILES:
        raise NotFound
    total, fresh = health.published(who)
    return page(
        "workspace/faq_health.html",
        pile=pile,
        counts=health.counts(who),
        patients=health.browse(who, pile, cursor=request.args.get("cursor")),
        total=total,
        fresh=fresh,
    )


@blueprint.get("/<int:version_id>/unhelpful")
def unhelpful_list(version_id: int) -> Response:
    """Show what readers say whom an article did not help."""
    work = workbench.get(actor(), version_id)
    if not policy.can_read_readers(actor(), work.product_id):
        raise NotAllowed("staff.enter")
    return page(
        "workspace/faq_unhelpful.html",
        work=work,
        counts=unhelpful.counts(version_id),
        said=unhelpful.browse(version_id, cursor=request.args.get("cursor")),
    )


def _end_of(day: str) -> datetime | None:
    """Give the last moment of a day, as the reader's calendar has it; None for no day."""
    try:
        date = datetime.strptime(day.strip(), "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
        at = datetime.combine(date, time(23, 59), tzinfo=ZoneInfo(locales.time_zone()))
        return at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
