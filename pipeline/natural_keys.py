"""Rows under their natural keys: in bulk, once each, whatever was there before.

The tables have no PRIMARY KEY (it doubles the file and slows every load); a key is kept by reading what is there
under the incoming ids, and by counting afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from pipeline.edges.duck import Warehouse
from pipeline.merging import Row
from pipeline.records import InvalidRecord


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

    Returns how many keys are new.
    """
    if not rows:
        return 0
    sql = known_sql or f"SELECT * FROM {table} WHERE {key} IN (SELECT incoming.{key} FROM incoming)"  # noqa: S608
    with warehouse.incoming(table, rows):
        known = {row[key]: row for row in warehouse.rows(sql)}
    merged = {row[key]: choose(known[row[key]], row) if row[key] in known else row for row in rows}
    changed = [row for row_id, row in merged.items() if row != known.get(row_id)]
    delete_rows(warehouse, table, key, [row[key] for row in changed if row[key] in known])
    warehouse.insert(table, changed)
    check_once(warehouse, table, key, merged)
    return len(merged.keys() - known.keys())


def delete_rows(warehouse: Warehouse, table: str, key: str, ids: Collection[str]) -> None:
    """Removes the rows with these ids; no ids, no statement."""
    if ids:
        warehouse.execute(f"DELETE FROM {table} WHERE {key} IN (SELECT unnest($ids))", {"ids": sorted(ids)})  # noqa: S608


def check_once(warehouse: Warehouse, table: str, key: str, ids: Collection[str]) -> None:
    """Raises InvalidRecord, so that nothing is committed, unless each id is there exactly once."""
    [found] = warehouse.rows(
        f"SELECT count(*) AS row_count, count(DISTINCT {key}) AS id_count "  # noqa: S608
        f"FROM {table} WHERE {key} IN (SELECT unnest($ids))",
        {"ids": sorted(ids)},
    )
    if found["row_count"] != len(ids) or found["id_count"] != len(ids):
        raise InvalidRecord(f"{table}: {len(ids)} ids went in, and {found['row_count']} rows have them")
