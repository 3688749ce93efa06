"""The daily round: the working file made whole, what is no longer needed removed, the published file read through.

Not a stage: no story passes through it, and leaving it out for a week changes no number.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.edges.acknowledged import check_is_there
from pipeline.edges.duck import checkpoint, lock_file, reading_file, warehouse_file
from pipeline.edges.leftovers import clean_store
from pipeline.edges.lock import holding_lock
from pipeline.edges.published import prune_snapshots, published_file
from pipeline.errors import OutwireError, WarehouseMissing
from pipeline.settings import Settings

_TABLES = "SELECT table_name FROM duckdb_tables() WHERE database_name = 'outwire' AND NOT internal ORDER BY table_name"

_OF_PUBLISHED = "Delete that file, then run `outwire publish-snapshot` for a new copy."


@dataclass(frozen=True, slots=True, kw_only=True)
class TendReport:
    """
    What a round did.

    snapshots_removed  Published files that were old enough to go.
    leftovers_removed  Temporary folders, half written files and leases of processes that were killed.
    tables_read        Tables of the published file, each read from its first block to its last.
    """

    snapshots_removed: int
    leftovers_removed: int
    tables_read: int


def run(settings: Settings) -> TendReport:
    """
    Goes the round.

    Raises WarehouseMissing where nothing is published yet, or where the working file or the published one is damaged,
    and says how to replace it; WarehouseLocked where a load takes too long.
    """
    published_file(settings.home)
    leftovers = clean_store(settings.home)
    with holding_lock(lock_file(settings.home), timeout_seconds=settings.lock_timeout_seconds):
        working = warehouse_file(settings.home)
        check_is_there(working)
        if working.exists():
            checkpoint(settings)
            read_through(working, "Run `outwire rebuild`, which makes it anew and keeps this one.")
        snapshots = prune_snapshots(settings.home, keep_seconds=settings.snapshot_keep_seconds)
    return TendReport(
        snapshots_removed=len(snapshots),
        leftovers_removed=len(leftovers),
        tables_read=read_through(published_file(settings.home)),
    )


def read_through(path: Path, remedy: str = _OF_PUBLISHED) -> int:
    """
    Reads every value of a DuckDB file, so that its checksums are checked; returns the number of tables.

    Raises WarehouseMissing, with the remedy, where one of them is wrong.
    """
    try:
        with reading_file(path) as file:
            names = [row["table_name"] for row in file.rows(_TABLES)]
            for name in names:
                file.rows(f'SELECT bit_xor(hash(rows)) AS digest FROM "{name}" AS rows')  # noqa: S608
    except OutwireError as error:
        raise WarehouseMissing(f"{path} is damaged: {error} {remedy}") from error
    return len(names)
