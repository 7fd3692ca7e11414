"""The numbers: what each room counts, composed into one page. Each with formula and rows.

A section is a table of weeks and figures. To show more, write a function that gives a ``Section``
and name it in ``_SECTIONS``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts.actor import Actor
from portal.insights import help as growth
from portal.insights import queries as insights
from portal.kit import site
from portal.kit.errors import NotFound
from portal.search import report, rules
from portal.threads import lists
from portal.web import gates, locales
from portal.web.current import actor
from portal.web.fragments import page

blueprint = Blueprint("numbers", __name__, url_prefix="/staff/numbers")
blueprint.before_request(gates.holds("numbers.read"))


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many; a share of nothing is no number."""

    part: int
    whole: int

    @property
    def percent(self) -> int | None:
        """Give it in percent."""
        return round(100 * self.part / self.whole) if self.whole else None


@dataclass(frozen=True, slots=True)
class Figure:
    """One number: its name, how it is made, where its rows are, and what it was in each week."""

    name: str
    formula: str
    rows: str | None
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Figures that belong together, over the same weeks, the last one first.

    ``counted`` is the whole that they are parts of, as its name and its number in each week.
    """

    slug: str
    title: str
    note: str
    counted: tuple[str, tuple[int, ...]]
    begins: tuple[datetime, ...]
    figures: tuple[Figure, ...]


@blueprint.get("")
def numbers() -> Response:
    """Show how searching and asking fare, by week."""
    who, lang = actor(), _lang()
    sections = [section(who, lang) for section in _SECTIONS]
    days = site.current().search_log_days
    return page("workspace/numbers.html", lang=lang, sections=sections, days=days)


@blueprint.get("/asking")
def askings() -> Response:
    """Show the rows behind the figures about asking."""
    pile = request.args.get("pile", insights.PILES[0])
    if pile not in insights.PILES:
        raise NotFound
    found = insights.askings(actor(), _lang(), pile, cursor=request.args.get("cursor"))
    return page("workspace/askings.html", lang=_lang(), pile=pile, found=found)


@blueprint.get("/duplicates")
def duplicates() -> Response:
    """Show the questions that repeat another."""
    found = lists.duplicates(actor(), _lang(), cursor=request.args.get("cursor"))
    return page("workspace/duplicates.html", lang=_lang(), found=found)


def _search(who: Actor, lang: str) -> Section:
    weeks = report.weeks(who, lang)
    at = "/staff/search" if who.may("search.tend") else None

    def figure(name: str, formula: str, count: str, rows: str = "") -> Figure:
        shown = f"{at}?lang={lang}{rows}" if at and rows else None
        return _figure(weeks, "searches", name, formula, count, shown)

    return Section(
        slug="search",
        title=_("Finding"),
        note=_("Searches, where scripts run. What staff search for is not counted."),
        counted=(_("Searches"), tuple(week.searches for week in weeks)),
        begins=tuple(week.begins_at for week in weeks),
        figures=(
            figure(
                _("Nothing found"),
                _(
                    "Searches without any result that no operator or choice narrowed ÷ all"
                    " searches."
                ),
                "without_results",
                "&pile=nothing",
            ),
            figure(
                _("Opened among the first five"),
                _("Searches whose first opened result was among the first five ÷ all searches."),
                "opened_early",
                "&pile=most",
            ),
            figure(
                _("Searched again"),
                _("Searches followed by another one from the field of their page ÷ all searches."),
                "refined",
            ),
            figure(
                _("Asked after it"),
                _("Searches from whose page a question or idea was posted ÷ all searches."),
                "asked",
            ),
        ),
    )


def _asking(who: Actor, lang: str) -> Section:
    weeks = insights.asked_or_not(who, lang)

    def figure(name: str, formula: str, pile: str) -> Figure:
        rows = f"/staff/numbers/asking?lang={lang}&pile={pile}"
        return _figure(weeks, "began", name, formula, pile, rows)

    return Section(
        slug="asking",
        title=_("Solved before asking"),
        note=_(
            "Everybody but staff who typed a title, up to a day ago. Told or assumed: the first two"
            " are different things and are never added up."
        ),
        counted=(_("Began to ask"), tuple(week.began for week in weeks)),
        begins=tuple(week.begins_at for week in weeks),
        figures=(
            figure(
                _("Explicitly solved"),
                _("Those who said that something suggested solved it ÷ those who began to ask."),
                "solved",
            ),
            figure(
                _("Possibly solved"),
                _(
                    "Those who opened a suggestion, left the form for at least 30 seconds and"
                    " neither asked from it within a day nor said that it was solved ÷ those who"
                    " began to ask."
                ),
                "possible",
            ),
            figure(
                _("Asked"), _("Those who posted from the form ÷ those who began to ask."), "asked"
            ),
        ),
    )


def _repeated(who: Actor, lang: str) -> Section:
    weeks = insights.repeated(who, lang)
    return Section(
        slug="repeated",
        title=_("Asked twice"),
        note=_("Public questions by the week they were posted in."),
        counted=(_("Questions"), tuple(week.questions for week in weeks)),
        begins=tuple(week.begins_at for week in weeks),
        figures=(
            _figure(
                weeks,
                "questions",
                _("Same question"),
                _("Questions closed as the same as another ÷ all public questions."),
                "duplicates",
                f"/staff/numbers/duplicates?lang={lang}",
            ),
        ),
    )


def _grown(who: Actor, lang: str) -> Section:
    weeks = growth.growth(who, lang)
    return Section(
        slug="grown",
        title=_("How the help grows"),
        note=_("Articles by the week in which they were published for the first time."),
        counted=(_("New articles"), tuple(week.published for week in weeks)),
        begins=tuple(week.begins_at for week in weeks),
        figures=(
            _figure(
                weeks,
                "published",
                _("From candidates"),
                _("New articles from a question that was proposed before ÷ all new articles."),
                "from_candidates",
                f"/staff/numbers/help?lang={lang}",
            ),
        ),
    )


_SECTIONS: tuple[Callable[[Actor, str], Section], ...] = (_search, _asking, _repeated, _grown)


def _figure(  # noqa: PLR0913, PLR0917 - the parts of a figure
    weeks: Sequence[Any], whole: str, name: str, formula: str, part: str, rows: str | None
) -> Figure:
    shares = tuple(Share(getattr(week, part), getattr(week, whole)) for week in weeks)
    return Figure(name, formula, rows, shares)


def _lang() -> str:
    wanted = request.args.get("lang")
    return wanted if wanted in rules.LANGS else locales.locale()
