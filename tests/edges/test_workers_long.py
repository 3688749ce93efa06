"""Children over thousands of items, with every kind of failure, and what is left of them afterwards."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.edges import workers
from pipeline.edges.workers import Outcome, map_in_children
from pipeline.errors import RequestRefused
from tests.hostile.measuring import MEBIBYTE, memory_growth

ROOT = Path(__file__).parents[2]


class Sullen(Exception):
    """An exception that cannot even be put into words."""

    def __str__(self) -> str:
        raise RuntimeError("no words")


def work(item: Any) -> Any:
    """What the children of these tests do with an item: as the item says."""
    match item:
        case ("raise", error):
            raise error
        case "raise nested":
            try:
                raise KeyError("inner")
            except KeyError as error:
                raise ValueError("outer") from error
        case "raise in words that fail":
            raise Sullen
        case "recurse":
            return work("recurse")
        case "leave by exit":
            sys.exit(3)
        case "interrupt":
            raise KeyboardInterrupt
        case "kill yourself":
            os.kill(os.getpid(), signal.SIGKILL)
        case "return what cannot be read":
            return RequestRefused("http_busy", "429")
        case "address space":
            return resource.getrlimit(resource.RLIMIT_AS)
        case "print":
            print("a stranger's text", flush=True)
            os.write(2, b"a stranger's text")
            return "printed"
        case "core":
            return resource.getrlimit(resource.RLIMIT_CORE)
        case ("bytes", count):
            return b"x" * count
        case ("sleep", seconds, value):
            time.sleep(seconds)
            return value
    return item


def outcomes(items: Any, *, workers: int = 2, seconds: float = 20, memory_bytes: int = 512 * MEBIBYTE) -> list[Any]:
    return list(map_in_children(work, items, workers=workers, seconds=seconds, memory_bytes=memory_bytes))


def test_two_thousand_items_come_back_in_order_and_memory_and_files_stay_flat() -> None:
    def own_files() -> int:
        return len(os.listdir("/proc/self/fd"))

    files, seen, peaks = own_files(), 0, []
    items = (("bytes", 50_000) for _ in range(2_000))
    for outcome in map_in_children(work, items, workers=2, seconds=20, memory_bytes=512 * MEBIBYTE):
        assert outcome.failure is None
        assert outcome.value is not None
        assert len(outcome.value) == 50_000
        seen += 1
        if seen in (500, 2_000):
            peaks.append(int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize())
    assert seen == 2_000
    assert peaks[1] - peaks[0] < 20 * MEBIBYTE  # all values together are 100 MB
    assert own_files() == files


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_order_is_kept_whatever_the_number_of_workers_and_the_time_each_item_takes(workers: int) -> None:
    items = [("sleep", 0.02 * (number % 3), number) for number in range(30)]
    assert [outcome.value for outcome in outcomes(items, workers=workers)] == list(range(30))


def test_two_workers_work_at_the_same_time() -> None:
    started = time.monotonic()
    outcomes([("sleep", 0.5, n) for n in range(4)], workers=2)
    both = time.monotonic() - started
    assert both < 4 * 0.5  # one after the other they take at least that


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ValueError("broken"), "ValueError: broken"),
        (KeyError("name"), "KeyError: 'name'"),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"), "UnicodeDecodeError: 'utf-8' codec"),
        (OSError(28, "No space left on device"), "OSError: [Errno 28] No space left on device"),
        (StopIteration("x"), "StopIteration: x"),
        (AssertionError(), "AssertionError: "),
        (ExceptionGroup("several", [ValueError("a"), KeyError("b")]), "ExceptionGroup: several (2 sub-exceptions)"),
        (EOFError("of the function itself"), "EOFError: of the function itself"),
        (BrokenPipeError("of the function itself"), "BrokenPipeError: of the function itself"),
        (ConnectionResetError(104, "reset"), "ConnectionResetError: [Errno 104] reset"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_an_exception_of_any_kind_is_told_and_the_child_lives_on(error: Exception, words: str) -> None:
    found, after = outcomes([("raise", error), "after"], workers=1)
    assert (found.failure, after.value) == ("raised", "after")
    assert found.detail.startswith(words)


def test_of_a_nested_failure_the_outer_one_is_told() -> None:
    assert outcomes(["raise nested"])[0].detail == "ValueError: outer"


def test_endless_recursion_is_an_exception_like_any_other() -> None:
    found, after = outcomes(["recurse", "after"], workers=1)
    assert (found.failure, after.value) == ("raised", "after")
    assert found.detail.startswith("RecursionError")


@pytest.mark.parametrize("ending", ["leave by exit", "interrupt", "kill yourself", "raise in words that fail"])
def test_a_child_that_ends_itself_costs_its_item_and_no_other(ending: str) -> None:
    found = outcomes([1, ending, 2, ending, 3], workers=2)
    assert [outcome.failure for outcome in found] == [None, "crashed", None, "crashed", None]
    assert [outcome.value for outcome in found] == [1, None, 2, None, 3]
    assert found[1].detail.startswith("the process ended with ")


def test_a_value_that_can_be_sent_and_not_be_made_again_is_a_failure_of_its_item_only() -> None:
    found, after = outcomes(["return what cannot be read", "after"], workers=1)
    assert (found.failure, found.value, after.value) == ("raised", None, "after")
    assert found.detail.startswith("its value cannot be read: TypeError")


@pytest.mark.parametrize("mebibytes", [1, 20, 64])
def test_a_large_value_arrives_whole(mebibytes: int) -> None:
    [found] = outcomes([("bytes", mebibytes * MEBIBYTE)])
    assert found.value == b"x" * mebibytes * MEBIBYTE


def test_large_values_of_several_children_do_not_get_stuck_behind_a_slow_first_one() -> None:
    items = [("sleep", 0.3, "first"), *(("bytes", 4 * MEBIBYTE) for _ in range(6))]
    first, *others = outcomes(items, workers=3)
    assert first.value == "first"
    assert [len(outcome.value) for outcome in others] == [4 * MEBIBYTE] * 6


@pytest.mark.parametrize(("limit", "is_little"), [(workers._AHEAD_BYTES, True), (10**12, False)])
def test_large_values_behind_a_slow_first_one_take_limited_memory_unless_all_may_wait(
    limit: int, is_little: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "_AHEAD_BYTES", limit)
    items = [("sleep", 1.5, "first"), *(("bytes", 4 * MEBIBYTE) for _ in range(30))]
    count = 0
    with memory_growth() as growth:
        for outcome in map_in_children(work, items, workers=2, seconds=20, memory_bytes=512 * MEBIBYTE):
            count += outcome.failure is None
            del outcome
    assert count == 31
    assert (growth.bytes <= 32 * MEBIBYTE) is is_little


def test_a_reader_that_takes_its_time_loses_no_large_value() -> None:
    found = map_in_children(work, [1, ("bytes", 4 * MEBIBYTE), 2], workers=2, seconds=0.3, memory_bytes=512 * MEBIBYTE)
    assert next(found).value == 1
    time.sleep(5.7)  # longer than a child outlives its parent's time limit
    assert [(outcome.failure, outcome.value is None) for outcome in found] == [(None, False), (None, False)]


def test_more_children_die_than_there_are_workers_and_the_rest_is_still_done() -> None:
    found = outcomes(["kill yourself"] * 20 + ["alive"], workers=2)
    assert [outcome.failure for outcome in found] == ["crashed"] * 20 + [None]


def test_what_a_child_prints_reaches_nobody(capfd: pytest.CaptureFixture[str]) -> None:
    assert outcomes(["print"])[0].value == "printed"
    printed = capfd.readouterr()
    assert "stranger" not in printed.out + printed.err


def test_a_child_leaves_no_core_file() -> None:
    assert outcomes(["core"])[0].value == (0, 0)


UNDER_A_LIMIT = """
import resource
resource.setrlimit(resource.RLIMIT_AS, (4 * 2**30, 4 * 2**30))
from tests.edges.test_workers_long import outcomes
found = outcomes(["address space"], memory_bytes=64 * 2**30)
print(found[0].failure, found[0].value)
"""


def test_a_limit_that_the_operator_set_for_everything_is_kept_and_not_a_failure() -> None:
    ran = subprocess.run([sys.executable, "-c", UNDER_A_LIMIT], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == f"None ({4 * 2**30}, {4 * 2**30})"


def test_a_source_of_items_that_breaks_is_told_and_leaves_no_process_behind() -> None:
    running = []

    def source() -> Iterator[int]:
        yield 1
        yield 2
        running.append(nurseries_of(os.getpid()))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        outcomes(source(), workers=1)
    assert len(running[0]) == 1
    assert nurseries_of(os.getpid()) == []


def test_two_maps_at_once_do_not_mix_their_values() -> None:
    limits: dict[str, Any] = {"workers": 1, "seconds": 20, "memory_bytes": 256 * MEBIBYTE}
    one = map_in_children(work, range(0, 20, 2), **limits)
    other = map_in_children(work, range(1, 20, 2), **limits)
    pairs = [(left.value, right.value) for left, right in zip(one, other, strict=True)]
    assert pairs == [(n, n + 1) for n in range(0, 20, 2)]


WITH_CTRL_C = """
import sys
from tests.edges.test_workers_long import work
from pipeline.edges.workers import map_in_children
items = [("sleep", 0, 1), ("sleep", 60, 2), ("sleep", 60, 3)]
try:
    for outcome in map_in_children(work, items, workers=2, seconds=99, memory_bytes=2**29):
        print(outcome.value, flush=True)
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


