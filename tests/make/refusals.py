"""Doing something in a transaction of its own, and hearing how it was refused."""

from collections.abc import Callable
from typing import Any

from portal.kit.db import transaction
from portal.kit.errors import PortalError


def do(act: Callable[..., Any], *args: Any, **named: Any) -> Any:
    """Do it, as a door would."""
    with transaction():
        return act(*args, **named)


def refusal(act: Callable[..., Any], *args: Any, **named: Any) -> str | None:
    """Do it, and give the code it is refused with, or None when it is not."""
    try:
        do(act, *args, **named)
    except PortalError as error:
        return error.code
    return None
