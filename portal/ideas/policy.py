"""Who decides about ideas."""

from portal.accounts.actor import Actor
from portal.ideas.transitions import ARCHIVE, POINT_OUT, SET_STATUS, TRIAGE, Move

_ANY = (TRIAGE, POINT_OUT, SET_STATUS, ARCHIVE)


def can_decide(actor: Actor, product_id: int) -> bool:
    """Tell whether there is any decision that they could make; the table says which."""
    return any(actor.may(capability, product_id) for capability in _ANY)


def can_move(actor: Actor, product_id: int, move: Move) -> bool:
    """Tell whether a row of the table of transitions is theirs to take."""
    return move.capability is not None and actor.may(move.capability, product_id)


def can_plan(actor: Actor, product_id: int) -> bool:
    """Product managers plan and promise, in their products."""
    return actor.may(SET_STATUS, product_id)


def can_retell(actor: Actor) -> bool:
    """Only an import says what was decided elsewhere."""
    return actor.is_retelling


def can_tend_statuses(actor: Actor) -> bool:
    """Administrators keep the catalogue of statuses."""
    return actor.may("status.tend")


def can_split(actor: Actor, product_id: int) -> bool:
    """Staff who look after ideas make a new one of a part."""
    return actor.may("idea.split", product_id)


def can_convert(actor: Actor, product_id: int) -> bool:
    """The same make an idea of a question, and a question of an idea."""
    return actor.may("thread.convert", product_id)
