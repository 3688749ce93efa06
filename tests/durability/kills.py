"""SIGKILL at random moments: runs of `outwire` are killed one after the other, and at last one is left to end."""

from __future__ import annotations

import random
import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from pipeline.edges.duck import warehouse_file
from pipeline.edges.leases import running_batches
from pipeline.errors import WarehouseMissing
from tests.durability.ground import Contents, Ground, faults, published
from tests.durability.processes import Ended

Words = Sequence[Sequence[str]]

# Where a store begins and what it goes through: stage by stage, each killed a few times before it may end; a whole
# batch by one command; or two of them, on an empty store. How often of a hundred, and how many kills to a step.
SHARES = {"stages": 80, "whole": 15, "empty": 5}
KILLS_A_STEP = {"stages": 8, "whole": 8, "empty": 8}


@dataclass
class Tally:
    """
    What came of many kills.

    kills     Processes that were killed before they ended.
    finished  Runs that ended, by luck or because they were let; after each of them the store was compared.
    loads     Kills of stores in which a load had said that it was done; what it had loaded had to be there each time.
    is_loaded  Whether a load has said so in the store that is being killed.
    wrong     What was not as it has to be: nothing.
    """

    kills: int = 0
    finished: int = 0
    loads: int = 0
    seconds: float = 0.0
    is_loaded: bool = False
    wrong: list[str] = field(default_factory=list)


def kill_at_random(ground: Ground, kills: int, *, seed: int) -> Tally:
    """Kills so many runs, of whole batches and of single stages, each at a random moment of the time that it takes."""
    started, chance, tally = time.monotonic(), random.Random(seed), Tally()
    ways = {way: [(step, _seconds(ground, way, step)) for step in _steps(ground, way)] for way in SHARES}
    while tally.kills < kills:
        [way] = chance.choices(list(SHARES), weights=list(SHARES.values()))
        home, tally.is_loaded = _store(ground, way), False
        for step, seconds in ways[way]:
            most = min(chance.randint(1, KILLS_A_STEP[way]), kills - tally.kills)
            _kill(ground, home, step, [chance.uniform(0, seconds) for _ in range(most)], tally)
        tally.finished += 1
        tally.wrong += [f"{way}, at the end: {fault}" for fault in faults(ground, home)]
        _remove(home)
    tally.seconds = time.monotonic() - started
    return tally


def _steps(ground: Ground, way: str) -> list[Words]:
    """What is killed, one after the other: the commands of one process each."""
    whole: dict[str, list[Words]] = {"whole": [[ground.second]], "empty": [[ground.first, ground.second]]}
    return whole.get(way) or [[ground.words(command)] for command in ground.passed]


def _store(ground: Ground, way: str) -> Path:
    home = ground.folder / "killed"
    return home if way == "empty" else ground.store(home.name)


def _seconds(ground: Ground, way: str, step: Words) -> float:
    """How long an undisturbed run of the step takes here and now."""
    command = step[0][0] if way == "stages" else "poll-feeds"
    home = ground.folder / "timed" if way == "empty" else ground.store("timed", at=command)
    ended = ground.run(home, *step)
    _remove(home)
    assert ended.code == 0, ended.err
    return ended.seconds


def _kill(ground: Ground, home: Path, step: Words, moments: Sequence[float], tally: Tally) -> None:
    """Kills the step at each of the moments, and then lets it end; it may end by itself before."""
    for seconds in moments:
        ended = ground.stable.run_killed_after(seconds, step, home=home, **ground.environment)
        if ended.code == 0:
            tally.is_loaded = tally.is_loaded or _has_said_loaded(ended)
            return
        tally.kills += 1
        about = f"{step[0][0]}, killed after {seconds:.3f} s"
        tally.wrong += [f"{about}: {fault}" for fault in _faults_after_kill(ground, home, ended, tally)]
    ended = ground.run(home, *step)
    tally.is_loaded = tally.is_loaded or _has_said_loaded(ended)
    if ended.code != 0:
        tally.wrong.append(f"{step[0][0]} ended with {ended.code}: {ended.err[-500:]}")


def _faults_after_kill(ground: Ground, home: Path, ended: Ended, tally: Tally) -> list[str]:
    """What must hold at once, before anything is started again."""
    found = [] if ended.code == -9 else [f"it ended with {ended.code}: {ended.err[-500:]}"]
    found += [f"processes are left: {ended.orphans}"] if ended.orphans else []
    found += [f"running: {batch_id}" for batch_id in running_batches(home)]
    if _readable(home) not in (None, ground.before, ground.after):
        found.append("readers see what no publication made")
    tally.is_loaded = tally.is_loaded or _has_said_loaded(ended)
    if tally.is_loaded:
        tally.loads += 1
        found += [] if ground.batch_id in _batches_on_disk(home) else ["what a load acknowledged is lost"]
    return found


def _readable(home: Path) -> Contents | None:
    try:
        return published(home)
    except WarehouseMissing:
        return None


def _has_said_loaded(ended: Ended) -> bool:
    lines = ended.err.splitlines()
    return any('"load_warehouse"' in line and "stage_finished" in line and "-urls-" in line for line in lines)


def _batches_on_disk(home: Path) -> list[str]:
    """The ledger in a copy of the working file and its log, so that looking heals nothing."""
    with tempfile.TemporaryDirectory(dir=home.parent) as aside:
        copy = Path(shutil.copytree(warehouse_file(home).parent, Path(aside) / "warehouse"))
        with duckdb.connect(str(copy / warehouse_file(home).name)) as opened:
            return [batch_id for (batch_id,) in opened.execute("SELECT batch_id FROM batches").fetchall()]


def _remove(home: Path) -> None:
    shutil.rmtree(home)
    shutil.rmtree(home.parent / f"{home.name}-tmp", ignore_errors=True)
