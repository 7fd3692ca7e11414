"""Pictures of how ideas fare: each with its definition, its table and its file."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlencode

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from portal.accounts.actor import Actor
from portal.kit.charts import Chart, Series, Shape
from portal.kit.errors import NotFound
from portal.products import queries as products
from portal.products.queries import ProductView
from portal.review import formulas, months, pictures, policy
from portal.review.pictures import Picture, Top
from portal.threads import queries as threads
from portal.web import charts, downloads
from portal.web.charts import Figure
from portal.web.current import actor
from portal.web.downloads import Table
from portal.web.fragments import page
from portal.web.product import blueprint

Words = Any
"""A text that is translated when it is shown."""

_AT: Final = "/pm/pictures"
_MONTHS: Final = (6, 12, 24)


@dataclass(frozen=True, slots=True)
class Choice:
    """What pictures are asked for: of which product, and how many months back."""

    product: ProductView | None
    months: int

    @property
    def product_id(self) -> int | None:
        """Give the product's number; None for all."""
        return self.product.id if self.product else None

    def to(self, **changes: object) -> str:
        """Write it as a query, with some of it changed."""
        told = {"product": self.product.slug if self.product else None, "months": self.months}
        return urlencode({name: v for name, v in (told | changes).items() if v is not None})


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One picture: what it is called, how it is made, and what counts it."""

    title: Words
    definition: Words
    unit: Words
    corner: Words
    lines: dict[str, Words]
    shape: Shape
    count: Callable[[Actor, Choice], Picture]


_MONTH: Final = _l("Month")
KINDS: Final = {
    "votes": Kind(
        title=_l("Votes over time"),
        definition=_l(
            "Votes for public ideas by the month they were cast in, of those that count today. A"
            " person who wants two ideas counts for both. Source: the votes; each month is counted"
            " anew several times a day."
        ),
        unit=_l("votes"),
        corner=_MONTH,
        lines={"votes": _l("Votes")},
        shape="bars",
        count=lambda who, asked: pictures.votes_by_month(who, asked.product_id, asked.months),
    ),
    "flow": Kind(
        title=_l("Ideas in and out"),
        definition=_l(
            "In: public ideas proposed in the month, and those that are open again. Out: decisions"
            " of the month that led to another kind of status, and merges that still stand. An"
            " idea that moves twice counts twice. Source: ideas, decisions and links."
        ),
        unit=_l("ideas"),
        corner=_MONTH,
        lines={
            "came_in": _l("Came in"),
            "active": _l("Planned or begun"),
            "done": _l("Done"),
            "rejected": _l("Refused"),
            "archived": _l("Put away"),
            "merged": _l("Merged"),
        },
        shape="bars",
        count=lambda who, asked: pictures.flow_by_month(who, asked.product_id, asked.months),
    ),
    "in_time": Kind(
        title=_l("Answered in time"),
        definition=_l(
            "Promised answers given by their day ÷ (promised answers given + days that passed"
            " without one), by the month of that day. Source: the promises of answers."
        ),
        unit="%",
        corner=_MONTH,
        lines={"in_time": _l("Answered in time")},
        shape="lines",
        count=lambda who, asked: pictures.answered_in_time(who, asked.product_id, asked.months),
    ),
    "first": Kind(
        title=_l("Time to the first answer"),
        definition=_l(
            "Median of the whole days from an idea to the first public word of the team under it:"
            " a decision, an answer or a comment; by the month of that word. Source: decisions,"
            " answers and comments."
        ),
        unit=_l("days"),
        corner=_MONTH,
        lines={"days": _l("Days, median")},
        shape="lines",
        count=lambda who, asked: pictures.days_to_first_answer(who, asked.product_id, asked.months),
    ),
    "delivered": Kind(
        title=_l("Delivered by quarter"),
        definition=_l(
            "Ideas that were delivered in the quarter, each once; not those that were there"
            " already. Source: decisions."
        ),
        unit=_l("ideas"),
        corner=_l("Quarter"),
        lines={"delivered": _l("Delivered")},
        shape="bars",
        count=lambda who, asked: pictures.delivered_by_quarter(who, asked.product_id),
    ),
    "concentration": Kind(
        title=_l("Concentration"),
        definition=_l(
            "Ideas that can still move and have at least 5 voters, by the largest share of the"
            " voters that one organisation has. Above 50 % one organisation speaks louder than all"
            " others together. Source: the figures of ideas, counted within seconds."
        ),
        unit=_l("ideas"),
        corner=_l("Largest share"),
        lines={"ideas": _l("Ideas")},
        shape="bars",
        count=lambda who, asked: pictures.concentration(who, asked.product_id),
    ),
}
"""The pictures, in the order in which they are shown."""

_TOP: Final = Kind(
    title=_l("The first 20, now and 30 days ago"),
    definition=_l(
        "The 20 ideas that most people want and that can still move; of each, how many wanted it"
        " 30 days ago and how many began since. Churn: how many of them were not among the first"
        " 20 then, counting every vote that stands today and was cast by then. Source: the votes."
    ),
    unit=_l("people"),
    corner=_l("Idea"),
    lines={"then": _l("30 days ago"), "since": _l("Since then")},
    shape="stacked",
    count=lambda who, asked: _of_top(pictures.top(who, asked.product_id)),
)
_OF_IDEA: Final = replace(
    KINDS["votes"],
    title=_l("Voters over time"),
    definition=_l(
        "People who began to want the idea, or one that is merged into it, by the month of their"
        " first vote; of the votes that count today. Source: the votes."
    ),
    unit=_l("people"),
    lines={"votes": _l("People")},
)


@blueprint.get("/pictures")
def picture_list() -> Response:
    """Show all pictures; with ``idea``, those of one idea."""
    who, asked = actor(), _asked()
    idea = request.args.get("idea", type=int)
    if idea is not None:
        return _idea_page(who, asked, idea)
    top = pictures.top(who, asked.product_id)
    drawn = [_figure(key, kind, kind.count(who, asked), asked.to()) for key, kind in KINDS.items()]
    return page(
        "product/pictures.html",
        asked=asked,
        offered=_offered(who),
        spans=_MONTHS,
        drawn=drawn,
        top=top,
        top_figure=_figure("top", _TOP, _of_top(top), asked.to()),
        concentrated=formulas.CONCENTRATED_FROM,
    )


@blueprint.get("/pictures/<key>.svg")
def picture(key: str) -> Response:
    """Draw one picture."""
    return charts.picture_of(_chart(*_counted(key)))


@blueprint.get("/pictures/<key>")
def picture_file(key: str) -> Response:
    """Give the numbers of one picture as a file."""
    if "as" in request.args and not downloads.is_wanted():
        raise NotFound
    kind, counted = _counted(key)
    chart = _chart(kind, counted)
    columns = (chart.labels, *(line.values for line in chart.series))
    asked = _asked()
    return downloads.send(
        Table(
            name=f"ideas-{key}",
            header=[str(kind.corner), *(line.label for line in chart.series)],
            rows=list(zip(*columns, strict=True)),
            preamble=[
                (_("Picture"), chart.title),
                (_("How it is made"), str(kind.definition)),
                (_("Unit"), chart.unit),
                (_("Product"), asked.product.slug if asked.product else _("All products")),
                (_("Edition of the formulas"), formulas.VERSION),
            ],
        )
    )


def _counted(key: str) -> tuple[Kind, Picture]:
    """Count one picture as the address asks for it.

    Raises: NotFound for a picture that there is not.
    """
    who, asked = actor(), _asked()
    idea = request.args.get("idea", type=int)
    if key == "idea" and idea is not None:
        return _OF_IDEA, pictures.votes_of_idea(who, idea, asked.months)
    kind = {**KINDS, "top": _TOP}.get(key)
    if kind is None:
        raise NotFound
    return kind, kind.count(who, asked)


def _idea_page(who: Actor, asked: Choice, idea: int) -> Response:
    counted = pictures.votes_of_idea(who, idea, asked.months)
    query = f"{asked.to(product=None)}&idea={idea}"
    return page(
        "product/pictures_idea.html",
        idea=threads.get(who, idea),
        asked=asked,
        spans=_MONTHS,
        figure=_figure("idea", _OF_IDEA, counted, query),
    )


def _asked() -> Choice:
    """Read which product and how many months the address asks for.

    Raises: NotFound for a product or a number of months that is not offered.
    """
    slug = request.args.get("product", "")
    product = next((each for each in _offered(actor()) if each.slug == slug), None)
    count = request.args.get("months", 12, type=int)
    if (slug and product is None) or not 1 <= count <= months.MOST:
        raise NotFound
    return Choice(product, count)


def _offered(who: Actor) -> tuple[ProductView, ...]:
    return tuple(each for each in products.list_all() if who.may(policy.REVIEW, each.id))


def _of_top(top: Top) -> Picture:
    then = tuple(min(each.voters_then, each.voters) for each in top.ideas)
    since = tuple(each.voters - each.voters_then for each in top.ideas)
    return Picture(tuple(str(each.id) for each in top.ideas), {"then": then, "since": since})


def _chart(kind: Kind, counted: Picture) -> Chart:
    return Chart(
        title=str(kind.title),
        unit=str(kind.unit),
        labels=counted.labels,
        series=tuple(Series(str(kind.lines[name]), line) for name, line in counted.lines.items()),
        shape=kind.shape,
    )


def _figure(key: str, kind: Kind, counted: Picture, query: str) -> Figure:
    return Figure(
        key=key,
        chart=_chart(kind, counted),
        definition=str(kind.definition),
        corner=str(kind.corner),
        path=f"{_AT}/{key}.svg?{query}",
        csv=f"{_AT}/{key}?{query}&as=csv",
    )
