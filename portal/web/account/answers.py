"""How this door answers: a form again with what is to be mended, or a page no other site sees."""

from collections.abc import Mapping

from werkzeug.wrappers import Response

from portal.kit.errors import PortalError, TooMany
from portal.web import errors
from portal.web.forms import RefusableForm
from portal.web.fragments import page


def form_page(template: str, form: RefusableForm, **values: object) -> Response:
    """Show a form, with the status of what became of it. Passwords are never shown back."""
    return page(template, status=form.status, form=form, **values)


def refused(
    template: str,
    form: RefusableForm,
    error: PortalError,
    *,
    renamed: Mapping[str, str] | None = None,
    values: Mapping[str, object] | None = None,
) -> Response:
    """Show a form again with why it was not taken.

    Takes: renamed, fields that are called otherwise here than in the rooms. values, what else
        the template needs.
    """
    form.refuse(error, errors.status_of(error), **(renamed or {}))
    response = form_page(template, form, **(values or {}))
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after_seconds)
    return response


def private(response: Response) -> Response:
    """Keep a page whose address holds a secret out of caches and of other sites' logs."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


def link_is_over() -> Response:
    """Say that a mailed link is used, too old, or was never sent."""
    return private(page("account/link_over.html", status=404))
