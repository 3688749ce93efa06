"""Real `outwire` processes in tenths of a second each: forked from one that has imported everything.

Starting Python and importing Great Expectations takes longer than a small batch does. So one process, the stable,
imports all of it, opens nothing, starts no thread, and forks a child for each run; the child is a process like any
other: it obeys its environment, runs `pipeline.cli.main` on its words, and is killed with SIGKILL. What it leaves
behind (parsers that go on) falls to the stable, which says whether they ended.
"""

from __future__ import annotations

import ctypes
import fcntl
import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any

ROOT = Path(__file__).parents[2]
# linux/prctl.h: orphans of our children become our children.
_PR_SET_CHILD_SUBREAPER = 36
# What a killed process leaves (its nursery of parsers) has to be gone after so long.
_ORPHAN_SECONDS = 20.0
_PIPE_BYTES = 1024**2


@dataclass(frozen=True)
class Ended:
    """
    How a run ended.

    code     As in subprocess: minus the signal where it was killed.
    orphans  Processes of its that outlived `_ORPHAN_SECONDS`.
    passed   The fail points that it passed, in order; one that was killed passed them too.
    """

    code: int
    seconds: float
    out: str
    err: str
    orphans: int
    passed: tuple[str, ...]


class Stable:
    """Starts runs and waits for them; use it as a context manager. One run at a time."""

    def __enter__(self) -> Stable:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.durability.processes"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={name: value for name, value in os.environ.items() if not name.startswith("OUTWIRE_")},
        )
        assert self._hear() == {"ready": True}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate(timeout=60)

    def start(
        self, commands: Sequence[Sequence[str]], *, home: Path, limits: dict[str, int] | None = None, **environment: str
    ) -> int:
        """
        Starts a process that runs the commands one after the other until one fails; returns its id.

        limits  Names of resource limits (RLIMIT_FSIZE …) and what they are set to; "user" is a user's number, and
                "clock_hours" how far the clock is off.
        """
        own = {"OUTWIRE_HOME": str(home), "COLUMNS": "160", "TMPDIR": str(_temporary(home)), **environment}
        self._say({"commands": [list(words) for words in commands], "environment": own, "limits": limits or {}})
        pid: int = self._hear()["pid"]
        return pid

    def wait(self) -> Ended:
        """Waits for the run that was started last, and for what it left behind."""
        self._say({"wait": True})
        heard = self._hear()
        return Ended(**{**heard, "passed": tuple(heard["passed"])})

    def run(
        self, commands: Sequence[Sequence[str]], *, home: Path, limits: dict[str, int] | None = None, **environment: str
    ) -> Ended:
        """Starts a process and waits for it."""
        self.start(commands, home=home, limits=limits, **environment)
        return self.wait()

    def run_killed_after(
        self, seconds: float, commands: Sequence[Sequence[str]], *, home: Path, **environment: str
    ) -> Ended:
        """Starts a process and kills it with SIGKILL after so long, unless it has ended by then."""
        pid = self.start(commands, home=home, **environment)
        time.sleep(seconds)
        os.kill(pid, signal.SIGKILL)
        return self.wait()

    def _say(self, order: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()

    def _hear(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        heard: dict[str, Any] = json.loads(self._process.stdout.readline())
        return heard


def _temporary(home: Path) -> Path:
    """The system's folder for temporary files, as far as the store's processes see it: beside the store."""
    folder = home.parent / f"{home.name}-tmp"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def temporary_files(home: Path) -> list[str]:
    """What is in the store and beside it that only a running process may have, as relative paths."""
    asides = [*home.rglob(".*.part*"), *home.glob(".rebuilt-*"), *home.glob("SWAPPING")]
    inside = [path for folder in ("tmp", "running") for path in (home / folder).glob("*")]
    return sorted(str(path.relative_to(home.parent)) for path in [*asides, *inside, *_temporary(home).glob("*")])


def _warm_up() -> None:
    """Imports what any command imports, and runs each suite once, so that the library has built it."""
    import importlib

    import tqdm

    from pipeline import STAGES
    from pipeline.claims.reader import read_article
    from pipeline.marts import read_marts
    from pipeline.quality.suites import check_rows, list_suites
    from pipeline.reference_tables import list_platforms
    from tests.claims.reading import article

    tqdm.tqdm.monitor_interval = 0  # no thread of its own
    for name in (*STAGES, "cli", "flow", "batches", "rebuild", "commands.rounds", "tend_warehouse"):
        importlib.import_module(f"pipeline.{name}")
    for suite in list_suites():
        check_rows(suite, suite, [{"warm": 1}])
    read_article(article("Over 40,000 users reported problems with X at 9 a.m. ET on Monday, Downdetector said."))
    read_marts(), list_platforms()
    assert threading.active_count() == 1, threading.enumerate()


def _live(order: dict[str, Any], out: int, err: int, passed: int) -> None:
    """A run's whole life. Never returns."""
    code = 1
    try:
        os.dup2(out, 1)
        os.dup2(err, 2)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.environ.update(order["environment"])
        _limit(dict(order["limits"]))
        code = _run(order["commands"], passed)
    except BaseException:  # noqa: BLE001 - as Python itself does at the end of a process
        import traceback

        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _limit(limits: dict[str, int]) -> None:
    if "clock_hours" in limits:
        import time_machine

        time_machine.travel(datetime.now(UTC) + timedelta(hours=limits.pop("clock_hours"))).start()
    if "user" in limits:
        os.setuid(limits.pop("user"))
    for name, value in limits.items():
        kind = getattr(resource, name)
        resource.setrlimit(kind, (value, resource.getrlimit(kind)[1]))


def _run(commands: Sequence[Sequence[str]], passed: int) -> int:
    import tempfile

    from pipeline.cli import main
    from pipeline.edges.fail_points import VARIABLE, arm, watching_fail_points

    tempfile.tempdir = None
    fail = arm(os.environ[VARIABLE]) if VARIABLE in os.environ else None

    def watch(name: str) -> None:
        os.write(passed, f"{name}\n".encode())
        if fail is not None:
            fail(name)

    with watching_fail_points(watch):
        return _run_all(commands, main)


def _run_all(commands: Sequence[Sequence[str]], main: Callable[[], None]) -> int:
    for words in commands:
        sys.argv = ["outwire", *words]
        try:
            main()
        except SystemExit as ended:
            if ended.code:
                return int(ended.code)
    return 0


def _wait(pid: int) -> tuple[int, int]:
    """How the child ended, and how many processes of its did not end within the time for that."""
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    deadline = time.monotonic() + _ORPHAN_SECONDS
    while time.monotonic() < deadline:
        try:
            if os.waitpid(-1, os.WNOHANG) == (0, 0):
                time.sleep(0.01)
        except ChildProcessError:
            return code, 0
    return code, 1


def _pipe() -> tuple[int, int]:
    """Two ends; no limit on the size of files holds for what is written to it, and it takes all that a run says."""
    reading, writing = os.pipe()
    fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
    return reading, writing


def _read(handle: int) -> str:
    with os.fdopen(handle, "rb") as file:
        return file.read().decode(errors="replace")


def serve() -> None:
    """Forks a child for each order on standard input until that ends."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    _warm_up()
    pid, started = 0, 0.0
    out = err = passed = 0
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        if "wait" in order:
            code, orphans = _wait(pid)
            seconds = time.monotonic() - started
            told = {"code": code, "seconds": seconds, "orphans": orphans, "out": _read(out), "err": _read(err)}
            told["passed"] = _read(passed).split()
            print(json.dumps(told), flush=True)
            continue
        (out, to_out), (err, to_err), (passed, to_passed) = _pipe(), _pipe(), _pipe()
        started = time.monotonic()
        pid = os.fork()
        if pid == 0:
            _live(order, to_out, to_err, to_passed)
        for handle in (to_out, to_err, to_passed):
            os.close(handle)
        print(json.dumps({"pid": pid}), flush=True)


if __name__ == "__main__":
    serve()
