"""Tables -> snapshot: the copy that dashboards, SQL and exports open.

In     the working file, as the last transaction left it
Out    published/outwire-<number>.duckdb, and CURRENT, which names it
Drops  none

Readers never wait for a load and a load never for them: whoever has the previous snapshot open keeps it, and it
stays for `snapshot_keep_seconds`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.edges.duck import Snapshot, checkpointed, lock_file, reading_file, warehouse_file
from pipeline.edges.fail_points import fail_point
from pipeline.edges.lock import holding_lock
from pipeline.edges.logs import get_log
from pipeline.edges.published import (
    copied_for_readers,
    holds_the_same,
    number_of,
    prune_snapshots,
    published_file,
)
from pipeline.errors import WarehouseMissing
from pipeline.settings import Settings

# What a copy must have in common with the original: the last transaction, and how many rows each table has.
_LAST_WRITE = "SELECT max(write_number) AS write_number, max_by(written_at, write_number) AS written_at FROM writes"
_TABLES = "SELECT table_name FROM duckdb_tables() WHERE database_name = 'outwire' AND NOT internal ORDER BY table_name"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishReport:
    """
    What a publication did.

    path, number  The snapshot that readers open now.
    is_new        False where nothing had changed since it was published, so that it stayed.
    """

    path: Path
    number: int
    is_new: bool


def describe(file: Snapshot) -> dict[str, object]:
    """What an open warehouse holds: its last write, and the number of rows of each table."""
    [last] = file.rows(_LAST_WRITE)
    names = [row["table_name"] for row in file.rows(_TABLES)]
    counts = file.rows(" UNION ALL ".join(f"SELECT '{n}' AS name, count(*) AS row_count FROM {n}" for n in names))  # noqa: S608
    return {**last, **{row["name"]: row["row_count"] for row in counts}}


def reads_as(copy: Path, described: Mapping[str, object]) -> bool:
    """Whether a reader finds in the copy what the writer of the original had described."""
    with reading_file(copy) as file:
        return describe(file) == described


def is_current(settings: Settings, described: Mapping[str, object]) -> bool:
    """Whether the published snapshot has the last write already of the working file, as `describe` has it."""
    try:
        with reading_file(published_file(settings.home)) as snapshot:
            [published] = snapshot.rows(_LAST_WRITE)
    except WarehouseMissing:
        return False
    return published.items() <= described.items()


def run(settings: Settings) -> PublishReport:
    """
    Publishes the working file, unless nothing has changed since.

    Raises WarehouseMissing where nothing was ever loaded or the copy does not read as the original does,
    WarehouseLocked, and WarehouseFull; then readers keep the snapshot that they have.
    """
    working = warehouse_file(settings.home)
    if not working.exists():
        raise WarehouseMissing(
            f"There is no warehouse at {working} to publish. Run `outwire watch --once` or `outwire backfill` first."
        )
    with holding_lock(lock_file(settings.home), timeout_seconds=settings.lock_timeout_seconds):
        with checkpointed(settings) as written:
            described = describe(written)
        fail_point("publish_snapshot.checkpointed")
        if is_current(settings, described):
            path = published_file(settings.home)
            return PublishReport(path=path, number=number_of(path), is_new=False)
        with copied_for_readers(settings.home, working) as (aside, target):
            if not holds_the_same(aside, working) or not reads_as(aside, described):
                raise WarehouseMissing(
                    f"The copy of {working} does not read as the original does, so it was not published. Check the "
                    "disk, then run `outwire publish-snapshot` again."
                )
        gone = prune_snapshots(settings.home, keep_seconds=settings.snapshot_keep_seconds)
        fail_point("publish_snapshot.pruned")
    get_log().info("snapshot_published", name=target.name, removed=[path.name for path in gone])
    return PublishReport(path=target, number=number_of(target), is_new=True)
