"""Brings a working file of an older version up to date: on a copy, which is verified and then takes its place.

The steps are the files in `warehouse/migrations`, each a few statements of SQL, numbered without a gap. The file that
was there stays beside the new one under a name of its own, so that an older program can go back to it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from pipeline.edges.files import saying_where_no_room, sync_folder
from pipeline.edges.logs import get_log
from pipeline.edges.published import copy_file
from pipeline.edges.tables import (
    check_not_newer,
    columns_of,
    define_versions,
    latest_version,
    migrations,
    note_version,
    prepare_tables,
    version_of,
)
from pipeline.errors import SchemaMismatch
from pipeline.reference import project_path

Counts = dict[str, int]


def is_older(connection: duckdb.DuckDBPyConnection, path: Path) -> bool:
    """Whether the open file has to be migrated. Raises SchemaMismatch where a newer program made it."""
    version = version_of(connection)
    check_not_newer(version, path)
    return version is not None and version < latest_version()


def migrate(path: Path, spill: Path) -> Path:
    """
    Puts a migrated copy in the place of the working file, and returns where the file is now that was there.

    Needs the writer's lock, and nobody may have the file open. Raises WarehouseFull where there is no room for a copy,
    and SchemaMismatch where the copy does not hold what the file does; then the file is as it was.
    """
    aside = path.with_name(f".{path.name}.part")
    try:
        version, before = _checkpointed(path, spill)
        with saying_where_no_room(path.parent):
            _forget(aside)
            copy_file(path, aside)
        with _opened(aside, spill) as connection:
            _apply(connection, version)
            connection.execute("CHECKPOINT")
        _verify(aside, before, spill)
        previous = _swap(path, aside, version)
    finally:
        _forget(aside)
    get_log().info("warehouse_migrated", before=version, now=latest_version(), previous=previous.name)
    return previous


def _checkpointed(path: Path, spill: Path) -> tuple[int, Counts]:
    """Version and counts of the file as it is, with nothing left in its log."""
    with _opened(path, spill) as connection:
        connection.execute("CHECKPOINT")
        found = version_of(connection) or 0, _counts(connection)
    if _log_of(path).exists():
        raise SchemaMismatch(f"{_log_of(path)} is still there after a checkpoint; {path} was not migrated.")
    return found


def _apply(connection: duckdb.DuckDBPyConnection, version: int) -> None:
    define_versions(connection)
    for number, name in migrations().items():
        if number > version:
            connection.begin()
            connection.execute((project_path("warehouse") / "migrations" / name).read_text(encoding="utf-8"))
            note_version(connection, number, name)
            connection.commit()
    prepare_tables(connection)


def _verify(aside: Path, before: Counts, spill: Path) -> None:
    """Opens the copy anew, reads all of it, and compares it with what was there."""
    with _opened(aside, spill) as connection:
        after = _counts(connection)
        for table in columns_of(connection):
            connection.execute(f'SELECT bit_xor(hash(rows)) FROM "{table}" AS rows').fetchall()  # noqa: S608
        lost = sorted(table for table, count in before.items() if after.get(table, 0) < count)
        if lost or version_of(connection) != latest_version():
            raise SchemaMismatch(
                f"The migrated copy lacks rows of {', '.join(lost) or 'schema_versions'}, so it was thrown away and "
                "nothing was changed. Check the disk and run the same command again."
            )


def _swap(path: Path, aside: Path, version: int) -> Path:
    """The file gets a second name, then the copy takes its first: at each moment one of them is there whole."""
    previous = _free_name(path, version)
    with saying_where_no_room(path.parent):
        os.link(path, previous)
        sync_folder(path.parent)
        aside.replace(path)
        sync_folder(path.parent)
    return previous


def _free_name(path: Path, version: int) -> Path:
    """A name for the file that was there; one that a killed migration gave it already is taken again."""
    number = 0
    while True:
        name = path.with_name(f"{path.stem}-version-{version}{f'-{number}' if number else ''}{path.suffix}")
        if not name.exists():
            return name
        if name.samefile(path):
            name.unlink()
        else:
            number += 1


@contextmanager
def _opened(path: Path, spill: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(path), config={"temp_directory": str(spill)}) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        yield connection


def _counts(connection: duckdb.DuckDBPyConnection) -> Counts:
    counted: Counts = {}
    for table in columns_of(connection):
        row = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()  # noqa: S608
        counted[table] = int(row[0]) if row else 0
    return counted


def _forget(aside: Path) -> None:
    for left in (aside, _log_of(aside)):
        left.unlink(missing_ok=True)


def _log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.wal")
