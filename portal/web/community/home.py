"""The first page: what this place is for, and what is going on in it."""

from dataclasses import dataclass

from werkzeug.wrappers import Response

from portal.accounts.actor import NOBODY
from portal.faq import queries as faq
from portal.faq.queries import ArticleCard
from portal.products import queries as products
from portal.products.queries import ProductView
from portal.threads import lists
from portal.threads.lists import Filters, ThreadCard
from portal.votes import queries as votes
from portal.web import kept, locales
from portal.web.community import blueprint
from portal.web.current import actor
from portal.web.fragments import page

_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Home:
    """What the first page shows of the community, the same for everybody."""

    products: tuple[ProductView, ...]
    questions: tuple[ThreadCard, ...]
    ideas: tuple[ThreadCard, ...]
    articles: tuple[ArticleCard, ...]


@blueprint.get("/")
def home() -> Response:
    """Show the way in: search, ask, propose; waiting questions, wanted ideas, read articles."""
    kept.keepable()
    language = locales.locale()
    shown = kept.reading(("home", language), lambda: _read(language))
    voted = votes.mine(actor(), [card.id for card in shown.ideas])
    return page("community/home.html", shown=shown, voted=voted)


def _read(language: str) -> Home:
    return Home(
        products=products.list_all(),
        questions=lists.new(NOBODY, Filters(kind="question"), size=_SHOWN).items,
        ideas=lists.hot(NOBODY, Filters(kind="idea"), size=_SHOWN).items,
        articles=faq.most_helpful(language, limit=_SHOWN),
    )
