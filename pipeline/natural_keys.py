"""Rows under their natural keys: in bulk, once each, whatever was there before.

The tables have no PRIMARY KEY (it doubles the file and slows every load); a key is kept by reading what is there
under the incoming ids, and by counting what goes out and in. `find_duplicates` looks at all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Protocol

from pipeline.edges.duck import Warehouse
from pipeline.merging import Row
from pipeline.records import InvalidRecord

# What there may be one row of, by table.
NATURAL_KEYS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "article_dates": ("article_id", "kind", "dated_at", "precision", "raw", "is_chosen", "reason"),
        "articles": ("article_id",),
        "batches": ("batch_id",),
        "changed_articles": ("article_id", "batch_id"),
        "claim_differences": ("difference_id",),
        "claims": ("claim_id",),
        "compared_articles": ("article_id",),
        "comparisons": ("write_number",),
        "drops": ("drop_id",),
        "entries": ("entry_id",),
        "former_claims": ("claim_id", "extractor_version", "reader_version"),
        "incident_aliases": ("alias", "incident_id"),
        "incident_articles": ("incident_id", "article_id"),
        "incidents": ("incident_id",),
        "outlets": ("outlet",),
        "pages": ("page_id",),
        "placed_claims": ("incident_id", "claim_id"),
        "platforms": ("platform",),
        "polls": ("poll_id",),
        "quality_results": ("batch_id", "suite", "expectation", "table_name"),
        "quarantine": ("batch_id", "quarantine_id"),
        "schema_versions": ("version",),
        "replays": ("batch_id", "replay_id"),
        "sources": ("source_id",),
        "status_posts": ("post_id",),
        "tallies": ("batch_id", "stage"),
        "writes": ("write_number",),
    }
)


class Rows(Protocol):
    """What can be asked for rows: the warehouse inside a transaction, or a snapshot."""

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """The rows of a query."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """
    A natural key that more than one row has.

    table, key  Where, and the columns of the key with their values in one of the cases.
    key_count   How many keys of the table are there more than once.
    row_count   How many rows have them.
    """

    table: str
    key: dict[str, Any]
    key_count: int
    row_count: int


def find_duplicates(file: Rows) -> list[Duplicate]:
    """The tables of a warehouse or a snapshot in which something is there twice; reads every key once."""
    tables = file.rows("SELECT table_name FROM duckdb_tables() WHERE database_name = current_database()")
    present = {row["table_name"] for row in tables}
    found = []
    for table, columns in NATURAL_KEYS.items():
        for row in file.rows(_duplicates_sql(table, columns)) if table in present else ():
            key = {column: row[f"any_{column}"] for column in columns}
            found.append(Duplicate(table=table, key=key, key_count=row["key_count"], row_count=int(row["row_count"])))
    return found


def _duplicates_sql(table: str, columns: Sequence[str]) -> str:
    named = ", ".join(columns)
    examples = ", ".join(f"any_value({column}) AS any_{column}" for column in columns)
    return f"""
        SELECT {examples}, count(*) AS key_count, sum(row_count) AS row_count
        FROM (SELECT {named}, count(*) AS row_count FROM {table} GROUP BY {named} HAVING count(*) > 1)
        HAVING count(*) > 0
    """  # noqa: S608


def merge_rows(
    warehouse: Warehouse,
    table: str,
    key: str,
    rows: Sequence[Row],
    choose: Callable[[Row, Row], Row],
    *,
    known_sql: str | None = None,
) -> int:
    """
    Brings rows into a table: those with a new key are added; for the others `choose(known, incoming)` says what stays.

    Returns how many keys are new. Raises InvalidRecord, so that nothing is committed, where a key is there twice.
    """
    if not rows:
        return 0
    sql = known_sql or f"SELECT * FROM {table} WHERE {only_rows(table, f'{key} IN (SELECT {key} FROM incoming)')}"  # noqa: S608
    with warehouse.incoming(table, rows):
        found = warehouse.rows(sql)
    known = {row[key]: row for row in found}
    check_count(table, len(known), len(found))
    merged = {row[key]: choose(known[row[key]], row) if row[key] in known else row for row in rows}
    changed = [row for row_id, row in merged.items() if row != known.get(row_id)]
    replaced = [row[key] for row in changed if row[key] in known]
    check_count(table, len(replaced), delete_rows(warehouse, table, key, replaced))
    check_count(table, len(changed), warehouse.insert(table, changed))
    return len(merged.keys() - known.keys())


def only_rows(table: str, condition: str) -> str:
    """
    The condition that a row of the table is one of those that meet another condition.

    DuckDB reads every column of every row that a list of keys is looked for in; so, only the columns of the condition
    are read as a whole, and the others in the blocks where it holds.
    """
    return f"{table}.rowid IN (SELECT {table}.rowid FROM {table} WHERE {condition})"  # noqa: S608


def delete_rows(
    warehouse: Warehouse,
    table: str,
    key: str,
    ids: Collection[str],
    *,
    days: Collection[date] = (),
    day_column: str = "fetched_on",
) -> int:
    """
    Removes the rows with these ids and returns how many; no ids, no statement.

    days  Where `day_column` says when a row was fetched: the days on which those were. Only they are looked at.
    """
    if not ids:
        return 0
    window = f"{day_column} BETWEEN $first AND $last AND " if days else ""
    span = {"first": min(days), "last": max(days)} if days else {}
    return warehouse.execute(
        f"DELETE FROM {table} WHERE {window}{key} IN (SELECT unnest($ids))",  # noqa: S608
        {"ids": sorted(ids), **span},
    )


def check_count(table: str, ids: int, rows: int) -> None:
    """Raises InvalidRecord, so that nothing is committed, unless there was one row for each id."""
    if ids != rows:
        raise InvalidRecord(f"{table}: {ids} ids went in, and {rows} rows have them")
