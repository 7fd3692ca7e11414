"""Who decides about ideas."""

from portal.accounts.actor import Actor


def can_set_status(actor: Actor, product_id: int) -> bool:
    """Product managers decide, in their products."""
    return actor.may("idea.set_status", product_id)


def can_split(actor: Actor, product_id: int) -> bool:
    """Staff who look after ideas make a new one of a part."""
    return actor.may("idea.split", product_id)


def can_convert(actor: Actor, product_id: int) -> bool:
    """The same make an idea of a question, and a question of an idea."""
    return actor.may("thread.convert", product_id)
