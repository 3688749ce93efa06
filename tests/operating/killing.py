"""Kills a backup or a restoration at one system call after the other: `python -m tests.operating.killing …`.

It forks, so that each victim costs what it does and not what it imports. DuckDB is opened in children only: a fork
of a process that has its threads would hang.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import shutil
import signal
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from pipeline.backup.contents import read_contents
from pipeline.backup.making import make_backup
from pipeline.backup.manifest import WAREHOUSE, faults_of, list_backups, read_manifest
from pipeline.backup.restoring import restore_backup
from pipeline.edges.acknowledged import acknowledged_file
from pipeline.edges.copies import file_sha256
from pipeline.edges.leftovers import clean_store
from pipeline.edges.swap import is_swap_unfinished
from pipeline.settings import Settings

CALLS = ("fsync", "rename", "replace", "link", "mkdir", "unlink")


def in_a_child(work: Callable[[], object]) -> int:
    """Runs it in a forked process; the exit status, negative for a signal."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - whatever it is, the parent is told
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killing_at(number: int) -> None:
    """From now on this process kills itself before its call with that number."""
    counted = itertools.count(1)

    def counting(call: Callable[..., object]) -> Callable[..., object]:
        def counted_call(*args: object, **more: object) -> object:
            if next(counted) == number:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*args, **more)

        return counted_call

    for name in CALLS:
        setattr(os, name, counting(getattr(os, name)))


def state(home: Path) -> dict[str, str]:
    """The files of a store that a backup has, by their hashes."""
    files = [path for name in ("archive", "batches") for path in (home / name).rglob("*") if path.is_file()]
    files += [path for path in (home / WAREHOUSE,) if path.exists()]
    return {path.relative_to(home).as_posix(): file_sha256(path) for path in files}


def numbers(every: int) -> Iterable[int]:
    """Every so manieth number from one of the first on: another one in each run, so that in time all are reached."""
    return itertools.count(random.randint(1, every), every)


def kill_backups(settings: Settings, disk: Path, every: int) -> tuple[int, list[str]]:
    """Whatever was killed, what has a backup's name is whole."""
    faults, killed = [], 0
    for number in numbers(every):
        code = in_a_child(lambda number=number: (killing_at(number), make_backup(disk, settings)))  # type: ignore[misc]
        for backup in list_backups(disk) if disk.exists() else ():
            faults += [f"killed at {number}: {fault}" for fault in faults_of(backup, read_manifest(backup))]
        if code == 0:
            break
        killed += 1
        if code != -signal.SIGKILL:
            faults.append(f"ended with {code} at {number}")
    left = [path.name for path in disk.iterdir() if path.name.startswith(".")]
    return killed, [*faults, *(f"left behind: {name}" for name in left)]


def kill_restorations(settings: Settings, disk: Path, every: int) -> tuple[int, list[str]]:
    """Whatever was killed, the next start leaves the store as it was or as it was backed up, and loses neither."""
    home, faults, killed = settings.home, [], 0
    [backup] = list_backups(disk)
    before, wanted = state(home), {file.path: file.sha256 for file in read_manifest(backup).files}
    for number in numbers(every):
        code = in_a_child(
            lambda number=number: (killing_at(number), restore_backup(disk, settings, is_replacing=True))  # type: ignore[misc]
        )
        if code != 0:
            killed += 1
        if in_a_child(lambda: (clean_store(home), read_contents(home / WAREHOUSE))) or is_swap_unfinished(home):
            faults.append(f"killed at {number}: the next start does not mend it")
        found = state(home)
        if found not in (before, wanted):
            faults.append(f"killed at {number}: {sorted(set(found.items()) ^ set(wanted.items()))[:3]}")
        if found == wanted and before != wanted:
            faults += _put_back(home, before, number)
        if code == 0:
            break
    return killed, faults


def _put_back(home: Path, before: dict[str, str], number: int) -> list[str]:
    """Moves what was kept back into its place, for the next victim."""
    [kept] = (home / "replaced").iterdir()
    if state(kept) != before or not acknowledged_file(kept / WAREHOUSE).exists():
        return [f"killed at {number}: what was replaced is not all there"]
    for name in ("archive", "batches"):
        shutil.rmtree(home / name)
        (kept / name).rename(home / name)
    (home / WAREHOUSE).unlink()
    for path in (kept / "warehouse").iterdir():
        path.rename(home / "warehouse" / path.name)
    shutil.rmtree(kept)
    return []


def main() -> None:
    """Prints how many were killed, and what was wrong afterwards."""
    what, home, disk, every = sys.argv[1:]
    settings = Settings(home=Path(home), workers=1)
    kill = kill_backups if what == "backup" else kill_restorations
    killed, faults = kill(settings, Path(disk), int(every))
    print(json.dumps({"killed": killed, "faults": faults}))


if __name__ == "__main__":
    main()
