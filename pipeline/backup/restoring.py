"""A backup -> the store: verified to the last byte before anything that is there is touched, and that is kept."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from pipeline.backup.contents import duckdb_version, read_contents
from pipeline.backup.manifest import MANIFEST, WAREHOUSE, KeptFile, Manifest, faults_of, list_backups, read_manifest
from pipeline.edges.clock import now
from pipeline.edges.copies import copy_whole, sync_tree
from pipeline.edges.duck import lock_file, warehouse_file
from pipeline.edges.files import inside, saying_where_no_room
from pipeline.edges.leases import running_batches
from pipeline.edges.lock import holding_lock
from pipeline.edges.logs import progress
from pipeline.edges.ownership import owned_folder, remove_ownerless
from pipeline.edges.swap import finish_swap, swap_in
from pipeline.errors import BackupDamaged, UsageError, WarehouseLocked
from pipeline.settings import Settings

# Below the store, so that what is verified there only has to be moved; not in `tmp`, which every start cleans.
_STAGED, _VERIFIED = ".restoring-", ".restored-"
# DuckDB's log is part of the file beside it; a log of another file would be replayed into the restored one.
_PLACES = ("archive", "batches", "warehouse/outwire.acknowledged", WAREHOUSE, f"{WAREHOUSE}.wal")


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreReport:
    """
    What a restoration did.

    backup        The folder that was restored from.
    kept          Where what was in the store before lies now; None where there was nothing.
    has_warehouse Whether the backup had one: else nothing can be published yet.
    """

    backup: Path
    file_count: int
    size_bytes: int
    kept: Path | None
    has_warehouse: bool


def check_backup(folder: Path) -> tuple[Path, Manifest]:
    """
    Reads every byte of the newest backup below `folder`, or of `folder` itself, and its whole warehouse.

    Raises UsageError where there is no backup, BackupDamaged with all that is wrong with it.
    """
    backups = list_backups(folder)
    if not backups:
        raise UsageError(
            f"There is no backup in {folder}; one is a folder with a {MANIFEST}. `outwire backup` makes it."
        )
    backup = backups[-1]
    manifest = read_manifest(backup)
    if faults := list(faults_of(backup, manifest)):
        others = f"; {len(backups) - 1} older ones lie beside it" if len(backups) > 1 else ""
        raise BackupDamaged(
            f"{backup} is damaged, and nothing of it was used{others}:\n" + "\n".join(f"  {fault}" for fault in faults)
        )
    if WAREHOUSE in manifest.by_path():
        _check_warehouse(backup / WAREHOUSE, manifest)
    return backup, manifest


def restore_backup(folder: Path, settings: Settings, *, is_replacing: bool = False) -> RestoreReport:
    """
    Restores the newest backup below `folder`, or `folder` itself, into the store; publishing is the caller's.

    is_replacing  Whether the store may hold something already, which is moved aside and kept.

    Raises as `check_backup`, UsageError where the store is not empty, WarehouseLocked where something works on it, and
    WarehouseFull. Until the last moment the store stays as it was; killed then, the next start finishes the work.
    """
    home = settings.home
    _refuse_full_store(home, is_replacing=is_replacing)
    backup, manifest = check_backup(folder)
    with saying_where_no_room(home):
        home.mkdir(parents=True, exist_ok=True)
        remove_ownerless(home.glob(f"{_STAGED}*"))
        staging = owned_folder(home, _STAGED)
    with staging as staged:
        _copy(backup, manifest, staged)
        with holding_lock(lock_file(home), timeout_seconds=settings.lock_timeout_seconds):
            _refuse_full_store(home, is_replacing=is_replacing)
            kept = _swap(home, staged, manifest)
    return RestoreReport(
        backup=backup,
        file_count=len(manifest.files),
        size_bytes=sum(file.size_bytes for file in manifest.files),
        kept=kept if kept.exists() else None,
        has_warehouse=WAREHOUSE in manifest.by_path(),
    )


def _swap(home: Path, staged: Path, manifest: Manifest) -> Path:
    """Moves the staged files into their places, under the writer's lock; returns where the old ones lie now."""
    finish_swap(home)
    if running := running_batches(home):
        raise WarehouseLocked(f"Batches are being worked on: {', '.join(running)}. Restore when that is over.")
    for abandoned in home.glob(f"{_VERIFIED}*"):
        shutil.rmtree(abandoned)
    stamp = f"{now():%Y%m%dT%H%M%S%fZ}"
    # Under this name it stays whatever happens to us, since the next start may have to finish the swap with it.
    verified = staged.rename(home / f"{_VERIFIED}{stamp}")
    kept = home / "replaced" / stamp
    swap_in(home, verified, kept, (*_PLACES, *(() if WAREHOUSE in manifest.by_path() else ("published",))))
    shutil.rmtree(verified)
    return kept


def _refuse_full_store(home: Path, *, is_replacing: bool) -> None:
    full = [name for name in ("archive", "batches") if any((home / name).glob("*"))]
    full += ["warehouse"] if warehouse_file(home).exists() else []
    if full and not is_replacing:
        raise UsageError(
            f"{home} holds data already ({', '.join(full)}). Restore into another store (OUTWIRE_HOME), or say "
            "--replace: what is there is then moved below `replaced` and kept."
        )


def _copy(backup: Path, manifest: Manifest, staged: Path) -> None:
    for name in ("archive", "batches"):
        (staged / name).mkdir()
    with progress("restore", len(manifest.files)) as advance:
        for file in manifest.files:
            _copy_file(backup, file, staged)
            advance(1)
    if WAREHOUSE in manifest.by_path():
        _check_warehouse(staged / WAREHOUSE, manifest)
    sync_tree(staged)


def _copy_file(backup: Path, file: KeptFile, staged: Path) -> None:
    target = inside(staged, file.path)
    if copy_whole(inside(backup, file.path), target) != file.sha256:
        raise BackupDamaged(f"{file.path} in {backup} changed while it was restored. Nothing was replaced.")
    os.utime(target, ns=(file.modified_ns, file.modified_ns))


def _check_warehouse(path: Path, manifest: Manifest) -> None:
    found, expected = read_contents(path), dict(manifest.contents)
    if manifest.duckdb_version != duckdb_version():  # another version may write a value as text in another way
        found.pop("content_sha256"), expected.pop("content_sha256")
    if found != expected:
        raise BackupDamaged(f"{path} does not hold what was backed up: {_difference(found, expected)}.")


def _difference(found: dict[str, object], expected: dict[str, object]) -> str:
    names = [name for name in {**found, **expected} if found.get(name) != expected.get(name)]
    return ", ".join(f"{name} is {found.get(name)}, was {expected.get(name)}" for name in names[:5])
