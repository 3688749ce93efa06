"""The DAGs in a real Airflow: scheduler, DAG processor and API server on SQLite, against the built-in newsroom.

The tests share one Airflow and stand in the order in which things happen to it.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from pipeline.edges.duck import open_snapshot
from pipeline.settings import Settings
from tests.airflow.machine import Machine, processes_of
from tests.operating.listening import Listener

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("airflow")]

ARTICLES = Path(__file__).with_name("articles")
DAYS = ("2025-04-16", "2025-04-17", "2025-04-18")


def published(airflow: Machine, sql: str) -> list[dict[str, object]]:
    with open_snapshot(Settings(home=airflow.store)) as snapshot:
        return snapshot.rows(sql)


def test_airflow_finds_the_four_dags_without_an_error_or_a_warning(airflow: Machine):
    airflow.wait_until("four DAGs", lambda: airflow.ask("GET", "/api/v2/dags")["total_entries"] == 4, 60)
    assert airflow.ask("GET", "/api/v2/importErrors")["import_errors"] == []
    assert airflow.ask("GET", "/api/v2/dagWarnings")["dag_warnings"] == []
    paused = {dag["dag_id"] for dag in airflow.ask("GET", "/api/v2/dags")["dags"] if dag["is_paused"]}
    assert paused == {"watch_outages"}


def test_the_writers_pool_has_one_slot(airflow: Machine):
    assert airflow.ask("GET", "/api/v2/pools/warehouse_writer")["slots"] == 1


def test_a_days_backfill_without_an_input_is_skipped_and_says_how_to_set_one(airflow: Machine):
    [run] = airflow.finished_runs("backfill_outages", "scheduled")
    states = airflow.tasks("backfill_outages", run["dag_run_id"])
    assert states.pop("plan") == ["skipped"]
    assert {state for found in states.values() for state in found} <= {"skipped"}
    assert "airflow variables set outwire_backfill_input PATH" in airflow.log(
        "backfill_outages", run["dag_run_id"], "plan"
    )


def test_tending_a_store_without_anything_published_is_skipped_and_says_so(airflow: Machine):
    [run] = airflow.finished_runs("tend_warehouse", "scheduled")
    assert airflow.tasks("tend_warehouse", run["dag_run_id"]) == {
        "tidy": ["skipped"],
        "check": ["skipped"],
    }
    assert "Nothing is published below" in airflow.log("tend_warehouse", run["dag_run_id"], "tidy")


def test_a_backfill_is_created_by_airflows_own_command_beside_a_live_run(airflow: Machine):
    airflow.ask("PATCH", "/api/v2/dags/watch_outages", {"is_paused": False})
    airflow.ask("POST", "/api/v2/variables", {"key": "outwire_backfill_input", "value": str(ARTICLES)})
    done = airflow.command(
        "backfill", "create", "--dag-id", "backfill_outages", "--from-date", DAYS[0], "--to-date", DAYS[-1]
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    starts = [run["data_interval_start"][:10] for run in airflow.runs("backfill_outages", "backfill")]
    assert starts == list(DAYS)


def test_a_scheduled_watch_takes_each_shard_through_all_stages(airflow: Machine):
    run = airflow.finished_runs("watch_outages", "scheduled")[0]
    airflow.ask("PATCH", "/api/v2/dags/watch_outages", {"is_paused": True})  # the next round is not ours
    states = airflow.tasks("watch_outages", run["dag_run_id"])
    assert states.pop("plan") == ["success"]
    assert len(states) == 6
    assert all(found == ["success", "success"] for found in states.values()), states


def test_each_backfilled_day_is_a_run_of_its_own_that_succeeds(airflow: Machine):
    for run in airflow.finished_runs("backfill_outages", "backfill", len(DAYS)):
        states = airflow.tasks("backfill_outages", run["dag_run_id"])
        assert len(states) == 7
        assert all(found == ["success"] for found in states.values()), states


def test_after_the_last_load_airflow_has_published_once_more(airflow: Machine):
    """Not one run an event: Airflow takes loads together that land while it publishes, and may not count them all."""

    def is_all_published() -> bool:
        airflow.check_tasks()
        events = airflow.ask("GET", "/api/v2/assets/events?order_by=-timestamp&limit=1")
        runs = airflow.runs("publish_warehouse", "asset_triggered")
        is_idle = {run["state"] for run in runs} == {"success"}
        last_load = datetime.fromisoformat(events["asset_events"][0]["timestamp"])
        return is_idle and any(datetime.fromisoformat(run["start_date"]) > last_load for run in runs)

    airflow.finished_runs("publish_warehouse", "asset_triggered")
    airflow.wait_until("the last load is published", is_all_published, 120)
    assert airflow.ask("GET", "/api/v2/assets/events?limit=1")["total_entries"] >= 2 + len(DAYS)


def test_the_outage_that_the_newsroom_wrote_about_is_in_the_published_file(airflow: Machine):
    [incident] = published(airflow, "SELECT * FROM incident_overview WHERE incident_id = 'x-2025-03-10'")
    assert incident["outlet_count"] >= 6
    assert incident["highest_report_count"] >= 40_000
    assert incident["difference_count"] >= 4


def test_the_backfilled_days_claims_are_in_the_published_file_and_no_other_days(airflow: Machine):
    claims = published(
        airflow,
        """
        SELECT outlet, value
        FROM claims
        INNER JOIN articles USING (article_id)
        WHERE metric = 'report_count' AND outlet NOT IN (SELECT outlet FROM sources WHERE kind = 'feed')
        ORDER BY value
        """,
    )
    assert claims == [
        {"outlet": "ferrytonecho.example", "value": 48_000},
        {"outlet": "copperhillherald.example", "value": 50_000},
        {"outlet": "millpondgazette.example", "value": 67_000},
    ]


def test_what_belongs_to_another_day_or_to_none_is_counted_once_for_each_day(airflow: Machine):
    drops = published(
        airflow,
        """
        SELECT reason, count(*) AS drop_count
        FROM drops
        WHERE stage = 'poll_feeds' AND batch_id LIKE 'backfill%'
        GROUP BY reason
        ORDER BY reason
        """,
    )
    # Five dated files on three days: a day drops all but its own; 2 + 1 + 1 files have a day.
    assert drops == [
        {"reason": "no_date_for_window", "drop_count": 3},
        {"reason": "outside_window", "drop_count": 3 * 5 - 4},
    ]


def test_nothing_was_lost_between_the_stages(airflow: Machine):
    assert published(airflow, "SELECT * FROM tallies WHERE seen <> passed + dropped") == []
    batches = published(airflow, "SELECT kind, count(*) >= 2 AS is_some FROM batches GROUP BY kind ORDER BY kind")
    assert batches == [{"kind": "backfill", "is_some": True}, {"kind": "watch", "is_some": True}]


def test_the_logs_of_tasks_hold_our_own_lines(airflow: Machine):
    run = airflow.finished_runs("watch_outages", "scheduled")[0]
    lines = airflow.log("watch_outages", run["dag_run_id"], "batch.load_warehouse").splitlines()
    finished = [json.loads(line) for line in lines if '"stage_finished"' in line]
    assert [line["stage"] for line in finished] == ["load_warehouse"] * 2


def test_airflow_listens_on_this_machine_only(airflow: Machine):
    own = {f"socket:[{inode}]" for inode in listening_inodes()}
    for process in processes_of(airflow.store):
        held = {link.readlink().name for link in Path(f"/proc/{process}/fd").iterdir() if link.is_symlink()}
        assert not held & own, f"process {process} listens on all addresses"


def listening_inodes() -> list[str]:
    """The sockets of this machine that listen (state 0A) on another address than loopback."""
    found = []
    for table, loopback in (("tcp", "0100007F"), ("tcp6", "00000000000000000000000001000000")):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            words = line.split()
            if words[3] == "0A" and words[1].partition(":")[0] != loopback:
                found.append(words[9])
    return found


def test_airflow_and_its_tasks_ask_nobody_but_this_machine(airflow: Machine, listener: Listener):
    heard = listener.heard()
    assert len(heard.processes) >= 5  # the command and its services; tasks are forked
    assert len(heard.asked) > 100
    assert heard.beyond_this_machine() == []


def test_terminated_it_ends_in_good_order_and_leaves_no_process_behind(airflow: Machine):
    assert processes_of(airflow.store) != []
    assert airflow.stop() == 0
    assert processes_of(airflow.store) == []
