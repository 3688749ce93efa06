"""Incidents: all outages that we know of, the latest first; one click opens one."""

from __future__ import annotations

import streamlit as st

from pipeline.dashboard.as_typed import literal
from pipeline.dashboard.published import Published, Row
from pipeline.dashboard.tables import download_later
from pipeline.dashboard.wording import counted, in_words, number_range

INCIDENTS_A_PAGE = 20
ALL_PLATFORMS = "All platforms"
COLUMNS = [4, 3, 3, 4, 4]

INCIDENTS = """
SELECT * FROM incident_overview
WHERE $1 IS NULL OR platform = $1
ORDER BY started_on DESC, outlet_count DESC, incident_id
"""
PAGE = f"{INCIDENTS} LIMIT {INCIDENTS_A_PAGE} OFFSET $2"
COUNT = "SELECT count(*) AS incident_count FROM incident_overview WHERE $1 IS NULL OR platform = $1"
PLATFORMS = "SELECT DISTINCT platform, platform_name FROM incident_overview ORDER BY lower(platform_name), platform"


def show_incidents(snapshot: Published) -> None:
    """The list, filtered by platform; the platform is kept in the address."""
    st.title("What the wires say about outages")
    platform = _pick_platform(snapshot)
    [count] = snapshot.rows(COUNT, platform)
    if not count["incident_count"]:
        st.text("No incident yet. They appear here once two articles on an outage are loaded and compared.")
        return
    _heading()
    page_count = -(-count["incident_count"] // INCIDENTS_A_PAGE)
    page = st.pagination(page_count, key=f"page-of-{page_count}") if page_count > 1 else 1
    for incident in snapshot.rows(PAGE, platform, (page - 1) * INCIDENTS_A_PAGE):
        _row(incident)
    download_later(snapshot.rows_later(INCIDENTS, platform), "incidents.csv")


def _pick_platform(snapshot: Published) -> str | None:
    names = {row["platform"]: row["platform_name"] for row in snapshot.rows(PLATFORMS)}
    asked = st.query_params.get("platform")
    options = [ALL_PLATFORMS, *names]
    picked = st.selectbox(
        "Platform",
        options,
        index=options.index(asked) if asked in names else 0,
        format_func=lambda slug: names.get(slug, slug),
        width=320,
    )
    if picked not in names:
        st.query_params.pop("platform", None)
        return None
    st.query_params["platform"] = picked
    return str(picked)


def _heading() -> None:
    titles = ("Outage", "Told by", "Reports on trackers", "Causes that are named", "Where they differ")
    for column, title in zip(st.columns(COLUMNS), titles, strict=True):
        column.caption(title)


def _row(incident: Row) -> None:
    with st.container(border=True):
        name, told_by, reports, causes, differences = st.columns(COLUMNS, vertical_alignment="center")
        name.button(
            f"**{literal(incident['name'])}**",
            key=f"open-{incident['incident_id']}",
            type="tertiary",
            icon=":material/chevron_right:",
            on_click=_open,
            args=(incident["incident_id"],),
        )
        told_by.text(f"{counted(incident['outlet_count'], 'outlet')}\n{incident['witness_count']:,} independent")
        reports.text(number_range(incident["lowest_report_count"], incident["highest_report_count"]))
        causes.text(", ".join(in_words(cause) for cause in incident["causes"]) or "none")
        with differences:
            _badges(incident["difference_count"], incident["conflict_count"])


def _badges(difference_count: int, conflict_count: int) -> None:
    with st.container(horizontal=True, gap="small"):
        if conflict_count:
            st.badge(counted(conflict_count, "conflict"), color="red", icon=":material/error:")
        if difference_count:
            st.badge(counted(difference_count, "difference"), color="gray")
        else:
            st.badge("none", color="green")


def _open(incident_id: str) -> None:
    st.query_params.from_dict({"incident": incident_id})
