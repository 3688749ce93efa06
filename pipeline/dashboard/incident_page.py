"""One incident: who said what and who was silent, where they differ and why, when, and who blames whom."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pipeline.dashboard.as_typed import literal, web_link
from pipeline.dashboard.blame_chart import who_blames_whom
from pipeline.dashboard.differences import show_differences, show_figures
from pipeline.dashboard.drawing import outlet_titles
from pipeline.dashboard.matrix_chart import coverage_matrix
from pipeline.dashboard.published import Published, Row
from pipeline.dashboard.tables import download, show_table
from pipeline.dashboard.times_chart import times_axis
from pipeline.dashboard.wording import METRIC_NAMES, clock_range, counted, days, number_range

OVERVIEW = "SELECT * FROM incident_overview WHERE incident_id = $1"
# Beside the incident its day is named, in whose order the large marts lie: the blocks of other days are not read.
MATRIX = """
SELECT * FROM coverage_matrix WHERE incident_id = $1 AND started_on = $2
ORDER BY first_published_at NULLS LAST, outlet, metric
"""
# A time read wrong by months would squeeze the axis to nothing: what lies outside the days of an outage is counted
# below the picture, and stands in the table of claims.
MOMENTS = """
SELECT
    *,
    happened_at BETWEEN started_on - INTERVAL 1 DAY AND started_on + INTERVAL 4 DAY AS is_within_days
