"""The folder of published snapshots: whole files under numbered names, and CURRENT, which names the one to open."""

from __future__ import annotations

import fcntl
import os
import re
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline.edges.clock import now
from pipeline.edges.fail_points import fail_point
from pipeline.edges.files import being_synced, saying_where_no_room, sync_folder, write_whole
from pipeline.errors import WarehouseMissing

_NAME = re.compile(r"outwire-([0-9]+)\.duckdb")
_KEPT_AT_LEAST = 2
# ioctl of Linux that makes two files share their blocks until one changes (linux/fs.h).
_FICLONE = 0x40049409
# Small enough for the caches of a processor; larger ones compare no faster.
_CHUNK_BYTES = 1024 * 1024


def published_file(home: Path) -> Path:
    """The file that CURRENT names. Raises WarehouseMissing, with what to do, where there is none."""
    folder, tried = home / "published", None
    while (name := _current_name(folder)) != tried:  # again where it was removed after we had read its name
        if (folder / str(name)).is_file():
            return folder / str(name)
        tried = name
    raise WarehouseMissing(
        f"Nothing is published below {home} yet. Run `outwire demo`, `outwire watch --once` or `outwire backfill` "
        "first, or set OUTWIRE_HOME to the folder that has it."
    )


def _current_name(folder: Path) -> str | None:
    """The snapshot's name that CURRENT has; None where it has none."""
    with suppress(FileNotFoundError, NotADirectoryError, UnicodeDecodeError):
        name = (folder / "CURRENT").read_text(encoding="utf-8").strip()
        return name if _NAME.fullmatch(name) else None
    return None


@contextmanager
def holding_snapshot(home: Path) -> Iterator[Path]:
    """
    The file that CURRENT names, which is not removed before the block ends.

    Raises WarehouseMissing as `published_file` does.
    """
    handle, path = _hold(home)
    try:
        yield path
    finally:
        os.close(handle)


def _hold(home: Path) -> tuple[int, Path]:
    """A shared lock on the file, and the file; again from the start where it was removed in between."""
    while True:
        path = published_file(home)
        try:
            handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise WarehouseMissing(f"{path} cannot be opened: {error.strerror}. Check who may read it.") from error
        fcntl.flock(handle, fcntl.LOCK_SH)
        if _is_still(path, handle):
            return handle, path
        os.close(handle)


def _is_still(path: Path, handle: int) -> bool:
    with suppress(FileNotFoundError):
        return os.path.samestat(path.stat(), os.fstat(handle))
    return False


def is_published(home: Path) -> bool:
    """Whether anything was published below this store; the file that CURRENT names may be gone or damaged."""
    return (home / "published" / "CURRENT").exists()


def number_of(snapshot: Path) -> int:
    """The number in a snapshot's name; 0 for another name."""
    match = _NAME.fullmatch(snapshot.name)
    return int(match[1]) if match else 0


@contextmanager
def copied_for_readers(home: Path, original: Path) -> Iterator[tuple[Path, Path]]:
    """
    A copy of the file under a name that no reader opens, and the name that it gets when the block ends well.

    The block looks whether the copy is good, while it becomes durable; readers are pointed to it after both. Otherwise
    it is removed. Raises WarehouseFull where there is no room.
    """
    folder = home / "published"
    number = max(map(number_of, folder.glob("outwire-*.duckdb")), default=0) + 1
    target = folder / f"outwire-{number}.duckdb"
    aside = folder / f".{target.name}.part"
    with saying_where_no_room(folder):
        folder.mkdir(parents=True, exist_ok=True)
        try:
            copy_file(original, aside)
            fail_point("publish_snapshot.copied")
            with being_synced(aside):
                yield aside, target
            fail_point("publish_snapshot.verified")
            _point_readers_to(aside, target)
        finally:
            aside.unlink(missing_ok=True)


def holds_the_same(copy: Path, original: Path) -> bool:
    """Whether the two files are equal to the last byte; counting rows would not see one that changed on its way."""
    with copy.open("rb") as one, original.open("rb") as other:
        while (chunk := one.read(_CHUNK_BYTES)) == other.read(_CHUNK_BYTES):
            if not chunk:
                return True
    return False


def _point_readers_to(aside: Path, target: Path) -> None:
    """Gives the copy its name, and readers that open a snapshot from now on the copy."""
    aside.rename(target)
    fail_point("publish_snapshot.named")
    sync_folder(target.parent)
    write_whole(target.parent / "CURRENT", f"{target.name}\n".encode(), what="current")


def prune_snapshots(home: Path, *, keep_seconds: float) -> list[Path]:
    """
    Removes snapshots older than that, and copies that were never finished. Needs the writer's lock.

    Never goes what CURRENT names, the two newest, or what a program has open: one of ours, or any DuckDB client.
    """
    folder = home / "published"
    snapshots = sorted(folder.glob("outwire-*.duckdb"), key=number_of)
    kept = {published_file(home), *snapshots[-_KEPT_AT_LEAST:]}
    oldest = now().timestamp() - keep_seconds
    for file in folder.glob(".outwire-*.part"):
        file.unlink(missing_ok=True)
    old = [file for file in snapshots if file not in kept and file.stat().st_mtime < oldest]
    return [file for file in old if _removed_unless_used(file)]


def _removed_unless_used(file: Path) -> bool:
    """Removes the file where nobody has it open, and says whether it did."""
    handle = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
    try:
        with suppress(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if not _is_locked_by_duckdb(handle):
                file.unlink(missing_ok=True)
                return True
        return False
    finally:
        os.close(handle)


# struct flock of Linux on 64 bits: kind, whence, start, length (0 is all of it), owner (0 for a question).
_FLOCK = struct.Struct("@hhqqi4x")


def _is_locked_by_duckdb(handle: int) -> bool:
    """Whether another process holds a record lock on the file, as every DuckDB client does while it is open."""
    asked = _FLOCK.pack(fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
    kind = _FLOCK.unpack(fcntl.fcntl(handle, fcntl.F_OFD_GETLK, asked))[0]
    return bool(kind != fcntl.F_UNLCK)


def copy_file(original: Path, copy: Path) -> None:
    """A copy, which shares the original's blocks where the file system can do that; it is not synced."""
    with original.open("rb") as source, copy.open("wb") as target:
        try:
            fcntl.ioctl(target, _FICLONE, source.fileno())
        except OSError:  # the file system cannot share blocks
            _copy_bytes(source.fileno(), target.fileno())


def _copy_bytes(source: int, target: int) -> None:
    """Room is taken for all of it first: a full disk is met at once, and ext4 copies in three quarters of the time."""
    size_bytes = os.fstat(source).st_size
    if size_bytes:
        os.posix_fallocate(target, 0, size_bytes)
    copied_bytes = 0
    while copied_bytes < size_bytes:
        sent = os.sendfile(target, source, copied_bytes, size_bytes - copied_bytes)
        if not sent:
            return  # shorter than it was: the comparison finds it
        copied_bytes += sent
