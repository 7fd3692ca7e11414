"""The first page: what this place is for, and what is going on in it."""

from werkzeug.wrappers import Response

from portal.faq import queries as faq
from portal.products import queries as products
from portal.threads import lists
from portal.threads.lists import Filters
from portal.votes import queries as votes
from portal.web import kept, locales
from portal.web.community import blueprint
from portal.web.current import actor
from portal.web.fragments import page

_SHOWN = 6


@blueprint.get("/")
def home() -> Response:
    """Show the way in: search, ask, propose; waiting questions, wanted ideas, read articles."""
    kept.keepable()
    who = actor()
    questions = lists.new(who, Filters(kind="question"), size=_SHOWN).items
    ideas = lists.hot(who, Filters(kind="idea"), size=_SHOWN).items
    return page(
        "community/home.html",
        products=products.list_all(),
        questions=questions,
        ideas=ideas,
        voted=votes.mine(who, [card.id for card in ideas]),
        articles=faq.most_helpful(locales.locale(), limit=_SHOWN),
    )


@blueprint.get("/about/ranking")
def about_ranking() -> Response:
    """Tell how lists are ordered, with the formulas."""
    kept.keepable()
    return page("community/about_ranking.html")
