"""The store -> a backup: consistent while loads run, incremental, and under its name only when it is whole."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline.backup.contents import duckdb_version, last_write_of, read_contents
from pipeline.backup.manifest import WAREHOUSE, KeptFile, Manifest, list_backups, read_manifest, write_manifest
from pipeline.edges.clock import now
from pipeline.edges.copies import copy_whole, file_sha256, link_whole, sync_tree
from pipeline.edges.duck import checkpoint, lock_file, warehouse_file
from pipeline.edges.files import saying_where_no_room, sync_folder
from pipeline.edges.lock import holding_lock
from pipeline.edges.logs import progress
from pipeline.edges.ownership import owned_folder, remove_ownerless
from pipeline.errors import BackupDamaged, OutwireError, UsageError, WarehouseLocked, WarehouseMissing
from pipeline.settings import Settings, code_version

_PARTIAL = ".outwire-backup-"
# How often the folder of a batch is copied anew because a stage wrote into it meanwhile.
_TRIES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupReport:
    """
    What a backup did.

    path          Its folder.
    file_count    Files in it; same_count of them are those of the backup before, under a second name.
    copied_bytes  What it has cost in room.
    removed       Older backups that are gone, as `keep` asked.
    """

    path: Path
    file_count: int
    same_count: int
    copied_bytes: int
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Previous:
    """The last whole backup in the folder: what need not be copied again."""

    folder: Path
    files: Mapping[str, KeptFile]
    last_write: Mapping[str, object]


def make_backup(folder: Path, settings: Settings, *, keep: int | None = None) -> BackupReport:
    """
    Backs the store up into a new folder below `folder`.

    keep  How many backups stay there, this one included; None keeps all.

    The warehouse is copied first, between two loads; batches and archive only grow, so they have all that it names.
    Every file is read back. Raises UsageError where there is nothing to back up or `folder` lies in the store,
    WarehouseLocked where a load takes too long, WarehouseMissing where the working file is damaged, and WarehouseFull.
    """
    _check(folder, settings.home)
    with ExitStack() as stack:
        with saying_where_no_room(folder):
            folder.mkdir(parents=True, exist_ok=True)
            remove_ownerless(folder.glob(f"{_PARTIAL}*"))
            aside = stack.enter_context(owned_folder(folder, _PARTIAL))
        work = _Work(settings, aside, _previous(folder))
        manifest = work.do()
        sync_tree(aside)
        target = _name_it(aside, folder)
    size = sum(file.size_bytes for file in manifest.files if file.path not in work.same)
    removed = _remove_oldest(folder, keep)
    return BackupReport(
        path=target, file_count=len(manifest.files), same_count=len(work.same), copied_bytes=size, removed=removed
    )


class _Work:
    """One backup while it is made."""

    def __init__(self, settings: Settings, aside: Path, previous: _Previous | None) -> None:
        self.settings, self.aside, self.previous = settings, aside, previous
        self.same: set[str] = set()

    def do(self) -> Manifest:
        made_at = now()
        files = []
        contents: dict[str, object] = {}
        if warehouse_file(self.settings.home).exists():
            files.append(self._copy_warehouse())
            contents = self._read_warehouse()
        files += self._copy_batches()
        files += self._copy_archive()
        manifest = Manifest(
            made_at=made_at.isoformat(timespec="seconds").replace("+00:00", "Z"),
            code_version=code_version(),
            duckdb_version=duckdb_version(),
            contents=contents,
            files=tuple(sorted(files, key=lambda file: file.path)),
        )
        write_manifest(self.aside, manifest)
        return manifest

    def _copy_warehouse(self) -> KeptFile:
        """A copy between two transactions, or the last backup's where nothing was written since."""
        home = self.settings.home
        with holding_lock(lock_file(home), timeout_seconds=self.settings.lock_timeout_seconds):
            checkpoint(self.settings)
            working = warehouse_file(home)
            before = self.previous
            kept = before.files.get(WAREHOUSE) if before else None
            if before and kept and before.last_write == last_write_of(working) and self._link(kept):
                return kept
            return self._copy(working, WAREHOUSE)

    def _read_warehouse(self) -> dict[str, object]:
        try:
            return read_contents(self.aside / WAREHOUSE)
        except WarehouseMissing as error:
            raise WarehouseMissing(
                f"{warehouse_file(self.settings.home)} is damaged, so no backup was made: {error.__cause__ or error} "
                "`outwire rebuild` makes it anew from the archive and the batches."
            ) from error

    def _copy_batches(self) -> Iterator[KeptFile]:
        folders = sorted(plan.parent for plan in (self.settings.home / "batches").glob("*/plan.json"))
        with progress("back up batches", len(folders)) as advance:
            for folder in folders:
                yield from self._copy_batch(folder)
                advance(1)

    def _copy_batch(self, folder: Path) -> list[KeptFile]:
        """The files of one batch as they stood at one moment: again from the start where a stage wrote meanwhile."""
        for _ in range(_TRIES):
            there = _state_of(folder)
            with suppress(FileNotFoundError):  # a stage has just replaced it
                kept = [self._keep(folder / name, f"batches/{folder.name}/{name}") for name in sorted(there)]
                if _state_of(folder) == there:
                    return kept
            self.same = {path for path in self.same if not path.startswith(f"batches/{folder.name}/")}
            shutil.rmtree(self.aside / "batches" / folder.name)
        raise WarehouseLocked(f"Batch {folder.name} does not hold still. Run the backup again once it is done.")

    def _copy_archive(self) -> Iterator[KeptFile]:
        names = sorted(_state_of(self.settings.home / "archive"))
        with progress("back up archive", len(names)) as advance:
            for name in names:
                yield self._keep(self.settings.home / "archive" / name, f"archive/{name}")
                advance(1)

    def _keep(self, file: Path, path: str) -> KeptFile:
        before = self.previous.files.get(path) if self.previous else None
        status = file.stat()
        is_same = before is not None and (before.size_bytes, before.modified_ns) == (status.st_size, status.st_mtime_ns)
        if before is not None and is_same and self._link(before):
            return before
        return self._copy(file, path)

    def _link(self, before: KeptFile) -> bool:
        """Takes over a file of the last backup, unless it has been damaged there, or has too many names."""
        kept = self.previous.folder / before.path if self.previous else self.aside
        if not kept.is_file() or file_sha256(kept) != before.sha256 or not link_whole(kept, self.aside / before.path):
            return False
        self.same.add(before.path)
        return True

    def _copy(self, file: Path, path: str) -> KeptFile:
        target = self.aside / path
        sha256 = copy_whole(file, target)
        status = target.stat()
        if file_sha256(target) != sha256:
            raise BackupDamaged(f"{target} does not read as it was written. Check the disk that the backup goes to.")
        return KeptFile(path=path, size_bytes=status.st_size, sha256=sha256, modified_ns=status.st_mtime_ns)


