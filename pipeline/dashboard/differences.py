"""Where the outlets differ, with the reason in a sentence, and every figure with its range."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from pipeline.dashboard.as_typed import web_link
from pipeline.dashboard.published import Published, Row
from pipeline.dashboard.tables import download, show_table
from pipeline.dashboard.wording import AGREEMENT_NAMES, METRIC_NAMES, METRIC_UNITS, REASON_NAMES, counted, in_words

SHOWN_AT_FIRST = 8

DIFFERENCES = """
SELECT * FROM incident_differences WHERE incident_id = $1 AND started_on = $2
ORDER BY reason = 'conflict' DESC, interest, difference_id
"""
FIGURES = """
SELECT * FROM metric_agreement
WHERE incident_id = $1 AND lowest IS NOT NULL
ORDER BY witness_count DESC, metric, label NULLS FIRST, platform
"""
Colour = Literal["red", "orange", "violet", "blue"]
REASON_COLOURS: dict[str, Colour] = {"conflict": "red", "unclear": "orange", "stance": "violet"}
FIGURE_TITLES = {
    "figure": "Figure", "outlet_count": "Outlets", "witness_count": "Independent", "lowest": "Lowest",
    "median": "Median", "highest": "Highest", "spread_percent": "Spread, %", "agreement": "They", "why": "Because of",
}  # fmt: skip


def show_differences(snapshot: Published, incident: Row) -> None:
    """One sentence for each pair of claims that differ: conflicts first, then what a reader learns most from."""
    st.subheader("Where they differ, and why")
    differences = snapshot.rows(DIFFERENCES, incident["incident_id"], incident["started_on"])
    if not differences:
        st.text("No two outlets differ on anything that both say.")
        return
    is_all_shown = len(differences) <= SHOWN_AT_FIRST or st.toggle(
        f"Show all {counted(len(differences), 'difference')}", key="all-differences"
    )
    for row in differences if is_all_shown else differences[:SHOWN_AT_FIRST]:
        _difference(row)
    download(differences, f"{incident['incident_id']}-differences.csv")


def show_figures(snapshot: Published, incident: Row) -> None:
    """Lowest, median and highest of every figure, and whether the outlets agree on it."""
    figures = snapshot.rows(FIGURES, incident["incident_id"])
    if not figures:
        return
    st.subheader("Figures")
    show_table([_figure(row, incident["platform"]) for row in figures], FIGURE_TITLES, key="figures")
    download(figures, f"{incident['incident_id']}-figures.csv")


def _difference(row: Row) -> None:
    reason, sentence, words = st.columns([2, 8, 2], vertical_alignment="center")
    reason.badge(REASON_NAMES[row["reason"]], color=REASON_COLOURS.get(row["reason"], "blue"))
    sentence.text(row["explanation"])
    with words.popover("Both quotes", type="tertiary", key=f"quotes-{row['difference_id']}"):
        for side in ("", "other_"):
            _side(row, side)


def _side(row: Row, side: str) -> None:
    st.text(f"{row[f'{side}outlet']}: {row[f'{side}said']}\n“{row[f'{side}quote']}”")
    address = web_link(row[f"{side}canonical_url"])
    if address:
        st.link_button(
            "Open the article",
            address,
            type="tertiary",
            icon=":material/open_in_new:",
            key=f"open-{side}{row['difference_id']}",
        )


def _figure(row: Row, platform: str) -> Row:
    """The row with names for people; what it is about is said where it is not the incident's own platform."""
    unit = METRIC_UNITS.get(row["metric"])
    other_platform = row["platform"] if row["platform"] != platform else None
    about = ", ".join(part for part in (in_words(row["label"]), other_platform) if part)
    name = METRIC_NAMES[row["metric"]] + (f", {unit}" if unit else "")
    return row | {
        "figure": f"{name}: {about}" if about else name,
        "agreement": AGREEMENT_NAMES[row["state"]],
        "why": ", ".join(REASON_NAMES[reason].lower() for reason in row["reasons"]),
    }
