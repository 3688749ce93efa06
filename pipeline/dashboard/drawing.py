"""What the pictures have in common: colours, axes, legends, and titles on several lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import altair as alt

from pipeline.dashboard.as_typed import one_line

Row = Mapping[str, Any]

INK = "#16232e"
FAINT = "#8a97a3"
GRID = "#eef1f3"
LINE_PIXELS = 13
ROW_PIXELS = 50


def outlet_titles(rows: Sequence[Row]) -> dict[str, str]:
    """Name by outlet, in the order of the rows; the domain besides where two outlets have the same name."""
    names = {str(row["outlet"]): one_line(row["outlet_name"]) for row in rows}
    taken = Counter(names.values())
    return {outlet: name if taken[name] == 1 else f"{name} ({one_line(outlet)})" for outlet, name in names.items()}


def heads_of(titles: Iterable[list[str]]) -> list[str]:
    """Titles of columns, with empty lines above the shorter ones: Vega hangs all of them from their first line."""
    lines = list(titles)
    most = max(map(len, lines), default=1)
    return ["\n".join([""] * (most - len(title)) + title) for title in lines]


def head_axis(heads: Iterable[str], *, bold: bool = False) -> alt.Axis:
    """Titles above columns, on as many lines as they have. They are data; the expression is ours."""
    lines_below_first = max((head.count("\n") for head in heads), default=0)
    return alt.Axis(
        orient="top", labelAngle=0, ticks=False, domain=False, labelColor=INK, labelFontSize=12,
        labelLineHeight=LINE_PIXELS,
        labelFontWeight="bold" if bold else "normal", labelPadding=8 + LINE_PIXELS * lines_below_first, labelLimit=170,
        labelExpr="split(datum.value, '\\n')", labelOverlap=False, grid=not bold, gridColor="#eef1f3", bandPosition=0.5,
    )  # fmt: skip


def outlet_axis() -> alt.Axis:
    """Outlets beside rows, in bold, with a line for each."""
    return alt.Axis(
        ticks=False, domain=False, labelPadding=12, labelLimit=170, labelColor=INK, labelFontSize=12,
        labelFontWeight="bold", grid=True, gridColor="#e3e7ea",
    )  # fmt: skip


def name_axis() -> alt.Axis:
    """Names beside rows, without lines."""
    return alt.Axis(ticks=False, domain=False, labelPadding=12, labelLimit=170, labelColor=INK, labelFontSize=12)


def colour_scale(colours: Mapping[str, str]) -> alt.Scale:
    """Colour by word, in the order given, which is the legend's too."""
    return alt.Scale(domain=list(colours), range=list(colours.values()))


def legend_above(title: str | None) -> alt.Legend:
    """A legend of squares in one line above the picture; `title` stands before it."""
    return alt.Legend(
        title=title, orient="top", titleColor=FAINT, titleOrient="left", symbolType="square", symbolSize=170,
        symbolStrokeColor="#cfd6db", symbolStrokeWidth=1, symbolOpacity=1, labelColor=INK, columnPadding=14,
    )  # fmt: skip


def framed(chart: Any) -> alt.LayerChart:
    """The chart without the frame that Vega draws around it."""
    quiet: alt.LayerChart = chart.configure_view(strokeWidth=0)
    return quiet
