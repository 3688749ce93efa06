"""The daily round: the working file made whole, what is no longer needed removed, the published file read through.

Not a stage: no story passes through it, and leaving it out for a week changes no number.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from pipeline.edges.clock import now
from pipeline.edges.duck import checkpoint, lock_file, reading_file, warehouse_file
from pipeline.edges.lock import holding_lock
from pipeline.edges.published import prune_snapshots, published_file
from pipeline.errors import OutwireError, WarehouseMissing
from pipeline.settings import Settings

# A process that was killed leaves its spill folder behind; none of ours runs for a day.
LEFTOVER_SECONDS = 24 * 3600.0
_TABLES = "SELECT table_name FROM duckdb_tables() WHERE database_name = 'outwire' AND NOT internal ORDER BY table_name"


@dataclass(frozen=True, slots=True, kw_only=True)
class TendReport:
    """
    What a round did.

    snapshots_removed  Published files that were old enough to go.
    leftovers_removed  Folders of processes that were killed.
    tables_read        Tables of the published file, each read from its first block to its last.
    """

    snapshots_removed: int
    leftovers_removed: int
    tables_read: int


def run(settings: Settings) -> TendReport:
    """
    Goes the round.

    Raises WarehouseMissing where nothing is published yet, or where the published file is damaged, and says how to
    replace it; WarehouseLocked where a load takes too long.
    """
    published_file(settings.home)
    with holding_lock(lock_file(settings.home), timeout_seconds=settings.lock_timeout_seconds):
        if warehouse_file(settings.home).exists():
            checkpoint(settings)
        snapshots = prune_snapshots(settings.home, keep_seconds=settings.snapshot_keep_seconds)
        leftovers = remove_leftovers(settings.home / "tmp")
    return TendReport(
        snapshots_removed=len(snapshots),
        leftovers_removed=leftovers,
        tables_read=read_through(published_file(settings.home)),
    )


def remove_leftovers(folder: Path, *, older_than_seconds: float = LEFTOVER_SECONDS) -> int:
    """Removes what killed processes left in the store's folder for temporary files; returns how many."""
    oldest = now().timestamp() - older_than_seconds
    left = [path for path in folder.glob("outwire-*") if path.stat().st_mtime < oldest]
    for path in left:
        shutil.rmtree(path, ignore_errors=True)
    return len(left)


def read_through(published: Path) -> int:
    """
    Reads every value of a DuckDB file, so that its checksums are checked; returns the number of tables.

    Raises WarehouseMissing where one of them is wrong.
    """
    try:
        with reading_file(published) as file:
            names = [row["table_name"] for row in file.rows(_TABLES)]
            for name in names:
                file.rows(f'SELECT bit_xor(hash(rows)) AS digest FROM "{name}" AS rows')  # noqa: S608
    except OutwireError as error:
        raise WarehouseMissing(
            f"{published} is damaged: {error} Delete that file, then run `outwire publish-snapshot` for a new copy."
        ) from error
    return len(names)
