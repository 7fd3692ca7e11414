"""What a person was told of, how they want to be told, and the link that ends it."""

from collections.abc import Collection

from flask import flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.kit.db import transaction
from portal.notify import actions, queries, wording
from portal.notify.actions import Unsubscription
from portal.notify.audience import KINDS
from portal.notify.queries import NoticeLine, Wish
from portal.web import inputs, paths
from portal.web.account import blueprint
from portal.web.account.answers import private
from portal.web.current import actor, csrf
from portal.web.fragments import page, see
from portal.web.gates import signed_in
from portal.web.locales import locale


@blueprint.get("/inbox")
def inbox() -> Response:
    """Show what this person was told of. Looking at it marks nothing as read."""
    signed_in()
    lines = queries.inbox(actor(), cursor=request.args.get("cursor"))
    sentences = {line.id: wording.sentence(line, locale()) for line in lines.items}
    return page("account/inbox.html", lines=lines, sentences=sentences)


@blueprint.post("/inbox/<int:notice_id>/open")
def notice_open(notice_id: int) -> Response:
    """Mark a notice as read, and go where it leads."""
    signed_in()
    with transaction():
        line = actions.mark_read(actor(), notice_id)
    return see(_path(line))


@blueprint.post("/inbox/read")
def inbox_read() -> Response:
    """Mark everything as read that was there when the page was drawn."""
    signed_in()
    with transaction():
        actions.mark_all_read(actor(), newest_id=inputs.number("newest"))
    return see("/inbox")


@blueprint.get("/settings/notices")
def notices() -> Response:
    """Show how this person is told of each kind."""
    signed_in()
    return page(
        "account/notices.html",
        wishes=queries.wishes(actor()),
        kinds=_kinds(),
        weekly={kind.slug for kind in KINDS.values() if kind.is_weekly},
    )


@blueprint.post("/settings/notices")
def notices_post() -> Response:
    """Save how this person wants to be told."""
    signed_in()
    in_inbox = set(request.form.getlist("inbox"))
    with transaction():
        actions.set_wishes(
            actor(),
            [_wish(wish.kind, in_inbox=in_inbox) for wish in queries.wishes(actor())],
        )
    flash(_("Your notification settings are saved."), "success")
    return see("/settings/notices")


@blueprint.get("/unsubscribe/<token>")
def unsubscribe(token: str) -> Response:
    """Show the buttons that end mails. Mail scanners open links, so opening it does nothing."""
    wanted = actions.read_token(token)
    return _ending(token, wanted, None)


@blueprint.post("/unsubscribe/<token>")
@csrf.exempt  # the token itself is the proof, and mail programs send this without a form (RFC 8058)
def unsubscribe_post(token: str) -> Response:
    """End the mails of one kind, or all news of one thread; without signing in."""
    ended = "thread" if request.form.get("what") == "thread" else "kind"
    with transaction():
        end = actions.mute_thread if ended == "thread" else actions.unsubscribe
        wanted = end(token)
    return _ending(token, wanted, ended)


def _ending(token: str, wanted: Unsubscription, ended: str | None) -> Response:
    kind = wording.kind(wanted.kind, locale())
    shown = page(
        "account/unsubscribe.html",
        token=token,
        kind=kind,
        ended=ended,
        has_thread=bool(wanted.thread_id),
    )
    return private(shown)


def _wish(kind: str, *, in_inbox: Collection[str]) -> Wish:
    mail = request.form.get(f"mail-{kind}", "never")
    return Wish(kind, kind in in_inbox, mail == "once", mail == "gathered")


def _kinds() -> dict[str, str]:
    return {slug: wording.kind(slug, locale()) for slug in KINDS}


def _path(line: NoticeLine) -> str:
    if line.is_for_desk:
        return f"/staff/faq/{line.article_version_id}"
    if line.changelog_entry_id is not None:
        return paths.entry(line.changelog_entry_id, line.changelog_slug)
    if line.article_version_id is not None:
        return paths.article(line.article_version_id, line.article_slug or "")
    if line.thread_id is None or line.thread_kind is None:
        return "/inbox"
    thread = paths.thread(line.thread_kind, line.thread_id, line.thread_slug or "")
    return f"{thread}#{line.anchor}" if line.anchor else thread
