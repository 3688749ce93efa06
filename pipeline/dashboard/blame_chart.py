"""Who blames whom, and how surely."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Sequence
from types import MappingProxyType
from typing import Any

import altair as alt
import pandas as pd

from pipeline.dashboard.as_typed import one_line
from pipeline.dashboard.drawing import (
    ROW_PIXELS,
    Row,
    colour_scale,
    framed,
    head_axis,
    heads_of,
    legend_above,
    name_axis,
)
from pipeline.dashboard.wording import label_in_words

BLAMED_CHARS = 18
# More columns than these have no room for their titles; the table below the picture has all.
BLAMED_SHOWN = 10
BESIDE = alt.ExprRef("27 * datum.place")
STANCES = MappingProxyType(
    {
        "confirmed": "#0f766e",
        "asserted": "#2563eb",
        "suggested": "#93b4f5",
        "disputed": "#f59e0b",
        "denied": "#dc2626",
    }
)
TOOLTIP = (
    ("who", "who"), ("stance", "how"), ("what", "what"), ("told_by", "told by"), ("quote", "in the words of one"),
)  # fmt: skip


def who_blames_whom(attributions: Sequence[Row]) -> alt.LayerChart:
    """Who says so, down; what is blamed, across; the colour is how surely, the size how many witnesses."""
    dots = _side_by_side([_drawn_attribution(row) for row in attributions])
    blamed = list(dict.fromkeys((dot["what"], dot["on"]) for dot in dots))[:BLAMED_SHOWN]
    heads = dict(
        zip(blamed, heads_of([*textwrap.wrap(what, BLAMED_CHARS), f"({on})"] for what, on in blamed), strict=True)
    )
    shown = [{"head": heads[dot["what"], dot["on"]], **dot} for dot in dots if (dot["what"], dot["on"]) in heads]
    sources = list(dict.fromkeys(dot["who"] for dot in shown))
    base = alt.Chart(pd.DataFrame(shown)).encode(
        x=alt.X("head:N", sort=list(heads.values()), title=None, axis=head_axis(heads.values())),
        y=alt.Y("who:N", sort=sources, title=None, axis=name_axis()),
    )
    points = base.mark_circle(opacity=1, xOffset=BESIDE).encode(
        color=alt.Color("stance:N", scale=colour_scale(STANCES), legend=legend_above("the source has it")),
        size=alt.Size("witness_count:Q", scale=alt.Scale(domain=[1, 6], range=[380, 1100], clamp=True), legend=None),
        tooltip=[alt.Tooltip(f"{name}:N", title=title) for name, title in TOOLTIP],
    )
    counts = base.mark_text(xOffset=BESIDE, color="white", fontWeight="bold", fontSize=12).encode(
        text="witness_count:Q"
    )
    return framed(alt.layer(points, counts).properties(height=alt.Step(ROW_PIXELS)))


def _drawn_attribution(row: Row) -> dict[str, Any]:
    labels = [label_in_words(row["metric"], label) for label in (row["label"], row["other_label"]) if label]
    return {
        "who": one_line(row["source"] or "the outlets themselves"),
        "stance": row["stance"],
        "what": one_line(" or ".join(labels)),
        "on": row["metric"],
        "witness_count": row["witness_count"],
        "told_by": ", ".join(row["outlets"]),
        "quote": row["quote"],
    }


def _side_by_side(dots: Sequence[Row]) -> list[dict[str, Any]]:
    """Dots that would lie on each other, since one source takes several stances, get places beside each other."""
    crowds = Counter((dot["who"], dot["what"], dot["on"]) for dot in dots)
    placed: Counter[tuple[str, str, str]] = Counter()
    rows = []
    for dot in dots:
        crowd = (dot["who"], dot["what"], dot["on"])
        rows.append({**dot, "place": placed[crowd] - (crowds[crowd] - 1) / 2})
        placed[crowd] += 1
    return rows
