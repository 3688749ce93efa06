"""Files that are there whole or not at all, and never under a name that a stranger chose."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from pipeline.edges.fail_points import fail_point
from pipeline.edges.ownership import claim
from pipeline.errors import UsageError, WarehouseFull

_FREE = "Free some space (or set OUTWIRE_HOME to another disk)"
# The errors that mean that the machine has no more to give, or is broken, wherever they come from.
_OF_THE_MACHINE = {
    errno.ENOSPC: _FREE,
    errno.EDQUOT: _FREE,
    errno.EFBIG: _FREE,
    errno.EROFS: "Mount it so that it can be written to (or set OUTWIRE_HOME to another disk)",
    errno.EIO: "Check the disk, which the system could not read or write (`dmesg` says more),",
    errno.EMFILE: "Allow more open files (`ulimit -n 4096`)",
    errno.ENFILE: "Close other programs, since the system has no room for more open files,",
}
# Those that mean that we may not write there, that something else stands there, or that no file can have this name.
_MAY_NOT = "Give us the right to write there (or set OUTWIRE_HOME to another disk)"
_NO_PLACE = "Name another place (OUTWIRE_HOME is the store's)"
_OF_THE_PLACE = {
    errno.EACCES: _MAY_NOT,
    errno.EPERM: _MAY_NOT,
    **dict.fromkeys((errno.ENOTDIR, errno.EEXIST, errno.EISDIR, errno.ENAMETOOLONG, errno.ELOOP), _NO_PLACE),
}


@contextmanager
def saying_where_no_room(path: Path) -> Iterator[None]:
    """Turns an OSError for a place that cannot be written to into WarehouseFull, with the path and what to do."""
    with _saying(f"Cannot write below {path}", {**_OF_THE_MACHINE, **_OF_THE_PLACE}):
        yield


@contextmanager
def saying_what_the_machine_lacks(home: Path) -> Iterator[None]:
    """
    Turns an OSError that says that the disk is full or broken, or that no more files can be opened, into WarehouseFull.

    For whole stages: which file it was does not matter to what there is to do.
    """
    with _saying(f"Cannot go on with the store {home}", _OF_THE_MACHINE):
        yield


@contextmanager
def _saying(what: str, remedies: Mapping[int, str]) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        remedy = remedies.get(error.errno or 0)
        if remedy is None:
            raise
        raise WarehouseFull(
            f"{what}: {error.strerror}. {remedy} and run the same command again; what was there before is unchanged."
        ) from error


@contextmanager
def writing_whole(path: Path, *, what: str | None = None) -> Iterator[IO[bytes]]:
    """
    A binary file that appears under `path` only when the block ends well: written aside, synced, renamed.

    what  The first part of the names of its fail points; None for files outside the store.

    Raises WarehouseFull where there is no room; then, as after any error, nothing of it stays.
    """
    with saying_where_no_room(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        opened, aside = _opened_aside(path)
        try:
            with opened as file:
                yield file
                file.flush()
                _pass(what, "unsynced")
                os.fsync(file.fileno())
            _pass(what, "unnamed")
            aside.replace(path)
            _pass(what, "named")
            sync_folder(path.parent)
        finally:
            with suppress(FileNotFoundError):
                aside.unlink()


def _opened_aside(path: Path) -> tuple[IO[bytes], Path]:
    """A new file beside `path`, ours until it is closed: the next start removes it if we die before."""
    while True:
        aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
        file = aside.open("xb")
        if claim(file.fileno(), aside):
            return file, aside
        file.close()


def write_whole(path: Path, content: bytes, *, what: str | None = None) -> None:
    """Writes `content` as `writing_whole` does."""
    with writing_whole(path, what=what) as file:
        file.write(content)


def _pass(what: str | None, step: str) -> None:
    if what is not None:
        fail_point(f"{what}.{step}")


@contextmanager
def being_synced(path: Path) -> Iterator[None]:
    """
    Makes a written file durable while the block reads it: the disk is waited for where the processor is busy.

    The block ends when that is done. Raises OSError, as fsync does, where it failed.
    """
    with path.open("rb") as file, ThreadPoolExecutor(max_workers=1) as beside:
        synced = beside.submit(os.fsync, file.fileno())
        yield
        synced.result()


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder as durable as the files' bytes are."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def inside(folder: Path, relative: str) -> Path:
    """
    The path of `relative` below `folder`.

    Raises UsageError where it would lead outside, by "..", an absolute path or a link.
    """
    root = folder.resolve()
    path = (root / relative).resolve()
    if not path.is_relative_to(root):
        raise UsageError(f"{relative!r} leads outside {folder}.")
    return path