def nurseries_of(pid: int) -> list[int]:
    """The nurseries that a process has started itself; the servers of other tests do not count."""
    own = [child for child, parent in parents().items() if parent == pid]
    return [child for child in own if "nursery" in Path(f"/proc/{child}/cmdline").read_bytes().decode()]


def parents() -> dict[int, int]:
    """The parent of every process, from /proc."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                found[int(folder.name)] = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (FileNotFoundError, ProcessLookupError):
                continue
    return found


def children_of(pid: int) -> set[int]:
    """All processes below one."""
    parent_of = parents()
    below: set[int] = set()
    while more := {child for child, parent in parent_of.items() if parent in below | {pid}} - below:
        below |= more
    return below


def test_ctrl_c_ends_the_children_with_the_parent() -> None:
    parent = subprocess.Popen([sys.executable, "-c", WITH_CTRL_C], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    assert parent.stdout.readline() == "1\n"
    below = children_of(parent.pid)
    assert len(below) >= 2
    parent.send_signal(signal.SIGINT)
    out, _ = parent.communicate(timeout=20)
    assert out == "interrupted\n"
    deadline = time.monotonic() + 5
    while any(Path(f"/proc/{pid}").exists() for pid in below) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert [pid for pid in below if Path(f"/proc/{pid}").exists()] == []


def test_an_outcome_says_either_a_value_or_a_failure() -> None:
    found: list[Outcome[Any]] = outcomes([1, "kill yourself", ("raise", ValueError("x")), 0, None])
    assert [(outcome.value, outcome.failure) for outcome in found] == [
        (1, None),
        (None, "crashed"),
        (None, "raised"),
        (0, None),
        (None, None),
    ]