FROM incident_timeline
WHERE incident_id = $1 AND started_on = $2
ORDER BY happened_at, outlet, claim_id
"""
LOCAL_ZONE = """
SELECT mode(timezone ORDER BY timezone) AS timezone FROM incident_timeline
WHERE incident_id = $1 AND started_on = $2 AND timezone != 'UTC'
"""
ATTRIBUTIONS = """
SELECT * FROM attributions WHERE incident_id = $1
ORDER BY list_position(['cause', 'origin', 'actor'], metric), witness_count DESC, source NULLS LAST, label
"""
CLAIMS = """
SELECT * FROM incident_claims
WHERE incident_id = $1 AND started_on = $2 AND ($3 IS NULL OR outlet = $3) AND ($4 IS NULL OR metric = $4)
ORDER BY published_at NULLS LAST, outlet, char_start, claim_id
"""
EDITS = "SELECT * FROM figure_edits WHERE incident_id = $1 ORDER BY changed_at, canonical_url"

CLAIM_TITLES = {
    "outlet_name": "Outlet", "said": "Says", "source": "According to", "quote": "In its words",
    "canonical_url": "Article", "published_at": "Published (UTC)",
}  # fmt: skip
BLAME_TITLES = {
    "source": "Who", "stance": "How", "metric": "On", "label": "What", "other_label": "Or", "outlet_count": "Outlets",
    "witness_count": "Independent", "quote": "In the words of one", "canonical_url": "Article",
}  # fmt: skip
EDIT_TITLES = {
    "outlet": "Outlet", "said_before": "Said before", "said_after": "Says now", "changed_at": "Seen (UTC)",
    "canonical_url": "Article",
}  # fmt: skip


def show_incident(snapshot: Published, incident_id: str) -> None:
    """The page of one incident, or where to go where there is none of that name."""
    st.button("All incidents", icon=":material/arrow_back:", type="tertiary", on_click=st.query_params.clear)
    found = snapshot.rows(OVERVIEW, incident_id)
    if not found:
        st.title("No such incident")
        st.text(f"Nothing is published under {incident_id}. The list has all that are known.")
        return
    incident = found[0]
    st.title(literal(incident["name"]))
    _summary(incident)
    matrix = snapshot.rows(MATRIX, incident_id, incident["started_on"])
    _coverage(snapshot, incident, matrix)
    show_differences(snapshot, incident)
    show_figures(snapshot, incident)
    _times(snapshot, incident, matrix)
    _attributions(snapshot, incident_id)
    _edits(snapshot, incident_id)
    _all_claims(snapshot, incident)


def _summary(incident: Row) -> None:
    reports = number_range(incident["lowest_report_count"], incident["highest_report_count"])
    start = incident["earliest_start_at"], incident["latest_start_at"]
    restored = incident["earliest_restored_at"], incident["latest_restored_at"]
    sides = [
        ("Outlets", f"{incident['outlet_count']:,}", f"{incident['witness_count']:,} independent"),
        ("Reports on trackers", reports, "lowest to highest"),
        ("Said to begin", clock_range(*start), days(*start)),
        ("Said to be restored", clock_range(*restored), days(*restored)),
        ("Differences", f"{incident['difference_count']:,}", counted(incident["conflict_count"], "conflict")),
    ]
    for column, (label, value, beside) in zip(st.columns([4, 7, 6, 6, 4]), sides, strict=True):
        column.metric(label, value, beside, border=True, delta_color="off", delta_arrow="off", height="stretch")


def _coverage(snapshot: Published, incident: Row, matrix: list[Row]) -> None:
    st.subheader("Who said what, and who was silent")
    st.caption("Outlets from left to right as they published. Click a cell for the exact words and the article.")
    picked = st.altair_chart(coverage_matrix(matrix), on_select="rerun", selection_mode="cell", key="coverage")
    cell = _picked_cell(picked)
    if cell:
        _quotes(
            snapshot.rows(CLAIMS, incident["incident_id"], incident["started_on"], *cell), METRIC_NAMES.get(cell[1], "")
        )


def _picked_cell(picked: Any) -> tuple[str, str] | None:
    """Outlet and metric of the cell that was clicked; Streamlit hands over whatever the browser sends."""
    cells = picked.get("selection", {}).get("cell") or []
    first = cells[0] if cells else {}
    outlet, metric = first.get("outlet"), first.get("metric")
    return (outlet, metric) if isinstance(outlet, str) and isinstance(metric, str) else None


def _quotes(claims: list[Row], metric_name: str) -> None:
    with st.container(border=True):
        if not claims:
            st.text("Nothing is said here.")
            return
        st.text(f"{claims[0]['outlet_name']}: {metric_name.lower()}")
        for number, claim in enumerate(claims):
            said, quote, link = st.columns([3, 6, 2], vertical_alignment="center")
            said.text(claim["said"])
            according = f"\naccording to {claim['source']}" if claim["source"] else ""
            quote.text(f"“{claim['quote']}”{according}")
            address = web_link(claim["canonical_url"])
            if address:
                link.link_button(
                    "Open the article", address, type="tertiary", icon=":material/open_in_new:", key=f"q{number}"
                )


def _times(snapshot: Published, incident: Row, matrix: list[Row]) -> None:
    moments = snapshot.rows(MOMENTS, incident["incident_id"], incident["started_on"])
    shown = [moment for moment in moments if moment["is_within_days"]]
    st.subheader("When it is said to have happened")
    if not shown:
        st.text("No outlet gives a time that can be placed.")
        return
    st.caption(
        "Every time that an outlet gives, whatever zone it wrote it in. Diamonds are figures joined to a time. "
        "Faint: a part of the day, or a zone that the text does not state."
    )
    [zone] = snapshot.rows(LOCAL_ZONE, incident["incident_id"], incident["started_on"])
    st.altair_chart(times_axis(shown, outlet_titles(matrix), zone["timezone"]), key="times")
    if len(shown) < len(moments):
        st.caption(f"{counted(len(moments) - len(shown), 'time')} on other days: see the claims below.")


def _attributions(snapshot: Published, incident_id: str) -> None:
    attributions = snapshot.rows(ATTRIBUTIONS, incident_id)
    st.subheader("Who blames whom")
    if not attributions:
        st.text("Nobody names a cause.")
        return
    st.caption("The number is how many independent witnesses carry it.")
    st.altair_chart(who_blames_whom(attributions), key="blames")
    with st.expander("The words"):
        show_table(attributions, BLAME_TITLES, key="attributions")
        download(attributions, f"{incident_id}-attributions.csv")


def _edits(snapshot: Published, incident_id: str) -> None:
    edits = snapshot.rows(EDITS, incident_id)
    if edits:
        st.subheader("Figures that an outlet changed")
        show_table(edits, EDIT_TITLES, key="edits")


def _all_claims(snapshot: Published, incident: Row) -> None:
    st.subheader("Every claim, in its words")
    metric = st.selectbox(
        "On",
        [None, *METRIC_NAMES],
        format_func=lambda name: METRIC_NAMES.get(name, "Everything"),
        key="claims-metric",
        width=320,
    )
    claims = snapshot.rows(CLAIMS, incident["incident_id"], incident["started_on"], None, metric)
    if not claims:
        st.text("No outlet says anything on it.")
        return
    show_table(claims, CLAIM_TITLES, key="claims")
    download(claims, f"{incident['incident_id']}-claims.csv")
