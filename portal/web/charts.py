"""Charts on a page: the picture at its own address, and what stands beside it.

The page names the picture with the print of its numbers (``stamp``), so that a browser may keep it
until they change. It asks for the light one or the dark one with ``shade``: ``theme`` is what a
reader chooses for all pages.
"""

from dataclasses import dataclass

from flask import request
from werkzeug.wrappers import Response

from portal.kit import charts, tables
from portal.kit.charts import Chart, Theme
from portal.kit.errors import NotFound

_YEAR_SECONDS = 365 * 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A chart as a page shows it: what it is, how it is made, and where picture and file are.

    ``key`` is its name within the page. ``path`` answers with ``picture_of`` the same chart,
    ``csv`` with ``csv_of`` it; both may have a query. ``corner`` heads the column of labels.
    """

    key: str
    chart: Chart
    definition: str
    corner: str
    path: str
    csv: str

    def picture(self, shade: Theme) -> str:
        """Give the address of the picture in one theme."""
        sign = "&" if "?" in self.path else "?"
        return f"{self.path}{sign}shade={shade}&stamp={charts.stamp(self.chart)}"


def picture_of(chart: Chart) -> Response:
    """Answer with the picture of a chart, in the shade that was asked for.

    Raises: NotFound for a shade that there is not.
    """
    shade = request.args.get("shade", charts.THEMES[0])
    if shade not in charts.THEMES:
        raise NotFound
    theme: Theme = "dark" if shade == "dark" else "light"
    response = Response(charts.svg(chart, theme), content_type=charts.MEDIA_TYPE)
    if request.args.get("stamp") == charts.stamp(chart):
        # only ever this picture has this address
        response.headers["Cache-Control"] = f"private, max-age={_YEAR_SECONDS}, immutable"
    return response


def csv_of(chart: Chart, corner: str, preamble: tables.Preamble = ()) -> bytes:
    """Give the numbers of a chart as they stand in its table."""
    header = [corner, *(one.label for one in chart.series)]
    columns = (chart.labels, *(one.values for one in chart.series))
    return tables.csv_of(header, zip(*columns, strict=True), preamble)
