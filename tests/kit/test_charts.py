"""Charts: the picture says what the numbers say, carries nothing else, and is always the same."""

import re
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from defusedxml.ElementTree import fromstring

from portal.kit import charts
from portal.kit.charts import PALETTES, SERIES_MAX, THEMES, Chart, Series, stamp, svg, ticks

TOKENS = Path(charts.__file__).parent.parent / "static" / "css" / "00-tokens.css"
SVG = "{http://www.w3.org/2000/svg}"
SHAPES = ("bars", "stacked", "lines")
CHART = Chart(
    title="달마다 들어온 제안",
    unit="건",
    labels=("9월", "10월", "11월"),
    series=(Series("새로 들어옴", (3, 8, 4)), Series("<반영> & 완료", (1, None, 2))),
)


def drawn(chart: Chart, theme: charts.Theme = "light"):
    return fromstring(svg(chart, theme))


def texts(root) -> list[str]:
    return [element.text for element in root.iter(f"{SVG}text")]


def bars(root, colour: str) -> list[float]:
    """Give the heights of the bars of a colour; a mark of the legend is a square of 12."""
    found = [rect for rect in root.iter(f"{SVG}rect") if rect.get("fill") == colour]
    return [float(rect.get("height")) for rect in found if rect.get("width") != "12"]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("theme", THEMES)
def test_a_picture_carries_no_script_no_style_and_nothing_from_elsewhere(shape, theme):
    source = svg(replace(CHART, shape=shape), theme).decode()
    root = fromstring(source)
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags <= {"svg", "title", "g", "rect", "path", "text", "circle"}
    names = {name for element in root.iter() for name in element.attrib}
    assert not names & {"style", "class", "href", "id"}
    assert not [name for name in names if name.startswith(("on", "{"))]
    assert re.findall(r"https?://[^\"' ]+", source) == ["http://www.w3.org/2000/svg"]
    assert "url(" not in source


@pytest.mark.parametrize("shape", SHAPES)
def test_a_picture_is_the_same_whenever_it_is_drawn(shape):
    chart = replace(CHART, shape=shape)
    assert svg(chart, "dark") == svg(chart, "dark")
    assert svg(chart, "dark") != svg(chart, "light")


def test_a_picture_names_itself_its_points_and_its_lines():
    root = drawn(CHART)
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text == "달마다 들어온 제안 (건)"
    written = texts(root)
    assert {"9월", "10월", "11월", "새로 들어옴", "<반영> & 완료"} <= set(written)
    assert [text for text in written if text.isdigit()] == ["0", "2", "4", "6", "8"]


def test_bars_are_as_high_as_their_numbers():
    heights = bars(drawn(CHART), PALETTES["light"].series[0])
    assert [round(height / heights[0] * 3, 3) for height in heights] == [3, 8, 4]
    assert len(bars(drawn(CHART), PALETTES["light"].series[1])) == 2


def test_a_line_is_interrupted_where_there_is_no_number():
    gap = Chart(
        title="t", unit="", labels=tuple("abcde"), series=(Series("s", (1, 2, None, 4, 5)),),
        shape="lines",
    )  # fmt: skip
    lines = [
        path.get("d") for path in drawn(gap).iter(f"{SVG}path")
        if path.get("stroke") == PALETTES["light"].series[0]
    ]  # fmt: skip
    points = [point for line in lines for point in re.findall(r"[ML ]([\d.]+) [\d.]+", line)]
    assert len(lines) == 2
    assert len(points) == 4


def test_lines_are_told_apart_without_their_colours():
    chart = replace(
        CHART, shape="lines", series=tuple(Series(str(n), (n, n, n)) for n in range(SERIES_MAX))
    )
    paths = [path for path in drawn(chart).iter(f"{SVG}path") if path.get("stroke-width") == "2.5"]
    assert len({path.get("stroke-dasharray") for path in paths}) == SERIES_MAX


def test_labels_of_hangul_never_touch_each_other():
    labels = tuple(f"2026년 {number}월" for number in range(1, 25))
    root = drawn(Chart(title="t", unit="", labels=labels, series=(Series("s", (1,) * 24),)))
    shown = [text for text in root.iter(f"{SVG}text") if text.text in labels]
    assert 4 <= len(shown) < 24
    ends = [(float(t.get("x")), charts.text_width(t.text)) for t in shown]
    for (left, wide), (right, other) in pairwise(ends):
        assert left + wide / 2 < right - other / 2


def test_the_address_changes_with_the_numbers_and_only_then():
    assert stamp(CHART) == stamp(replace(CHART))
    assert stamp(replace(CHART, series=(Series("새로 들어옴", (3, 8, 5)),))) != stamp(CHART)
    assert stamp(replace(CHART, title="다른 제목")) != stamp(CHART)


def test_what_would_be_drawn_wrongly_is_refused():
    with pytest.raises(ValueError, match="one value for each label"):
        replace(CHART, labels=("9월",))
    with pytest.raises(ValueError, match="tells them apart"):
        replace(CHART, series=(Series("s", (1, 2, 3)),) * (SERIES_MAX + 1))


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 0, [0, 1]),
        (0, 1, [0, 1]),
        (0, 0.4, [0, 0.2, 0.4]),
        (0, 100, [0, 20, 40, 60, 80, 100]),
        (-3, 4, [-4, -2, 0, 2, 4]),
        (0, 48_213, [0, 10_000, 20_000, 30_000, 40_000, 50_000]),
    ],
)
def test_the_scale_has_round_steps_around_all_numbers(low, high, expected):
    assert ticks(low, high) == expected


@pytest.mark.parametrize(
    "chart",
    [
        replace(CHART, labels=(), series=()),
        replace(CHART, series=()),
        replace(CHART, series=(Series("s", (None,) * 3),)),
    ],
)
def test_nothing_at_all_can_be_drawn(chart):
    assert chart.is_empty
    written = set(texts(drawn(chart)))
    assert not [
        text for text in written if text == "No data" or (text[0].isdigit() and "월" not in text)
    ]


def test_colours_are_those_of_the_style_sheets():
    sheets = TOKENS.read_text(encoding="utf-8")
    for theme in THEMES:
        block = re.search(rf'\[data-bs-theme="{theme}"\] \{{(.*?)\}}', sheets, re.DOTALL)
        tokens = dict(re.findall(r"--([\w-]+): ([^;]+);", block[1]))
        palette = PALETTES[theme]
        assert palette.ink == tokens["ink"]
        assert palette.soft == tokens["ink-soft"] == palette.series[-1]
        assert palette.line == tokens["line"]
        assert palette.series[0] == tokens["brand"]


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("theme", "sheet"), [("light", "#ffffff"), ("dark", "#1d211e")])
def test_everything_that_tells_something_stands_out_from_the_sheet(theme, sheet):
    palette = PALETTES[theme]
    assert min(contrast(colour, sheet) for colour in palette.series) >= 3
    assert min(contrast(palette.ink, sheet), contrast(palette.soft, sheet)) >= 4.5


def test_a_process_that_draws_and_exports_nothing_loads_neither_library():
    asked = "import sys, wsgi; print([m for m in ('pygal', 'xlsxwriter') if m in sys.modules])"
    environment = {"MARU_ENV": "testing", "PATH": "/usr/bin"}
    done = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True, env=environment
    )
    assert done.stdout.strip().endswith("[]")
