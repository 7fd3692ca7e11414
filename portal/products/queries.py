"""Reading products."""

from dataclasses import dataclass

from sqlalchemy import select

from portal.kit.db import db, read
from portal.kit.errors import NotFound
from portal.products.models import Product


@dataclass(frozen=True, slots=True)
class ProductView:
    """A product as a page shows it."""

    id: int
    slug: str
    name_ko: str
    name_en: str
    tagline_ko: str
    tagline_en: str
    is_retired: bool

    def name(self, locale: str) -> str:
        """Give its name in a language."""
        return self.name_ko if locale == "ko" else self.name_en

    def tagline(self, locale: str) -> str:
        """Give its tagline in a language."""
        return self.tagline_ko if locale == "ko" else self.tagline_en


def list_all() -> tuple[ProductView, ...]:
    """List the products in their order; there are few.

    Costs: 1 statement.
    """
    rows = read(_ALL).all()
    return tuple(ProductView(*row) for row in rows)


def get(product_id: int) -> ProductView:
    """Give one product.

    Raises: NotFound("product.not_found").
    Costs: 1 statement.
    """
    row = db.session.execute(_VIEW.where(Product.id == product_id)).one_or_none()
    if row is None:
        raise NotFound("product.not_found")
    return ProductView(*row)


@dataclass(frozen=True, slots=True)
class ProductSettings:
    """What a product's ideas obey."""

    voter_visibility: str
    vote_budget: int | None
    review_threshold_votes: int
    response_days: int
    archive_after_days: int


def get_settings(product_id: int) -> ProductSettings:
    """Give what a product's ideas obey.

    Raises: NotFound("product.not_found").
    Costs: 1 statement.
    """
    row = db.session.execute(_SETTINGS.where(Product.id == product_id)).one_or_none()
    if row is None:
        raise NotFound("product.not_found")
    return ProductSettings(*row)


_SETTINGS = select(
    Product.voter_visibility,
    Product.vote_budget,
    Product.review_threshold_votes,
    Product.response_days,
    Product.archive_after_days,
)
_VIEW = select(
    Product.id,
    Product.slug,
    Product.name_ko,
    Product.name_en,
    Product.tagline_ko,
    Product.tagline_en,
    Product.is_retired,
)
_ALL = _VIEW.order_by(Product.position, Product.id)
