"""The topics of the help: a short list for each product, and the topic of an article."""

from collections.abc import Callable

from flask import Blueprint, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.faq import policy, topics
from portal.kit.db import transaction
from portal.kit.errors import NotFound, PortalError
from portal.products import queries as products
from portal.products.queries import ProductView
from portal.web import errors, gates, inputs
from portal.web.current import actor
from portal.web.fragments import page, see
from portal.web.sentences import sentence
from portal.web.workspace.faq_review import act_on

blueprint = Blueprint("faq_topics", __name__, url_prefix="/staff/faq")
blueprint.before_request(gates.holds("faq.draft"))

_ADDED = 0
_CHANGED = -1


@blueprint.get("/topics")
def topic_list() -> Response:
    """Show the topics of a product."""
    return _page(_product(request.args.get("product")))


@blueprint.post("/topics")
def topic_add() -> Response:
    """Add a topic."""
    product = _product(request.form.get("product"))
    return _act(
        product,
        _ADDED,
        lambda names: topics.add(actor(), product.id, **names),
        done=_("The topic is added."),
    )


@blueprint.post("/topics/<int:topic_id>")
def topic_rename(topic_id: int) -> Response:
    """Call a topic otherwise."""
    return _act(
        _product_of(topic_id),
        topic_id,
        lambda names: topics.rename(actor(), topic_id, **names),
        done=_("The topic is renamed."),
    )


@blueprint.post("/topics/<int:topic_id>/remove")
def topic_remove(topic_id: int) -> Response:
    """Take a topic away; its articles stay."""
    product = _product_of(topic_id)
    return _act(
        product,
        topic_id,
        lambda _names: topics.remove(actor(), topic_id),
        done=_("The topic is removed. Its articles stay."),
    )


@blueprint.post("/topics/changed")
def topic_changed() -> Response:
    """Say that what articles about a product, or under a topic, speak of has changed."""
    product = _product(request.form.get("product"))
    topic_id = inputs.number("topic") or None
    typed = {"cause": request.form.get("cause", ""), "topic": str(topic_id or "")}
    try:
        with transaction():
            topics.note_change(actor(), product.id, topic_id, cause=typed["cause"])
    except PortalError as error:
        return _page(product, error=error, typed={_CHANGED: typed})
    flash(_("It is noted. Whoever answers for these articles is told."), "success")
    return see(f"/staff/faq/topics?product={product.slug}")


@blueprint.post("/<int:version_id>/topic")
def topic_choose(version_id: int) -> Response:
    """Put an article under a topic, or under none."""
    return act_on(
        version_id,
        lambda: topics.choose(actor(), version_id, inputs.number("topic")),
        done=_("The topic is changed."),
        is_beside_draft=True,
    )


def _act(
    product: ProductView, topic_id: int, act: Callable[[dict[str, str]], object], *, done: str
) -> Response:
    names = {name: request.form.get(name, "") for name in ("name_ko", "name_en")}
    try:
        with transaction():
            act(names)
    except PortalError as error:
        return _page(product, error=error, typed={topic_id: names})
    flash(done, "success")
    return see(f"/staff/faq/topics?product={product.slug}")


def _page(
    product: ProductView,
    *,
    error: PortalError | None = None,
    typed: dict[int, dict[str, str]] | None = None,
) -> Response:
    who = actor()
    return page(
        "workspace/faq_topics.html",
        status=errors.status_of(error) if error else 200,
        product=product,
        products=[p for p in products.list_all() if policy.can_draft(who, p.id)],
        topics=topics.of_product(product.id),
        may_change=policy.can_publish(who, product.id),
        error=sentence(error) if error else None,
        typed=typed or {},
    )


def _product(slug: str | None) -> ProductView:
    """Give the product that is named, or the first one that this person writes about."""
    mine = [p for p in products.list_all() if policy.can_draft(actor(), p.id)]
    found = next((p for p in mine if p.slug == slug or not slug), None)
    if found is None:
        raise NotFound
    return found


def _product_of(topic_id: int) -> ProductView:
    return products.get(topics.get(topic_id).product_id)
