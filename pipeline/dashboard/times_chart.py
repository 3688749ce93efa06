"""The axis of times: when each outlet says that it happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import altair as alt
import pandas as pd

from pipeline.dashboard.drawing import (
    FAINT,
    GRID,
    INK,
    ROW_PIXELS,
    Row,
    colour_scale,
    framed,
    legend_above,
    outlet_axis,
)
from pipeline.dashboard.wording import clock, in_words, instant, number_range

# A clock takes 36 of the axis's 1000 pixels.
CLOCK_WIDTH_SHARE = 0.04
RAISED = alt.ExprRef("-14 - 12 * datum.raised")
LOWER_FIGURES = alt.ExprRef("15 * datum.is_figure")
MOMENTS = MappingProxyType(
    {
        "start": "#c2410c",
        "wave": "#d99a06",
        "peak": "#be185d",
        "ongoing": "#7c3aed",
        "eased": "#0e7490",
        "restored": "#15803d",
        "figure": "#64748b",
    }
)
TOOLTIP = (
    ("outlet_name", "outlet"), ("said", "says"), ("utc", "in UTC"), ("local", "as written"), ("basis", "zone"),
    ("source", "according to"), ("quote", "in its words"),
)  # fmt: skip


def times_axis(moments: Sequence[Row], titles: Mapping[str, str], zone: str | None) -> alt.LayerChart:
    """
    All claimed times on one UTC axis, an outlet a line, with the same axis in a local zone above.

    titles  Name by outlet, in the order of the lines.
    zone    IANA zone of the upper axis; None leaves it out.
    """
    drawn = [{"line": titles[moment["outlet"]], **_drawn_moment(moment)} for moment in moments]
    frame = pd.DataFrame(_apart(drawn))
    lines = alt.Y("line:N", sort=list(titles.values()), title=None, axis=outlet_axis())
    base = alt.Chart(frame).encode(y=lines)
    below = alt.X("at:T", scale=alt.Scale(type="utc", nice="hour", padding=18), axis=_utc_axis())
    points = base.mark_point(filled=True, size=150, stroke="white", yOffset=LOWER_FIGURES).encode(
        x=below,
        opacity=alt.Opacity("opacity:Q", scale=None),
        color=alt.Color("moment:N", scale=colour_scale(MOMENTS), legend=legend_above("says that it")),
        shape=alt.Shape("is_figure:N", scale=alt.Scale(domain=[0, 1], range=["circle", "diamond"]), legend=None),
        tooltip=[alt.Tooltip(f"{name}:N", title=title) for name, title in TOOLTIP],
    )
    bare = alt.X("at:T", scale=below["scale"], axis=None)
    clocks = base.mark_text(dy=RAISED, fontSize=11, color=INK).encode(x=bare, text="written:N")
    values = base.mark_text(
        dx=10, align="left", baseline="middle", fontSize=11, color="#475569", yOffset=LOWER_FIGURES
    ).encode(x=bare, text="value:N")
    layers = [points, clocks, values]
    if zone is not None and len(frame):
        layers.append(base.mark_point(opacity=0).encode(x=alt.X("at:T", axis=_local_axis(zone, moments))))
    return framed(alt.layer(*layers).resolve_axis(x="independent").properties(height=alt.Step(ROW_PIXELS + 8)))


def _drawn_moment(moment: Row) -> dict[str, Any]:
    is_time = moment["metric"] == "time_point"
    return {
        "at": moment["happened_at"],
        "outlet": moment["outlet"],
        "outlet_name": moment["outlet_name"],
        "moment": moment["label"] if is_time and moment["label"] in MOMENTS else "figure",
        "is_figure": 0 if is_time else 1,
        "value": "" if is_time else _figure(moment),
        "said": moment["said"],
        "utc": instant(moment["happened_at"]),
        "written": _written(moment) if is_time else "",
        "opacity": 0.4 if is_vague(moment) else 0.95,
        "local": f"{moment['at_local']} {moment['timezone'] or ''}",
        "basis": in_words(moment["timezone_basis"]),
        "source": moment["source"] or "the outlet itself",
        "quote": moment["quote"],
    }


def _apart(dots: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """
    Clocks that would be written over each other are raised by turns, and one that stands there already is left out.

    The dots come in the order of time.
    """
    width = (dots[-1]["at"] - dots[0]["at"]) * CLOCK_WIDTH_SHARE
    last: dict[str, dict[str, Any]] = {}
    placed = []
    for dot in dots:
        before = last.get(dot["line"])
        is_close = before is not None and dot["at"] - before["at"] < width
        now = dot | {"raised": 1 - before["raised"] if before and is_close else 0}
        if before and before["at"] == dot["at"] and before["written"] == dot["written"]:
            now |= {"written": "", "raised": before["raised"]}
        if dot["written"]:
            last[dot["line"]] = now | {"written": dot["written"]}
        placed.append(now)
    return placed


def _figure(moment: Row) -> str:
    """The value that is joined to the time, or the label where there is none: "restored"."""
    if moment["value"] is None:
        return in_words(moment["label"])
    return number_range(moment["value"], moment["value_high"])


def is_vague(moment: Row) -> bool:
    """Whether the instant is less than the text's own word: a part of the day, or a zone that we had to assume."""
    return moment["happened_at_precision"] == "part_of_day" or moment["timezone_basis"] in ("outlet", "none")


def _written(moment: Row) -> str:
    is_word = moment["happened_at_precision"] == "part_of_day"
    return str(moment["at_local"]) if is_word else clock(moment["happened_at"])


def _utc_axis() -> alt.Axis:
    return alt.Axis(
        title="UTC", orient="bottom", grid=True, gridColor=GRID, domain=False, tickColor="#cfd6db", labelColor=INK,
        titleColor=FAINT, labelFontSize=12, labelOverlap=True, labelExpr=_clock_or_day(0),
    )  # fmt: skip


def _local_axis(zone: str, moments: Sequence[Row]) -> alt.Axis:
    """The same instants on the clocks of a zone, with its offset on the day of the first."""
    first: datetime = min(moment["happened_at"] for moment in moments)
    offset = first.astimezone(ZoneInfo(zone)).utcoffset()
    return alt.Axis(
        title=zone.replace("_", " "), orient="top", grid=False, domain=False, tickColor="#cfd6db", labelColor=FAINT,
        titleColor=FAINT, labelFontSize=12, labelOverlap=True,
        labelExpr=_clock_or_day(int(offset.total_seconds() * 1000) if offset else 0),
    )  # fmt: skip


def _clock_or_day(shift_milliseconds: int) -> str:
    """The day at midnight, the clock otherwise; the zone of the reader's browser has no say."""
    at = f"time(datum.value) + {shift_milliseconds}"
    return f"utcFormat({at}, '%H:%M') == '00:00' ? utcFormat({at}, '%-d %b') : utcFormat({at}, '%H:%M')"
