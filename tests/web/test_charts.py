"""A chart on a page: both themes, its definition, its table and its file."""

import csv
from io import StringIO

import pytest
from defusedxml.ElementTree import fromstring
from flask import get_template_attribute

from portal.kit.charts import Chart, Series, stamp
from portal.kit.errors import NotFound
from portal.web.charts import Figure, csv_of, picture_of

CHART = Chart(
    title="달마다 들어온 제안",
    unit="건",
    labels=("9월", "10월"),
    series=(Series("접수", (3, None)), Series("=완료", (1, 2))),
)
FIGURE = Figure(
    key="flow", chart=CHART, definition="그달에 올라온 제안의 수예요.", corner="달",
    path="/numbers/flow.svg?product=tv", csv="/numbers/flow.csv?product=tv",
)  # fmt: skip


def page(app, figure: Figure, theme: str) -> str:
    with app.test_request_context("/"):
        return get_template_attribute("macros/charts.html", "figure")(figure, theme)


def test_the_picture_follows_the_device_unless_the_reader_chose(app):
    auto = page(app, FIGURE, "auto")
    kept = f"stamp={stamp(CHART)}"
    dark = f"/numbers/flow.svg?product=tv&amp;shade=dark&amp;{kept}"
    assert f'<source srcset="{dark}" media="(prefers-color-scheme: dark)">' in auto
    assert f'src="/numbers/flow.svg?product=tv&amp;shade=light&amp;{kept}"' in auto
    chosen = page(app, FIGURE, "dark")
    assert f'src="{dark}"' in chosen
    assert "<source" not in chosen
    assert "shade=light" not in chosen


def test_the_definition_the_table_and_the_file_stand_beside_it(app):
    shown = page(app, FIGURE, "auto")
    table = fromstring(shown[shown.index("<table") : shown.index("</table>") + 8])
    cells = [["".join(cell.itertext()) for cell in row] for row in table.iter("tr")]
    assert cells == [["달", "접수", "=완료"], ["9월", "3", "1"], ["10월", "–", "2"]]
    assert "그달에 올라온 제안의 수예요." in shown
    assert 'href="/numbers/flow.csv?product=tv"' in shown
    assert 'alt="' in shown
    assert CHART.title in shown.split('alt="')[1].split('"')[0]
    lines = list(csv.reader(StringIO(csv_of(CHART, "달", [("제품", "티비")]).decode("utf-8-sig"))))
    assert lines == [
        ["제품", "티비"], [], ["달", "접수", "'=완료"], ["9월", "3", "1"], ["10월", "", "2"],
    ]  # fmt: skip


def test_where_no_number_is_no_picture_is_shown(app):
    empty = Figure(
        key="k", chart=Chart(title="t", unit="", labels=("a",), series=(Series("s", (None,)),)),
        definition="d", corner="c", path="/p", csv="/c",
    )  # fmt: skip
    assert "<img" not in page(app, empty, "auto")
    assert "<img" in page(app, FIGURE, "auto")


def test_a_picture_may_be_kept_under_the_print_of_its_numbers_alone(app):
    def answer(query: str):
        with app.test_request_context(f"/x.svg?{query}"):
            return picture_of(CHART)

    kept = answer(f"shade=dark&stamp={stamp(CHART)}")
    assert kept.content_type == "image/svg+xml"
    assert kept.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert "Cache-Control" not in answer("shade=dark&stamp=older").headers
    assert answer("").get_data() == answer("shade=light").get_data() != kept.get_data()
    with pytest.raises(NotFound):
        answer("shade=pink")
