"""Eight loaders started at one moment, over and over: `python -m tests.warehouse.race 200` is the long run.

A process that has everything imported forks eight that wait at a gate, opens it, and collects what each says. Half of
them wait for the lock, the others give up at once; each batch is given to two of them.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.edges.duck import writing
from pipeline.load_warehouse import run
from pipeline.natural_keys import find_duplicates
from pipeline.settings import Settings
from tests.durability.promises import note_figures
from tests.warehouse.drawing import Story, ready_batch

LOADERS = 8
BATCHES = LOADERS // 2
STORIES = 3
_STARTER = """
import json, os, sys
from pathlib import Path
from pipeline import load_warehouse
from pipeline.errors import OutwireError
from pipeline.settings import Settings

home = Path(sys.argv[1])

def load(batch_id, wait_seconds):
    try:
        report = load_warehouse.run(batch_id, Settings(home=home, lock_timeout_seconds=wait_seconds))
        return ["repeat" if report.is_repeat else "loaded", ""]
    except OutwireError as error:
        return [type(error).__name__, str(error)]
    except BaseException as error:
        return ["crashed", repr(error)]

for line in sys.stdin:
    gate, opened = os.pipe()
    answers, told = os.pipe()
    for batch_id, wait_seconds in json.loads(line):
        if os.fork() == 0:
            os.close(opened)
            os.read(gate, 1)
            os.write(told, (json.dumps([batch_id, wait_seconds, *load(batch_id, wait_seconds)]) + "\\n").encode())
            os._exit(0)
    os.close(gate), os.close(told), os.close(opened)
    said = b""
    while part := os.read(answers, 65536):
        said += part
    os.close(answers)
    while True:
        try:
            os.wait()
        except ChildProcessError:
            break
    print(json.dumps([json.loads(one) for one in said.splitlines()]), flush=True)
"""


@dataclass
class Race:
    """What came of the rounds so far; `faults` says what broke a promise."""

    outcomes: Counter[str] = field(default_factory=Counter)
    batch_count: int = 0
    faults: list[str] = field(default_factory=list)


@contextmanager
def started(home: Path) -> Iterator[subprocess.Popen[str]]:
    """The process that forks the loaders."""
    with subprocess.Popen(
        [sys.executable, "-c", _STARTER, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as starter:
        yield starter
        assert starter.stdin is not None
        starter.stdin.close()


def run_race(home: Path, rounds: int) -> Race:
    """So many rounds on one store, each with its own batches; the whole is looked at in the end."""
    race, settings = Race(), Settings(home=home)
    with started(home) as starter:
        for number in range(rounds):
            _run_round(settings, starter, number, race)
    with writing(settings) as warehouse:
        loaded = {row["batch_id"]: row["n"] for row in warehouse.rows(_ARTICLES)}
        race.faults += [f"twice: {found}" for found in find_duplicates(warehouse)]
        [ledger] = warehouse.rows("SELECT count(*) AS n, count(DISTINCT load_number) AS numbers FROM batches")
    if loaded != {batch_id(number, batch): STORIES for number in range(rounds) for batch in range(BATCHES)}:
        race.faults.append(f"articles by batch: {loaded}")
    if ledger != {"n": race.batch_count, "numbers": race.batch_count}:
        race.faults.append(f"ledger: {ledger} for {race.batch_count} batches")
    return race


_ARTICLES = "SELECT batch_id, count(*) AS n FROM articles GROUP BY batch_id"


def batch_id(number: int, batch: int) -> str:
    """The id of one of a round's batches."""
    return f"round-{number}-{batch}"


def _run_round(settings: Settings, starter: subprocess.Popen[str], number: int, race: Race) -> None:
    for batch in range(BATCHES):
        ready_batch(settings, batch_id(number, batch), *_stories(number, batch))
    orders = [(batch_id(number, loader % BATCHES), 30.0 if loader < BATCHES else 0.0) for loader in range(LOADERS)]
    assert starter.stdin is not None
    assert starter.stdout is not None
    starter.stdin.write(json.dumps(orders) + "\n")
    starter.stdin.flush()
    answers = json.loads(starter.stdout.readline())
    race.batch_count += BATCHES
    if len(answers) != LOADERS:
        race.faults.append(f"round {number}: {len(answers)} of {LOADERS} loaders answered")
    for name, wait_seconds, outcome, message in answers:
        race.outcomes[outcome] += 1
        if not _is_clear(outcome, message, wait_seconds):
            race.faults.append(f"round {number}, {name}: {outcome} {message}")
    loads = Counter(name for name, _, outcome, _ in answers if outcome == "loaded")
    race.faults += [f"round {number}: {name} was loaded {n} times" for name, n in loads.items() if n > 1]
    race.faults += [
        f"{name} had to be loaded again" for name, _ in orders[:BATCHES] if not run(name, settings).is_repeat
    ]


def _is_clear(outcome: str, message: str, wait_seconds: float) -> bool:
    """Loaded, there already, or told who holds the lock and what to do; who waits for the lock gets it."""
    is_refused = outcome == "WarehouseLocked" and wait_seconds == 0
    return outcome in ("loaded", "repeat") or (
        is_refused and "writes to the warehouse and holds" in message and "run the same command again" in message
    )


def _stories(number: int, batch: int) -> list[Story]:
    name = f"{number}-{batch}"
    return [Story(f"{name}-{story}", text=f"Story {story} of {name}: 40,000") for story in range(STORIES)]


def main() -> None:
    """The long run; its figures go to the page of promises."""
    rounds = int(sys.argv[1])
    with tempfile.TemporaryDirectory() as home:
        start = time.monotonic()
        race = run_race(Path(home), rounds)
        seconds = time.monotonic() - start
    figures = {
        "rounds": rounds,
        "batches": race.batch_count,
        "loaders": rounds * LOADERS,
        "loaded": race.outcomes["loaded"],
        "repeats": race.outcomes["repeat"],
        "refused": race.outcomes["WarehouseLocked"],
        "faults": len(race.faults),
        "seconds": round(seconds),
    }
    print(json.dumps(figures), *race.faults, sep="\n")
    if race.faults:
        sys.exit(1)
    note_figures("loaders", command=f"python -m tests.warehouse.race {rounds}", figures=figures)


if __name__ == "__main__":
    main()
