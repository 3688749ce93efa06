"""The tables that `warehouse/tables` defines: made in an empty file, and looked for in every other."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import duckdb

from pipeline.edges.clock import now
from pipeline.edges.fail_points import fail_point
from pipeline.errors import SchemaMismatch
from pipeline.reference import project_path

Columns = dict[str, dict[str, str]]

_COLUMNS = """
    SELECT table_name, column_name, data_type
    FROM duckdb_columns()
    WHERE database_name = current_database() AND NOT internal
"""
_MIGRATION = re.compile(r"([0-9]{4})_[a-z0-9_]+\.sql")


@cache
def migrations() -> Mapping[int, str]:
    """The names of the files in `warehouse/migrations` by their numbers, lowest first."""
    names = sorted(path.name for path in (project_path("warehouse") / "migrations").iterdir())
    return MappingProxyType({int(match[1]): name for name in names if (match := _MIGRATION.fullmatch(name))})


def latest_version() -> int:
    """The version of the tables that this program knows: the highest number of a migration."""
    return max(migrations(), default=0)


def version_of(connection: duckdb.DuckDBPyConnection) -> int | None:
    """The version of the tables in the open file: None where it has none, 0 where it was made before versions."""
    found = _tables(connection)
    if "schema_versions" not in found:
        return 0 if "writes" in found else None
    row: tuple[int] | None = connection.execute("SELECT max(version) FROM schema_versions").fetchone()
    return row[0] if row else 0


def _tables(connection: duckdb.DuckDBPyConnection) -> set[str]:
    sql = (
        "SELECT table_name FROM duckdb_tables() "
        "WHERE database_name = current_database() AND table_name IN ('writes', 'schema_versions')"
    )
    return {name for (name,) in connection.execute(sql).fetchall()}


def check_not_newer(version: int | None, where: object) -> None:
    """Raises SchemaMismatch where a newer program made the tables."""
    if version is not None and version > latest_version():
        raise SchemaMismatch(
            f"{where} was written by a newer Outwire: its tables have version {version}, and this program knows "
            f"{latest_version()}. Install that version or a later one (`pip install --upgrade outwire`), and use "
            "it for everything that works on this store; nothing was changed."
        )


def prepare_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """
    Makes the tables in an empty file, and brings the comments of others up to date; a file of an older version has to
    be migrated before.

    Costs two queries where the file was prepared with the same definitions before. Raises SchemaMismatch where the file
    has other columns than the definitions.
    """
    wanted = _definitions()
    fingerprint = hashlib.sha256("\n".join(wanted.values()).encode()).hexdigest()
    version = version_of(connection)
    if version is not None and _prepared_with(connection) == fingerprint:
        return
    if version is not None:
        _check_columns(connection)
    connection.begin()
    for statements in wanted.values():
        connection.execute(statements)
    if version is None:
        note_version(connection, latest_version(), None)
    connection.execute(
        "INSERT INTO writes (write_number, written_at, schema_sha256) "
        "SELECT coalesce(max(write_number), 0) + 1, $at, $sha256 FROM writes",
        {"at": now(), "sha256": fingerprint},
    )
    fail_point("tables.uncommitted")
    connection.commit()
    fail_point("tables.committed")
    connection.execute("CHECKPOINT")  # definitions and data in one log is where replaying it has had defects
    fail_point("tables.checkpointed")


def note_version(connection: duckdb.DuckDBPyConnection, version: int, migration: str | None) -> None:
    """Writes down that the tables have this version now."""
    from pipeline.settings import code_version

    connection.execute(
        "INSERT INTO schema_versions VALUES ($version, $migration, $at, $code)",
        {"version": version, "migration": migration, "at": now(), "code": code_version()},
    )


def define_versions(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes the table of versions where the file lacks it."""
    connection.execute(_definitions()["schema_versions"])


def columns_of(connection: duckdb.DuckDBPyConnection) -> Columns:
    """Every table of the open file, with the types of its columns by their names."""
    found: Columns = {}
    for table, column, kind in connection.execute(_COLUMNS).fetchall():
        found.setdefault(table, {})[column] = kind
    return found


def _definitions() -> dict[str, str]:
    folder = project_path("warehouse") / "tables"
    return {file.stem: file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.sql"))}


def _prepared_with(connection: duckdb.DuckDBPyConnection) -> str | None:
    last: tuple[str | None] | None = connection.execute(
        "SELECT arg_max(schema_sha256, write_number) FROM writes"
    ).fetchone()
    return last[0] if last else None


def _check_columns(connection: duckdb.DuckDBPyConnection) -> None:
    """The statements say IF NOT EXISTS, so a table that was there may be another one."""
    present = columns_of(connection)
    others = [table for table, columns in _defined_columns().items() if present.get(table) != columns]
    if others:
        raise SchemaMismatch(
            f"The columns of {', '.join(others)} are not those that warehouse/tables defines, and no migration makes "
            "them so. Whoever changes a table adds a file to warehouse/migrations that changes it in files that are "
            "there."
        )


@cache
def _defined_columns() -> Columns:
    with duckdb.connect(":memory:") as blank:
        for statements in _definitions().values():
            blank.execute(statements)
        return columns_of(blank)
