"""The numbers: what each room counts, composed into one page. Each with formula and rows.

A section is a table of weeks and figures, on the page and as a file. To show more, write a function
that gives a ``Section`` and name it in ``_SECTIONS``; the rows go into ``numbers_rows``.
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
from portal.insights import reading
from portal.kit import site
from portal.kit.errors import NotFound
from portal.kit.tables import Cell
from portal.search import report, rules
from portal.web import downloads, gates, labels, locales
from portal.web.current import actor
from portal.web.downloads import Line, Table
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
    """Show how searching and asking fare, by week; as a file, one section."""
    who, lang = actor(), language()
    if downloads.is_wanted():
        make = _SECTIONS.get(request.args.get("section", ""))
        if make is None:
            raise NotFound
        return downloads.send(_table(make(who, lang), lang))
    sections = [make(who, lang) for make in _SECTIONS.values()]
    return page(
        "workspace/numbers.html",
        lang=lang,
        sections=sections,
        days=site.current().search_log_days,
        reading=reading.self_service(who, lang),
        how=self_service_definition(),
    )


def language() -> str:
    """Give the language whose numbers are asked for."""
    wanted = request.args.get("lang")
    return wanted if wanted in rules.LANGS else locales.locale()


def self_service_definition() -> str:
    """Give how the self-service score is made, and what it does not know."""
    return _(
        "Readers of help articles and of solved questions ÷ public questions asked, of the last"
        " %(days)s days. A reader counts once a month for each page, and nobody knows that the same"
        " person reads two: those who read several are several, so this is an upper bound. Counted"
        " where scripts run, without the team.",
        days=reading.DAYS,
    )


def search_piles() -> dict[str, tuple[str, str]]:
    """Give what single searches are listed by: its name, and its formula as a share of all."""
    return {
        "all": (_("All"), _("Searches, where scripts run. What staff search for is not counted.")),
        "nothing": (
            _("Nothing found"),
            _("Searches without any result that no operator or choice narrowed ÷ all searches."),
        ),
        "early": (
            _("Opened among the first five"),
            _("Searches whose first opened result was among the first five ÷ all searches."),
        ),
        "again": (
            _("Searched again"),
            _("Searches followed by another one from the field of their page ÷ all searches."),
        ),
        "asked": (
            _("Asked after it"),
            _("Searches from whose page a question or idea was posted ÷ all searches."),
        ),
    }


def _search(who: Actor, lang: str) -> Section:
    weeks, piles = report.weeks(who, lang), search_piles()
    counts = {
        "nothing": "without_results",
        "early": "opened_early",
        "again": "refined",
        "asked": "asked",
    }
    figures = (
        _figure(
            weeks,
            "searches",
            *piles[pile],
            count,
            f"/staff/numbers/searches?lang={lang}&pile={pile}",
        )
        for pile, count in counts.items()
    )
    return Section(
        slug="search",
        title=_("Finding"),
        note=piles["all"][1],
        counted=(_("Searches"), tuple(week.searches for week in weeks)),
        begins=tuple(week.begins_at for week in weeks),
        figures=tuple(figures),
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
            " are different things and are never added up. Whoever comes back in another tab or on"
            " another day counts as somebody else, because nobody is followed: so what is possibly"
            " solved is an upper bound, and the truth is between none of it and all of it."
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
                f"/staff/numbers/help/articles?lang={lang}&pile=grown",
            ),
        ),
    )


_SECTIONS: dict[str, Callable[[Actor, str], Section]] = {
    "search": _search,
    "asking": _asking,
    "repeated": _repeated,
    "grown": _grown,
}


def _table(section: Section, lang: str) -> Table:
    """Write a section down: a row for each week, each figure as a number and in percent."""
    header = [_("Seven days from (UTC)"), section.counted[0]]
    for figure in section.figures:
        header += [figure.name, f"{figure.name} (%)"]
    rows: list[list[Cell]] = []
    for at, begins_at in enumerate(section.begins):
        shares = [figure.shares[at] for figure in section.figures]
        cells = [cell for share in shares for cell in (share.part, share.percent)]
        rows.append([begins_at, section.counted[1][at], *cells])
    preamble: list[Line] = [
        (_("Numbers"), section.title),
        (_("Language"), labels.lang(lang)),
        (_("Counted"), section.note),
        *((figure.name, figure.formula) for figure in section.figures),
    ]
    return Table(f"numbers-{section.slug}-{lang}", header, rows, preamble)


def _figure(  # noqa: PLR0913, PLR0917 - the parts of a figure
    weeks: Sequence[Any], whole: str, name: str, formula: str, part: str, rows: str | None
) -> Figure:
    shares = tuple(Share(getattr(week, part), getattr(week, whole)) for week in weeks)
    return Figure(name, formula, rows, shares)
