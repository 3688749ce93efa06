"""Airflow on one machine: what `outwire airflow` sets, prepares and says when it cannot."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from pathlib import Path

import pytest

from pipeline import standalone
from pipeline.errors import AirflowFailed, UsageError
from pipeline.settings import Settings
from pipeline.standalone import PROCESSES, airflow_home, environment, prepare, serve
from tests.airflow.machine import clean_environment, free_port, processes_of


@pytest.fixture(autouse=True)
def no_airflow_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in set(os.environ) - set(clean_environment()):
        monkeypatch.delenv(name)


def test_airflow_lives_in_the_store_wherever_it_was_set_to_live_before(settings: Settings):
    values = environment(settings, {"AIRFLOW_HOME": "/elsewhere", "OUTWIRE_HOME": "elsewhere", "PATH": "/bin"})
    assert values["AIRFLOW_HOME"] == str(settings.home / "airflow")
    assert values["OUTWIRE_HOME"] == str(settings.home)
    assert values["PATH"] == "/bin"


def test_a_relative_store_is_the_same_for_tasks_that_run_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    assert environment(Settings(home=Path("data")), {})["OUTWIRE_HOME"] == str(tmp_path / "data")


def test_what_the_operator_has_set_wins_over_our_defaults(settings: Settings):
    assert environment(settings, {})["AIRFLOW__CORE__PARALLELISM"] == "4"
    assert environment(settings, {"AIRFLOW__CORE__PARALLELISM": "9"})["AIRFLOW__CORE__PARALLELISM"] == "9"


def test_the_port_is_where_tasks_find_the_api_server(settings: Settings):
    values = environment(settings.model_copy(update={"airflow_port": 9090}), {})
    assert values["AIRFLOW__API__PORT"] == "9090"
    assert values["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"] == "http://127.0.0.1:9090/execution/"


def test_the_dags_are_those_of_the_checkout(settings: Settings):
    folder = Path(environment(settings, {})["AIRFLOW__CORE__DAGS_FOLDER"])
    assert (folder / "watch_outages.py").is_file()


def test_no_process_opens_its_log_server_to_the_network():
    commands = {arguments[0]: arguments[1:] for arguments in PROCESSES}
    assert commands["scheduler"] == ("--skip-serve-logs",)
    assert commands["api-server"] == ("--host", "127.0.0.1")


def test_where_airflow_is_not_installed_it_says_how_to_install_it(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(standalone, "find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r"pip install 'outwire\[airflow\]'"):
        prepare(settings)
    assert not airflow_home(settings).exists()


@pytest.mark.slow
def test_preparing_makes_a_database_a_pool_and_a_password_for_the_owner_only_and_again_changes_nothing(
    settings: Settings,
):
    prepare(settings)
    home = airflow_home(settings)
    password = json.loads((home / "passwords.json").read_text())["admin"]
    assert len(password) >= 16
    assert {path.name for path in home.iterdir() if path.stat().st_mode & 0o077} == set()
    prepare(settings)
    assert json.loads((home / "passwords.json").read_text())["admin"] == password
    with sqlite3.connect(home / "airflow.db") as database:
        pools = database.execute("SELECT pool, slots FROM slot_pool WHERE pool <> 'default_pool'").fetchall()
    assert pools == [("warehouse_writer", 1)]


@pytest.mark.slow
def test_where_the_database_cannot_be_made_it_says_which_command_failed(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", "sqlite:////nowhere/airflow.db")
    with pytest.raises(AirflowFailed, match="`airflow db migrate` failed"):
        prepare(settings)


def test_where_a_process_ends_by_itself_the_others_are_ended_and_its_log_is_shown(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    # Two real processes in place of Airflow's, so that the test takes a second and not half a minute.
    programs = {"lasting": "import time; time.sleep(600)", "ending": "raise SystemExit('port 8080 is taken')"}
    monkeypatch.setattr(standalone, "PROCESSES", (("lasting",), ("ending",)))
    monkeypatch.setattr(standalone, "_command", lambda name, *rest: [sys.executable, "-c", programs[name]])
    monkeypatch.setattr(standalone, "prepare", lambda settings: environment(settings, clean_environment()))
    with pytest.raises(AirflowFailed, match=r"(?s)Airflow's ending has ended.*port 8080 is taken"):
        serve(settings.model_copy(update={"airflow_port": free_port()}))
    assert set(processes_of(settings.home)) - {os.getpid()} == set()
