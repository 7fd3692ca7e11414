"""People named in a text with @handle."""

from portal.accounts import queries
from portal.kit import markup


def render(body_md: str, *, names_strangers: bool = False) -> str:
    """Turn what somebody wrote into HTML, with links to the people it mentions.

    Takes: names_strangers, for a text from elsewhere: the @minji it names is not ours.
    Gives: sanitised HTML.
    Costs: 1 statement when anybody is mentioned, else none.
    """
    handles = frozenset[str]() if names_strangers else markup.find_mentions(body_md)
    known = frozenset(queries.ids_by_handle(handles)) if handles else frozenset()
    return str(markup.render(body_md, known_handles=known))


def people_in(body_md: str) -> frozenset[int]:
    """Give the ids of the people that a text mentions.

    Costs: 1 statement when anybody is mentioned, else none.
    """
    return frozenset(queries.ids_by_handle(markup.find_mentions(body_md)).values())
