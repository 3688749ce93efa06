"""Quality: what was not passed on and why, and which batches broke which promises."""

from __future__ import annotations

import altair as alt
import pandas as pd
import streamlit as st

from pipeline.dashboard.published import Published, Row
from pipeline.dashboard.tables import download, show_table
from pipeline.dashboard.wording import in_words
from pipeline.errors import DROP_REASONS
from pipeline.quality.data_docs import RESULTS, docs_page

STAGES = ("poll_feeds", "fetch_pages", "extract_text", "read_claims", "check_quality")
DROPPED = f"""
SELECT * FROM why_dropped
ORDER BY list_position({list(STAGES)}, stage), drop_count DESC, reason
"""  # noqa: S608
BATCHES = "SELECT * FROM quality_by_batch ORDER BY loaded_at DESC NULLS FIRST, batch_id, table_name LIMIT 300"
DROP_TITLES = {
    "stage_name": "Stage", "explanation": "Why", "kind": "What", "drop_count": "How many", "share_percent": "% of seen",
    "last_dropped_at": "Last (UTC)",
}  # fmt: skip
BATCH_TITLES = {
    "batch_id": "Batch", "loaded_at": "Loaded (UTC)", "table_name": "Table", "row_count": "Rows",
    "quarantined_count": "In quarantine", "failed_count": "Expectations failed", "worst_action": "Gravest action",
    "is_parked": "Parked",
}  # fmt: skip


def show_quality(snapshot: Published) -> None:
    """Both marts, as they are."""
    st.title("Quality")
    st.subheader("What was dropped, and why")
    dropped = [_in_words(row) for row in snapshot.rows(DROPPED)]
    if dropped:
        st.altair_chart(_bars(dropped), key="dropped")
        show_table(dropped, DROP_TITLES, key="why-dropped")
        download(dropped, "why-dropped.csv")
    else:
        st.text("Nothing was dropped.")
    _expectations(snapshot)
    st.subheader("What each batch was checked for")
    batches = snapshot.rows(BATCHES)
    if batches:
        show_table(batches, BATCH_TITLES, key="batches")
        download(batches, "quality-by-batch.csv")
    else:
        st.text("No batch has been checked yet.")


def _expectations(snapshot: Published) -> None:
    """The page of all expectations; Streamlit can link to no page of ours, so it is taken away and opened."""
    st.subheader("What is expected of every table, and why")
    st.download_button(
        "All expectations, with what they found (a page)",
        docs_page(snapshot.rows(RESULTS)).encode(),
        file_name="expectations.html",
        mime="text/html",
        key="expectations",
        icon=":material/fact_check:",
        on_click="ignore",
        type="tertiary",
    )


def _in_words(row: Row) -> Row:
    return row | {"stage_name": in_words(row["stage"]), "explanation": DROP_REASONS.get(row["reason"], row["reason"])}


def _bars(dropped: list[Row]) -> alt.Chart:
    frame = pd.DataFrame(
        [{name: row[name] for name in ("stage_name", "reason", "drop_count", "explanation")} for row in dropped]
    )
    chart: alt.Chart = (
        alt.Chart(frame)
        .mark_bar(cornerRadiusEnd=3, color="#7fcab8")
        .encode(
            x=alt.X("drop_count:Q", title="dropped", axis=alt.Axis(tickMinStep=1, format=",d")),
            y=alt.Y("reason:N", sort=list(frame["reason"]), title=None, axis=alt.Axis(labelLimit=220)),
            tooltip=[
                alt.Tooltip("explanation:N", title="why"),
                alt.Tooltip("drop_count:Q", title="dropped", format=",d"),
            ],
        )
        .properties(height=alt.Step(24))
    )
    return chart
