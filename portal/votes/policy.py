"""Who may vote."""

from portal.accounts.actor import Actor
from portal.kit.errors import NotAllowed


def check_may_vote(actor: Actor) -> None:
    """Let members vote, once their address is confirmed.

    Raises: NotAllowed("account.sign_in" | "account.unconfirmed").
    """
    if not actor.is_known:
        raise NotAllowed("account.sign_in")
    if not actor.may("vote.cast"):
        raise NotAllowed("account.unconfirmed")


def can_judge(actor: Actor, product_id: int | None = None) -> bool:
    """Decide whether votes that look made up count."""
    return actor.may("vote.judge", product_id)


def can_cast_for_others(actor: Actor, product_id: int) -> bool:
    """Cast a vote for somebody who asked for it elsewhere."""
    return actor.may("vote.cast_for_others", product_id)


def can_see_voters(actor: Actor, visibility: str) -> bool:
    """See how many voted, on a page of its own: everybody, unless that is for the team alone."""
    return visibility != "staff_only" or actor.is_staff


def can_see_names(actor: Actor, visibility: str) -> bool:
    """See who voted: the team, and everybody where the product says so."""
    return visibility == "names" or actor.is_staff
