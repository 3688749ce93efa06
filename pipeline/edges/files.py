"""Files that are there whole or not at all, and never under a name that a stranger chose."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from pipeline.edges.fail_points import fail_point
from pipeline.errors import UsageError, WarehouseFull

# The errors that mean "no room, or no right to write": disk full, quota, file-size limit, read-only, permission.
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM})
# Those that mean that something else stands there, or that no file can have this name.
_NO_PLACE = frozenset({errno.ENOTDIR, errno.EEXIST, errno.EISDIR, errno.ENAMETOOLONG, errno.ELOOP})


@contextmanager
def saying_where_no_room(path: Path) -> Iterator[None]:
    """Turns an OSError for a place that cannot be written to into WarehouseFull, with the path and what to do."""
    try:
        yield
    except OSError as error:
        if error.errno not in _NO_ROOM | _NO_PLACE:
            raise
        remedy = "Free some space (or set OUTWIRE_HOME to another disk)"
        if error.errno in _NO_PLACE:
            remedy = "Name another place (OUTWIRE_HOME is the store's)"
        raise WarehouseFull(
            f"Cannot write below {path}: {error.strerror}. {remedy} and run the same command again; what was there "
            "before is unchanged."
        ) from error


@contextmanager
def writing_whole(path: Path, *, what: str | None = None) -> Iterator[IO[bytes]]:
    """
    A binary file that appears under `path` only when the block ends well: written aside, synced, renamed.

    what  The first part of the names of its fail points; None for files outside the store.

    Raises WarehouseFull where there is no room; then, as after any error, nothing of it stays.
    """
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    with saying_where_no_room(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with aside.open("xb") as file:
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


def write_whole(path: Path, content: bytes, *, what: str | None = None) -> None:
    """Writes `content` as `writing_whole` does."""
    with writing_whole(path, what=what) as file:
        file.write(content)


def _pass(what: str | None, step: str) -> None:
    if what is not None:
        fail_point(f"{what}.{step}")


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
