"""The folder of published snapshots: whole files under numbered names, and CURRENT, which names the one to open."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline.edges.clock import now
from pipeline.edges.fail_points import fail_point
from pipeline.edges.files import saying_where_no_room, sync_folder, write_whole
from pipeline.errors import WarehouseMissing

_NAME = re.compile(r"outwire-([0-9]+)\.duckdb")
_KEPT_AT_LEAST = 2
# ioctl of Linux that makes two files share their blocks until one changes (linux/fs.h).
_FICLONE = 0x40049409


def published_file(home: Path) -> Path:
    """The file that CURRENT names. Raises WarehouseMissing, with what to do, where there is none."""
    pointer = home / "published" / "CURRENT"
    with suppress(FileNotFoundError, NotADirectoryError, UnicodeDecodeError):
        name = pointer.read_text(encoding="utf-8").strip()
        if _NAME.fullmatch(name) and (pointer.parent / name).is_file():
            return pointer.parent / name
    raise WarehouseMissing(
        f"Nothing is published below {home} yet. Run `outwire demo`, `outwire watch --once` or `outwire backfill` "
        "first, or set OUTWIRE_HOME to the folder that has it."
    )


def is_published(home: Path) -> bool:
    """Whether anything was published below this store; the file that CURRENT names may be gone or damaged."""
    return (home / "published" / "CURRENT").exists()


def number_of(snapshot: Path) -> int:
    """The number in a snapshot's name; 0 for another name."""
    match = _NAME.fullmatch(snapshot.name)
    return int(match[1]) if match else 0


@contextmanager
def copied_aside(home: Path, original: Path) -> Iterator[tuple[Path, Path]]:
    """
    A synced copy of the file under a name that no reader opens, and the name that it is to have.

    What is not moved there by the end of the block is removed. Raises WarehouseFull where there is no room.
    """
    folder = home / "published"
    number = max(map(number_of, folder.glob("outwire-*.duckdb")), default=0) + 1
    target = folder / f"outwire-{number}.duckdb"
    aside = folder / f".{target.name}.part"
    with saying_where_no_room(folder):
        folder.mkdir(parents=True, exist_ok=True)
        try:
            _copy(original, aside)
            fail_point("publish_snapshot.copied")
            yield aside, target
        finally:
            aside.unlink(missing_ok=True)


def point_readers_to(aside: Path, target: Path) -> None:
    """Gives the copy its name, and readers that open a snapshot from now on the copy."""
    aside.rename(target)
    fail_point("publish_snapshot.named")
    sync_folder(target.parent)
    write_whole(target.parent / "CURRENT", f"{target.name}\n".encode(), what="current")


def prune_snapshots(home: Path, *, keep_seconds: float) -> list[Path]:
    """
    Removes snapshots older than that, but never CURRENT's nor the two newest, and copies that were never finished.

    Whoever has one open keeps reading it: the file goes when the last reader closes it. Needs the writer's lock.
    """
    folder = home / "published"
    snapshots = sorted(folder.glob("outwire-*.duckdb"), key=number_of)
    kept = {published_file(home), *snapshots[-_KEPT_AT_LEAST:]}
    oldest = now().timestamp() - keep_seconds
    gone = [file for file in snapshots if file not in kept and file.stat().st_mtime < oldest]
    for file in (*gone, *folder.glob(".outwire-*.part")):
        file.unlink(missing_ok=True)
    return gone


def _copy(original: Path, copy: Path) -> None:
    with original.open("rb") as source, copy.open("wb") as target:
        try:
            fcntl.ioctl(target, _FICLONE, source.fileno())
        except OSError:  # the file system cannot share blocks
            shutil.copyfile(original, copy)
        os.fsync(target.fileno())
