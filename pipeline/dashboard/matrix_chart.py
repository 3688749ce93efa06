"""The heat map: who says what on what, and who is silent."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from types import MappingProxyType
from typing import Any

import altair as alt
import pandas as pd

from pipeline.dashboard.drawing import (
    INK,
    LINE_PIXELS,
    Row,
    colour_scale,
    framed,
    head_axis,
    heads_of,
    legend_above,
    name_axis,
    outlet_titles,
)
from pipeline.dashboard.wording import METRIC_NAMES, STATE_NAMES, instant

# What a page of 1280 pixels leaves for the cells, and what a letter of 11 pixels takes.
MATRIX_PIXELS = 1000
LETTER_PIXELS = 5.9
# A cell has room for so many lines; a narrow one is given a line more.
CELL_LINES = 3
NARROW_CHARS = 20
# In a narrower cell words say nothing, and the number of claims stands there.
NARROWEST_CHARS = 9
GAPS = alt.Scale(paddingInner=0.04, paddingOuter=0.02)
# Vega hangs the lines of a text below its place; this lifts them by half of what they take.
MIDDLE = alt.ExprRef(f"-{LINE_PIXELS} / 2 * (length(split(datum.words, '\\n')) - 1)")
SHADES = MappingProxyType(
    {
        "1 claim": "#dcf1ec",
        "2 or 3 claims": "#b3e0d4",
        "4 claims or more": "#7fcab8",
        STATE_NAMES["silent"]: "#eceff2",
        STATE_NAMES["too_early"]: "#fbf7ec",
        STATE_NAMES["unread"]: "#ffffff",
    }
)


def coverage_matrix(cells: Sequence[Row]) -> alt.LayerChart:
    """
    Metrics down, outlets across in the order in which they published, and in each cell what was said.

    A click on a cell selects it: the selection "cell" has `outlet` and `metric`.
    """
    titles = outlet_titles(cells)
    cell_chars = int(MATRIX_PIXELS / max(len(titles), 1) / LETTER_PIXELS) - 2
    heads = dict(
        zip(titles, heads_of([textwrap.wrap(title, max(cell_chars, 8)) for title in titles.values()]), strict=True)
    )
    frame = pd.DataFrame([{"head": heads[cell["outlet"]], **_drawn_cell(cell, cell_chars)} for cell in cells])
    picked = alt.selection_point(name="cell", fields=["outlet", "metric"], on="click", empty=False)
    base = alt.Chart(frame).encode(
        x=alt.X("head:N", sort=list(heads.values()), title=None, scale=GAPS, axis=head_axis(heads.values(), bold=True)),
        y=alt.Y("metric_name:N", sort=list(METRIC_NAMES.values()), title=None, scale=GAPS, axis=name_axis()),
    )
    cells_drawn = base.mark_rect(cornerRadius=5, cursor="pointer").encode(
        color=alt.Color("shade:N", scale=colour_scale(SHADES), legend=legend_above(None)),
        stroke=alt.condition(picked, alt.value(INK), alt.value("#e3e7ea")),
        strokeWidth=alt.condition(picked, alt.value(2), alt.value(1)),
        tooltip=[
            alt.Tooltip("outlet_name:N", title="outlet"),
            alt.Tooltip("metric_name:N", title="on"),
            alt.Tooltip("told:N", title="says"),
            alt.Tooltip("published:N", title="first published"),
        ],
    )
    words = base.mark_text(fontSize=11, lineHeight=LINE_PIXELS, lineBreak="\n", baseline="middle", dy=MIDDLE).encode(
        text="words:N", color=alt.condition("datum.is_said", alt.value(INK), alt.value("#a3adb7"))
    )
    height = alt.Step(LINE_PIXELS * (_line_count(cell_chars) + 1))
    return framed(alt.layer(cells_drawn.add_params(picked), words).properties(height=height))


def _drawn_cell(cell: Row, cell_chars: int) -> dict[str, Any]:
    is_said = cell["state"] == "said"
    return {
        "outlet": cell["outlet"],
        "outlet_name": cell["outlet_name"],
        "metric": cell["metric"],
        "metric_name": METRIC_NAMES[cell["metric"]],
        "is_said": is_said,
        "shade": _shade(cell["claim_count"]) if is_said else STATE_NAMES[cell["state"]],
        "told": cell["said"] if is_said else STATE_NAMES[cell["state"]],
        "words": _words(cell, cell_chars),
        "published": instant(cell["first_published_at"]),
    }


def _shade(claim_count: int) -> str:
    return "1 claim" if claim_count == 1 else "2 or 3 claims" if claim_count < 4 else "4 claims or more"


def _words(cell: Row, cell_chars: int) -> str:
    """What stands in a cell: the first claims, broken into lines that fit; their number where words do not."""
    if cell["state"] != "said":
        return {"too_early": "too early", "unread": "unread"}.get(cell["state"], "silent")
    if cell_chars < NARROWEST_CHARS:
        return str(cell["claim_count"])
    lines = textwrap.wrap(
        cell["said"], cell_chars, max_lines=_line_count(cell_chars), placeholder=" …", break_on_hyphens=False
    )
    return "\n".join(lines)


def _line_count(cell_chars: int) -> int:
    return CELL_LINES + 1 if cell_chars < NARROW_CHARS else CELL_LINES
