"""What the frame around every page shows of the reader's own."""

from dataclasses import dataclass

from flask import g

from portal.notify import queries as notices
from portal.web.current import actor


@dataclass(frozen=True, slots=True)
class Chrome:
    """The frame's figures."""

    unread_count: int


def current() -> Chrome:
    """Give the frame of this page.

    Costs: 1 statement for somebody signed in, none for others.
    """
    if "chrome" not in g:
        who = actor()
        g.chrome = Chrome(notices.unread_count(who) if who.is_known else 0)
    chrome: Chrome = g.chrome
    return chrome
