"""One idea beside the list, or as a page: who wants it and what for, and what it is worth."""

import math
from typing import Any

from flask import flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.ideas import queries as ideas
from portal.kit import locale as wording
from portal.kit.charts import Chart, Series
from portal.kit.db import transaction
from portal.kit.errors import NotFound, PortalError, RuleBroken
from portal.review import actions, formulas, queries, voices, worklist
from portal.review.rules import Estimate
from portal.search import queries as search
from portal.threads import lists
from portal.votes import queries as votes
from portal.web import charts, errors, inputs, locales
from portal.web.charts import Figure
from portal.web.current import actor
from portal.web.fragments import page, part, see, wants_part
from portal.web.product import blueprint
from portal.web.product.columns import COLUMNS
from portal.web.sentences import sentence

_ALIKE = 6
_TOLD = ("votes", "behalf", "recent", "momentum", "demand", "organisations", "concentration")
_WORTH = ("place", "reach", "rice", "priority", "commenters", "followers")


@blueprint.get("/ideas/<int:thread_id>")
def idea(thread_id: int) -> Response:
    """Show one idea with all that speaks for it."""
    return _show(thread_id)


@blueprint.get("/ideas/<int:thread_id>/votes.svg")
def votes_picture(thread_id: int) -> Response:
    """Draw how many began to want it, week by week."""
    return charts.picture_of(_votes_over_time(thread_id))


@blueprint.get("/ideas/<int:thread_id>/votes.csv")
def votes_file(thread_id: int) -> Response:
    """Give the same numbers as a file."""
    response = Response(charts.csv_of(_votes_over_time(thread_id), _("Week from")))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="votes-{thread_id}.csv"'
    return response


@blueprint.post("/ideas/<int:thread_id>/score")
def score(thread_id: int) -> Response:
    """Estimate an idea."""
    typed = request.form.to_dict()
    try:
        estimate = _estimate(typed)
        seen = inputs.number("version") or 0
        with transaction():
            actions.score(actor(), thread_id, estimate, seen_version=seen)
    except PortalError as refused:
        status = errors.status_of(refused)
        if isinstance(refused, NotFound):
            raise
        return _show(thread_id, typed=typed, refused=refused, status=status)
    flash(_("Saved. The numbers follow within seconds."), "success")
    return see(f"/pm/ideas/{thread_id}")


def _show(
    thread_id: int,
    *,
    typed: dict[str, str] | None = None,
    refused: PortalError | None = None,
    status: int = 200,
) -> Response:
    who = actor()
    row = worklist.by_ids(who, [thread_id]).get(thread_id)
    if row is None:
        raise NotFound
    alike = search.similar(who, row.title, lang=None, limit=_ALIKE + 1)
    others = [line for line in alike.hits if line.id != thread_id]
    values: dict[str, Any] = {
        "row": row,
        "score": queries.score(who, thread_id),
        "typed": typed,
        "refusal": sentence(refused) if refused else "",
        "wrong": getattr(refused, "field", None),
        "organisations": voices.by_organisation(who, thread_id),
        "quotes": voices.quotes(who, thread_id, cursor=request.args.get("cursor")),
        "decisions": ideas.decisions(thread_id),
        "alike": [
            (line, votes.overlap([thread_id], line.id)) for line in others if line.kind == "idea"
        ],
        "questions": [line for line in others if line.kind == "question"],
        "merged": lists.duplicates_of(who, thread_id),
        "votes": _figure(thread_id, _votes_over_time(thread_id)),
        "told": [COLUMNS[slug] for slug in _TOLD],
        "worth": [COLUMNS[slug] for slug in _WORTH],
        "is_concentrated": formulas.is_concentrated(row.top_share, row.voters),
        "impacts": formulas.IMPACTS,
        "confidences": formulas.CONFIDENCES,
        "fit_max": formulas.FIT_MAX,
    }
    if wants_part() and request.method == "GET":
        return part("product/_idea.html", **values)
    return page("product/idea.html", status=status, **values)


def _votes_over_time(thread_id: int) -> Chart:
    weeks = voices.by_week(actor(), thread_id)
    labels = tuple(
        wording.day(begin, locales.locale(), locales.time_zone()) for begin, _people in weeks
    )
    return Chart(
        title=_("Votes over time"),
        unit=_("people"),
        labels=labels,
        series=(Series(_("New voters"), tuple(people for _begin, people in weeks)),),
    )


def _figure(thread_id: int, chart: Chart) -> Figure:
    at = f"/pm/ideas/{thread_id}/votes"
    return Figure(
        key="votes-over-time",
        chart=chart,
        definition=_(
            "People who began to want it in each of the last 26 weeks, each once, with those of"
            " what is merged into it."
        ),
        corner=_("Week from"),
        path=f"{at}.svg",
        csv=f"{at}.csv",
    )


def _estimate(typed: dict[str, str]) -> Estimate:
    """Read an estimate as it was typed; an empty field is no estimate.

    Raises: RuleBroken("score.…") for what is no number.
    """
    return Estimate(
        reach=_whole(typed, "reach"),
        impact=_decimal(typed, "impact"),
        confidence=_decimal(typed, "confidence"),
        effort=_decimal(typed, "effort"),
        fit=_whole(typed, "fit"),
        note=typed.get("note", ""),
    )


def _whole(typed: dict[str, str], name: str) -> int | None:
    value = typed.get(name, "").strip().replace(",", "")
    if not value:
        return None
    number = inputs.as_id(value)
    if number is None:
        raise RuleBroken(f"score.{name}", field=name, **_SCALES[name])
    return number


def _decimal(typed: dict[str, str], name: str) -> float | None:
    value = typed.get(name, "").strip().replace(",", ".")
    if not value:
        return None
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise RuleBroken(f"score.{name}", field=name, **_SCALES[name])
    return number


_SCALES: dict[str, dict[str, object]] = {
    "reach": {"most": formulas.REACH_MAX},
    "impact": {},
    "confidence": {},
    "effort": {"least": formulas.EFFORT_MIN, "most": formulas.EFFORT_MAX},
    "fit": {"most": formulas.FIT_MAX},
}
