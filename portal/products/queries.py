"""Reading products."""

from dataclasses import dataclass, fields

from sqlalchemy import select

from portal.kit.db import db, read
from portal.kit.errors import NotAllowed, NotFound
from portal.products import policy
from portal.products.models import Product
from portal.products.policy import Who


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductRow:
    """A product as administrators see it."""

    slug: str
    name_ko: str
    name_en: str
    tagline_ko: str
    tagline_en: str
    position: int
    is_retired: bool
    voter_visibility: str
    vote_budget: int | None
    review_threshold_votes: int
    response_days: int
    archive_after_days: int

    def name(self, locale: str) -> str:
        """Give its name in a language."""
        return self.name_ko if locale == "ko" else self.name_en


def list_rows(who: Who) -> tuple[ProductRow, ...]:
    """List the products in their order, with all that can be said of them.

    Raises: NotAllowed("product.tend").
    Costs: 1 statement.
    """
    if not policy.can_tend(who):
        raise NotAllowed("product.tend")
    rows = db.session.execute(_ROW.order_by(Product.position, Product.id))
    return tuple(ProductRow(**row._asdict()) for row in rows)


def get_row(who: Who, slug: str) -> ProductRow:
    """Give one product, with all that can be said of it.

    Raises: NotAllowed("product.tend"); NotFound("product.not_found").
    Costs: 1 statement.
    """
    if not policy.can_tend(who):
        raise NotAllowed("product.tend")
    row = db.session.execute(_ROW.where(Product.slug == slug)).one_or_none()
    if row is None:
        raise NotFound("product.not_found")
    return ProductRow(**row._asdict())


_ROW = select(*(getattr(Product, field.name) for field in fields(ProductRow)))
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
