"""The table of promises: what we say, how the tests try to break it, and the figures of the last long run.

`promises.yml` has the promises and their trials; each long run leaves its figures in `results/<name>.json` by
`note_figures`; `make docs` renders `docs/promises.md` from both (`python -m tests.durability.promises`). No figure on
that page is written by hand.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import yaml

from pipeline.edges.clock import now
from pipeline.edges.files import write_whole

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PROMISES = HERE / "promises.yml"
RESULTS = HERE / "results"
PAGE = ROOT / "docs" / "promises.md"

INTRODUCTION = """\
# What we promise, and how we try to break it

Each promise has trials that do their worst to it: they are tests, and run on every change in a short form. The figures
are those of the last long run of each trial, on the date, the number of cores and the DuckDB that it names; the command
that repeats it stands behind them. `make docs` writes this page from the results that those commands leave in
`tests/durability/results`.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """
    One way to try to break a promise.

    tests    Files or folders of tests, from the top of the repository.
    figures  What the last long run found, with {run.figure} for each of its figures; empty where every run of the
             tests is the whole trial.
    """

    attack: str
    tests: tuple[str, ...]
    figures: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What is promised, in a sentence, and its trials."""

    name: str
    says: str
    trials: tuple[Trial, ...]


def read_promises(path: Path = PROMISES) -> list[Promise]:
    """The promises, in their order."""
    return [
        Promise(
            name=row["promise"],
            says=row["says"],
            trials=tuple(Trial(**{**trial, "tests": tuple(trial["tests"])}) for trial in row["trials"]),
        )
        for row in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


def note_figures(run: str, *, command: str, figures: Mapping[str, object], folder: Path = RESULTS) -> None:
    """
    Keeps the figures of a long run for the page, in the place of those of the run before.

    run      The run's name, as the trials write it: a Python identifier. What runs in parts at once has the part's
             name behind a full stop ("kills.2"); the page has their sums.
    command  What repeats it.
    """
    found = {
        "command": command,
        "ran_on": now().date().isoformat(),
        "duckdb": duckdb.__version__,
        "cores": len(os.sched_getaffinity(0)),
        "figures": dict(figures),
    }
    write_whole(folder / f"{run}.json", f"{json.dumps(found, indent=1)}\n".encode())


def read_results(folder: Path = RESULTS) -> dict[str, Any]:
    """What each long run found: its figures as attributes, and about, the words on when and where it ran."""
    results: dict[str, Any] = {}
    for path in sorted(folder.glob("*.json")):
        found = json.loads(path.read_text(encoding="utf-8"))
        about = f"{found['ran_on']}, {found['cores']} cores, DuckDB {found['duckdb']}: `{found['command']}`"
        before = vars(results.get(path.name.split(".")[0], SimpleNamespace()))
        sums = {name: before[name] + figure if name in before else figure for name, figure in found["figures"].items()}
        results[path.name.split(".")[0]] = SimpleNamespace(**sums, about=about)
    return results


def render(promises: list[Promise], results: Mapping[str, Any]) -> str:
    """The page. Raises KeyError or AttributeError where a trial names a run or a figure that there is none of."""
    return "\n".join([INTRODUCTION, *_sections(promises, results)])


def _sections(promises: list[Promise], results: Mapping[str, Any]) -> Iterator[str]:
    for number, promise in enumerate(promises, start=1):
        yield f"## {number}. {promise.name}\n\n{promise.says}\n"
        yield "| what we do to it | tests | the last long run |\n| --- | --- | --- |"
        for trial in promise.trials:
            tests = ", ".join(f"`{test}`" for test in trial.tests)
            yield f"| {trial.attack} | {tests} | {_figures(trial, results)} |"
        yield ""


def _figures(trial: Trial, results: Mapping[str, Any]) -> str:
    if not trial.figures:
        return "every run of the tests is all of it"
    told = trial.figures.format(**results).strip()
    abouts = dict.fromkeys(results[run].about for run in results if f"{{{run}." in trial.figures)
    return f"{told} ({'; '.join(abouts)})"


def main() -> None:
    """Writes the page."""
    PAGE.write_text(render(read_promises(), read_results()), encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)}: {sum(len(p.trials) for p in read_promises())} trials")


if __name__ == "__main__":
    main()
