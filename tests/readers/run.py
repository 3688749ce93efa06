"""Readers beside a loader: `python -m tests.readers.run 600`, or for some seconds in the tests.

A loader loads a batch of two articles every few seconds, compares and publishes; old snapshots go at once. Meanwhile
four processes read: the dashboard's pages, our own connection, an analyst's DuckDB client that keeps a snapshot open
for a while, and the command line. Each looks whether it ever sees part of a batch, an error, a snapshot vanish that
it has open, or less than it should by now.
"""

from __future__ import annotations

import itertools
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from multiprocessing.synchronize import Barrier, Event
from pathlib import Path
from typing import Any

import duckdb

from pipeline import load_warehouse
from pipeline.edges.duck import open_snapshot
from pipeline.edges.published import published_file
from pipeline.flow import compare_and_publish
from pipeline.settings import Settings
from tests.durability.promises import note_figures
from tests.warehouse.big import CLAIMS_PER_ARTICLE, account, platforms, write_batch

PERIOD_SECONDS = 3.0
STARTS_WITHIN_SECONDS = 120
DAY = date(2005, 3, 10)
# Far enough that no outage is taken for the one before.
DAYS_APART = 20
# Batches of which a table or a mart has another number of rows than a whole batch brings, and the newest batch.
LOOK = f"""
SELECT
    count(*) FILTER (articles <> 2 OR claims <> 2 * {CLAIMS_PER_ARTICLE} OR told <> 1) AS mixed,
    max(CAST(split_part(batch_id, '-', 2) AS INTEGER)) AS newest
FROM (
    SELECT
        batch_id,
        (SELECT count(*) FROM articles WHERE articles.batch_id = batches.batch_id) AS articles,
        (SELECT count(*) FROM claims WHERE claims.batch_id = batches.batch_id) AS claims,
        (
            SELECT count(*) FROM incident_overview
            WHERE started_on = DATE '{DAY}' + {DAYS_APART} * CAST(split_part(batch_id, '-', 2) AS INTEGER)
        ) AS told
    FROM batches
)
"""


def settings_of(home: Path) -> Settings:
    """Snapshots go as soon as they may: what is in use has to be kept for that reason alone."""
    return Settings(home=home, workers=1, snapshot_keep_seconds=0)


def load_next(settings: Settings, number: int) -> float:
    """Loads batch `number` and publishes; returns when the load was acknowledged, in seconds since 1970."""
    day = DAY + timedelta(days=DAYS_APART * number)
    stories = [account(platforms(1)[0], outlet, day, f"story-{number}") for outlet in range(2)]
    planned_at = datetime.combine(day, datetime.min.time(), UTC)
    load_warehouse.run(write_batch(settings, f"b-{number}", stories, planned_at), settings)
    acknowledged = time.time()
    compare_and_publish(settings)
    return acknowledged


def loader(home: Path, seconds: float, log: Path, gate: Barrier, is_over: Event) -> None:
    """Loads and publishes every PERIOD_SECONDS, three times at least, and notes when."""
    settings, number = settings_of(home), 1
    gate.wait(timeout=STARTS_WITHIN_SECONDS)
    until = time.time() + seconds
    while time.time() < until or number <= 3:
        began = time.time()
        note(log, number=number, acknowledged=load_next(settings, number), published=time.time())
        number += 1
        time.sleep(max(0.0, began + PERIOD_SECONDS - time.time()))
    is_over.set()


def note(log: Path, **said: Any) -> None:
    with log.open("a") as file:
        file.write(json.dumps(said) + "\n")


def keep_reading(name: str, home: Path, log: Path, gate: Barrier, is_over: Event) -> None:
    """Reads until the loader is done, which begins when all have read once; an error is noted, the reading goes on."""
    read = READERS[name]
    read(home)
    gate.wait(timeout=STARTS_WITHIN_SECONDS)
    while not is_over.is_set():
        began = time.time()
        try:
            note(log, at=began, **read(home))
        except Exception as error:  # noqa: BLE001 - every error counts against the promise
            note(log, error=f"{type(error).__name__}: {error}")
        time.sleep(0.05)


def read_by_snapshot(home: Path) -> dict[str, Any]:
    with open_snapshot(settings_of(home)) as snapshot:
        [found] = snapshot.rows(LOOK)
        return {**found, "has_file": snapshot.path.exists()}


def read_as_analyst(home: Path) -> dict[str, Any]:
    """Any DuckDB client on the published file, which it keeps open through several publications."""
    path = published_file(home)
    with duckdb.connect(str(path), read_only=True) as client:
        first = client.execute(LOOK).fetchone()
        time.sleep(2.5 * PERIOD_SECONDS)
        again = client.execute(LOOK).fetchone()
        assert first is not None
        assert first == again
        return {"mixed": first[0], "newest": first[1], "has_file": path.exists()}