def _check(folder: Path, home: Path) -> None:
    if folder.resolve().is_relative_to(home.resolve()):
        raise UsageError(f"{folder} lies in the store {home}; a backup belongs on another disk.")
    if not any((home / name).is_dir() for name in ("archive", "batches", "warehouse")):
        raise UsageError(f"There is nothing to back up in {home}. Set OUTWIRE_HOME to the folder that has the store.")


def _previous(folder: Path) -> _Previous | None:
    """The newest backup whose manifest can be used."""
    for found in reversed(list_backups(folder)):
        try:
            manifest = read_manifest(found)
        except OutwireError:
            continue
        return _Previous(found, manifest.by_path(), _last_write_in(manifest))
    return None


def _last_write_in(manifest: Manifest) -> dict[str, object]:
    return {name: manifest.contents.get(name) for name in ("write_number", "written_at")}


def _state_of(folder: Path) -> dict[str, tuple[int, int, int]]:
    """The whole files of a folder, each with what tells it from another that takes its name."""
    found = {}
    for entry in os.scandir(folder) if folder.is_dir() else ():
        if entry.is_file(follow_symlinks=False) and not entry.name.startswith("."):
            status = entry.stat(follow_symlinks=False)
            found[entry.name] = (status.st_ino, status.st_size, status.st_mtime_ns)
    return found


def _name_it(aside: Path, folder: Path) -> Path:
    """The name is what makes it a backup; it comes after all bytes are on the disk."""
    stamp = f"outwire-{now():%Y%m%dT%H%M%SZ}"
    target, number = folder / stamp, 1
    while target.exists():
        number += 1
        target = folder / f"{stamp}-{number}"
    aside.rename(target)
    sync_folder(folder)
    return target


def _remove_oldest(folder: Path, keep: int | None) -> tuple[str, ...]:
    """Removes all but the newest `keep`; a backup loses its name first, so that none is ever half there."""
    old = list_backups(folder)[: -max(keep, 1)] if keep is not None else []
    for backup in old:
        gone = backup.rename(backup.with_name(f"{_PARTIAL}{backup.name}"))
        shutil.rmtree(gone)
    return tuple(backup.name for backup in old)
