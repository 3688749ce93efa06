"""Airflow on one machine: what `outwire airflow` sets, prepares and says when it cannot."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

from pipeline import standalone
from pipeline.errors import AirflowFailed, UsageError
from pipeline.settings import Settings
from pipeline.standalone import PROCESSES, _as_file, _secrets, airflow_home, configuration, environment, prepare, serve
from tests.airflow.machine import clean_environment, free_port, known_options, processes_of


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


KEYS = {"fernet_key": "f", "secret_key": "s", "jwt_secret": "j"}


def test_the_port_is_where_tasks_find_the_api_server(settings: Settings):
    sections = configuration(settings.model_copy(update={"airflow_port": 9090}), KEYS)
    assert sections["api"]["port"] == "9090"
    assert sections["core"]["execution_api_server_url"] == "http://127.0.0.1:9090/execution/"


def test_the_dags_are_those_of_the_checkout(settings: Settings):
    folder = Path(configuration(settings, KEYS)["core"]["dags_folder"])
    assert (folder / "watch_outages.py").is_file()


def test_a_store_with_a_percent_sign_in_its_path_is_written_as_airflow_reads_it(tmp_path: Path):
    sections = configuration(Settings(home=tmp_path / "100%"), KEYS)
    read = ConfigParser()
    read.read_string(_as_file(sections).decode())
    assert {name: dict(read[name]) for name in read.sections()} == sections


def test_airflow_knows_each_option_that_is_set(settings: Settings):
    known = known_options()
    for section, options in configuration(settings, KEYS).items():
        assert options.keys() <= known[section]["options"].keys(), section


def test_the_keys_of_an_earlier_start_are_kept(tmp_path: Path):
    first = _secrets(tmp_path / "airflow.cfg")
    assert len(set(first.values())) == 3
    (tmp_path / "airflow.cfg").write_bytes(_as_file(configuration(Settings(home=tmp_path), first)))
    assert _secrets(tmp_path / "airflow.cfg") == first


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
    configured = (home / "airflow.cfg").read_text()
    password = json.loads((home / "passwords.json").read_text())["admin"]
    assert len(password) >= 16
    assert home.stat().st_mode & 0o077 == 0
    prepare(settings)
    assert json.loads((home / "passwords.json").read_text())["admin"] == password
    assert (home / "airflow.cfg").read_text() == configured
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
    monkeypatch.setattr(standalone, "_answers", lambda port: True)
    monkeypatch.setattr(standalone, "_command", lambda name, *rest: [sys.executable, "-c", programs[name]])
    monkeypatch.setattr(standalone, "prepare", lambda settings: environment(settings, clean_environment()))
    with pytest.raises(AirflowFailed, match=r"(?s)Airflow's ending has ended.*port 8080 is taken"):
        serve(settings.model_copy(update={"airflow_port": free_port()}))
    assert set(processes_of(settings.home)) - {os.getpid()} == set()
