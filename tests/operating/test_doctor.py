"""`outwire doctor`: each thing that can be wrong is made wrong, and the doctor sees it and says what to do."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline.checkup import installation
from pipeline.checkup.findings import Finding
from pipeline.checkup.store import check_store
from pipeline.commands.checkup import examine, examine_data
from pipeline.edges.clock import now
from pipeline.edges.duck import lock_file, warehouse_file, writing
from pipeline.edges.lock import holding_lock
from pipeline.edges.swap import finish_swap
from pipeline.publish_snapshot import run as publish
from pipeline.settings import Settings
from tests.conftest import run_outwire


def found(settings: Settings, what: str) -> Finding:
    [finding] = [finding for finding in examine_data(settings) if finding.what == what]
    return finding


def change(settings: Settings, sql: str, **params: object) -> None:
    """Changes the warehouse, and publishes it."""
    with writing(settings) as warehouse:
        warehouse.execute(sql, params)
    publish(settings)


def test_a_store_in_order_is_well_and_everything_was_looked_at(store: Settings) -> None:
    findings = examine(store)
    assert [finding for finding in findings if not finding.is_well] == []
    assert {finding.what for finding in findings} >= {
        "Python", "DuckDB", "Expat", "lxml", "zone data", "lexicon", "sources", "store", "disk space", "writer's lock",
        "clock", "published snapshot", "parked batches", "unfinished batches", "quarantine", "duplicates",
    }  # fmt: skip


def test_json_has_all_findings_and_the_exit_code_says_whether_something_is_wrong(store: Settings) -> None:
    well = run_outwire("doctor", "--json", home=store.home)
    assert (well.code, {finding["state"] for finding in json.loads(well.out)} <= {"ok", "note"}) == (0, True)
    (store.home / "published" / "CURRENT").write_text("outwire-99.duckdb")
    ill = run_outwire("doctor", "--json", home=store.home)
    [wrong] = [finding for finding in json.loads(ill.out) if finding["state"] == "wrong"]
    assert (ill.code, wrong["what"]) == (1, "published snapshot")


@pytest.mark.parametrize(
    ("sql", "what", "state", "todo"),
    [
        ("UPDATE batches SET is_parked = TRUE", "parked batches", "wrong", "outwire check-quality demo-"),
        (
            "UPDATE batches SET is_parked = TRUE, loaded_at = loaded_at - INTERVAL 8 DAY",
            "parked batches",
            "note",
            "outwire quality",
        ),
        ("INSERT INTO articles SELECT * FROM articles LIMIT 2", "duplicates", "wrong", "outwire rebuild"),
        ("INSERT INTO claims SELECT * FROM claims LIMIT 1", "duplicates", "wrong", "outwire rebuild"),
        (
            "INSERT INTO quarantine BY NAME SELECT i::VARCHAR AS quarantine_id, 'plausible' AS expectation, "
            "now() AS quarantined_at, 'b' AS batch_id FROM range(21) AS t(i)",
            "quarantine",
            "note",
            "most broke plausible",
        ),
        ("UPDATE batches SET loaded_at = loaded_at - INTERVAL 2 DAY", "published snapshot", "note", "watch --once"),
    ],
)
def test_what_the_batches_became_is_seen(store: Settings, sql: str, what: str, state: str, todo: str) -> None:
    assert found(store, what).state == "ok"
    change(store, sql)
    finding = found(store, what)
    assert (finding.state, todo in (finding.todo or "")) == (state, True), finding


@pytest.mark.parametrize(
    ("this_week", "week_before", "state"), [(20, 0, "ok"), (21, 0, "note"), (21, 10, "note"), (21, 11, "ok")]
)
def test_quarantine_grows_where_a_week_has_more_than_a_handful_and_twice_the_week_before(
    store: Settings, this_week: int, week_before: int, state: str
) -> None:
    rows = " UNION ALL ".join(
        f"SELECT 'x' AS quarantine_id, now() - INTERVAL {days} DAY AS quarantined_at, 'b' AS batch_id FROM range({n})"
        for n, days in ((this_week, 1), (week_before, 8))
    )
    long_ago = "UPDATE quarantine SET quarantined_at = quarantined_at - INTERVAL 60 DAY"
    change(store, f"{long_ago}; INSERT INTO quarantine BY NAME {rows}")
    assert found(store, "quarantine").state == state


def test_a_batch_that_stopped_on_its_way_is_named_with_the_stages_that_it_lacks(store: Settings) -> None:
    [folder, *_] = sorted((store.home / "batches").iterdir())
    stuck = store.home / "batches" / "watch-20250310t101500z-0"
    shutil.copytree(folder, stuck)
    plan = json.loads((stuck / "plan.json").read_text())
    (stuck / "plan.json").write_text(json.dumps({**plan, "batch_id": stuck.name}))
    for stage in ("read_claims", "check_quality"):
        (stuck / f"{stage}.jsonl").unlink()
    assert found(store, "unfinished batches").state == "ok"  # somebody may be about to go on with it
    for path in stuck.iterdir():
        os.utime(path, (time.time() - 4000,) * 2)
    finding = found(store, "unfinished batches")
    assert finding.state == "wrong"
    assert finding.todo is not None
    assert f"`outwire read-claims {stuck.name}`, `outwire check-quality {stuck.name}`" in finding.todo
    assert "extract-text" not in finding.todo


def test_a_warehouse_that_is_ahead_of_what_is_published_is_seen(store: Settings) -> None:
    published = store.home / "published" / (store.home / "published" / "CURRENT").read_text().strip()
    os.utime(published, (warehouse_file(store.home).stat().st_mtime - 3700,) * 2)
    finding = found(store, "published snapshot")
    assert finding.state == "wrong"
    assert "outwire publish-snapshot" in (finding.todo or "")


HOLDING = (
    "import sys, fcntl, time; f = open(sys.argv[1], 'r+'); fcntl.flock(f, 2); print('held', flush=True); time.sleep(60)"
)


def test_a_lock_that_is_held_for_hours_is_wrong_and_one_of_a_dead_process_is_free(store: Settings) -> None:
    path = lock_file(store.home)
    with holding_lock(path, timeout_seconds=5):
        finding = found(store, "writer's lock")
        assert finding.state == "ok"
        assert f"held by process {os.getpid()}" in finding.detail
    with subprocess.Popen([sys.executable, "-c", HOLDING, str(path)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        path.write_text(f"{holder.pid} 7\n")
        os.utime(path, (time.time() - 4000,) * 2)
        finding = found(store, "writer's lock")
        assert (finding.state, f"process {holder.pid} (python" in finding.detail) == ("wrong", True), finding
        assert "Never delete that file" in (finding.todo or "")
        holder.kill()
    assert found(store, "writer's lock").detail == "free"


@pytest.mark.parametrize(("free", "state"), [(10 * 1024**3, "ok"), (2 * 1024**3, "note"), (1024**3, "wrong")])
def test_room_is_counted_in_what_the_next_publication_needs(
    store: Settings, monkeypatch: pytest.MonkeyPatch, free: int, state: str
) -> None:
    usage = SimpleNamespace(free=free, total=100 * 1024**3)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)  # a disk of that size is none that a test can have
    [finding] = [finding for finding in check_store(store) if finding.what == "disk space"]
    assert finding.state == state


def test_files_from_the_future_say_that_the_clock_is_wrong(store: Settings) -> None:
    ahead = (now() + timedelta(hours=2)).timestamp()
    os.utime(warehouse_file(store.home), (ahead, ahead))
    finding = found(store, "clock")
    assert (finding.state, "later" in finding.detail) == ("wrong", True)


def test_a_restoration_that_was_killed_is_seen_until_it_is_finished(store: Settings) -> None:
    steps = {"staged": ".restored-x", "kept": "replaced/x", "names": [], "new": []}
    (store.home / "SWAPPING").write_text(json.dumps(steps))
    assert found(store, "restoration").state == "wrong"
    assert run_outwire("publish-snapshot", home=store.home).code == 0
    assert [finding for finding in examine_data(store) if finding.what == "restoration"] == []
    assert not finish_swap(store.home)


def test_a_folder_of_the_store_that_cannot_be_written_to_is_named(store: Settings) -> None:
    shutil.rmtree(store.home / "archive")
    (store.home / "archive").write_text("a file in its place")
    finding = found(store, "store")
    assert (finding.state, str(store.home / "archive") in finding.detail) == ("wrong", True)


POLL = (
    "INSERT INTO polls BY NAME SELECT * EXCLUDE (poll_id, source_id, outcome, reason, failure_count, polled_at, "
    "next_poll_at), $source AS poll_id, $source AS source_id, $outcome AS outcome, $reason AS reason, "
    "$failures AS failure_count, now() AS polled_at, now() AS next_poll_at FROM polls LIMIT 1"
)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody who may not enter")
def test_a_store_that_may_not_be_entered_is_said_and_nothing_else_is_looked_at(store: Settings) -> None:
    store.home.parent.chmod(0o700)
    os.seteuid(65534)  # nobody
    try:
        [finding] = check_store(store)
    finally:
        os.seteuid(0)
    assert (finding.what, finding.state) == ("store", "wrong")
    assert "Permission denied" in finding.detail


@pytest.mark.parametrize(
    ("failures", "state", "todo"),
    [((0, 0), "ok", None), ((0, 2), "ok", None), ((0, 3), "note", "sources check two"), ((1, 1), "wrong", "network")],
)
def test_sources_that_fail_again_and_again_are_named_and_all_of_them_mean_the_network(
    store: Settings, tmp_path: Path, failures: tuple[int, int], state: str, todo: str | None
) -> None:
    rows = "".join(f"- {{source_id: {name}, kind: feed, url: 'http://{name}.example/'}}\n" for name in ("one", "two"))
    (tmp_path / "sources.yml").write_text(rows)
    for name, count in zip(("one", "two"), failures, strict=True):
        outcome, reason = ("failed", "timed_out") if count else ("ok", None)
        with writing(store) as warehouse:
            warehouse.execute(POLL, {"source": name, "outcome": outcome, "reason": reason, "failures": count})
    publish(store)
    finding = found(store.model_copy(update={"sources_file": tmp_path / "sources.yml"}), "polls")
    assert (finding.state, todo is None or todo in (finding.todo or "")) == (state, True), finding


@pytest.mark.parametrize(("mode", "is_noted"), [(0o644, True), (0o600, False)])
def test_a_readers_key_that_others_may_read_is_noted(
    store: Settings, tmp_path: Path, mode: int, is_noted: bool
) -> None:
    path = tmp_path / "sources.yml"
    path.write_text("- {source_id: one, kind: feed, url: 'http://one.example/feed?token=0123456789abcdef'}\n")
    path.chmod(mode)
    findings = examine_data(store.model_copy(update={"sources_file": path}))
    assert [finding.state for finding in findings if finding.what == "keys of sources"] == ["note"] * is_noted


Check = Callable[[], Finding]


@pytest.mark.parametrize(
    ("found_version", "state"),
    [("1.5.4", "wrong"), ("1.5.5", "ok"), ("2.0.0", "ok"), ("2.4.1", "ok"), ("3.0.0", "wrong")],
)
def test_a_duckdb_that_nobody_tried_is_wrong(monkeypatch: pytest.MonkeyPatch, found_version: str, state: str) -> None:
    monkeypatch.setattr(installation, "version", lambda _: found_version)
    [finding] = [finding for finding in installation.check_installation() if finding.what == "DuckDB"]
    assert (finding.state, finding.todo is None) == (state, state == "ok")


@pytest.mark.parametrize(
    ("found_version", "state"), [("expat_2.5.0", "note"), ("expat_2.6.0", "ok"), ("expat_2.10.1", "ok")]
)
def test_an_old_expat_is_worth_a_note(monkeypatch: pytest.MonkeyPatch, found_version: str, state: str) -> None:
    import pyexpat

    monkeypatch.setattr(pyexpat, "EXPAT_VERSION", found_version)
    [finding] = [finding for finding in installation.check_installation() if finding.what == "Expat"]
    assert finding.state == state


@pytest.mark.parametrize(("line", "state"), [("# version 2023c", "note"), ("# version {year}a", "ok")])
def test_zone_data_that_is_years_old_is_worth_a_note(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, line: str, state: str
) -> None:
    (tmp_path / "tzdata.zi").write_text(line.format(year=now().year) + "\nR d 1916 o - Jun 14 23s 1 S\n")
    monkeypatch.setattr(installation, "TZPATH", (str(tmp_path),))
    [finding] = [finding for finding in installation.check_installation() if finding.what == "zone data"]
    assert finding.state == state


def test_an_error_of_one_look_does_not_stop_the_others(store: Settings) -> None:
    broken = store.model_copy(update={"sources_file": Path("/nowhere/sources.yml")})
    findings = examine_data(broken)
    assert [finding.what for finding in findings if not finding.is_well] == ["sources", "polls"]
