"""Child processes that parse what strangers wrote: reused, limited in time and memory, and killable.

A hang, a crash or a memory hog costs the one item that caused it. No fork happens in a process with threads:
children come from a nursery process that does nothing else (`nursery.py`).
"""

from __future__ import annotations

import array
import os
import pickle
import socket
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, Literal, TypeVar

from pipeline.edges.clock import monotonic
from pipeline.edges.nursery import DETAIL_CHARS, OUT_OF_MEMORY, Orders

Item = TypeVar("Item")
Value = TypeVar("Value")
Failure = Literal["timed_out", "crashed", "out_of_memory", "raised"]

# A child is replaced after this many items: caches inside parsers never give memory back, and a fork costs 2 ms.
_ITEMS_PER_CHILD = 500
# Answers that may wait for an earlier, slower item, per child.
_AHEAD_PER_CHILD = 16
# And how large they may be together until no further item is given out: large texts behind a page that hangs.
_AHEAD_BYTES = 8 * 1024**2
# Importing the function; trafilatura takes 0.5 s on an idle machine.
_START_SECONDS = 60.0


class WorkersUnusable(RuntimeError):
    """Raised where no child can be started at all: the function is not importable by name, or its module fails."""


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Value]):
    """
    What became of one item.

    value    What the function returned; None with a failure.
    failure  None; timed_out (killed after `seconds`), crashed (the process died), out_of_memory, raised.
    detail   For people: the exception or the exit code, at most 300 characters. It may hold untrusted text.
    """

    value: Value | None
    failure: Failure | None = None
    detail: str = ""


def map_in_children(
    function: Callable[[Item], Value],
    items: Iterable[Item],
    *,
    workers: int,
    seconds: float,
    memory_bytes: int,
) -> Iterator[Outcome[Value]]:
    """
    What `function` makes of each item, in the order of the items, computed in up to `workers` child processes.

    function      A function at the top level of an importable module; it, the items and the values are pickled.
    items         Taken only a little ahead of what has been yielded.
    seconds       Wall time of one item; then its process is killed.
    memory_bytes  Address space of a child beyond what it starts with.

    Raises WorkersUnusable where the function cannot be imported by a child. No items: no process.
    """
    waiting = _Waiting(items)
    if waiting.is_over:
        return
    with _Nursery(_orders(function, seconds, memory_bytes)) as nursery:
        yield from _Pool(nursery, workers, seconds).run(waiting)


def _orders(function: Callable[..., Any], seconds: float, memory_bytes: int) -> Orders:
    name, module = function.__qualname__, function.__module__
    if not name.isidentifier() or module == "__main__":
        raise WorkersUnusable(f"{module}.{name} is not at the top level of an importable module.")
    return Orders(path=tuple(sys.path), module=module, name=name, seconds=seconds, memory_bytes=memory_bytes)


class _Waiting:
    """Items not yet given to a child, numbered; knows whether there is another without starting one."""

    def __init__(self, items: Iterable[Any]) -> None:
        self._items = enumerate(items)
        self._next = next(self._items, None)

    @property
    def is_over(self) -> bool:
        return self._next is None

    def take(self) -> tuple[int, Any]:
        if self._next is None:
            raise IndexError("no item is left")
        taken, self._next = self._next, next(self._items, None)
        return taken


class _Nursery:
    """Our end of the process that children are forked from."""

    def __init__(self, orders: Orders) -> None:
        self._orders = orders

    def __enter__(self) -> _Nursery:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "pipeline.edges.nursery", str(theirs.fileno())],
                pass_fds=(theirs.fileno(),),
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                stdin=subprocess.DEVNULL,
                # What a parser prints may be a stranger's text; failures come back as values.
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        self._talk = Connection(ours.detach())
        self._talk.send_bytes(pickle.dumps(self._orders))
        fault = self._hear_first()
        if fault is not None:
            self.__exit__()
            raise WorkersUnusable(f"{self._orders.module} cannot be imported in a child process: {fault}")
        return self

    def _hear_first(self) -> str | None:
        try:
            if not self._talk.poll(_START_SECONDS):
                return f"nothing after {_START_SECONDS:.0f} s"
            fault: str | None = self._talk.recv()
        except (EOFError, ConnectionError):
            return "the process ended at once"
        return fault

    def fork(self) -> tuple[int, Connection]:
        """A new child: its process id and our end of the line to it."""
        ours, theirs = socket.socketpair()
        with theirs, socket.socket(fileno=os.dup(self._talk.fileno())) as control:
            self._talk.send(("fork", None))
            control.sendmsg([b"\0"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [theirs.fileno()]))])
            pid: int = self._talk.recv()
        return pid, Connection(ours.detach())

    def kill(self, pid: int) -> int:
        """Ends a child, whatever it is doing; returns how it ended (minus the signal)."""
        self._talk.send(("kill", pid))
        code: int = self._talk.recv()
        return code

    def __exit__(self, *_: object) -> None:
        self._talk.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@dataclass(slots=True)
