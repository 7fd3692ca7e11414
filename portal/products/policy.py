"""Who may change what the company offers.

People live a floor above, so that a role can be scoped by product: an actor is known here by what
is asked of them.
"""

from typing import Protocol


class Who(Protocol):
    """What this room asks of an actor."""

    @property
    def id(self) -> int | None: ...
    def may(self, capability: str, product_id: int | None = None) -> bool: ...


def can_tend(who: Who) -> bool:
    """Offer products, retire them, and say what their ideas obey."""
    return who.may("product.tend")
