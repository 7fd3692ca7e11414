"""Who tends the search."""

from portal.accounts.actor import Actor


def can_tend(actor: Actor) -> bool:
    """Editors and leads say which words mean the same, and read what people search for."""
    return actor.may("search.tend")


def can_read_figures(actor: Actor) -> bool:
    """Whoever reads the community's numbers reads how its searches fare, too."""
    return can_tend(actor) or actor.may("numbers.read")
