"""The search's desk: what people search for, and which words mean the same."""

from collections.abc import Callable

from flask import Blueprint, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.kit import site
from portal.kit.db import transaction
from portal.kit.errors import NotFound, PortalError
from portal.search import actions, grouping, report, rules, synonyms
from portal.search import queries as search
from portal.web import errors, gates, locales
from portal.web.current import actor
from portal.web.fragments import page, see
from portal.web.sentences import sentence

blueprint = Blueprint("search_desk", __name__, url_prefix="/staff/search")
blueprint.before_request(gates.holds("search.tend"))

_ADDED = 0
_PILES = ("nothing", "most", "numbers")


@blueprint.get("")
def searches() -> Response:
    """Show what found nothing, what is searched for most, or how the searches fared."""
    who, lang = actor(), _lang(request.args.get("lang"))
    pile = request.args.get("pile", _PILES[0])
    if pile not in _PILES:
        raise NotFound
    listed = weeks = None
    if pile == "numbers":
        weeks = report.weeks(who, lang)
    else:
        cursor = request.args.get("cursor")
        listed = report.searched(who, lang, without_results=pile == "nothing", cursor=cursor)
    return page(
        "workspace/searches.html",
        lang=lang,
        pile=pile,
        searched=listed,
        weeks=weeks,
        days=site.current().search_log_days,
    )


@blueprint.get("/synonyms")
def groups() -> Response:
    """Show the groups of words of a language, and the form for another one."""
    return _groups_page(_lang(request.args.get("lang")), words=request.args.get("words", ""))


@blueprint.post("/synonyms")
def add() -> Response:
    """Put words together."""
    lang, words = _lang(request.form.get("lang")), request.form.get("words", "")
    return _act(
        lang,
        lambda: actions.add_synonyms(actor(), lang=lang, words=words),
        done=_("Added. Searches use it from now on."),
        words=words,
    )


@blueprint.post("/synonyms/<int:group_id>")
def change(group_id: int) -> Response:
    """Give a group other words."""
    words = request.form.get("words", "")
    return _act(
        synonyms.get(actor(), group_id).lang,
        lambda: actions.change_synonyms(actor(), group_id, words=words),
        done=_("Saved. Searches use it from now on."),
        words=words,
        group_id=group_id,
    )


@blueprint.post("/synonyms/<int:group_id>/remove")
def remove(group_id: int) -> Response:
    """Part the words of a group."""
    return _act(
        synonyms.get(actor(), group_id).lang,
        lambda: actions.remove_synonyms(actor(), group_id),
        done=_("Removed. Each word is searched for by itself again."),
    )


@blueprint.get("/generic")
def generic() -> Response:
    """Show the words that say nothing about what a question is about."""
    return _generic_page(", ".join(grouping.generic_words()))


@blueprint.post("/generic")
def generic_save() -> Response:
    """Say which words say nothing."""
    typed = request.form.get("words", "")
    try:
        with transaction():
            grouping.set_generic_words(actor(), typed)
    except PortalError as error:
        return _generic_page(typed, error=error)
    flash(_("Saved. It counts for questions from now on."), "success")
    return see("/staff/search/generic")


def _generic_page(words: str, *, error: PortalError | None = None) -> Response:
    return page(
        "workspace/generic_words.html",
        status=errors.status_of(error) if error else 200,
        words=words,
        error=sentence(error) if error else None,
    )


def _act(
    lang: str,
    act: Callable[[], object],
    *,
    done: str,
    words: str = "",
    group_id: int = _ADDED,
) -> Response:
    try:
        with transaction():
            act()
    except PortalError as error:
        return _groups_page(lang, words=words, error=error, group_id=group_id)
    flash(done, "success")
    return see(f"/staff/search/synonyms?lang={lang}")


def _groups_page(
    lang: str, *, words: str, error: PortalError | None = None, group_id: int = _ADDED
) -> Response:
    who = actor()
    found = synonyms.browse(who, lang, cursor=request.args.get("cursor"))
    # what was typed into a group that is on another page of the list is not lost either
    refused = synonyms.get(who, group_id) if error and group_id else None
    return page(
        "workspace/synonyms.html",
        status=errors.status_of(error) if error else 200,
        lang=lang,
        groups=found,
        refused=refused,
        words=words[: search.QUERY_MAX * 4],
        error=sentence(error) if error else None,
        most=rules.WORDS_MAX,
    )


def _lang(wanted: str | None) -> str:
    return wanted if wanted in rules.LANGS else locales.locale()
