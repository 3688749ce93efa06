"""The writer's lock: one process at a time, with a number that tells a later writer from an earlier one.

DuckDB locks its file too, but gives that lock up as soon as its process opens and closes the file by any other
means, and never waits. So writers agree on a lock file of ours, beside the database.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline.edges.clock import monotonic, pause
from pipeline.edges.files import saying_where_no_room
from pipeline.errors import WarehouseLocked

_RETRY_SECONDS = 0.05


@dataclass(slots=True)
class WriterLock:
    """
    The lock while it is held. Its file says who took it last: the process id, and the number of the taking.

    number  The fencing number: each taking of the lock has a higher one than those before it.
    """

    path: Path
    handle: int
    number: int = 0

    def is_held(self) -> bool:
        """Whether the lock file is still the one that we locked; false once somebody deleted or replaced it."""
        try:
            return os.path.samestat(self.path.stat(), os.fstat(self.handle))
        except FileNotFoundError:
            return False

    def outrank(self, number: int) -> None:
        """Takes a higher number than this one, which the warehouse remembers: the lock file may have been lost."""
        if self.number <= number:
            self._write(number + 1)

    def check(self) -> None:
        """Raises WarehouseLocked where the lock was lost, so that a commit by two writers cannot happen."""
        if self.is_held() and _taken_by(self.path)[1] != self.number:
            raise WarehouseLocked(
                f"Another process{_holder(self.path)} has taken the writer's lock {self.path} while this one wrote, so "
                "nothing was committed here. Run the same command again; if this comes back, the file system of the "
                "store does not keep locks (some network drives do not), so let one machine only write."
            )
        if not self.is_held():
            raise WarehouseLocked(
                f"The writer's lock {self.path} was removed while this process wrote, so nothing was committed. "
                "Leave that file alone and run the same command again."
            )

    def _write(self, number: int) -> None:
        self.number = number
        with saying_where_no_room(self.path.parent):
            os.ftruncate(self.handle, 0)
            os.pwrite(self.handle, f"{os.getpid()} {number}\n".encode(), 0)


@contextmanager
def holding_lock(path: Path, *, timeout_seconds: float, doing: str = "writes to the warehouse") -> Iterator[WriterLock]:
    """
    Holds the lock file at `path` for the block; waits for another holder.

    Raises WarehouseLocked after `timeout_seconds`, with the process that holds it. The lock goes with the process:
    after a crash or a kill nothing is left to clean up.
    """
    deadline = monotonic() + timeout_seconds
    while (lock := _try_lock(path)) is None:
        if monotonic() >= deadline:
            raise WarehouseLocked(
                f"Another process{_holder(path)} {doing} and holds {path} for longer than "
                f"{timeout_seconds:g} s. Wait until it has finished and run the same command again, or raise "
                "OUTWIRE_LOCK_TIMEOUT_SECONDS."
            )
        pause(_RETRY_SECONDS)
    try:
        yield lock
    finally:
        os.close(lock.handle)


def _try_lock(path: Path) -> WriterLock | None:
    with saying_where_no_room(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    lock = WriterLock(path, handle)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    if not lock.is_held():  # deleted between our opening and our locking it: the lock that counts is another file
        os.close(handle)
        return None
    lock._write(_taken_by(path)[1] + 1)
    return lock


def _taken_by(path: Path) -> tuple[int | None, int]:
    """Process and number of who took the lock last; None and 0 where its file does not say."""
    try:
        process, number = map(int, path.read_text(encoding="utf-8").split())
    except (OSError, ValueError):
        return None, 0
    return process, number


def _holder(path: Path) -> str:
    process, _ = _taken_by(path)
    return "" if process is None else f" ({process})"
