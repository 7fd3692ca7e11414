"""What is known of a browser that nobody has signed in with yet."""

import re
from ipaddress import IPv6Address, ip_address

from flask import request

_SUBSCRIBER_BITS = 64
_ROBOT = re.compile(r"bot\b|bot/|crawl|spider|slurp|headless|preview|monitor", re.IGNORECASE)


def network() -> str:
    """Name where a request comes from, for counting.

    Of an IPv6 address the half that a provider gives to one subscriber: the other half is theirs
    to change with every request.
    """
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return f"{int(address) >> _SUBSCRIBER_BITS:016x}::"


def user_agent() -> str:
    """Give what the browser calls itself, as it is kept with a session."""
    return "".join(char for char in request.user_agent.string if char.isprintable())


def is_robot() -> bool:
    """Tell whether a browser says of itself that nobody looks through it, or says nothing."""
    name = request.user_agent.string
    return not name or bool(_ROBOT.search(name))
