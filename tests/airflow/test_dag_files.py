"""What every file in `dags/` must be, found by looking into the folder."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from pipeline import STAGES

DAGS = Path(__file__).parents[2] / "dags"
INSPECTOR = Path(__file__).with_name("inspect_dags.py")
SHARED = "stage_tasks"  # what the DAGs have in common; no DAG of its own
FILES = sorted(path.stem for path in DAGS.glob("*.py") if path.stem != SHARED)
HEAVY = {
    "duckdb", "lxml", "pandas", "numpy", "pyarrow", "great_expectations", "trafilatura", "feedparser", "urllib3",
    "streamlit", "re2", "pebble", "warcio",
}  # fmt: skip
WRITERS = {
    "watch_outages": {"batch.load_warehouse"},
    "backfill_outages": {"batch.load_warehouse"},
    "publish_warehouse": {"compare_coverage", "publish_snapshot"},
    "tend_warehouse": {"check", "tidy"},
}


def inspect(*paths: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, str(INSPECTOR), *map(str, paths)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    return inspect(*(DAGS / f"{name}.py" for name in FILES))


@pytest.fixture
def dags(report: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {dag["file"]: dag for dag in report["dags"]}


def tasks(dags: dict[str, dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    return [(f"{name}.{task_id}", task) for name, dag in dags.items() for task_id, task in dag["tasks"].items()]


def test_the_folder_holds_the_four_dags_of_the_design_and_nothing_else():
    assert FILES == ["backfill_outages", "publish_warehouse", "tend_warehouse", "watch_outages"]
    assert {path.suffix for path in DAGS.iterdir() if path.name != "__pycache__"} == {".py"}


def test_each_file_has_the_name_of_its_dag_and_of_its_function(dags):
    assert [dag["dag_id"] for dag in dags.values()] == FILES


def test_each_file_imports_in_under_half_a_second(dags):
    assert {name: dag["seconds"] for name, dag in dags.items() if dag["seconds"] >= 0.5} == {}


def test_no_file_imports_with_a_warning(dags):
    assert {name: dag["warnings"] for name, dag in dags.items() if dag["warnings"]} == {}


def test_importing_the_dags_imports_nothing_heavy(report):
    assert HEAVY & set(report["modules"]) == set()
    assert {name for name in report["modules"] if name.startswith("pipeline")} == {"pipeline", "pipeline.errors"}


def test_importing_the_dags_opens_no_socket_starts_no_process_and_writes_no_file(report):
    assert report["deeds"] == []


def test_the_inspection_sees_what_a_bad_dag_file_does(tmp_path: Path):
    bad = tmp_path / "bad_dag.py"
    bad.write_text(
        "import socket, time, warnings\n"
        "import lxml.etree\n"
        "from airflow.sdk import dag\n"
        "time.sleep(0.6)\n"
        "warnings.warn('old')\n"
        f"open({str(tmp_path / 'left')!r}, 'w').close()\n"
        "socket.socket().close()\n"
        "@dag(schedule=None)\n"
        "def bad_dag(): ...\n"
    )
    report = inspect(bad)
    assert report["dags"][0]["seconds"] >= 0.5
    assert report["dags"][0]["warnings"] == ["old"]
    assert HEAVY & set(report["modules"]) == {"lxml"}
    assert [deed.split()[0] for deed in report["deeds"] if "bad_dag" not in deed] == ["open", "socket.__new__"]


def test_each_dag_shows_its_files_docstring_as_the_manual(dags):
    for name, dag in dags.items():
        assert dag["doc_md"] == dag["module_doc"], name
        for part in ("**What it does.**", "**When.**", "**Run again?**", "**When it fails.**"):
            assert part in dag["doc_md"], f"{name} does not say {part}"


def test_each_task_says_what_it_does_in_one_line(dags):
    assert [name for name, task in tasks(dags) if not task["doc"] or "\n" in task["doc"]] == []


def test_each_task_has_a_timeout_and_retries_with_growing_pauses(dags):
    assert [name for name, task in tasks(dags) if not task["timeout_seconds"]] == []
    assert [name for name, task in tasks(dags) if task["retries"] < 2 or task["backoff"] <= 1] == []


def test_errors_that_are_not_retried_are_errors_of_ours(dags):
    named = {
        path
        for _, task in tasks(dags)
        for rule in task["hopeless"]
        for path in ([rule] if isinstance(rule, str) else rule)
    }
    assert named == {"pipeline.errors.UsageError", "pipeline.errors.BatchParked"}
    errors = import_module("pipeline.errors")
    assert all(issubclass(getattr(errors, path.rpartition(".")[2]), errors.OutwireError) for path in named)


def test_all_that_writes_the_warehouse_shares_the_pool_and_the_queue_and_nothing_else_does(dags):
    for place in ("pool", "queue"):
        found = {
            name: {task_id for task_id, task in dag["tasks"].items() if task[place] == "warehouse_writer"}
            for name, dag in dags.items()
        }
        assert found == WRITERS, place


def test_a_load_and_nothing_else_says_that_the_warehouse_has_changed(dags):
    emitting = [name for name, task in tasks(dags) if task["outlets"]]
    assert emitting == ["backfill_outages.batch.load_warehouse", "watch_outages.batch.load_warehouse"]
    assert "outwire://warehouse" in dags["publish_warehouse"]["schedule"]


def test_watching_and_backfilling_take_a_batch_through_the_stages_in_order(dags):
    batch_stages = [f"batch.{stage}" for stage in STAGES[:6]]
    for name in ("watch_outages", "backfill_outages"):
        assert list(dags[name]["tasks"]) == ["plan", *batch_stages]
    assert list(dags["publish_warehouse"]["tasks"]) == list(STAGES[6:])


def test_a_backfill_has_a_data_interval_and_no_dag_catches_up_by_itself(dags):
    assert dags["backfill_outages"]["timetable"] == "CronDataIntervalTimetable"
    assert not any(dag["catchup"] for dag in dags.values())


def test_only_the_dag_that_asks_other_peoples_servers_waits_to_be_switched_on(dags):
    assert [name for name, dag in dags.items() if dag["is_paused_upon_creation"]] == ["watch_outages"]
    assert dags["watch_outages"]["max_active_runs"] == 1
