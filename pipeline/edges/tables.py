"""Brings a DuckDB file up to what `warehouse/tables` defines."""

from __future__ import annotations

import hashlib

import duckdb

from pipeline.edges.clock import now
from pipeline.edges.fail_points import fail_point
from pipeline.reference import project_path

_COLUMNS = "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ? AND NOT internal"


def prepare_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """
    Creates the tables and columns that the file lacks, and says so in `writes`.

    Costs one query where the file was prepared with the same definitions before. Columns are only ever added:
    renaming, retyping or removing one takes a rebuild.
    """
    folder = project_path("warehouse") / "tables"
    wanted = {file.stem: file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.sql"))}
    fingerprint = hashlib.sha256("\n".join(wanted.values()).encode()).hexdigest()
    if _prepared_with(connection) == fingerprint:
        return
    connection.begin()
    for table, statements in wanted.items():
        _add_missing_columns(connection, table, statements)
        connection.execute(statements)
    connection.execute(
        "INSERT INTO writes SELECT coalesce(max(write_number), 0) + 1, $at, $sha256 FROM writes",
        {"at": now(), "sha256": fingerprint},
    )
    fail_point("tables.uncommitted")
    connection.commit()
    fail_point("tables.committed")
    connection.execute("CHECKPOINT")  # definitions and data in one log is where replaying it has had defects
    fail_point("tables.checkpointed")


def _prepared_with(connection: duckdb.DuckDBPyConnection) -> str | None:
    if not connection.execute(_COLUMNS, ["writes"]).fetchone():
        return None
    last: tuple[str | None] | None = connection.execute(
        "SELECT arg_max(schema_sha256, write_number) FROM writes"
    ).fetchone()
    return last[0] if last else None


def _add_missing_columns(connection: duckdb.DuckDBPyConnection, table: str, statements: str) -> None:
    present = dict(connection.execute(_COLUMNS, [table]).fetchall())
    if not present:
        return
    with duckdb.connect(":memory:") as blank:
        blank.execute(statements)
        wanted = blank.execute(_COLUMNS, [table]).fetchall()
    for column, kind in wanted:
        if column not in present:
            connection.execute(f'ALTER TABLE {table} ADD COLUMN "{column}" {kind}')
