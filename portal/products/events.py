"""Facts about products."""

from dataclasses import dataclass

from portal.kit.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductOffered(Event):
    """The company offers a product, so that people can post about it."""

    product_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductRetired(Event):
    """The company offers a product no more: it can be read about, and not asked about."""

    product_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductChanged(Event):
    """A product is called otherwise, stands elsewhere, or its ideas obey something else."""

    product_id: int
    fields: list[str]
