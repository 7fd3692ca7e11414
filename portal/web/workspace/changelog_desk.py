"""The changelog's desk: what is written, planned, published or withdrawn, and one entry of it.

An entry has one form for everything, so that whatever is pressed takes along what was typed.
"""

from collections.abc import Callable
from typing import Final

from flask import Blueprint, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts import mentions
from portal.accounts.actor import Actor
from portal.changelog import actions, policy, queries, rules
from portal.changelog.queries import EntryView
from portal.kit import site, text
from portal.kit.db import transaction
from portal.kit.errors import NotAllowed, NotFound, PortalError, RuleBroken
from portal.products import queries as products
from portal.search import queries as search
from portal.search.engine import Filters
from portal.search.queries import Line
from portal.threads import queries as threads
from portal.web import errors, gates, inputs
from portal.web.current import actor
from portal.web.fragments import page, see
from portal.web.sentences import sentence
from portal.web.workspace.changelog_forms import EntryForm

blueprint = Blueprint("changelog_desk", __name__, url_prefix="/staff/changelog")
blueprint.before_request(gates.holds("changelog.write"))

_FOUND_MOST: Final = 8
_PILES: Final = ("draft", "scheduled", "published", "withdrawn")


@blueprint.get("")
def entries() -> Response:
    """Show the entries of one state."""
    who, pile = actor(), request.args.get("pile", _PILES[0])
    if pile not in _PILES:
        raise NotFound
    return page(
        "workspace/changelog.html",
        pile=pile,
        piles=_PILES,
        counts=queries.counts(who),
        entries=queries.desk(who, pile, cursor=request.args.get("cursor")),
    )


@blueprint.get("/new")
def new() -> Response:
    """Show the form for an entry; of an idea, with what is known of it."""
    form = EntryForm(formdata=None)
    form.label.data = rules.LABELS[0]
    idea_id = inputs.as_id(request.args.get("idea", ""))
    if idea_id is not None:
        idea = threads.get(actor(), idea_id)
        form.product.data = idea.product_id
        title = form.title_ko if idea.lang == "ko" else form.title_en
        title.data = idea.title
    return _new_page(form, idea_id)


@blueprint.post("/new")
def new_post() -> Response:
    """Begin an entry."""
    form, idea_id = EntryForm(), inputs.number("idea")
    if request.form.get("do") == "preview":
        return _new_page(form, idea_id)
    try:
        with transaction():
            entry_id = actions.write(actor(), form.text())
            if idea_id is not None:
                actions.link(actor(), entry_id, idea_id)
    except PortalError as error:
        return _new_page(form, idea_id, error=error)
    flash(_("The draft is saved."), "success")
    return see(f"/staff/changelog/{entry_id}")


@blueprint.get("/<int:entry_id>")
def entry(entry_id: int) -> Response:
    """Show an entry, to write it or to see what became of it."""
    return _entry_page(_own(entry_id))


@blueprint.post("/<int:entry_id>")
def entry_post(entry_id: int) -> Response:
    """Save what was typed, and do what the button says."""
    form = EntryForm()
    todo, _colon, number = request.form.get("do", "save").partition(":")
    if todo in ("preview", "find"):
        return _entry_page(_own(entry_id), form=form)
    if todo not in _ACTS:
        raise NotFound
    act, done = _ACTS[todo]
    try:
        with transaction():
            if todo != "discard" and policy.can_edit(actor(), _own(entry_id)):
                actions.edit(actor(), entry_id, form.text(), seen_version=form.seen.data or 0)
            act(actor(), _own(entry_id), form, inputs.as_id(number) or 0)
    except PortalError as error:
        if isinstance(error, NotAllowed | NotFound) and error.code != "thread.not_found":
            raise
        return _entry_page(_own(entry_id), form=form, error=error)
    flash(done(), "success")
    return see("/staff/changelog" if todo == "discard" else f"/staff/changelog/{entry_id}")


Act = Callable[[Actor, EntryView, EntryForm, int], None]


def _save(who: Actor, entry: EntryView, _form: EntryForm, _number: int) -> None:
    if not policy.can_edit(who, entry):
        raise NotAllowed("changelog.publish")


def _publish(who: Actor, entry: EntryView, _form: EntryForm, _number: int) -> None:
    actions.publish(who, entry.id, seen_version=entry.version)


def _schedule(who: Actor, entry: EntryView, form: EntryForm, _number: int) -> None:
    instant = form.instant(site.current().time_zone)
    if instant is None:
        raise RuleBroken("changelog.past", field="publish_at")
    actions.schedule(who, entry.id, instant, seen_version=entry.version)


