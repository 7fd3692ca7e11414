"""The gates of the doors: who may come in at all. What they may do inside, policies decide."""

from collections.abc import Callable

from portal.kit.errors import NotAllowed, NotFound
from portal.web.current import actor


def signed_in() -> None:
    """Let in whoever is signed in."""
    if not actor().is_known:
        raise NotAllowed("account.sign_in")


def holds(*capabilities: str) -> Callable[[], None]:
    """Let in the holders of one of these capabilities. To others this door does not exist."""

    def gate() -> None:
        signed_in()
        if not any(map(actor().may, capabilities)):
            raise NotFound

    return gate
