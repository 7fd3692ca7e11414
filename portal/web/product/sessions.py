"""Review sessions: freeze a list, decide row by row, look at all of it, publish it at once."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from flask import flash, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from portal.accounts.actor import Actor
from portal.ideas import policy as idea_policy
from portal.ideas import transitions
from portal.ideas.transitions import Move
from portal.kit import clock
from portal.kit.db import transaction
from portal.kit.errors import PortalError, RuleBroken
from portal.review import deciding, queries, rules, session_rules, sessions, worklist
from portal.review.session_rules import Ruling, Words
from portal.review.sessions import Item, SessionView
from portal.review.views import BUILT_IN
from portal.threads import statuses
from portal.threads.kinds import Status
from portal.web import downloads, errors, inputs, locales
from portal.web.current import actor
from portal.web.fragments import page, see
from portal.web.product import blueprint, choices, session_files
from portal.web.sentences import sentence

_LIST = "/pm/sessions"


@blueprint.get("/sessions")
def session_list() -> Response:
    """List the review sessions, with a form to open another one."""
    return _list_page({}, None)


@blueprint.post("/sessions")
def session_open() -> Response:
    """Freeze a list, and go on to decide its first idea."""
    who, typed = actor(), request.form
    query = typed.get("query", "")
    try:
        numbers, is_cut = _chosen(who, query, typed)
        with transaction():
            session_id = deciding.open_session(
                who, title=typed.get("title", ""), query=query, thread_ids=numbers
            )
    except PortalError as error:
        return _list_page(typed, error)
    flash(_("The list is frozen. Its numbers do not change any more."), "success")
    if is_cut:
        most = session_rules.IDEAS_MAX
        flash(_("The list was longer: these are its first %(most)s ideas.", most=most), "info")
    return see(f"/pm/session/{session_id}#decide")


@blueprint.get("/session/<int:session_id>")
def session(session_id: int) -> Response:
    """Show a session with the idea to decide next; as a file, all of it."""
    view = sessions.get(actor(), session_id)
    if downloads.is_wanted():
        return downloads.send(session_files.table(view))
    row = request.args.get("row", type=int)
    item = next((each for each in view.items if each.position == row), None)
    return _session_page(view, item, None, None)


@blueprint.post("/session/<int:session_id>/ideas/<int:thread_id>")
def session_decide(session_id: int, thread_id: int) -> Response:
    """Decide an idea of a session, and go on to the next that is undecided."""
    who, typed = actor(), request.form
    try:
        ruling = _ruling(typed)
        with transaction():
            deciding.decide(
                who, session_id, thread_id, ruling, seen_version=inputs.number("seen") or 0
            )
    except PortalError as error:
        view = sessions.get(who, session_id)
        return _session_page(view, view.item(thread_id), typed, error)
    view = sessions.get(who, session_id)
    row = view.undecided_after(view.item(thread_id).position)
    if row is None:
        flash(_("Every idea is decided. Look at all of it once, then publish it."), "success")
        return see(f"/pm/session/{session_id}/preview")
    return see(f"/pm/session/{session_id}?row={row}#decide")


@blueprint.post("/session/<int:session_id>/words")
def session_words(session_id: int) -> Response:
    """Keep the title, the minutes and the introduction of a session."""
    who, typed = actor(), request.form
    words = Words(typed.get("title", ""), typed.get("minutes", ""), typed.get("intro", ""))
    try:
        with transaction():
            deciding.keep_words(who, session_id, words, seen_version=inputs.number("seen") or 0)
    except PortalError as error:
        view = sessions.get(who, session_id)
        return _session_page(view, None, typed, error)
    flash(_("Kept."), "success")
    return see(f"/pm/session/{session_id}#words")


@blueprint.get("/session/<int:session_id>/preview")
def session_preview(session_id: int) -> Response:
    """Show everything that would be published, and what hinders it."""
    return _preview_page(session_id, None)


@blueprint.post("/session/<int:session_id>/publish")
def session_publish(session_id: int) -> Response:
    """Publish all that was decided at once."""
    try:
        with transaction():
            deciding.publish(actor(), session_id, seen_stamp=inputs.number("seen") or 0)
    except PortalError as error:
        return _preview_page(session_id, error)
    flash(_("Everything is published. Everybody who voted hears of it."), "success")
    return see(f"/you-said/{session_id}")


@blueprint.post("/session/<int:session_id>/drop")
def session_drop(session_id: int) -> Response:
    """End a session without publishing anything."""
    with transaction():
        deciding.drop(actor(), session_id)
    flash(_("The session is dropped. Nothing was published."), "success")
    return see(_LIST)


@blueprint.get("/session/<int:session_id>/minutes.md")
def session_minutes(session_id: int) -> Response:
    """Give the minutes as Markdown."""
    view = sessions.get(actor(), session_id)
    response = Response(session_files.minutes(view), content_type="text/markdown; charset=utf-8")
    name = f"review-{view.id}-{clock.now():%Y-%m-%d}.md"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.get("/session/<int:session_id>/print")
def session_print(session_id: int) -> Response:
    """Show the minutes as a page to print."""
    view = sessions.get(actor(), session_id)
    return page("product/session_print.html", view=view, outcome=session_files.outcome)


def _chosen(who: Actor, query: str, typed: "MultiDict[str, str]") -> tuple[list[int], bool]:
    """Give the ideas that were ticked or named, or those of a list, and whether it was longer."""
    words = " ".join(typed.getlist("ideas")).replace(",", " ").split()
    if words:
        numbers = [inputs.as_id(word) for word in words]
        if None in numbers:
            raise RuleBroken("sitting.empty", field="ideas")
        return [number for number in numbers if number is not None], False
    asked = choices.read(who, MultiDict(parse_qsl(query[: rules.QUERY_MAX])))
    most = session_rules.IDEAS_MAX
    wanted = min(asked.most or most + 1, most + 1)
    rows = worklist.everything(who, asked.choice, order=asked.order, most=wanted)
    ids = [row.id for row in rows]
    return ids[:most], len(ids) > most


def _ruling(typed: Mapping[str, str]) -> Ruling:
    """Read what was decided from the form."""
    decision, _sign, status = typed.get("decision", "").partition(":")
    zone = locales.time_zone()
    return Ruling(
        decision=decision,
        status=status or None,
        reason_code=typed.get("reason_code") or None,
        text_md=typed.get("note", ""),
        link=typed.get("link", ""),
        revisit_at=inputs.day(typed.get("revisit_at", ""), zone, "revisit_at"),
        revisit_votes=inputs.count(typed.get("revisit_votes", ""), "revisit_votes"),
        target_id=inputs.number("target"),
        owner_id=inputs.number("owner"),
        note=typed.get("private_note", ""),
    )


def _typed_of(item: Item) -> dict[str, str]:
    """Give the form of an idea as it was decided."""
    facts = {
        "decision": f"status:{item.status}" if item.status else item.decision,
        "reason_code": item.reason_code,
        "note": item.text_md,
        "link": item.link,
        "revisit_at": _day(item.revisit_at) if item.revisit_at else None,
        "revisit_votes": item.revisit_votes,
        "target": item.target_id,
        "owner": item.owner_id,
        "private_note": item.note,
    }
    return {name: str(value) for name, value in facts.items() if value is not None}


def _day(instant: datetime) -> str:
    return instant.astimezone(ZoneInfo(locales.time_zone())).date().isoformat()


def _list_page(typed: Mapping[str, str], error: PortalError | None) -> Response:
    who = actor()
    return page(
        "product/sessions.html",
        status=errors.status_of(error) if error else 200,
        listed=sessions.listed(who, request.args.get("cursor")),
        views=queries.views(who),
        built_in=BUILT_IN,
        typed=typed,
        error=sentence(error) if error else None,
        most=session_rules.IDEAS_MAX,
    )


def _session_page(
    view: SessionView,
    item: Item | None,
    typed: Mapping[str, str] | None,
    error: PortalError | None,
) -> Response:
    """Show a session with one of its ideas to decide.

    Takes: item, None for the first undecided; typed, what was refused: about the idea, or, without
        one, about the session.
    """
    who, is_about_idea = actor(), item is not None
    shown = item or _first(view)
    form = typed if typed is not None and is_about_idea else _typed_of(shown)
    form = {**form, **_begun(who, shown, form)}
    return page(
        "product/session.html",
        status=errors.status_of(error) if error else 200,
        view=view,
        item=shown,
        form=form,
        words=typed if typed is not None and not is_about_idea else None,
        moves=_moves(who, shown),
        reviewers=sessions.reviewers(who, view.product_id),
        templates=queries.templates(who),
        obstacles=sessions.obstacles(who, view) if view.state == "open" else {},
        outcome=session_files.outcome,
        sentence=sentence,
        error=sentence(error) if error else None,
        is_about_idea=is_about_idea,
    )


def _first(view: SessionView) -> Item:
    row = view.undecided_after(0)
    return next((item for item in view.items if item.position == row), view.items[0])


def _begun(who: Actor, item: Item, form: Mapping[str, str]) -> dict[str, str]:
    """Begin the text from a template, where one is asked for."""
    number = request.args.get("template", type=int)
    if number is None or request.method == "POST":
        return {}
    template = queries.template(who, number)
    values = {"title": item.frozen["title"], "votes": str(item.frozen["votes"])}
    begun = {"note": rules.fill(template.body(item.frozen["lang"]), values)}
    if template.status and "decision" not in form:
        begun["decision"] = f"status:{template.status}"
    return begun


def _moves(who: Actor, item: Item) -> list[tuple[Status, Move]]:
    catalogue = statuses.catalogue()
    if not item.is_visible or item.is_merged or item.status_now not in catalogue:
        return []
    return [
        (status, move)
        for status, move in transitions.after(catalogue[item.status_now], catalogue)
        if idea_policy.can_move(who, item.product_id, move)
    ]


def _preview_page(session_id: int, error: PortalError | None) -> Response:
    who = actor()
    view = sessions.get(who, session_id)
    found = sessions.obstacles(who, view) if view.state == "open" else {}
    number = error.facts.get("number") if error else None
    if error and isinstance(number, int):
        found[number] = error
    return page(
        "product/session_preview.html",
        status=errors.status_of(error) if error else 200,
        view=view,
        obstacles=found,
        outcome=session_files.outcome,
        sentence=sentence,
        error=sentence(error) if error else None,
    )
