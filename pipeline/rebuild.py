"""Batches and raw archive -> the warehouse, made anew: for a working file that is damaged or gone. Not a stage.

Every batch is loaded from its folder into a new file beside the store's, incidents and marts are made, and the file is
read through; only then does it take the place of the old one, which is kept with its log. Readers have the published
snapshot all the while, and writers wait. A batch whose files are damaged too is extracted, read and checked again, from
the pages in the archive; nothing is fetched.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline import BATCH_STAGES, compare_coverage, load_warehouse
from pipeline.content_hash import content_sha256, table_hashes
from pipeline.edges.acknowledged import acknowledged_file
from pipeline.edges.batches import Batch, list_batches, open_batch
from pipeline.edges.clock import now
from pipeline.edges.duck import checkpoint, lock_file, reading_file, warehouse_file
from pipeline.edges.fail_points import fail_point
from pipeline.edges.files import saying_what_the_machine_lacks, saying_where_no_room
from pipeline.edges.leftovers import REBUILT, clean_store
from pipeline.edges.lock import holding_lock
from pipeline.edges.logs import get_log, progress
from pipeline.edges.ownership import owned_folder
from pipeline.edges.published import published_file
from pipeline.edges.swap import swap_in
from pipeline.errors import (
    BatchParked,
    BatchUnknown,
    OutwireError,
    UsageError,
    WarehouseFull,
    WarehouseLocked,
    WarehouseMissing,
)
from pipeline.flow import run_stage
from pipeline.settings import Settings

# What needs no network: it goes from the archived pages to what can be loaded.
_FROM_ARCHIVE = BATCH_STAGES[2:-1]
_SHARED = ("batches", "archive")


@dataclass(slots=True, kw_only=True)
class RebuildReport:
    """
    What a rebuild did.

    loaded, parked  How many batches are in the new file, and how many have only their results in it.
    redone          Those that were extracted, read and checked again.
    left_out        Those that are not in it, with the reason: never finished, or their pages are gone.
    other_tables    Tables that do not hold what the published snapshot does; None where that cannot be read.
    kept            Where the former file lies now, with its log; None where there was none.
    """

    loaded: int = 0
    parked: int = 0
    redone: list[str] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)
    content_sha256: str = ""
    size_bytes: int = 0
    other_tables: list[str] | None = None
    kept: Path | None = None


def rebuild(settings: Settings, *, is_from_archive: bool = False) -> RebuildReport:
    """
    Makes the working file anew and puts it in its place.

    is_from_archive  Extract, read and check every batch again, also where its files are whole.

    Raises UsageError where the store has no batch that could be loaded, WarehouseLocked and WarehouseFull; then what
    was there is as it was.
    """
    home, report = settings.home, RebuildReport()
    with saying_what_the_machine_lacks(home):
        clean_store(home)
        with (
            holding_lock(lock_file(home), timeout_seconds=settings.lock_timeout_seconds),
            owned_folder(_made(home / "tmp"), "outwire-rebuild-") as staged,
        ):
            own = _store_beside(staged, settings)
            _load_all(report, own, settings, is_from_archive=is_from_archive)
            compare_coverage.run(own)
            fail_point("rebuild.compared")
            checkpoint(own)
            _look_at(report, warehouse_file(staged), settings)
            fail_point("rebuild.verified")
            report.kept = _put_in_place(home, staged)
    get_log().info("warehouse_rebuilt", loaded=report.loaded, content_sha256=report.content_sha256)
    return report


def _made(folder: Path) -> Path:
    with saying_where_no_room(folder):
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def _store_beside(staged: Path, settings: Settings) -> Settings:
    """A store that has a warehouse of its own and the batches and the archive of the other."""
    for name in _SHARED:
        (staged / name).symlink_to((settings.home / name).resolve(), target_is_directory=True)
    return settings.model_copy(update={"home": staged})


def _load_all(report: RebuildReport, own: Settings, settings: Settings, *, is_from_archive: bool) -> None:
    batches = _batches(report, settings.home)
    with progress("load batches", total=len(batches)) as advance:
        for batch in batches:
            try:
                _load(report, batch, own, settings, is_from_archive=is_from_archive)
            except (WarehouseFull, WarehouseLocked):  # of the machine, not of the batch: nothing may be left out for it
                raise
            except (OutwireError, ValueError, KeyError) as error:
                report.left_out[batch.batch_id] = str(error)
            fail_point("rebuild.loaded_one")
            advance(1)
    if not report.loaded + report.parked:
        raise UsageError(
            f"No batch below {settings.home} can be loaded, so nothing was changed. `outwire restore` brings back a "
            f"backup. {'; '.join(report.left_out.values())}"
        )


def _batches(report: RebuildReport, home: Path) -> Sequence[Batch]:
    """Those whose plan can be read, as they were planned."""
    found = []
    for batch_id in list_batches(home):
        try:
            found.append(open_batch(home, batch_id))
        except OutwireError as error:
            report.left_out[batch_id] = str(error)
    return sorted(found, key=lambda batch: (batch.plan.planned_at, batch.batch_id))


def _load(report: RebuildReport, batch: Batch, own: Settings, settings: Settings, *, is_from_archive: bool) -> None:
    """Loads a batch from its files; where they are damaged, or it is asked for, from the pages in the archive."""
    missing = [stage for stage in BATCH_STAGES[:-1] if not batch.has(stage)]
    if missing and not (is_from_archive and set(missing) <= set(_FROM_ARCHIVE)):
        raise BatchUnknown(f"It was never finished: it has no output of {missing[0]}.")
    if is_from_archive:
        _redo(report, batch, settings)
    try:
        try:
            load_warehouse.run(batch.batch_id, own)
        except (BatchUnknown, ValueError, KeyError) as error:
            if is_from_archive:
                raise
            get_log().warning("batch_damaged", batch_id=batch.batch_id, detail=str(error))
            _redo(report, batch, settings)
            load_warehouse.run(batch.batch_id, own)
        report.loaded += 1
    except BatchParked:
        report.parked += 1


def _redo(report: RebuildReport, batch: Batch, settings: Settings) -> None:
    for stage in _FROM_ARCHIVE:
        run_stage(stage, settings, batch.batch_id)
    report.redone.append(batch.batch_id)


def _look_at(report: RebuildReport, file: Path, settings: Settings) -> None:
    """Reads the whole new file, and compares it with what is published."""
    with reading_file(file) as made:
        report.content_sha256, hashes = content_sha256(made), table_hashes(made)
    report.size_bytes = file.stat().st_size
    try:
        with reading_file(published_file(settings.home)) as published:
            before = table_hashes(published)
    except (OutwireError, ValueError):
        return
    report.other_tables = sorted(name for name in hashes.keys() | before.keys() if hashes.get(name) != before.get(name))


def _put_in_place(home: Path, staged: Path) -> Path | None:
    """The new file takes the place of the old, which goes aside with its log: only DuckDB knows what is in that."""
    working = warehouse_file(home)
    log = working.with_name(f"{working.name}.wal")
    if warehouse_file(staged).with_name(log.name).exists():
        raise WarehouseMissing("The new file still has a log after a checkpoint, so it was thrown away. Try again.")
    is_there = working.exists() or log.exists()
    stamp = f"{now():%Y%m%dt%H%M%S%f}z"
    # Under this name it stays whatever happens to us, since the next start may have to finish the swap with it.
    made = home / f"{REBUILT}{stamp}"
    made.mkdir()
    (staged / "warehouse").rename(made / "warehouse")
    kept = home / "replaced" / stamp
    swap_in(home, made, kept, [str(path.relative_to(home)) for path in (log, acknowledged_file(working), working)])
    shutil.rmtree(made)
    return kept if is_there else None
