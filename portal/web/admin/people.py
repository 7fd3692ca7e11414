"""People and their roles."""

from flask import flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts import actions, directory, grants
from portal.accounts.directory import PeopleFilter, PersonRow
from portal.accounts.roles import Role
from portal.kit import text
from portal.kit.db import transaction
from portal.kit.errors import PortalError
from portal.products import queries as products
from portal.web import errors, locales
from portal.web.admin import blueprint
from portal.web.admin.forms import GRANTABLE, RoleForm, TitlesForm
from portal.web.current import actor
from portal.web.fragments import page, see

_WORDS_MAX = 100


@blueprint.get("/people")
def people() -> Response:
    """Find people by name, user name, address or role."""
    words = text.one_line(request.args.get("q", ""))[:_WORDS_MAX]
    role = request.args.get("role", "")
    which = PeopleFilter(
        words=words, role=Role(role) if role in GRANTABLE else None, with_roles=role == "any"
    )
    found = directory.list_people(actor(), which, cursor=request.args.get("cursor"))
    return page("admin/people.html", people=found, words=words, role=role, roles=GRANTABLE)


@blueprint.get("/people/<handle>")
def person(handle: str) -> Response:
    """Show one person with their roles."""
    return _person_page(directory.get(actor(), handle))


@blueprint.post("/people/<handle>/grant")
def person_grant(handle: str) -> Response:
    """Give a role."""
    shown, form = directory.get(actor(), handle), _role_form()
    if not form.is_right():
        return _person_page(shown, role_form=form)
    scope = form.scope(products.list_all())
    try:
        with transaction():
            grants.grant(actor(), shown.id, Role(form.role.data), scope)
    except PortalError as error:
        form.refuse(error, errors.status_of(error))
        return _person_page(shown, role_form=form)
    flash(_("The role is given. It holds from the next click on."), "success")
    return see(_path(shown))


@blueprint.post("/people/<handle>/revoke")
def person_revoke(handle: str) -> Response:
    """Take a role."""
    shown, form = directory.get(actor(), handle), _role_form()
    if not form.is_right():
        return _person_page(shown, role_form=form)
    try:
        with transaction():
            grants.revoke(actor(), shown.id, Role(form.role.data), form.scope(products.list_all()))
    except PortalError as error:
        form.refuse(error, errors.status_of(error))
        return _person_page(shown, role_form=form)
    flash(_("The role is taken away."), "success")
    # whoever gave up their own last right to be here would find nothing
    return see(_path(shown) if shown.id != actor().id else "/")


@blueprint.post("/people/<handle>/titles")
def person_titles(handle: str) -> Response:
    """Say what somebody does in the company."""
    shown, form = directory.get(actor(), handle), TitlesForm()
    try:
        with transaction():
            actions.set_titles(
                actor(),
                shown.id,
                title_ko=form.title_ko.data or "",
                title_en=form.title_en.data or "",
            )
    except PortalError as error:
        form.refuse(error, errors.status_of(error))
        return _person_page(shown, titles_form=form)
    flash(_("The job title is saved."), "success")
    return see(_path(shown))


def _person_page(
    shown: PersonRow, *, role_form: RoleForm | None = None, titles_form: TitlesForm | None = None
) -> Response:
    titles = {"title_ko": shown.title_ko, "title_en": shown.title_en}
    role_form = role_form or _role_form()
    titles_form = titles_form or TitlesForm(formdata=None, data=titles)
    return page(
        "admin/person.html",
        status=max(role_form.status, titles_form.status),
        person=shown,
        role_form=role_form,
        titles_form=titles_form,
    )


def _role_form() -> RoleForm:
    form = RoleForm()
    form.offer(products.list_all(), locales.locale())
    return form


def _path(shown: PersonRow) -> str:
    return f"/admin/people/{shown.handle}"
