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
