"""Charts: numbers with their labels become a picture, an SVG that may stand anywhere as an image.

The picture says everything by attributes: it carries no script, no style sheet and nothing from
elsewhere, so that the strictest content policy has nothing to refuse, also when it is opened or
mailed on its own. It is the same, byte for byte, whenever it is drawn of the same numbers. A
picture alone tells nobody who cannot see it anything: its table stands beside it.
"""

import json
import unicodedata
from dataclasses import asdict, dataclass
from hashlib import sha256
from math import ceil, floor, log10
from typing import Any, Final, Literal
from xml.etree import ElementTree as Tree

Theme = Literal["light", "dark"]
Shape = Literal["bars", "stacked", "lines"]
THEMES: Final[tuple[Theme, ...]] = ("light", "dark")

MEDIA_TYPE: Final = "image/svg+xml"
WIDTH: Final = 720
HEIGHT: Final = 340
SERIES_MAX: Final = 6

_FONT: Final = (
    'Pretendard, system-ui, -apple-system, "Apple SD Gothic Neo", "Malgun Gothic", "Noto Sans KR",'
    ' "Noto Sans CJK KR", sans-serif'
)
_TITLE_SIZE: Final = 16
_LABEL_SIZE: Final = 13
_TICKS: Final = 5
_PLOT_WIDTH: Final = 600
_GAP: Final = 14
_DASHES: Final = ("", "8 4", "3 3", "10 3 3 3", "1 4", "12 6")


