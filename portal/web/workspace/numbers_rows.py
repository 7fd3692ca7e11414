"""The rows behind the numbers: single searches, those who began to ask, what was asked twice."""

from flask import request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.insights import queries as insights
from portal.insights import reading
from portal.kit.errors import NotFound
from portal.search import report
from portal.web import downloads
from portal.web.current import actor
from portal.web.fragments import page
from portal.web.workspace import numbers_tables as tables
from portal.web.workspace.numbers import language, search_piles, self_service_definition
from portal.web.workspace.numbers_help import blueprint

__all__ = ["blueprint"]


@blueprint.get("/searches")
def singles() -> Response:
    """Show the searches that a figure counts."""
    who, lang, pile = actor(), language(), _pile(report.PILES)
    if downloads.is_wanted():
        rows = downloads.whole(
            lambda cursor, size: report.singles(who, lang, pile, cursor=cursor, size=size)
        )
        return downloads.send(tables.singles(lang, pile, rows))
    found = report.singles(who, lang, pile, cursor=request.args.get("cursor"))
    piles = search_piles()
    return page("workspace/singles.html", lang=lang, pile=pile, piles=piles, found=found)


@blueprint.get("/asking")
def askings() -> Response:
    """Show the rows behind the figures about asking."""
    who, lang, pile = actor(), language(), _pile(insights.PILES)
    names = tables.asking_names()
    if downloads.is_wanted():
        rows = downloads.whole(
            lambda cursor, size: insights.askings(who, lang, pile, cursor=cursor, size=size)
        )
        return downloads.send(tables.askings(lang, pile, rows))
    found = insights.askings(who, lang, pile, cursor=request.args.get("cursor"))
    return page("workspace/askings.html", lang=lang, pile=pile, names=names, found=found)


@blueprint.get("/duplicates")
def duplicates() -> Response:
    """Show the questions that repeat another."""
    who, lang = actor(), language()
    if downloads.is_wanted():
        rows = downloads.whole(
            lambda cursor, size: insights.repeats(who, lang, cursor=cursor, size=size)
        )
        return downloads.send(tables.questions("asked-twice", _("Asked twice"), lang, rows))
    found = insights.repeats(who, lang, cursor=request.args.get("cursor"))
    return page("workspace/duplicates.html", lang=lang, found=found)


@blueprint.get("/read")
def most_read() -> Response:
    """Show the pages behind the self-service score."""
    who, lang = actor(), language()
    counted = reading.self_service(who, lang)
    if downloads.is_wanted():
        rows = downloads.whole(
            lambda cursor, size: reading.most_read(who, lang, cursor=cursor, size=size)
        )
        return downloads.send(tables.most_read(lang, counted, rows))
    return page(
        "workspace/most_read.html",
        lang=lang,
        counted=counted,
        how=self_service_definition(),
        found=reading.most_read(who, lang, cursor=request.args.get("cursor")),
    )


def _pile(piles: tuple[str, ...]) -> str:
    pile = request.args.get("pile", piles[0])
    if pile not in piles:
        raise NotFound
    return pile
