"""The command line: exit codes that mean something, messages that say what to do."""

from __future__ import annotations

import csv
import fcntl
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import STAGES
from pipeline.edges.duck import lock_file, warehouse_file
from pipeline.settings import Settings
from tests.conftest import Outwire

COMMANDS = (
    "demo", "watch", "backfill", "read", "incidents", "compare", "sql", "export", "dashboard", "airflow", "quality",
    "quarantine",
    "sources", "doctor", "backup", "restore", "reread", *(stage.replace("_", "-") for stage in STAGES),
)  # fmt: skip


def test_help_lists_every_command(outwire: Outwire) -> None:
    ran = outwire("--help")
    assert ran.code == 0
    assert [name for name in COMMANDS if not re.search(rf"^│ {name} ", ran.out, re.MULTILINE)] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(outwire: Outwire, command: str) -> None:
    ran = outwire(command, "--help")
    assert ran.code == 0
    assert "Usage: outwire" in ran.out
    assert re.search(r"[A-Z][^\n]{15,}", ran.out.split("Usage:")[1])


def test_asking_for_help_loads_nothing_heavy() -> None:
    code = "import sys; import pipeline.cli; print(sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    for heavy in ("duckdb", "pandas", "pyarrow", "trafilatura", "great_expectations", "pydantic", "streamlit", "lxml"):
        assert f"'{heavy}'" not in loaded


@pytest.mark.parametrize("words", [("incidents",), ("compare", "x-2025-03-10"), ("sql", "SELECT 1"),
                                   ("quarantine", "list"), ("export", "claims", "--to", "x.csv")])  # fmt: skip
def test_a_store_without_a_snapshot_says_what_makes_one(outwire: Outwire, words: tuple[str, ...]) -> None:
    ran = outwire(*words)
    assert ran.code == 3
    assert "outwire demo" in ran.err
    assert "Traceback" not in ran.err


def test_an_unknown_incident_is_answered_with_the_nearest_ones(ask: Outwire) -> None:
    ran = ask("compare", "x-2025-03-11")
    assert ran.code == 2
    assert "Did you mean x-2025-03-10" in ran.err


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("SELEC 1", "syntax error"),
        ("SELECT * FROM nothing", "nothing"),
        ("DELETE FROM claims", "only be read"),
        ("CREATE TABLE t AS SELECT 1", "only be read"),
        ("SELECT * FROM read_text('/etc/passwd')", "disabled|not allowed|Permission"),
        ("COPY claims TO '/tmp/claims.csv'", "only be read"),
        ("", "query"),
    ],
)
def test_sql_that_does_not_run_or_would_write_is_refused_in_words(ask: Outwire, query: str, fault: str) -> None:
    ran = ask("sql", query)
    assert ran.code == 2
    assert re.search(fault, ran.err, re.IGNORECASE), ran.err
    assert "Traceback" not in ran.err
    assert "root:" not in ran.out


def test_sql_gives_csv_and_json_to_programs(ask: Outwire) -> None:
    query = "SELECT incident_id, outlet_count FROM incident_overview ORDER BY ALL"
    as_csv = list(csv.DictReader(io.StringIO(ask("sql", query, "--csv").out)))
    as_json = json.loads(ask("sql", query, "--json").out)
    assert [row["incident_id"] for row in as_csv] == [row["incident_id"] for row in as_json]
    assert "x-2025-03-10" in {row["incident_id"] for row in as_json}


def test_sql_can_come_from_a_file(ask: Outwire, tmp_path: Path) -> None:
    (tmp_path / "q.sql").write_text("SELECT count(*) AS n FROM claims")
    ran = ask("sql", str(tmp_path / "q.sql"), "--json")
    assert json.loads(ran.out)[0]["n"] > 100
    missing = ask("sql", str(tmp_path / "missing.sql"))
    assert (missing.code, "cannot be read" in missing.err) == (2, True)


