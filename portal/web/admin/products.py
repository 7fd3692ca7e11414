"""What the company offers: names, order, and what the ideas about it obey."""

from flask import flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.kit.db import transaction
from portal.kit.errors import PortalError
from portal.products import actions, queries
from portal.products.queries import ProductRow
from portal.web import errors
from portal.web.admin import blueprint
from portal.web.admin.forms import NewProductForm, ProductForm
from portal.web.current import actor
from portal.web.fragments import page, see

_LIST = "/admin/products"


@blueprint.get("/products")
def products() -> Response:
    """List the products, with a form for another one."""
    return _list_page(NewProductForm(formdata=None))


@blueprint.post("/products")
def product_offer() -> Response:
    """Offer another product."""
    form = NewProductForm()
    if not form.is_right():
        return _list_page(form)
    try:
        with transaction():
            actions.offer(actor(), (form.slug.data or "").strip(), form.draft())
    except PortalError as error:
        form.refuse(error, errors.status_of(error))
        return _list_page(form)
    flash(_("The product is offered. People can post about it now."), "success")
    return see(_LIST)


@blueprint.get("/products/<slug>")
def product(slug: str) -> Response:
    """Show one product with all that can be changed."""
    shown = queries.get_row(actor(), slug)
    form = ProductForm(formdata=None)
    form.show(shown)
    return _product_page(shown, form)


@blueprint.post("/products/<slug>")
def product_change(slug: str) -> Response:
    """Save a product."""
    shown, form = queries.get_row(actor(), slug), ProductForm()
    if not form.is_right():
        return _product_page(shown, form)
    try:
        with transaction():
            actions.change(actor(), slug, form.draft())
    except PortalError as error:
        form.refuse(error, errors.status_of(error))
        return _product_page(shown, form)
    flash(_("The product is saved."), "success")
    return see(_LIST)


@blueprint.post("/products/<slug>/offered")
def product_offered(slug: str) -> Response:
    """Retire a product, or offer it again."""
    is_offered = request.form.get("offered") == "yes"
    with transaction():
        (actions.bring_back if is_offered else actions.retire)(actor(), slug)
    words = _("The product is offered again.") if is_offered else _("The product is retired.")
    flash(words, "success")
    return see(f"{_LIST}/{slug}")


def _list_page(form: NewProductForm) -> Response:
    return page(
        "admin/products.html", status=form.status, products=queries.list_rows(actor()), form=form
    )


def _product_page(shown: ProductRow, form: ProductForm) -> Response:
    return page("admin/product.html", status=form.status, product=shown, form=form)
