"""The compose file's services, run: CeleryExecutor on a real PostgreSQL and a real Redis, without Docker."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from pipeline import STAGES
from pipeline.edges.duck import open_snapshot
from pipeline.settings import Settings
from tests.airflow.machine import Machine, processes_of
from tests.compose.compose_file import SECRET
from tests.compose.native import Native, binary, services

MISSING = [name for name in ("postgres", "initdb", "pg_isready", "redis-server", "redis-cli") if not binary(name)]
MISSING += [name for name in ("asyncpg", "psycopg2") if find_spec(name) is None]
IS_REQUIRED = bool(os.environ.get("OUTWIRE_REQUIRE_SERVICES"))
ARTICLES = Path(__file__).parents[1] / "airflow" / "articles"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("airflow"),
    pytest.mark.skipif(bool(MISSING) and not IS_REQUIRED, reason=f"not on this machine: {', '.join(MISSING)}"),
]


@pytest.fixture(scope="module")
def native(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Native]:
    assert not MISSING, f"OUTWIRE_REQUIRE_SERVICES is set, and these are missing: {MISSING}"
    with services(tmp_path_factory.mktemp("services")) as running:
        yield running


@pytest.fixture(scope="module")
def airflow(native: Native) -> Machine:
    machine = Machine(
        store=native.store, home=native.folder, port=native.port, environment={}, output=native.folder / "output"
    )
    machine.log_in(SECRET)
    return machine


def test_all_services_start_and_their_own_health_checks_say_so(native: Native):
    assert {name for name, process in native.running.items() if process.poll() is not None} == set()


def test_the_web_pages_know_that_everything_runs(airflow: Machine):
    health = airflow.ask("GET", "/api/v2/monitor/health")
    assert {part: state["status"] for part, state in health.items()} == dict.fromkeys(
        ("metadatabase", "scheduler", "dag_processor", "triggerer"), "healthy"
    )


def test_the_dags_are_found_and_the_pool_is_there(airflow: Machine):
    airflow.wait_until("four DAGs", lambda: airflow.ask("GET", "/api/v2/dags")["total_entries"] == 4, 60)
    assert airflow.ask("GET", "/api/v2/importErrors")["import_errors"] == []
    assert airflow.ask("GET", "/api/v2/pools/warehouse_writer")["slots"] == 1


def test_a_backfill_passes_through_both_queues_and_is_published(airflow: Machine):
    airflow.finished_runs("backfill_outages", "scheduled")
    airflow.ask("POST", "/api/v2/variables", {"key": "outwire_backfill_input", "value": str(ARTICLES)})
    day = {"from_date": "2025-04-17T00:00:00Z", "to_date": "2025-04-17T00:00:00Z"}
    airflow.ask("POST", "/api/v2/backfills", {"dag_id": "backfill_outages", **day})
    [run] = airflow.finished_runs("backfill_outages", "backfill")
    states = airflow.tasks("backfill_outages", run["dag_run_id"])
    assert all(found == ["success"] for found in states.values()), states
    airflow.finished_runs("publish_warehouse", "asset_triggered")
    with open_snapshot(Settings(home=airflow.store)) as snapshot:
        rows = snapshot.rows("SELECT value FROM claims WHERE metric = 'report_count'")
    assert rows == [{"value": 50_000}]


def test_only_the_writers_worker_has_loaded_and_published(native: Native, airflow: Machine):
    path = "/api/v2/dags/~/dagRuns/~/taskInstances?state=success&limit=100"
    tasks = airflow.ask("GET", path)["task_instances"]
    queues = {
        queue: {task["task_id"] for task in tasks if task["queue"] == queue}
        for queue in ("default", "warehouse_writer")
    }
    assert queues["warehouse_writer"] >= {"batch.load_warehouse", "compare_coverage", "publish_snapshot"}
    assert queues["default"] == {"plan", *(f"batch.{stage}" for stage in STAGES[:5])}


def test_the_writers_log_is_where_the_api_server_shows_it(airflow: Machine):
    [run] = airflow.finished_runs("backfill_outages", "backfill")
    quoted = run["dag_run_id"].replace("+", "%2B")
    path = f"/api/v2/dags/backfill_outages/dagRuns/{quoted}/taskInstances/batch.load_warehouse/logs/1?map_index=0"
    assert "stage_finished" in str(airflow.ask("GET", path))


def test_no_secret_is_in_any_log(native: Native):
    logs = [path for path in (*native.folder.glob("*.log"), *(native.folder / "logs").rglob("*.log")) if path.is_file()]
    assert len(logs) >= 8
    assert [path.name for path in logs if SECRET.encode() in path.read_bytes()] == []


def test_stopped_the_services_leave_no_process_behind(native: Native):
    native.stop()
    assert processes_of(native.store) == []
