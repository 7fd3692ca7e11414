"""Texts to begin from when a decision is told."""

from flask import flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.kit.db import transaction
from portal.kit.errors import NotAllowed, NotFound, PortalError
from portal.review import actions, queries, rules
from portal.review.rules import Template
from portal.threads import statuses
from portal.web import errors, inputs
from portal.web.current import actor
from portal.web.fragments import page, see
from portal.web.product import blueprint
from portal.web.sentences import sentence

_NEW = 0
_FIELDS = ("name", "status", "body_ko", "body_en", "active")


@blueprint.get("/templates")
def templates() -> Response:
    """List the texts, and the form for another one."""
    return _show()


@blueprint.post("/templates")
def add_template() -> Response:
    """Keep another text."""
    try:
        with transaction():
            actions.add_template(actor(), _typed())
    except (NotAllowed, NotFound):
        raise
    except PortalError as refused:
        return _show(_NEW, refused)
    flash(_("Kept. It is offered with each decision."), "success")
    return see("/pm/templates")


@blueprint.post("/templates/<int:template_id>")
def change_template(template_id: int) -> Response:
    """Change a text, or lay it aside."""
    try:
        with transaction():
            actions.change_template(
                actor(),
                template_id,
                _typed(),
                is_active="active" in request.form,
                seen_version=inputs.number("version") or 0,
            )
    except (NotAllowed, NotFound):
        raise
    except PortalError as refused:
        return _show(template_id, refused)
    flash(_("Saved."), "success")
    return see("/pm/templates")


def _typed() -> Template:
    typed = request.form
    return Template(
        name=typed.get("name", ""),
        status=typed.get("status") or None,
        body_ko=typed.get("body_ko", ""),
        body_en=typed.get("body_en", ""),
    )


def _show(refused_id: int | None = None, refused: PortalError | None = None) -> Response:
    return page(
        "product/templates.html",
        status=errors.status_of(refused) if refused else 200,
        templates=queries.templates(actor(), with_inactive=True),
        statuses=tuple(statuses.catalogue()),
        variables=rules.VARIABLES,
        refused_id=refused_id,
        refusal=sentence(refused) if refused else "",
        typed={name: request.form.get(name, "") for name in _FIELDS},
    )
