"""Many hosts at once, each in its own queues, and results in the order that was asked."""

from __future__ import annotations

import threading
import time

import pytest

from pipeline.edges.lanes import map_by_host


def host(item: str) -> str:
    return item.split("/")[0]


def test_results_come_in_the_order_of_the_items_whatever_took_longest() -> None:
    items = [f"{name}/{number}" for number in range(5) for name in ("slow", "fast")]

    def work(item: str) -> str:
        time.sleep(0.02 if item.startswith("slow") else 0)
        return item.upper()

    got = list(map_by_host(work, items, host, threads=4, per_host=2))
    assert got == [item.upper() for item in items]


def test_a_slow_host_takes_no_more_threads_than_its_share() -> None:
    under_way: dict[str, int] = {"slow": 0, "fast": 0}
    most = dict(under_way)
    lock = threading.Lock()

    def work(item: str) -> None:
        with lock:
            under_way[host(item)] += 1
            most[host(item)] = max(most[host(item)], under_way[host(item)])
        time.sleep(0.02)
        with lock:
            under_way[host(item)] -= 1

    items = [f"slow/{number}" for number in range(12)] + ["fast/1"]
    list(map_by_host(work, items, host, threads=8, per_host=2))
    assert most == {"slow": 2, "fast": 1}


def test_an_error_of_the_function_ends_the_iteration_and_begins_nothing_more() -> None:
    begun: list[str] = []

    def work(item: str) -> str:
        begun.append(item)
        if item == "a/1":
            raise ZeroDivisionError
        return item

    results = map_by_host(work, [f"a/{number}" for number in range(50)], host, threads=2, per_host=1)
    assert next(results) == "a/0"
    with pytest.raises(ZeroDivisionError):
        next(results)
    assert begun == ["a/0", "a/1"]


def test_no_items_is_no_work() -> None:
    assert list(map_by_host(str, [], host, threads=2, per_host=1)) == []
