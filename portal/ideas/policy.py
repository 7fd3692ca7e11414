"""Who decides about ideas."""

from portal.accounts.actor import Actor


def can_set_status(actor: Actor, product_id: int) -> bool:
    """Product managers decide, in their products."""
    return actor.may("idea.set_status", product_id)