@dataclass(frozen=True, slots=True)
class Series:
    """One line, or the bars of one colour; None where there is no number, which is not nought."""

    label: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """What is drawn: every text in the reader's language.

    ``labels`` are those of the points, in their order; each series has a value for every one.
    """

    title: str
    unit: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    shape: Shape = "bars"

    def __post_init__(self) -> None:
        """Refuse what would be drawn wrongly.

        Raises: ValueError.
        """
        if len(self.series) > SERIES_MAX:
            raise ValueError(f"{len(self.series)} series; nobody tells them apart")
        if any(len(one.values) != len(self.labels) for one in self.series):
            raise ValueError("every series needs one value for each label")

    @property
    def is_empty(self) -> bool:
        """Tell whether there is no number in it."""
        return all(value is None for one in self.series for value in one.values)


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a theme, as the style sheets have them."""

    ink: str
    soft: str
    line: str
    series: tuple[str, ...]


PALETTES: Final[dict[Theme, Palette]] = {
    "light": Palette(
        ink="#22261f",
        soft="#5a5f55",
        line="#e4ddd0",
        series=("#1f5a4c", "#b8641a", "#3f6ea8", "#a4262c", "#7a559f", "#5a5f55"),
    ),
    "dark": Palette(
        ink="#eceae4",
        soft="#abb0a7",
        line="#363c37",
        series=("#8fcbb5", "#eebd7a", "#8fb4e8", "#f0a3a3", "#c5a8ec", "#abb0a7"),
    ),
}


def stamp(chart: Chart) -> str:
    """Give what changes whenever the picture does, for an address that may be kept."""
    told = json.dumps(asdict(chart), ensure_ascii=False, sort_keys=True)
    return sha256(told.encode()).hexdigest()[:12]


def svg(chart: Chart, theme: Theme) -> bytes:
    """Draw a chart.

    Costs: some milliseconds; the first one of a process loads the library.
    """
    root = _drawn(chart)
    _undress(root)
    root.set("role", "img")
    root.set("font-family", _FONT)
    root.set("width", str(WIDTH))
    root.set("height", str(HEIGHT))
    _paint(root, PALETTES[theme], chart.shape)
    drawn: bytes = Tree.tostring(root, encoding="utf-8", xml_declaration=True)
    return drawn


def _drawn(chart: Chart) -> Tree.Element:
    # loaded here, because most processes never draw
    import pygal
    from pygal.style import Style

    kinds = {"bars": pygal.Bar, "stacked": pygal.StackedBar, "lines": pygal.Line}
    drawing: Any = kinds[chart.shape](
        width=WIDTH,
        height=HEIGHT,
        css=[],
        js=[],
        style=Style(
            title_font_size=_TITLE_SIZE,
            legend_font_size=_LABEL_SIZE,
            label_font_size=_LABEL_SIZE,
            major_label_font_size=_LABEL_SIZE,
        ),
        title=f"{chart.title} ({chart.unit})" if chart.unit else chart.title,
        show_legend=len(chart.series) > 1,
        legend_at_bottom=True,
        legend_at_bottom_columns=_columns(chart),
        truncate_legend=-1,
        truncate_label=-1,
        show_y_labels=not chart.is_empty,
        show_minor_x_labels=False,
        x_labels_major_every=_every(chart.labels),
        allow_interruptions=True,
        dots_size=3,
        formatter=_number,
        no_data_text="",
    )
    drawing.x_labels = chart.labels
    if not chart.is_empty:
        drawing.y_labels = ticks(*_span(chart))
    for one in chart.series:
        drawing.add(one.label, one.values)
    root: Tree.Element = drawing.render_tree()
    return root


def _span(chart: Chart) -> tuple[float, float]:
    if chart.shape == "stacked":
        columns = zip(*(one.values for one in chart.series), strict=True)
        known = [sum(value or 0 for value in column) for column in columns]
    else:
        known = [value for one in chart.series for value in one.values if value is not None]
    return min([0, *known]), max([0, *known])


def ticks(low: float, high: float) -> list[float]:
    """Give round numbers at equal distances that enclose a span; whole ones from 5 on.

    >>> ticks(0, 3), ticks(0, 87)
    ([0, 1, 2, 3], [0, 20, 40, 60, 80, 100])
    """
    rough = max(high - low, 1) / _TICKS
    power = 10.0 ** floor(log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    if not 0 < high - low < 1:
        step = max(step, 1)
    first, last = floor(low / step), max(ceil(high / step), 1)
    return [_plain(number * step) for number in range(first, last + 1)]


def _plain(number: float) -> float:
    rounded = round(number, 6)
    return int(rounded) if rounded == int(rounded) else rounded


def _number(value: float) -> str:
    return f"{_plain(value):,}"


def _columns(chart: Chart) -> int:
    """Give how many legends stand beside each other."""
    widest = max((text_width(one.label) for one in chart.series), default=0) + 2 * _GAP
    return max(1, min(len(chart.series), int(_PLOT_WIDTH / max(widest, 1))))


def _every(labels: tuple[str, ...]) -> int:
    """Give which labels are written, so that none touches the next: every n-th."""
    widest = max(map(text_width, labels), default=0) + _GAP
    return max(1, ceil(len(labels) * widest / _PLOT_WIDTH))


def text_width(text: str) -> float:
    """Guess the width of a label; a syllable of Hangul takes as much as its height.

    >>> text_width("한글") > text_width("ab")
    True
    """
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return _LABEL_SIZE * (wide + 0.58 * (len(text) - wide))


def _undress(root: Tree.Element) -> None:
    """Take away what only scripts would use, and what differs from one drawing to the next."""
    for parent in list(root.iter()):
        for child in list(parent):
            if _is_idle(child):
                parent.remove(child)
    for element in root.iter():
        element.attrib.pop("id", None)
        element.attrib.pop("style", None)


def _is_idle(element: Tree.Element) -> bool:
    if not isinstance(element.tag, str) or element.tag in {"defs", "script", "desc"}:
        return True
    names = _names(element)
    return "tooltip-overlay" in names or "text-overlay" in names


def _names(element: Tree.Element) -> list[str]:
    return element.get("class", "").split()


def _paint(root: Tree.Element, palette: Palette, shape: Shape) -> None:
    """Say by attributes what every part looks like; the names of the parts go."""
    for group in root.iter("g"):
        names = _names(group)
        if "axis" in names:
            _paint_axis(group, palette, is_upright="y" in names)
        elif "series" in names:
            _paint_series(group, palette, shape)
        elif "legend" in names:
            _paint_legend(group, palette)
    for element in root.iter():
        names = element.attrib.pop("class", "").split()
        if "background" in names:
            element.set("fill", "none")
        elif "title" in names:
            _set(element, palette.ink, anchor="middle", size=_TITLE_SIZE)
            element.set("font-weight", "600")


def _paint_axis(group: Tree.Element, palette: Palette, *, is_upright: bool) -> None:
    for element in group.iter():
        if element.tag == "text":
            _set(element, palette.soft, anchor="end" if is_upright else "middle", size=_LABEL_SIZE)
        elif element.tag == "path":
            element.set("fill", "none")
            # the points' own guides would only be noise behind bars and lines
            element.set("stroke", palette.line if is_upright else "none")


def _paint_series(group: Tree.Element, palette: Palette, shape: Shape) -> None:
    number = next(int(name[6:]) for name in _names(group) if name.startswith("color-"))
    colour = palette.series[number % len(palette.series)]
    for element in group.iter():
        if element.tag == "path":
            element.set("fill", "none")
            element.set("stroke", colour)
            element.set("stroke-width", "2.5")
            if shape == "lines" and _DASHES[number % len(_DASHES)]:
                element.set("stroke-dasharray", _DASHES[number % len(_DASHES)])
        elif element.tag in {"rect", "circle"}:
            element.set("fill", colour)


def _paint_legend(group: Tree.Element, palette: Palette) -> None:
    for element in group.iter():
        if element.tag == "text":
            _set(element, palette.ink, anchor="start", size=_LABEL_SIZE)
        elif element.tag == "rect":
            _paint_legend_mark(element, palette)


def _paint_legend_mark(element: Tree.Element, palette: Palette) -> None:
    number = next(int(name[6:]) for name in _names(element) if name.startswith("color-"))
    element.set("fill", palette.series[number % len(palette.series)])


def _set(text: Tree.Element, colour: str, *, anchor: str, size: int) -> None:
    text.set("fill", colour)
    text.set("text-anchor", anchor)
    text.set("font-size", str(size))
