"""How long readers and publications take at five million claims, and what the checks cost; a part of `make bench`.

Alone: `python -m tests.readers.speed`, or with fewer copies of the template, `python -m tests.readers.speed 25`.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline import publish_snapshot
from pipeline.edges.duck import Snapshot, warehouse_file, writing
from pipeline.edges.files import sync_folder
from pipeline.settings import Settings
from tests.durability.promises import note_figures
from tests.warehouse.big import build_template, multiply

FIVE_MILLION_CLAIMS = 250  # copies of a template of 20,000
Rows = list[tuple[str, str, str]]


def reader_figures(copies: int = FIVE_MILLION_CLAIMS) -> dict[str, float]:
    """
    How long readers and publications take at so many copies of the template.

    million_claims  Claims in the warehouse, in millions.
    publishing      Times as long as a plain copy of the file.
    p95_ms          95 of 100 queries of the dashboard take at most that long, in milliseconds.
    queries         How many were asked.
    """
    with tempfile.TemporaryDirectory() as folder:
        small, big = Settings(home=Path(folder) / "small"), Settings(home=Path(folder) / "big")
        multiply(big, build_template(small), copies)
        copying, publishing = _copy_seconds(big), _publish_seconds(big)
        queries = sorted(_query_seconds(big))
    return {
        "million_claims": copies * 20_000 / 1e6,
        "publishing": round(publishing / copying, 2),
        "p95_ms": round(1000 * statistics.quantiles(queries, n=20)[-1]),
        "queries": len(queries),
    }


def measure_readers(copies: int = FIVE_MILLION_CLAIMS) -> Rows:
    """The same as rows of the benchmark: what, how much, and what it should be."""
    return _rows(reader_figures(copies))


def _rows(figures: dict[str, float]) -> Rows:
    at = f"{figures['million_claims']:g} million claims"
    return [
        (f"publishing / a plain copy, at {at}", f"{figures['publishing']:.2f} x", "at most 1.5 x"),
        (f"dashboards' queries, p95 of {figures['queries']} at {at}", f"{figures['p95_ms']} ms", "at most 50 ms"),
    ]


def _copy_seconds(settings: Settings) -> float:
    """The shortest of three plain copies, as durable as a publication's."""
    times = []
    for _ in range(3):
        copy = settings.home / "plain.copy"
        start = time.perf_counter()
        shutil.copyfile(warehouse_file(settings.home), copy)
        with copy.open("rb") as file:
            os.fsync(file.fileno())
        sync_folder(copy.parent)
        times.append(time.perf_counter() - start)
        copy.unlink()
    return min(times)


def _publish_seconds(settings: Settings) -> float:
    """The shortest of three publications, each after a small change."""
    times = []
    for number in range(3):
        with writing(settings) as warehouse:
            warehouse.insert(
                "tallies", [{"batch_id": f"m-{number}", "stage": "s", "seen": 0, "passed": 0, "dropped": 0}]
            )
        start = time.perf_counter()
        publish_snapshot.run(settings)
        times.append(time.perf_counter() - start)
    return min(times)


def _query_seconds(settings: Settings) -> list[float]:
    """What each query of the pages took: the list, twenty incidents, and the checks."""
    from streamlit.testing.v1 import AppTest

    import pipeline.dashboard

    os.environ["OUTWIRE_HOME"] = str(settings.home)
    app = str(Path(pipeline.dashboard.__file__).with_name("app.py"))
    with _timing() as times:
        listed = AppTest.from_file(app, default_timeout=300).run()
        assert not listed.exception
        for incident_id in _incidents(settings):
            page = AppTest.from_file(app, default_timeout=300)
            page.query_params["incident"] = incident_id
            assert not page.run().exception
        assert not AppTest.from_string(_QUALITY, default_timeout=300).run().exception
    return times


_QUALITY = """
from pipeline.dashboard.published import published
from pipeline.dashboard.quality_page import show_quality
from pipeline.settings import load_settings
with published(load_settings()) as snapshot:
    show_quality(snapshot)
"""


def _incidents(settings: Settings) -> list[str]:
    from pipeline.edges.duck import open_snapshot

    with open_snapshot(settings) as snapshot:
        rows = snapshot.rows("SELECT incident_id FROM incidents ORDER BY hash(incident_id) LIMIT 20")
    return [row["incident_id"] for row in rows]


@contextmanager
def _timing() -> Iterator[list[float]]:
    """The seconds of every query that is asked of a snapshot meanwhile."""
    times: list[float] = []
    asked = Snapshot.table

    def timed(self: Snapshot, *question: Any) -> Any:
        start = time.perf_counter()
        try:
            return asked(self, *question)
        finally:
            times.append(time.perf_counter() - start)

    Snapshot.table = timed  # type: ignore[method-assign, assignment]
    try:
        yield times
    finally:
        Snapshot.table = asked  # type: ignore[method-assign]


_CHECKS = """
import time
start = time.process_time()
from pipeline.quality.suites import check_rows
from tests.quality.test_suites import GOOD
started = time.process_time()
for name, row in GOOD.items():
    check_rows(name, name, [row])
fixed = time.process_time() - started
rows = [{**GOOD["entries"], "entry_id": str(number)} for number in range(100_000)]
started = time.process_time()
check_rows("entries", "entries", rows)
print(fixed, time.process_time() - started)
"""


def measure_checks() -> Rows:
    """What Great Expectations costs a fresh process: its import and every suite once, and 100,000 rows more."""
    root = str(Path(__file__).parents[2])
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([root, os.environ.get("PYTHONPATH", "")])}
    ran = subprocess.run(
        [sys.executable, "-c", _CHECKS], env=environment, cwd=root, capture_output=True, text=True, check=True
    )
    fixed, rows = map(float, ran.stdout.split())
    return [
        ("Great Expectations, import and every suite once, seconds", f"{fixed:.1f}", "at most 3"),
        ("Great Expectations, 100,000 rows, seconds", f"{rows:.1f}", "at most 1"),
    ]


def main() -> None:
    """Measures all of it; the figures at full size go to the page of promises."""
    copies = int(sys.argv[1]) if len(sys.argv) > 1 else FIVE_MILLION_CLAIMS
    figures = reader_figures(copies)
    for row in [*measure_checks(), *_rows(figures)]:
        print(*row, sep=" | ")
    if copies == FIVE_MILLION_CLAIMS:
        note_figures("speeds", command="python -m tests.readers.speed", figures=figures)


if __name__ == "__main__":
    main()
