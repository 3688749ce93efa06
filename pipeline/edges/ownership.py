"""Temporary files and folders that say whether their process still lives, so that the next start can remove them.

Whoever makes one holds a lock on it (`flock`) for as long as it is needed. The lock goes with the process, however that
ends; so what can be locked by somebody else belongs to nobody, on whatever machine and in whatever container.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def claim(handle: int, path: Path) -> bool:
    """Locks what was just made at `path`; false where a start took it for a leftover in between and removed it."""
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        return os.path.samestat(path.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False


@contextmanager
def owned_folder(parent: Path, prefix: str) -> Iterator[Path]:
    """A new folder below `parent`, ours while the block lasts and gone after it."""
    folder, handle = _made(parent, prefix)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(handle)


def remove_ownerless(paths: Iterable[Path]) -> list[Path]:
    """Removes those of the files and folders that no living process holds; returns them."""
    return [path for path in paths if _is_removed(path)]


def is_owned(path: Path) -> bool:
    """Whether a living process holds it."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        return not _is_free(handle)
    finally:
        os.close(handle)


def _made(parent: Path, prefix: str) -> tuple[Path, int]:
    while True:
        folder = parent / f"{prefix}{secrets.token_hex(4)}"
        folder.mkdir(mode=0o700)
        with suppress(FileNotFoundError):
            handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            if claim(handle, folder):
                return folder, handle
            os.close(handle)


def _is_removed(path: Path) -> bool:
    """Removes it under its lock; a link, or what another user owns, stays."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        if not _is_free(handle):
            return False
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
        return not path.exists()
    except OSError:
        return False
    finally:
        os.close(handle)


def _is_free(handle: int) -> bool:
    """Whether nobody holds it; from then on the handle does."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
