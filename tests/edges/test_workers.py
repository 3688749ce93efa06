"""Children that hang, crash, hog memory or raise cost one item; everything else comes back in order."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.edges.workers import Outcome, WorkersUnusable, map_in_children

MEBIBYTE = 1024**2


def behave(item: Any) -> Any:
    """What the children of these tests do with an item: as the item says."""
    match item:
        case "hang":
            while True:
                pass
        case "hang in C":
            ctypes.PyDLL(None).sleep(60)  # holds the interpreter lock, so that no alarm inside Python can help
        case "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "leave":
            os._exit(3)
        case "hog":
            return len(bytes(600 * MEBIBYTE))
        case "raise":
            raise ValueError("x" * 1000)
        case "unpicklable":
            return lambda: None
        case "pid":
            return os.getpid()
        case "environment":
            return sorted(name for name in os.environ if name.startswith("OUTWIRE_"))
        case ("sleep", seconds):
            time.sleep(seconds)
            return seconds
    return item * 2


def outcomes(
    items: list[Any], *, workers: int = 2, seconds: float = 20, memory_bytes: int = 256 * MEBIBYTE
) -> list[Outcome[Any]]:
    return list(map_in_children(behave, items, workers=workers, seconds=seconds, memory_bytes=memory_bytes))


def test_values_come_back_in_the_order_of_the_items_whichever_is_ready_first() -> None:
    assert [outcome.value for outcome in outcomes([("sleep", 0.3), 1, 2, 3])] == [0.3, 2, 4, 6]


def test_no_items_need_no_process() -> None:
    assert outcomes([]) == []


def test_a_child_is_used_again_for_the_next_item() -> None:
    assert len({outcome.value for outcome in outcomes(["pid"] * 6, workers=1)}) == 1


def test_a_child_is_replaced_after_five_hundred_items() -> None:
    assert len({outcome.value for outcome in outcomes(["pid"] * 501, workers=1)}) == 2


def test_no_more_children_are_started_than_there_are_workers() -> None:
    assert len({outcome.value for outcome in outcomes(["pid"] * 40, workers=2)}) <= 2


@pytest.mark.parametrize("hanging", ["hang", "hang in C"])
def test_a_hanging_item_is_killed_and_the_next_ones_are_not_affected(hanging: str) -> None:
    started = time.monotonic()
    first, hung, last = outcomes([1, hanging, 3], workers=1, seconds=1)
    assert (hung.value, hung.failure, hung.detail) == (None, "timed_out", "killed after 1 s")
    assert (first.value, last.value) == (2, 6)
    assert 1 <= time.monotonic() - started < 6


@pytest.mark.parametrize(("seconds", "failure"), [(0.2, None), (1.5, "timed_out")])
def test_the_time_limit_is_for_one_item(seconds: float, failure: str | None) -> None:
    assert [outcome.failure for outcome in outcomes([("sleep", seconds)] * 3, workers=1, seconds=1)] == [failure] * 3


@pytest.mark.parametrize(("dying", "code"), [("crash", "-11"), ("leave", "3")])
def test_a_crash_costs_one_item_and_says_how_the_process_ended(dying: str, code: str) -> None:
    found = outcomes([dying, 2, dying, 4], workers=1)
    assert [outcome.failure for outcome in found] == ["crashed", None, "crashed", None]
    assert found[0].detail == f"the process ended with {code}"


@pytest.mark.parametrize(("mebibytes", "failure"), [(256, "out_of_memory"), (1024, None)])
def test_memory_is_bounded_by_the_limit_that_was_given(mebibytes: int, failure: str | None) -> None:
    hog, after = outcomes(["hog", 1], workers=1, memory_bytes=mebibytes * MEBIBYTE)
    assert (hog.failure, after.value) == (failure, 2)


def test_an_exception_is_told_by_name_and_cut() -> None:
    (found,) = outcomes(["raise"])
    assert found.failure == "raised"
    assert found.detail.startswith("ValueError: xxx")
    assert len(found.detail) == 300


def test_a_value_that_cannot_be_sent_back_is_a_failure_of_its_item_only() -> None:
    found = outcomes(["unpicklable", 1])
    assert [outcome.failure for outcome in found] == ["raised", None]


def test_an_item_of_some_megabytes_goes_there_and_back() -> None:
    (found,) = outcomes(["é" * 3 * MEBIBYTE])
    assert found.value == "é" * 6 * MEBIBYTE


def test_items_are_taken_only_a_little_ahead_of_what_was_yielded() -> None:
    taken = 0

    def source() -> Iterator[int]:
        nonlocal taken
        for number in range(10_000):
            taken += 1
            yield number

    found = map_in_children(behave, source(), workers=1, seconds=20, memory_bytes=256 * MEBIBYTE)
    assert next(found).value == 0
    found.close()
    assert taken < 50


def test_leaving_early_leaves_no_process_behind() -> None:
    found = map_in_children(behave, ["pid", "hang", "hang"], workers=2, seconds=60, memory_bytes=256 * MEBIBYTE)
    pid = next(found).value
    assert isinstance(pid, int)
    found.close()
    deadline = time.monotonic() + 5
    while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not Path(f"/proc/{pid}").exists()


@pytest.mark.parametrize("function", [lambda item: item, Outcome.__init__])
def test_a_function_that_no_child_could_find_is_refused_before_anything_starts(function: Any) -> None:
    with pytest.raises(WorkersUnusable, match="not at the top level"):
        list(map_in_children(function, [1], workers=1, seconds=1, memory_bytes=MEBIBYTE))


def test_a_module_that_fails_to_import_is_named_with_its_fault(tmp_path: Path, monkeypatch: Any) -> None:
    (tmp_path / "broken_here.py").write_text("def work(item):\n    return item\n")
    monkeypatch.syspath_prepend(tmp_path)
    work = __import__("broken_here").work
    (tmp_path / "broken_here.py").write_text("raise ZeroDivisionError('no such luck today')\n")
    with pytest.raises(WorkersUnusable, match=r"broken_here .*ZeroDivisionError: no such luck today"):
        list(map_in_children(work, [1], workers=1, seconds=1, memory_bytes=MEBIBYTE))


def test_children_of_a_parent_that_was_killed_end_by_themselves(tmp_path: Path) -> None:
    script = (
        "import sys; from pipeline.edges.workers import map_in_children\n"
        "from tests.edges.test_workers import behave\n"
        "found = map_in_children(behave, ['pid', ('sleep', 60)], workers=1, seconds=99, memory_bytes=2**30)\n"
        "print(next(found).value, flush=True); next(found)\n"
    )
    root = Path(__file__).parents[2]
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=root, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 10
    while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not Path(f"/proc/{pid}").exists()
