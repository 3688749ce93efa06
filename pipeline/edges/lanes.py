"""Threads that ask many hosts at once, and each host only as often as manners allow."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

Item = TypeVar("Item")
Value = TypeVar("Value")


def map_by_host(
    function: Callable[[Item], Value],
    items: Sequence[Item],
    host_of: Callable[[Item], str],
    *,
    threads: int,
    per_host: int,
) -> Iterator[Value]:
    """
    What `function` makes of each item, in the order of the items.

    Items of one host stand in `per_host` queues, so a slow host holds up no more threads than that. An exception
    of `function` ends the iteration; then (and where the caller stops early) queued items are not begun.
    """
    done: list[Future[Value]] = [Future() for _ in items]
    is_over = threading.Event()

    def work_through(queue: Sequence[int]) -> None:
        for index in queue:
            if is_over.is_set():
                return
            done[index].set_result(function(items[index]))

    with ThreadPoolExecutor(threads, thread_name_prefix="fetch") as pool:
        try:
            # The longest queues first: they decide how long the whole takes.
            for queue in sorted(_queues(items, host_of, per_host), key=len, reverse=True):
                running = pool.submit(work_through, queue)
                running.add_done_callback(partial(_pass_error_on, [done[index] for index in queue]))
            for result in done:
                yield result.result()
        finally:
            is_over.set()


def _queues(items: Sequence[Item], host_of: Callable[[Item], str], per_host: int) -> list[list[int]]:
    by_host: dict[str, list[int]] = {}
    for index, item in enumerate(items):
        by_host.setdefault(host_of(item), []).append(index)
    return [queue for indexes in by_host.values() for n in range(per_host) if (queue := indexes[n::per_host])]


def _pass_error_on(waiting: Sequence[Future[Any]], finished: Future[None]) -> None:
    error = finished.exception()
    for result in waiting:
        if error is not None and not result.done():
            result.set_exception(error)