class _Child:
    """One child process; `index` is the item that it works on, None while idle."""

    pid: int
    talk: Connection
    index: int | None = None
    due: float = 0.0
    done: int = 0


class _Pool:
    """Gives items to children and takes their answers; one item a child at a time."""

    def __init__(self, nursery: _Nursery, workers: int, seconds: float) -> None:
        self._nursery = nursery
        self._workers = workers
        self._seconds = seconds
        self._children: list[_Child] = []
        # Answers wait as they came: a text takes up to four times as much once it is a str again.
        self._done: dict[int, Outcome[Any] | bytes] = {}
        self._done_bytes = 0

    def run(self, waiting: _Waiting) -> Iterator[Outcome[Any]]:
        """Outcomes in the order of the items."""
        yielded = given = 0
        while True:
            while not waiting.is_over and self._may_be_ahead(given - yielded) and self._has_room():
                self._give(*waiting.take())
                given += 1
            while yielded in self._done:
                yield self._taken(yielded)
                yielded += 1
            if yielded == given and waiting.is_over:
                return
            self._wait()

    def _may_be_ahead(self, count: int) -> bool:
        return count < self._workers * _AHEAD_PER_CHILD and self._done_bytes <= _AHEAD_BYTES

    def _taken(self, index: int) -> Outcome[Any]:
        done = self._done.pop(index)
        if isinstance(done, Outcome):
            return done
        self._done_bytes -= len(done)
        value, failure, detail = _unpacked(done)
        return Outcome(value, failure, detail[:DETAIL_CHARS])

    def _has_room(self) -> bool:
        return len(self._children) < self._workers or any(child.index is None for child in self._children)

    def _give(self, index: int, item: Any) -> None:
        child = next((child for child in self._children if child.index is None), None) or self._raise()
        child.index, child.due = index, monotonic() + self._seconds
        try:
            child.talk.send(item)
        except (BrokenPipeError, ConnectionResetError):
            self._lose(child, "crashed")

    def _raise(self) -> _Child:
        pid, talk = self._nursery.fork()
        child = _Child(pid=pid, talk=talk)
        self._children.append(child)
        return child

    def _wait(self) -> None:
        busy = {child.talk: child for child in self._children if child.index is not None}
        if not busy:
            return
        patience = max(0.0, min(child.due for child in busy.values()) - monotonic())
        ready = wait(list(busy), timeout=patience)
        for talk, child in busy.items():
            if talk in ready:
                self._hear(child)
            elif child.due <= monotonic():
                self._lose(child, "timed_out")

    def _hear(self, child: _Child) -> None:
        try:
            answer = child.talk.recv_bytes()
        except (EOFError, OSError):
            self._lose(child, "crashed")
            return
        self._settle(child, answer)
        self._done_bytes += len(answer)
        child.done += 1
        if answer == OUT_OF_MEMORY or child.done >= _ITEMS_PER_CHILD:
            self._retire(child)

    def _lose(self, child: _Child, failure: Failure) -> None:
        code = self._retire(child)
        detail = f"killed after {self._seconds:g} s" if failure == "timed_out" else f"the process ended with {code}"
        self._settle(child, Outcome(None, failure, detail))

    def _settle(self, child: _Child, outcome: Outcome[Any] | bytes) -> None:
        if child.index is not None:
            self._done[child.index] = outcome
        child.index = None

    def _retire(self, child: _Child) -> int:
        self._children.remove(child)
        with suppress(OSError):
            child.talk.close()
        return self._nursery.kill(child.pid)


def _unpacked(answer: bytes) -> tuple[Any, Failure | None, str]:
    """A child's answer; a value that cannot be made again here (some exceptions) is a failure of its item only."""
    try:
        found: tuple[Any, Failure | None, str] = pickle.loads(answer)  # noqa: S301 - from our own child
    except Exception as error:  # noqa: BLE001 - whatever making a value can raise is told with the item
        return None, "raised", f"its value cannot be read: {type(error).__name__}: {error!s:.{DETAIL_CHARS}}"
    return found
