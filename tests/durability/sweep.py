"""All fail points in all ways, one store each: what the long run does, and the figures that it leaves."""

from __future__ import annotations

import shutil
import signal
import time
from collections.abc import Iterator, Sequence

from pipeline.edges.fail_points import FAIL_POINTS, KINDS
from tests.durability.ground import Ground, faults, published
from tests.durability.promises import note_figures

Words = Sequence[Sequence[str]]


def expected_code(kind: str) -> int:
    """How a command ends that met this: killed, as for a full disk, or with a traceback."""
    return {"kill": -signal.SIGKILL, "full": 5, "io": 5, "exception": 1}[kind]


def sweep(ground: Ground) -> list[str]:
    """
    Lets the second batch fail at each place in each way, on a store of its own, and runs what follows as a user does.

    Gives what was wrong then, which is nothing, and notes the figures.
    """
    started, places, runs, wrong = time.monotonic(), set(), 0, []
    for start, commands, then, points in _starts(ground):
        for point in points:
            for kind in KINDS:
                told = _faults_after(ground, f"{point}={kind}", start, commands, then)
                wrong += [f"{start}, {point}={kind}: {fault}" for fault in told]
                runs += 1
        places |= set(points)
    figures = {"places": len(places), "runs": runs, "wrong": len(wrong)}
    minutes = round((time.monotonic() - started) / 60, 1)
    note_figures("fail_points", command="make durability", figures={**figures, "minutes": minutes})
    return wrong


def _starts(ground: Ground) -> Iterator[tuple[str, Words, Words, Sequence[str]]]:
    """Where a run begins, the commands that are to fail, those that follow, and the places that only they pass."""
    for command, passed in ground.passed.items():
        yield command, [ground.words(command)], ground.words_from(command), passed
    known = {point for passed in ground.passed.values() for point in passed}
    whole = [ground.first, ground.second]
    yield "empty", whole, whole, [point for point in FAIL_POINTS if point not in known]


def _faults_after(ground: Ground, order: str, start: str, commands: Words, then: Words) -> list[str]:
    home = ground.folder / "sweep" if start == "empty" else ground.store("sweep", at=start)
    ended = ground.run(home, *commands, OUTWIRE_FAIL_POINT=order)
    told = [] if ended.code == expected_code(order.split("=")[1]) else [f"it ended with {ended.code}"]
    told += ["it left processes"] if ended.orphans else []
    if start != "empty" and published(home) not in (ground.before, ground.after):
        told.append("readers saw something between before and after")
    again = ground.run(home, *then)
    told += [f"the next run ended with {again.code}"] if again.code else faults(ground, home)
    shutil.rmtree(home)
    return told