@pytest.mark.parametrize("suffix", [".csv", ".json", ".parquet"])
def test_a_mart_is_exported_whole(ask: Outwire, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"out{suffix}"
    ran = ask("export", "coverage_matrix", "--to", str(path))
    assert ran.code == 0, ran.err
    counted = ask("sql", "SELECT count(*) AS n FROM coverage_matrix", "--json")
    assert f"Wrote {json.loads(counted.out)[0]['n']} rows" in ran.out
    assert path.stat().st_size > 1000


@pytest.mark.parametrize(
    ("name", "path", "fault"),
    [("no_such", "x.csv", "coverage_matrix"), ('claims"; DROP', "x.csv", "no table"), ("claims", "x.doc", "no format")],
)
def test_an_export_that_cannot_be_meant_says_what_can(ask: Outwire, name: str, path: str, fault: str) -> None:
    ran = ask("export", name, "--to", path)
    assert (ran.code, fault in ran.err) == (2, True), ran.err


def test_a_comparison_is_there_for_programs_too(ask: Outwire) -> None:
    found = json.loads(ask("compare", "x-2025-03-10", "--json").out)
    assert found["overview"]["incident_id"] == "x-2025-03-10"
    assert {cell["metric"] for cell in found["coverage"]} >= {"report_count", "time_point", "cause"}
    assert all(row["explanation"] for row in found["differences"])


def test_incidents_can_be_asked_for_one_platform(ask: Outwire) -> None:
    everything = json.loads(ask("incidents", "--json").out)
    of_x = json.loads(ask("incidents", "--platform", "x", "--json").out)
    assert [row["incident_id"] for row in of_x] == [row["incident_id"] for row in everything if row["platform"] == "x"]
    assert 0 < len(of_x) < len(everything)


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("--source", "folder", "--input", __file__), "--source urls"),
        (("--source", "urls", "--input", str(Path(__file__).parent)), "--source folder"),
        (("--source", "folder", "--input", "/nowhere"), "does not exist"),
        (("--source", "folder", "--input", ".", "--from", "2025-03-12", "--to", "2025-03-12"), "not before"),
        (("--source", "folder", "--input", ".", "--from", "yesterday"), "does not match"),
    ],
)
def test_a_backfill_that_cannot_be_meant_is_refused(outwire: Outwire, words: tuple[str, ...], fault: str) -> None:
    ran = outwire("backfill", *words)
    assert ran.code == 2
    assert fault in re.sub(r"[│\s]+", " ", ran.err)


def test_a_stage_on_an_unknown_batch_says_what_makes_one(outwire: Outwire) -> None:
    ran = outwire("fetch-pages", "watch-1")
    assert ran.code == 2
    assert "outwire watch --once" in ran.err


def test_a_locked_warehouse_is_said_and_nothing_is_harmed(
    outwire: Outwire, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OUTWIRE_LOCK_TIMEOUT_SECONDS", "0.2")
    lock_file(settings.home).parent.mkdir(parents=True)
    with lock_file(settings.home).open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ran = outwire("compare-coverage")
    assert ran.code == 4
    assert not warehouse_file(settings.home).exists()


def test_settings_that_cannot_be_used_are_named(outwire: Outwire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTWIRE_WORKERS", "many")
    ran = outwire("incidents")
    assert (ran.code, "OUTWIRE_WORKERS" in ran.err) == (2, True)


def test_the_sources_are_listed(outwire: Outwire) -> None:
    listed = json.loads(outwire("sources", "list", "--json").out)
    assert len([source for source in listed if source["kind"] == "feed"]) >= 40
    assert len([source for source in listed if source["kind"] == "statuspage"]) >= 15


def test_the_doctor_finds_nothing_wrong_here_and_lists_the_settings(outwire: Outwire) -> None:
    ran = outwire("doctor")
    assert ran.code == 0, ran.out
    assert "OUTWIRE_LOCAL_HOSTS" in ran.out


def test_the_doctor_names_what_is_wrong(outwire: Outwire, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "sources.yml"
    broken.write_text("- source_id: [")
    monkeypatch.setenv("OUTWIRE_SOURCES_FILE", str(broken))
    ran = outwire("doctor")
    assert ran.code == 1
    assert "✗" in ran.out
    assert "not YAML" in re.sub(r"[│\s]+", " ", ran.out)
