"""The process that child processes are forked from: `python -m pipeline.edges.nursery`, started by `workers`.

It imports the function once, stays single-threaded, and forks a child in milliseconds, so that killing one
costs little. It hears three commands on its control socket: "fork" with the child's end of a socket pair,
"kill" with a process id, and the end of the stream, after which nothing of it is left.
"""

from __future__ import annotations

import array
import gc
import importlib
import os
import pickle
import resource
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

# A child ends itself this much after its parent should have killed it: the parent may be gone.
_ORPHAN_SECONDS = 5.0
DETAIL_CHARS = 300
# The answer of a child that ran into its limit, and that is not used again.
OUT_OF_MEMORY = pickle.dumps((None, "out_of_memory", ""))


@dataclass(frozen=True, slots=True)
class Orders:
    """What the nursery is told once: which function, where it is importable from, and the children's limits."""

    path: tuple[str, ...]
    module: str
    name: str
    seconds: float
    memory_bytes: int


def serve(control: socket.socket) -> None:
    """Forks and kills children until the control socket ends; says first whether the function could be imported."""
    talk = Connection(control.detach())
    orders: Orders = pickle.loads(talk.recv_bytes())  # noqa: S301 - from our own parent
    try:
        function = _find(orders)
    except Exception as error:  # noqa: BLE001 - whatever an import can raise is told to the parent, which raises it
        talk.send(f"{type(error).__name__}: {error}")
        return
    gc.collect()
    gc.freeze()
    talk.send(None)
    children: set[int] = set()
    try:
        _obey(talk, function, orders, children)
    finally:
        for pid in children:
            _end(pid)


def _find(orders: Orders) -> Callable[[Any], Any]:
    sys.path[:] = orders.path
    found: Callable[[Any], Any] = getattr(importlib.import_module(orders.module), orders.name)
    return found


def _obey(talk: Connection, function: Callable[[Any], Any], orders: Orders, children: set[int]) -> None:
    while True:
        try:
            command, argument = talk.recv()
        except EOFError:
            return
        if command == "kill":
            children.discard(argument)
            talk.send(_end(argument))
            continue
        handle = _receive_handle(talk)
        pid = os.fork()
        if pid == 0:
            talk.close()
            _live(Connection(handle), function, orders)
        os.close(handle)
        children.add(pid)
        talk.send(pid)


def _receive_handle(talk: Connection) -> int:
    with socket.socket(fileno=os.dup(talk.fileno())) as control:
        _, ancillary, _, _ = control.recvmsg(1, socket.CMSG_SPACE(array.array("i").itemsize))
    return array.array("i", ancillary[0][2])[0]


def _end(pid: int) -> int:
    """Kills a child of this process, reaps it, and returns how it ended (minus the signal, as in subprocess)."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _live(talk: Connection, function: Callable[[Any], Any], orders: Orders) -> None:
    """A child's whole life: item in, answer out. Never returns, so that nothing unwinds into the nursery's code."""
    try:
        _limit(orders.memory_bytes)
        with suppress(EOFError, OSError):
            while True:
                item = talk.recv()
                # With its default action the alarm ends the process even inside C code.
                signal.setitimer(signal.ITIMER_REAL, orders.seconds + _ORPHAN_SECONDS)
                answer = _answer(function, item)
                # Whoever reads may take its time over a large answer; one that is gone ends the sending.
                signal.setitimer(signal.ITIMER_REAL, 0)
                talk.send_bytes(answer)
    finally:
        os._exit(0)


def _answer(function: Callable[[Any], Any], item: Any) -> bytes:
    """A pickled (value, failure, detail); the value is pickled here, so that one that cannot be is named too."""
    try:
        return pickle.dumps((function(item), None, ""))
    except MemoryError:
        return OUT_OF_MEMORY
    except Exception as error:  # noqa: BLE001 - the parent reports it with the item that caused it
        return pickle.dumps((None, "raised", f"{type(error).__name__}: {error!s:.{DETAIL_CHARS}}"))


def _limit(memory_bytes: int) -> None:
    """No core files, and `memory_bytes` of address space beyond what the process starts with."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    statm = Path("/proc/self/statm")
    if statm.exists():
        limit = int(statm.read_text().split()[0]) * resource.getpagesize() + memory_bytes
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
