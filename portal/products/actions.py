"""Changing products."""

from dataclasses import asdict, replace

from sqlalchemy import func, select, update

from portal.kit import text
from portal.kit.db import db, insert_once, rows_changed
from portal.kit.errors import Conflict, NotAllowed, NotFound
from portal.kit.events import announce
from portal.products import policy, rules
from portal.products.events import ProductChanged, ProductOffered, ProductRetired
from portal.products.models import Product
from portal.products.policy import Who
from portal.products.rules import ProductDraft


def offer(who: Who, slug: str, draft: ProductDraft) -> int:
    """Offer a new product to the people of a living community, behind those there are.

    Gives: its id.
    Raises: NotAllowed("product.tend"); RuleBroken("product.…"); Conflict("product.taken").
    Announces: ProductOffered.
    Costs: 6 statements.
    """
    _check_may(who)
    rules.check_slug(slug)
    draft = _tidied(draft)
    rules.check(draft)
    if db.session.execute(select(Product.id).where(Product.slug == slug)).scalar() is not None:
        raise Conflict("product.taken")
    product_id = add(slug=slug, name_ko=draft.name_ko, name_en=draft.name_en)
    if draft.position == 0:
        draft = replace(draft, position=_count() - 1)
    db.session.execute(update(Product).where(Product.id == product_id).values(**asdict(draft)))
    announce(ProductOffered(actor_id=who.id, product_id=product_id))
    return product_id


def change(who: Who, slug: str, draft: ProductDraft) -> None:
    """Call a product otherwise, put it elsewhere, or let its ideas obey something else.

    Raises: NotAllowed("product.tend"); NotFound("product.not_found"); RuleBroken("product.…").
    Announces: ProductChanged, unless nothing changed.
    Costs: 3 statements.
    """
    _check_may(who)
    draft = _tidied(draft)
    rules.check(draft)
    product = _held(slug)
    values = asdict(draft)
    changed = {name: value for name, value in values.items() if getattr(product, name) != value}
    if not changed:
        return
    db.session.execute(update(Product).where(Product.id == product.id).values(**changed))
    announce(ProductChanged(actor_id=who.id, product_id=product.id, fields=sorted(changed)))


def retire(who: Who, slug: str) -> int:
    """Stop offering a product: what was said about it can be read, and nothing new be asked.

    Retiring it again changes nothing.
    Gives: its id.
    Raises: NotAllowed("product.tend"); NotFound("product.not_found").
    Announces: ProductRetired, when it was offered.
    Costs: 3 statements.
    """
    _check_may(who)
    product_id = _held(slug).id
    if _set_retired(product_id, value=True):
        announce(ProductRetired(actor_id=who.id, product_id=product_id))
    return product_id


def bring_back(who: Who, slug: str) -> int:
    """Offer a retired product again. Offering what is offered changes nothing.

    Gives: its id.
    Raises: NotAllowed("product.tend"); NotFound("product.not_found").
    Announces: ProductOffered, when it was retired.
    Costs: 3 statements.
    """
    _check_may(who)
    product_id = _held(slug).id
    if _set_retired(product_id, value=False):
        announce(ProductOffered(actor_id=who.id, product_id=product_id))
    return product_id


def add(
    *, slug: str, name_ko: str, name_en: str, tagline_ko: str = "", tagline_en: str = ""
) -> int:
    """Offer a product, behind those there are. Adding the same slug again changes nothing.

    Gives: its id.
    Costs: 3 statements.
    """
    insert_once(
        Product,
        slug=slug,
        name_ko=name_ko,
        name_en=name_en,
        tagline_ko=tagline_ko,
        tagline_en=tagline_en,
        position=_count(),
        is_retired=False,
    )
    return db.session.execute(select(Product.id).where(Product.slug == slug)).scalar_one()


def _check_may(who: Who) -> None:
    if not policy.can_tend(who):
        raise NotAllowed("product.tend")


def _tidied(draft: ProductDraft) -> ProductDraft:
    return replace(
        draft,
        name_ko=text.one_line(draft.name_ko),
        name_en=text.one_line(draft.name_en),
        tagline_ko=text.one_line(draft.tagline_ko),
        tagline_en=text.one_line(draft.tagline_en),
    )


def _held(slug: str) -> Product:
    found = select(Product).where(Product.slug == slug).with_for_update()
    product = db.session.execute(found).scalar_one_or_none()
    if product is None:
        raise NotFound("product.not_found")
    return product


def _set_retired(product_id: int, *, value: bool) -> int:
    otherwise = (Product.id == product_id) & Product.is_retired.is_(not value)
    return rows_changed(update(Product).where(otherwise).values(is_retired=value))


def _count() -> int:
    return db.session.execute(select(func.count()).select_from(Product)).scalar_one()
