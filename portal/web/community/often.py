"""How often one visitor may search: more than anybody does who reads what is found.

Whoever is signed in is counted by themselves, everybody else by where they come from. Staff are not
counted.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from werkzeug.wrappers import Response

from portal.kit import light_limits, site
from portal.kit.errors import TooMany
from portal.kit.limits import Limit
from portal.web import visitor
from portal.web.current import actor

_MINUTE = 60
# The field asks 150 ms after a key at the earliest: who types without a pause stays below.
_LOOKS_A_SEARCH = 10

_Given = ParamSpec("_Given")


def check_search() -> None:
    """Count a search.

    Raises: TooMany("limit.search").
    """
    _count("search", site.current().searches_a_minute)


def not_too_often(view: Callable[_Given, Response]) -> Callable[_Given, Response]:
    """Let a view be asked while somebody types, as often as typing can ask for it.

    Beyond that it says nothing, not even why: nobody is to be interrupted who only types.
    """

    @wraps(view)
    def counted(*given: _Given.args, **named: _Given.kwargs) -> Response:
        try:
            _count(view.__name__, site.current().searches_a_minute * _LOOKS_A_SEARCH)
        except TooMany as refusal:
            wait = {"Retry-After": str(refusal.retry_after_seconds)}
            return Response(status=429, headers=wait)
        return view(*given, **named)

    return counted


def _count(name: str, times: int) -> None:
    someone = actor()
    if not times or someone.may("limit.exceed"):
        return
    subject = str(someone.id) if someone.is_known else visitor.network()
    light_limits.hit(Limit(name, times, _MINUTE), subject)
