"""One hash for all that a warehouse holds, to compare two of them by: after a restart, a rebuild, a restore.

It is a sum over hashes of rows, so the order of rows, and that of loading, does not matter; a row that is missing,
there twice, or other in one letter does. When things were loaded, dropped and written, and under which numbers, is left
out: it tells of the work, not of the world.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from typing import Any, Protocol

# Which transaction made what, and what was compared when.
BOOKKEEPING = frozenset({"writes", "comparisons", "compared_articles", "changed_articles", "schema_versions"})
# Columns about the work: another run of the same stages on the same input has others.
OF_THE_WORK = frozenset(
    {
        "loaded_at",
        "load_number",
        "content_sha256",
        "dropped_at",
        "quarantined_at",
        "first_dropped_at",
        "last_dropped_at",
    }
)
_COLUMNS = """
    SELECT table_name, column_name
    FROM duckdb_columns()
    WHERE database_name = current_database() AND NOT internal
    ORDER BY table_name, column_name
"""


class Rows(Protocol):
    """What can be asked for rows: the warehouse inside a transaction, or a snapshot."""

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """The rows of a query."""


def table_hashes(
    file: Rows, *, without_tables: Collection[str] = BOOKKEEPING, without_columns: Collection[str] = OF_THE_WORK
) -> dict[str, str]:
    """For each table its number of rows and a hash over them, as text; equal where the contents are."""
    columns: dict[str, list[str]] = {}
    for row in file.rows(_COLUMNS):
        if row["table_name"] not in without_tables and row["column_name"] not in without_columns:
            columns.setdefault(row["table_name"], []).append(f'"{row["column_name"]}"')
    return {table: _hash_of(file, table, names) for table, names in columns.items()}


def content_sha256(file: Rows) -> str:
    """The hash over all tables and marts, hex."""
    told = "\n".join(f"{table} {found}" for table, found in table_hashes(file).items())
    return hashlib.sha256(told.encode()).hexdigest()


def _hash_of(file: Rows, table: str, columns: list[str]) -> str:
    [found] = file.rows(
        f"""
        SELECT
            count(*) AS row_count,
            CAST(coalesce(sum(CAST(md5_number_lower(told) AS HUGEINT)), 0) AS VARCHAR) AS lower_sum,
            CAST(coalesce(sum(CAST(md5_number_upper(told) AS HUGEINT)), 0) AS VARCHAR) AS upper_sum
        FROM (SELECT CAST(one AS VARCHAR) AS told FROM (SELECT {", ".join(columns)} FROM "{table}") AS one)
        """  # noqa: S608
    )
    return f"{found['row_count']} {found['lower_sum']} {found['upper_sum']}"
