"""The statuses of ideas."""

from flask import flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.ideas import catalogue
from portal.ideas.catalogue import Looks
from portal.kit.db import transaction
from portal.kit.errors import PortalError
from portal.web import errors, inputs
from portal.web.admin import blueprint
from portal.web.current import actor
from portal.web.fragments import page, see
from portal.web.sentences import sentence

_PATH = "/admin/statuses"
_TEXTS = ("slug", "kind", "label_ko", "label_en", "colour", "position")
_TICKS = ("on_roadmap", "is_active")


@blueprint.get("/statuses")
def statuses() -> Response:
    """Show the catalogue of statuses."""
    return _page()


@blueprint.post("/statuses")
def status_add() -> Response:
    """Add a status of one of the kinds."""
    try:
        with transaction():
            catalogue.add(
                actor(),
                request.form.get("slug", "").strip(),
                request.form.get("kind", ""),
                _looks(),
                seen_edition=request.form.get("edition", ""),
            )
    except PortalError as error:
        return _page(error, at="")
    flash(_("The status is added."), "success")
    return see(_PATH)


@blueprint.post("/statuses/<slug>")
def status_change(slug: str) -> Response:
    """Change the words, the looks and the place of a status."""
    try:
        with transaction():
            seen_edition = request.form.get("edition", "")
            catalogue.change(actor(), slug, _looks(), seen_edition=seen_edition)
    except PortalError as error:
        return _page(error, at=slug)
    flash(_("The status is changed. Everybody sees it so from now on."), "success")
    return see(_PATH)


def _looks() -> Looks:
    return Looks(
        label_ko=request.form.get("label_ko", ""),
        label_en=request.form.get("label_en", ""),
        colour=request.form.get("colour", ""),
        position=inputs.number("position"),
        on_roadmap="on_roadmap" in request.form,
        is_active="is_active" in request.form,
    )


def _page(error: PortalError | None = None, *, at: str | None = None) -> Response:
    """Draw the catalogue; with a refusal, and what was typed beside the status it is about."""
    known, edition = catalogue.browse(actor())
    return page(
        "admin/statuses.html",
        status=errors.status_of(error) if error else 200,
        statuses=tuple(known.values()),
        edition=edition,
        error=sentence(error) if error else None,
        at=at,
        typed=_typed() if error else {},
    )


def _typed() -> dict[str, str]:
    texts = {name: request.form.get(name, "") for name in _TEXTS}
    return texts | {name: "1" for name in _TICKS if name in request.form}
