"""The list itself: on the screen a page at a time, as a file whole."""

from flask import flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.kit.db import transaction
from portal.kit.paging import Page
from portal.kit.tables import Cell
from portal.review import actions, formulas, queries, worklist
from portal.review.views import BUILT_IN
from portal.review.worklist import WorkRow
from portal.threads import statuses
from portal.web import downloads, locales
from portal.web.current import actor
from portal.web.downloads import Table
from portal.web.fragments import page, see
from portal.web.product import blueprint, choices
from portal.web.product.choices import Asked
from portal.web.product.columns import COLUMNS, EVERY, place_of


@blueprint.get("", strict_slashes=False)
def ideas() -> Response:
    """Show the ideas of a choice in its order, with the columns that were chosen."""
    who = actor()
    asked = choices.read(who, request.args)
    if downloads.is_wanted():
        return downloads.send(_table(asked))
    size = min(asked.most or worklist.PAGE_SIZE, worklist.PAGE_SIZE)
    listed = worklist.page(
        who, asked.choice, order=asked.order, cursor=request.args.get("cursor"), size=size
    )
    if asked.most is not None and asked.most <= size:
        listed = Page(listed.items)
    count = worklist.count(who, asked.choice)
    return page(
        "product/work.html",
        asked=asked,
        listed=listed,
        count=min(count, asked.most) if asked.most else count,
        views=queries.views(who),
        built_in=BUILT_IN,
        columns=EVERY,
        shown=[COLUMNS[slug] for slug in asked.columns],
        place_of=place_of,
        is_concentrated=formulas.is_concentrated,
        statuses=tuple(
            (slug, status.label(locales.locale())) for slug, status in statuses.catalogue().items()
        ),
        weights=tuple(formulas.WEIGHTS.items()),
        version=formulas.VERSION,
        counted_to=worklist.COUNTED_TO,
    )


@blueprint.post("/views")
def keep_view() -> Response:
    """Keep the choices of the list under a name."""
    typed, query = request.form, request.form.get("query", "")
    with transaction():
        actions.save_view(
            actor(), name=typed.get("name", ""), query=query, is_shared="shared" in typed
        )
    flash(_("Kept. It stands beside the other views."), "success")
    return see(f"/pm?{query}")


@blueprint.post("/views/<int:view_id>/forget")
def forget_view(view_id: int) -> Response:
    """Forget a view of one's own."""
    with transaction():
        actions.forget_view(actor(), view_id)
    flash(_("Forgotten."), "success")
    return see("/pm")


def _table(asked: Asked) -> Table:
    """Give exactly what the list shows, all of it."""
    most = asked.most or worklist.COUNTED_TO
    rows = worklist.everything(actor(), asked.choice, order=asked.order, most=most)
    shown = [COLUMNS[slug] for slug in asked.columns]
    header = [_("Title"), _("Address"), _("Product"), *(str(each.heading) for each in shown)]
    if asked.lens != "all":
        header += [_("Place by this counting"), _("Difference")]
    return Table(
        name="ideas",
        header=header,
        rows=[_cells(asked, row) for row in rows],
        preamble=[
            (_("Choices"), asked.query() or _("all that can still move")),
            (_("Order"), asked.order),
            (_("Edition of the formulas"), formulas.VERSION),
        ],
    )


def _cells(asked: Asked, row: WorkRow) -> list[Cell]:
    cells = [
        row.title,
        f"/ideas/{row.id}",
        row.product_slug,
        *(COLUMNS[slug].value(row) for slug in asked.columns),
    ]
    if asked.lens != "all":
        in_product = asked.product is not None
        before = place_of(row, "all", in_product=in_product)
        after = place_of(row, asked.lens, in_product=in_product)
        cells += [after, None if before is None or after is None else before - after]
    return cells
