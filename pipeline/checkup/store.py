"""The store as it lies on the disk: folders, room, locks, what was left half done, and whether its clock is right."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from pipeline.checkup.findings import Finding, looked_at
from pipeline.edges.clock import now
from pipeline.edges.duck import lock_file, warehouse_file
from pipeline.edges.files import saying_where_no_room, write_whole
from pipeline.edges.leases import dead_leases, running_batches
from pipeline.edges.swap import is_swap_unfinished
from pipeline.settings import Settings

_FOLDERS = ("archive", "batches", "warehouse", "published", "tmp", "running")
# Beyond the copy that the next publication makes: logs, spills and the bodies of a round.
_SPARE_BYTES = 1024**3
# Loads and comparisons of a few thousand articles take seconds; one that takes so long hangs, or waits for a disk.
_LONG_SECONDS = 3600.0
_GIBIBYTE = 1024**3


def check_store(settings: Settings) -> Iterator[Finding]:
    """All of it; only a probe file is written, and it is gone again."""
    home = settings.home
    yield from looked_at("store", lambda: _folders(home))
    if os.access(home, os.R_OK | os.X_OK, effective_ids=os.access in os.supports_effective_ids):
        yield _room(home)
        yield _lock(home)
        yield from _leftovers(home)
        yield _clock(home)


def _folders(home: Path) -> Iterator[Finding]:
    with saying_where_no_room(home):
        folders = (home, *(home / name for name in _FOLDERS if (home / name).exists()))
    for folder in folders:
        probe = folder / ".doctor"
        write_whole(probe, b"")
        probe.unlink(missing_ok=True)  # another doctor may have been quicker
    yield Finding("store", "ok", f"{home.resolve()} can be written to")


def _room(home: Path) -> Finding:
    """A publication copies the working file, so there has to be room for another one."""
    usage = shutil.disk_usage(home)
    working = warehouse_file(home)
    needed = (working.stat().st_size if working.exists() else 0) + _SPARE_BYTES
    seen = f"{usage.free / _GIBIBYTE:.1f} GiB free of {usage.total / _GIBIBYTE:.1f}"
    todo = "Free some space, or move the store to another disk: `outwire backup DIR` there, then `outwire restore`."
    if usage.free < needed:
        return Finding("disk space", "wrong", f"{seen}; {needed / _GIBIBYTE:.1f} GiB are needed to publish", todo)
    if usage.free < 3 * needed:
        return Finding("disk space", "note", f"{seen}; enough to publish, but not often", todo)
    return Finding("disk space", "ok", seen)


def _lock(home: Path) -> Finding:
    """A lock goes with its process, so one that is held is held by a process that lives, here or on another machine."""
    path = lock_file(home)
    if not path.exists() or not _is_held(path):
        return Finding("writer's lock", "ok", "free")
    held_seconds = max(now().timestamp() - path.stat().st_mtime, 0.0)
    holder = _holder(path)
    seen = f"held by {holder} for {held_seconds:.0f} s"
    if held_seconds < _LONG_SECONDS:
        return Finding("writer's lock", "ok", seen)
    todo = f"See what it does (`ps`, its log). If it hangs, end it: {path} is free then. Never delete that file."
    return Finding("writer's lock", "wrong", seen, todo)


def _is_held(path: Path) -> bool:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    else:
        return False
    finally:
        os.close(handle)


def _holder(path: Path) -> str:
    words = path.read_text(encoding="utf-8", errors="replace").split()
    if not words or not words[0].isdigit():
        return "a process that left no name"
    command = Path("/proc") / words[0] / "cmdline"
    if not command.exists():
        return f"process {words[0]} of another machine or container"
    parts = command.read_bytes().decode("utf-8", "replace").split("\0")
    shown = " ".join(Path(part).name if part.startswith("/") else part for part in parts[:4] if part)
    return f"process {words[0]} ({shown[:80]})"


def _leftovers(home: Path) -> Iterator[Finding]:
    if is_swap_unfinished(home):
        yield Finding(
            "restoration",
            "wrong",
            "it was killed while it moved files into their places",
            "`outwire publish-snapshot` finishes it first, and then publishes.",
        )
    if dead := [lease.name for lease in dead_leases(home)]:
        yield Finding(
            "killed runs",
            "note",
            f"a process died while it worked on {', '.join(dead[:3])}",
            "Nothing: the next run removes what was left half written.",
        )
    if running := running_batches(home):
        yield Finding("running", "ok", f"being worked on: {', '.join(running[:3])}")


def _clock(home: Path) -> Finding:
    """Files from the future say that the clock was wrong when they were written, or that it is wrong now."""
    newest = max((path.stat().st_mtime for name in _FOLDERS for path in (home / name).glob("*")), default=0.0)
    ahead = timedelta(seconds=newest - now().timestamp())
    if ahead < timedelta(hours=1):
        return Finding("clock", "ok", f"{now():%Y-%m-%d %H:%M} UTC")
    todo = "Set the clock (`timedatectl`). If it is right now, feeds are asked again once it has caught up."
    return Finding("clock", "wrong", f"{now():%Y-%m-%d %H:%M} UTC, and the store has files from {ahead} later", todo)