def read_by_command(home: Path) -> dict[str, Any]:
    outwire = str(Path(sys.executable).with_name("outwire"))
    ran = subprocess.run([outwire, "--home", str(home), "sql", LOOK, "--json"], capture_output=True, text=True)
    if ran.returncode:
        raise RuntimeError(ran.stderr)
    return {**json.loads(ran.stdout)[0], "has_file": True}


def read_dashboard(home: Path) -> dict[str, Any]:
    """The pages, run as Streamlit runs them: the list of incidents, the checks, and a question on the SQL page."""
    from streamlit.testing.v1 import AppTest

    import pipeline.dashboard

    os.environ["OUTWIRE_HOME"] = str(home)
    app = str(Path(pipeline.dashboard.__file__).with_name("app.py"))
    listed = AppTest.from_file(app, default_timeout=60).run()
    page = AppTest.from_string(SQL_PAGE, default_timeout=60).run()
    page.text_area[0].set_value(LOOK).run()
    answer = page.button[0].click().run().dataframe[0].value
    if listed.exception or page.exception:
        raise RuntimeError(str([*listed.exception, *page.exception]))
    return {"mixed": int(answer["mixed"][0]), "newest": int(answer["newest"][0]), "has_file": True}


SQL_PAGE = """
from pipeline.dashboard.published import published
from pipeline.dashboard.sql_page import show_sql
from pipeline.settings import load_settings
with published(load_settings()) as snapshot:
    show_sql(snapshot)
"""
READERS = {
    "dashboard": read_dashboard,
    "snapshot": read_by_snapshot,
    "analyst": read_as_analyst,
    "command": read_by_command,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """
    What a run found.

    errors             What readers were told instead of an answer.
    vanished_count     Readings whose file was gone while they had it open.
    period_seconds     The longest time between two publications; more than was asked for where the machine is slow.
    staleness_seconds  The longest time that a batch was acknowledged and a reader that began then did not see it.
    """

    seconds: float
    batch_count: int
    reads: dict[str, int]
    errors: tuple[str, ...]
    mixed_count: int
    vanished_count: int
    period_seconds: float
    staleness_seconds: float


def run(home: Path, seconds: float) -> Found:
    """Lets the loader and the readers go for so long, each in a process of its own."""
    load_next(settings_of(home), 0)
    spawn = multiprocessing.get_context("spawn")
    logs = {name: home / f"{name}.log" for name in ("loader", *READERS)}
    together = (spawn.Barrier(len(logs)), spawn.Event())
    works = [spawn.Process(target=loader, args=(home, seconds, logs["loader"], *together))]
    works += [spawn.Process(target=keep_reading, args=(name, home, logs[name], *together)) for name in READERS]
    for work in works:
        work.start()
    works[0].join()
    together[1].set()  # also where the loader failed
    for work in works:
        work.join()
    assert [work.exitcode for work in works] == [0] * len(works)
    return judge(seconds, {name: [json.loads(line) for line in log.open()] for name, log in logs.items()})


def judge(seconds: float, notes: dict[str, list[dict[str, Any]]]) -> Found:
    """What the notes of the loader and of the readers say."""
    acknowledged = {row["number"]: row["acknowledged"] for row in notes["loader"]}
    published = [row["published"] for row in notes["loader"]]
    seen = [row for name in READERS for row in notes[name]]
    answers = [row for row in seen if "error" not in row]
    late = [row["at"] - acknowledged.get(row["newest"] + 1, row["at"]) for row in answers]
    return Found(
        seconds=seconds,
        batch_count=len(acknowledged),
        reads={name: sum("error" not in row for row in notes[name]) for name in READERS},
        errors=tuple(row["error"] for row in seen if "error" in row),
        mixed_count=sum(row["mixed"] for row in answers),
        vanished_count=sum(not row["has_file"] for row in answers),
        period_seconds=max((after - before for before, after in itertools.pairwise(published)), default=PERIOD_SECONDS),
        staleness_seconds=max(late, default=0.0),
    )


def main() -> None:
    """A long run, whose figures go into docs/promises.md."""
    seconds = float(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        found = run(Path(folder) / "store", seconds)
    figures = {
        "minutes": round(found.seconds / 60),
        "batches": found.batch_count,
        "reads": sum(found.reads.values()),
        "errors": len(found.errors),
        "mixed": found.mixed_count,
        "vanished": found.vanished_count,
        "staleness": round(found.staleness_seconds, 1),
        "period": round(found.period_seconds, 1),
    }
    print(figures, found.reads, found.errors[:5])
    note_figures("readers", command=f"python -m tests.readers.run {sys.argv[1]}", figures=figures)


if __name__ == "__main__":
    main()
