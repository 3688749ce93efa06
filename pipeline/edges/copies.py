"""Copies of whole files, with the hash of what was read, so that it can be compared with what lies there."""

from __future__ import annotations

import fcntl
import hashlib
import os
from pathlib import Path

from pipeline.edges.files import saying_where_no_room

_READ_BYTES = 1024**2
# ioctl of Linux that makes two files share their blocks until one changes (linux/fs.h).
_FICLONE = 0x40049409


def file_sha256(path: Path) -> str:
    """SHA-256 over a file's bytes, hex; a link is not followed."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    with open(handle, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def copy_whole(source: Path, target: Path) -> str:
    """
    Copies a file under a new name, with its time of change, synced; returns the SHA-256 of what was read.

    Where the file system can share blocks, it does. Raises WarehouseFull where there is no room, FileNotFoundError
    where the source is gone.
    """
    with source.open("rb") as given, saying_where_no_room(target.parent):
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as copy:
            try:
                fcntl.ioctl(copy, _FICLONE, given.fileno())
                digest = hashlib.file_digest(given, "sha256")
            except OSError:  # another file system, or one that cannot
                digest = hashlib.sha256()
                while part := given.read(_READ_BYTES):
                    digest.update(part)
                    copy.write(part)
                copy.flush()
            status = os.fstat(given.fileno())
            os.utime(copy.fileno(), ns=(status.st_atime_ns, status.st_mtime_ns))
            os.fsync(copy.fileno())
    return digest.hexdigest()


def link_whole(source: Path, target: Path) -> bool:
    """Gives a file that never changes a second name; false where the file system cannot, or it has too many names."""
    with saying_where_no_room(target.parent):
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            target.hardlink_to(source)
        except OSError:
            return False
    return True


def sync_tree(folder: Path) -> None:
    """Makes the names in a folder, and in all below it, as durable as the files' bytes are."""
    for place, _, _ in os.walk(folder, topdown=False):
        handle = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
