"""Who may read the numbers."""

from portal.accounts.actor import Actor


def can_read(actor: Actor) -> bool:
    """Leads, editors, product managers and administrators read how the community fares."""
    return actor.may("numbers.read")
