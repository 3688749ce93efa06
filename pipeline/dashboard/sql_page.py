"""SQL: a read-only question to the published snapshot, with worked ones to start from."""

from __future__ import annotations

from functools import cache

import pyarrow as pa
import streamlit as st

from pipeline.dashboard.published import Published
from pipeline.errors import QueryError
from pipeline.exports import csv_text
from pipeline.reference import project_path

# What a browser shows without trouble; the download has all rows.
ROWS_SHOWN = 2000
FIRST_QUESTION = "SELECT incident_id, outlet_count, lowest_report_count, highest_report_count\nFROM incident_overview"
TABLES = "SELECT table_name, column_name, data_type, comment FROM duckdb_columns() WHERE NOT internal ORDER BY ALL"


def show_sql(snapshot: Published) -> None:
    """The box, the worked questions, and what the last question gave."""
    st.title("Ask the snapshot")
    st.caption("DuckDB SQL, read-only. Tables and marts are listed below.")
    questions = worked_questions()
    st.selectbox("Worked questions", [None, *questions], format_func=_name, key="question", on_change=_take_question)
    st.session_state.setdefault("query", FIRST_QUESTION)
    query = st.text_area("Query", key="query", height=220)
    if st.button("Run", type="primary", icon=":material/play_arrow:"):
        _answer(snapshot, query)
    with st.expander("Tables and columns"):
        st.dataframe(snapshot.rows(TABLES), hide_index=True, key="columns")


@cache
def worked_questions() -> dict[str, str]:
    """The SQL of `warehouse/questions`, by file name."""
    files = sorted((project_path("warehouse") / "questions").glob("*.sql"))
    return {file.stem: file.read_text(encoding="utf-8") for file in files}


def _name(stem: str | None) -> str:
    return "Choose one" if stem is None else stem.replace("_", " ")


def _take_question() -> None:
    chosen = st.session_state["question"]
    if chosen is not None:
        st.session_state["query"] = worked_questions()[chosen]


def _answer(snapshot: Published, query: str) -> None:
    try:
        with st.spinner("Asking"):
            answer = snapshot.table(query)
    except QueryError as error:
        st.error("The query gave no answer.", icon=":material/error:")
        st.text(str(error))
        return
    shown = answer.slice(0, ROWS_SHOWN)
    st.text(f"{answer.num_rows:,} rows" + (f", the first {ROWS_SHOWN:,} shown" if answer.num_rows > ROWS_SHOWN else ""))
    st.dataframe(_named_once(shown), hide_index=True, key="answer")
    st.download_button(
        "Download as CSV",
        csv_text(_named_once(answer).to_pylist(), _named_once(answer).column_names).encode("utf-8-sig"),
        file_name="answer.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        type="tertiary",
    )


def _named_once(answer: pa.Table) -> pa.Table:
    """A query may name two columns alike; tables on the screen may not."""
    names: list[str] = []
    for name in answer.column_names:
        names.append(name if name not in names else f"{name}_{len(names) + 1}")
    return answer.rename_columns(names)