def _unschedule(who: Actor, entry: EntryView, _form: EntryForm, _number: int) -> None:
    actions.unschedule(who, entry.id)


def _withdraw(who: Actor, entry: EntryView, _form: EntryForm, _number: int) -> None:
    actions.withdraw(who, entry.id)


def _discard(who: Actor, entry: EntryView, _form: EntryForm, _number: int) -> None:
    actions.discard(who, entry.id)


def _link(who: Actor, entry: EntryView, _form: EntryForm, number: int) -> None:
    actions.link(who, entry.id, number)


def _unlink(who: Actor, entry: EntryView, _form: EntryForm, number: int) -> None:
    actions.unlink(who, entry.id, number)


_ACTS: Final[dict[str, tuple[Act, Callable[[], str]]]] = {
    "save": (_save, lambda: _("Your changes are saved.")),
    "publish": (_publish, lambda: _("Published. Readers see it now.")),
    "schedule": (_schedule, lambda: _("Planned. It is published by itself.")),
    "unschedule": (_unschedule, lambda: _("It is a draft again.")),
    "withdraw": (_withdraw, lambda: _("Withdrawn. Readers do not see it any more.")),
    "discard": (_discard, lambda: _("The draft is thrown away.")),
    "link": (_link, lambda: _("The idea is linked.")),
    "unlink": (_unlink, lambda: _("The link is taken away.")),
}


def _own(entry_id: int) -> EntryView:
    """Give an entry of this person's desk.

    Raises: NotFound("changelog.not_found").
    """
    found = queries.get(actor(), entry_id)
    if not policy.can_write(actor(), found.product_id):
        raise NotFound("changelog.not_found")
    return found


def _new_page(
    form: EntryForm, idea_id: int | None, *, error: PortalError | None = None
) -> Response:
    return page(
        "workspace/changelog_new.html",
        status=errors.status_of(error) if error else 200,
        form=form,
        idea=threads.get(actor(), idea_id) if idea_id is not None else None,
        products=_offered(actor()),
        known_labels=rules.LABELS,
        previews=_previews(form),
        error=sentence(error) if error else None,
        error_field=getattr(error, "field", None),
    )


def _entry_page(
    entry: EntryView, *, form: EntryForm | None = None, error: PortalError | None = None
) -> Response:
    who = actor()
    is_conflict = bool(error and error.code == "changelog.meanwhile")
    if form is None:
        form = EntryForm(formdata=None)
        form.fill(entry.text)
        form.seen.data = entry.version
    elif is_conflict:
        # saving once more is then a decision made with the present text in sight
        form.seen.data = entry.version
    linked = queries.ideas_of(who, [entry.id]).get(entry.id, ())
    return page(
        "workspace/changelog_entry.html",
        status=errors.status_of(error) if error else 200,
        entry=entry,
        form=form,
        linked=linked,
        hidden_count=len(queries.idea_ids(entry.id)) - len(linked),
        found=_found(who, form.find.data or "", {idea.thread_id for idea in linked}),
        products=_offered(who),
        known_labels=rules.LABELS,
        may_edit=policy.can_edit(who, entry),
        may_publish=policy.can_publish(who, entry.product_id),
        moves=rules.MOVES[entry.state],
        time_zone=site.current().time_zone,
        previews=_previews(form),
        is_conflict=is_conflict,
        error=sentence(error) if error else None,
        error_field=getattr(error, "field", None),
    )


def _offered(who: Actor) -> list[products.ProductView]:
    return [one for one in products.list_all() if policy.can_write(who, one.id)]


def _previews(form: EntryForm) -> list[tuple[str, str, str]]:
    """Give language, title and HTML of what was typed, where anything was."""
    typed = form.text()
    return [
        (lang, typed.of(lang).title, mentions.render(text.normalise(typed.of(lang).body_md)))
        for lang in rules.LANGS
        if typed.of(lang).is_begun
    ]


def _found(who: Actor, typed: str, linked: set[int]) -> tuple[Line, ...] | None:
    """Find ideas by a number or by words; None where nothing was asked for."""
    query = text.one_line(typed)[: search.QUERY_MAX]
    if not query:
        return None
    if number := inputs.as_id(query.removeprefix("#")):
        lines = search.lines_of(who, [number])
    else:
        lines = search.find(who, query, Filters(kinds=frozenset({"idea"}))).hits
    alike = [line for line in lines if line.kind == "idea" and line.id not in linked]
    return tuple(alike[:_FOUND_MOST])
