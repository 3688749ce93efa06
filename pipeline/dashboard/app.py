"""What Streamlit runs: finds the published snapshot, and shows the page that the address asks for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from pipeline.dashboard.as_typed import literal
from pipeline.dashboard.incident_page import show_incident
from pipeline.dashboard.incidents_page import show_incidents
from pipeline.dashboard.published import Published, published
from pipeline.dashboard.quality_page import show_quality
from pipeline.dashboard.sql_page import show_sql
from pipeline.errors import OutwireError, WarehouseMissing
from pipeline.settings import load_settings

# Drawn here: the browser would fetch a named icon, or an emoji, from elsewhere.
ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#0f766e"/>'
    '<path d="M3 5h7M3 8h10M3 11h5" stroke="#fff" stroke-width="2" stroke-linecap="round"/></svg>'
)


def main() -> None:
    """One rerun."""
    st.set_page_config(page_title="Outwire", page_icon=ICON, layout="wide")
    try:
        with published(load_settings()) as snapshot:
            st.navigation(_pages(snapshot), position="top").run()
    except WarehouseMissing as error:
        st.title("Nothing is published yet")
        st.text("Run `make demo` for a first look, then reload this page.")
        st.text(str(error))
    except OutwireError as error:
        st.error(literal(str(error)))


def _pages(snapshot: Published) -> list[st.Page]:
    def page(show: Callable[[Published], None], title: str, icon: str, path: str) -> st.Page:
        is_first = path == ""
        return st.Page(partial(show, snapshot), title=title, icon=f":material/{icon}:", url_path=path, default=is_first)

    return [
        page(_incidents, "Incidents", "compare_arrows", ""),
        page(show_quality, "Quality", "fact_check", "quality"),
        page(show_sql, "SQL", "terminal", "sql"),
    ]


def _incidents(snapshot: Published) -> None:
    """All of them, or the one that `?incident=` names."""
    incident_id = st.query_params.get("incident")
    if incident_id is None:
        show_incidents(snapshot)
    else:
        show_incident(snapshot, incident_id)


if __name__ == "__main__":  # as Streamlit runs it
    main()
