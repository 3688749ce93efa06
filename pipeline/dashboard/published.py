"""The published snapshot, as the pages read it: one opening a rerun, answers kept per snapshot."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow as pa
import streamlit as st

from pipeline.edges.duck import Snapshot, open_snapshot
from pipeline.errors import SchemaMismatch, UnknownName
from pipeline.settings import Settings

Row = dict[str, Any]


class Published:
    """
    One published snapshot during one rerun of a page.

    name  The snapshot's file; answers are kept under it, so a new snapshot is seen with the next rerun, and a
          page is never drawn from two.
    """

    def __init__(self, snapshot: Snapshot, settings: Settings) -> None:
        self._snapshot = snapshot
        self._settings = settings
        self.name = snapshot.path.name
        written = snapshot.path.stat()
        self._key = f"{snapshot.path.resolve()} {written.st_ino} {written.st_mtime_ns}"

    def rows(self, sql: str, *params: Any) -> list[Row]:
        """
        The answer to a question of ours, from memory where this snapshot was asked it before.

        Raises SchemaMismatch where the snapshot lacks a table or a column that our questions name.
        """
        try:
            answer: list[Row] = _answer(self._key, sql, params, self._snapshot)
        except UnknownName as error:
            raise SchemaMismatch(
                f"{self.name} lacks what this page shows: it was published before incidents were compared, or by "
                "another version of Outwire. Run `outwire compare-coverage` and then `outwire publish-snapshot`, "
                "and reload this page."
            ) from error
        return answer

    def rows_later(self, sql: str, *params: Any) -> Callable[[], list[Row]]:
        """The same question for after the rerun, when this snapshot is closed: of what is published by then."""

        def ask() -> list[Row]:
            with open_snapshot(self._settings) as snapshot:
                return snapshot.rows(sql, params)

        return ask

    def table(self, sql: str) -> pa.Table:
        """The answer to an analyst's question, never kept; raises QueryError where it does not run."""
        return self._snapshot.table(sql)


@contextmanager
def published(settings: Settings) -> Iterator[Published]:
    """The snapshot that CURRENT names now, closed at the end; raises WarehouseMissing where there is none."""
    with open_snapshot(settings) as snapshot:
        yield Published(snapshot, settings)


@st.cache_data(show_spinner=False, max_entries=500)
def _answer(key: str, sql: str, params: tuple[Any, ...], _snapshot: Snapshot) -> list[Row]:
    """Streamlit keeps it by `key`, `sql` and `params`; what begins with an underscore it does not look at."""
    return _snapshot.rows(sql, params)
