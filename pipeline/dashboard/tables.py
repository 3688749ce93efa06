"""Tables of rows, with links that a browser may follow, and the same rows to take away."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from pipeline.dashboard.as_typed import web_link
from pipeline.exports import csv_text

# Columns whose cells are addresses; a cell that is not http or https is left empty.
LINKS = frozenset({"canonical_url", "other_canonical_url"})


def show_table(
    rows: Sequence[Mapping[str, Any]], titles: Mapping[str, str], *, key: str, height: int | None = None
) -> None:
    """
    The columns named in `titles`, in that order, under those titles.

    titles  What to call each column; words of ours only.
    """
    frame = pd.DataFrame([{name: _cell(name, row[name]) for name in titles} for row in rows], columns=list(titles))
    st.dataframe(
        frame,
        hide_index=True,
        key=key,
        placeholder="",
        height=height or "auto",
        column_config={name: _column(name, title, rows) for name, title in titles.items()},
    )


def download(rows: Sequence[Mapping[str, Any]], file_name: str) -> None:
    """A button for the rows, with all their columns, as CSV that a spreadsheet opens without running anything."""
    _offer(_csv(rows), file_name)


def download_later(ask: Callable[[], Sequence[Mapping[str, Any]]], file_name: str) -> None:
    """As `download`, for rows that are too many to be fetched before somebody wants them."""
    _offer(lambda: _csv(ask()), file_name)


def _csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """The mark by which Excel knows UTF-8, the columns' names, the rows."""
    return csv_text(rows, list(rows[0])).encode("utf-8-sig") if rows else codecs.BOM_UTF8


def _offer(data: bytes | Callable[[], bytes], file_name: str) -> None:
    st.download_button(
        "Download as CSV",
        data,
        file_name=file_name,
        mime="text/csv",
        key=f"download-{file_name}",
        icon=":material/download:",
        on_click="ignore",
        type="tertiary",
    )


def _cell(name: str, value: Any) -> Any:
    if name in LINKS:
        return web_link(value)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return round(value, 1) if isinstance(value, float) else value


def _column(name: str, title: str, rows: Sequence[Mapping[str, Any]]) -> Any:
    if name in LINKS:
        return st.column_config.LinkColumn(title, display_text="open ↗", width="small")
    values = [row[name] for row in rows if row[name] is not None]
    if values and all(isinstance(value, bool) for value in values):
        return st.column_config.CheckboxColumn(title, width="small")
    if values and all(isinstance(value, int | float) for value in values):
        return st.column_config.NumberColumn(title, format="localized", width=85)
    if values and all(hasattr(value, "hour") for value in values):
        return st.column_config.DatetimeColumn(title, format="YYYY-MM-DD HH:mm", timezone="UTC")
    return st.column_config.TextColumn(title)
