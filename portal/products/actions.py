"""Changing products."""

import re

from sqlalchemy import func, select, update

from portal.kit.db import db, insert_once, rows_changed
from portal.kit.errors import Conflict, NotFound, RuleBroken
from portal.kit.events import announce
from portal.products.events import ProductOffered, ProductRetired
from portal.products.models import Product

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SLUG_MAX = 40
_NAME_MAX = 60
_TAGLINE_MAX = 200


def offer(
    *, slug: str, name_ko: str, name_en: str, tagline_ko: str = "", tagline_en: str = ""
) -> int:
    """Offer a new product to the people of a living community.

    Gives: its id.
    Raises: RuleBroken("product.slug" | "product.name"); Conflict("product.taken").
    Announces: ProductOffered.
    Costs: 5 statements.
    """
    if len(slug) > _SLUG_MAX or not _SLUG.fullmatch(slug):
        raise RuleBroken("product.slug", field="slug")
    names, taglines = (name_ko.strip(), name_en.strip()), (tagline_ko.strip(), tagline_en.strip())
    if not all(0 < len(name) <= _NAME_MAX for name in names) or any(
        len(tagline) > _TAGLINE_MAX for tagline in taglines
    ):
        raise RuleBroken("product.name", field="name")
    if db.session.execute(select(Product.id).where(Product.slug == slug)).scalar() is not None:
        raise Conflict("product.taken")
    product_id = add(
        slug=slug,
        name_ko=names[0],
        name_en=names[1],
        tagline_ko=taglines[0],
        tagline_en=taglines[1],
    )
    announce(ProductOffered(actor_id=None, product_id=product_id))
    return product_id


def retire(slug: str) -> int:
    """Stop offering a product: what was said about it can be read, and nothing new be asked.

    Retiring it again changes nothing.
    Gives: its id.
    Raises: NotFound("product.not_found").
    Announces: ProductRetired, when it was offered.
    Costs: 3 statements.
    """
    product_id = db.session.execute(select(Product.id).where(Product.slug == slug)).scalar()
    if product_id is None:
        raise NotFound("product.not_found")
    offered = (Product.id == product_id) & ~Product.is_retired
    if rows_changed(update(Product).where(offered).values(is_retired=True)):
        announce(ProductRetired(actor_id=None, product_id=product_id))
    return product_id


def add(
    *, slug: str, name_ko: str, name_en: str, tagline_ko: str = "", tagline_en: str = ""
) -> int:
    """Offer a product, behind those there are. Adding the same slug again changes nothing.

    Gives: its id.
    Costs: 3 statements.
    """
    position = db.session.execute(select(func.count()).select_from(Product)).scalar_one()
    insert_once(
        Product,
        slug=slug,
        name_ko=name_ko,
        name_en=name_en,
        tagline_ko=tagline_ko,
        tagline_en=tagline_en,
        position=position,
        is_retired=False,
    )
    return db.session.execute(select(Product.id).where(Product.slug == slug)).scalar_one()
