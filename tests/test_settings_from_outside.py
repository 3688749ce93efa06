"""Settings as they come from an environment: JSON, numbers with no end, sizes in words, and files."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest

from pipeline.errors import SettingsError
from pipeline.reference import project_path, read_schema, read_yaml
from pipeline.settings import Settings, load_settings

NUMBERS = [
    name
    for name, field in Settings.model_fields.items()
    if field.annotation is float or float in get_args(field.annotation)
]


def faults(**environment: str) -> str:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(f"OUTWIRE_{name}", value)
        with pytest.raises(SettingsError) as raised:
            load_settings()
    return str(raised.value)


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("value", ["inf", "-inf", "nan"])
def test_a_number_without_an_end_is_no_setting(name: str, value: str) -> None:
    assert f"OUTWIRE_{name.upper()}: " in faults(**{name.upper(): value})


@pytest.mark.parametrize("name", ["LOCAL_HOSTS", "ALLOWED_PORTS"])
@pytest.mark.parametrize("value", ["harbour", "", "{", "[1,", "'a'", "80,443"])
def test_a_setting_that_should_be_json_and_is_none_is_named(name: str, value: str) -> None:
    assert f"OUTWIRE_{name}: Value error, it is not JSON" in faults(**{name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LOCAL_HOSTS", "[]"),
        ("LOCAL_HOSTS", '{"post.example:80": 7}'),
        ("LOCAL_HOSTS", "7"),
        ("ALLOWED_PORTS", '["http"]'),
        ("ALLOWED_PORTS", "{}"),
        ("ALLOWED_PORTS", "80"),
    ],
)
def test_json_of_another_shape_is_named_too(name: str, value: str) -> None:
    assert f"OUTWIRE_{name}" in faults(**{name: value})


def test_every_fault_is_told_whatever_its_kind() -> None:
    said = faults(LOCAL_HOSTS="x", ALLOWED_PORTS="y", WORKERS="0", QUERY_MEMORY="lots", DEADLINE_SECONDS="inf")
    for name in ("LOCAL_HOSTS", "ALLOWED_PORTS", "WORKERS", "QUERY_MEMORY", "DEADLINE_SECONDS"):
        assert f"OUTWIRE_{name}" in said


def test_mappings_and_ports_are_read_from_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTWIRE_LOCAL_HOSTS", ' {"post.example:80": "127.0.0.1:8080"} ')
    monkeypatch.setenv("OUTWIRE_ALLOWED_PORTS", "[80, 443, 8443]")
    settings = load_settings()
    assert settings.local_hosts == {"post.example:80": "127.0.0.1:8080"}
    assert settings.allowed_ports == {80, 443, 8443}


@pytest.mark.parametrize("memory", ["1GB", "512MB", "1.5GiB", "2 GB", "800kb", "1TB"])
def test_a_size_is_a_number_and_a_unit(memory: str) -> None:
    assert load_settings(query_memory=memory).query_memory == memory


@pytest.mark.parametrize("memory", ["", "lots", "1", "GB", "-1GB", "1GB; DROP TABLE claims", "1GB\n", "80%"])
def test_a_size_that_is_none_is_named_before_duckdb_sees_it(memory: str) -> None:
    with pytest.raises(SettingsError, match="OUTWIRE_QUERY_MEMORY"):
        load_settings(query_memory=memory)


@pytest.mark.parametrize(
    ("name", "smallest", "too_small"),
    [
        ("workers", 1, 0),
        ("fetch_threads", 1, 0),
        ("host_connections", 1, 0),
        ("entries_per_poll", 1, 0),
        ("redirect_limit", 0, -1),
        ("host_delay_seconds", 0.0, -0.1),
        ("host_run_seconds", 0.1, 0.0),
        ("recheck_hours", 0.0, -1.0),
        ("lock_timeout_seconds", 0.0, -0.5),
        ("shards", 1, 0),
        ("page_cap_bytes", 1, 0),
        ("dashboard_port", 1, 0),
    ],
)
def test_a_setting_has_a_smallest_value(name: str, smallest: Any, too_small: Any) -> None:
    assert getattr(load_settings(**{name: smallest}), name) == smallest
    with pytest.raises(SettingsError, match=f"OUTWIRE_{name.upper()}"):
        load_settings(**{name: too_small})


@pytest.mark.parametrize(("name", "largest"), [("shards", 8), ("dashboard_port", 65535), ("airflow_port", 65535)])
def test_some_settings_have_a_largest_value(name: str, largest: int) -> None:
    assert getattr(load_settings(**{name: largest}), name) == largest
    with pytest.raises(SettingsError, match=f"OUTWIRE_{name.upper()}"):
        load_settings(**{name: largest + 1})


def test_a_variable_of_ours_that_names_no_setting_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTWIRE_COLOUR", "red")
    assert not hasattr(load_settings(), "colour")


def test_names_in_the_environment_may_be_written_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("outwire_workers", "7")
    assert load_settings().workers == 7


def test_settings_cannot_be_changed_on_the_way(settings: Settings) -> None:
    with pytest.raises(ValueError, match="frozen"):
        settings.workers = 9  # type: ignore[misc]


def test_defaults_can_be_used_as_they_are(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("OUTWIRE_HOME")
    settings = load_settings()
    assert settings.home == Path("data")
    assert settings.sources_file.is_file()
    assert settings.local_hosts == {}


@pytest.mark.parametrize("name", ["platforms.yml", "outlets.yml", "sources.yml", "lexicon/outage.yml"])
def test_a_reference_file_is_parsed_once_a_process(name: str) -> None:
    assert read_schema(name) is read_schema(name)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"a: [1", "is not YAML"),
        (b"a: b: c", "is not YAML"),
        (b"\xff\xfe\x00", "is not YAML"),
        (b"a: !!python/object/apply:os.system ['true']", "is not YAML"),
        (b"? [a]\n: b\n? {}\n: c", "is not YAML"),
    ],
)
def test_what_is_no_plain_yaml_is_refused_by_its_file(tmp_path: Path, content: bytes, fault: str) -> None:
    path = tmp_path / "odd.yml"
    path.write_bytes(content)
    with pytest.raises(SettingsError, match=fault) as raised:
        read_yaml(path)
    assert str(path) in str(raised.value)


@pytest.mark.parametrize("name", ["schemas", "warehouse", "dags"])
def test_the_projects_folders_are_found(name: str) -> None:
    assert project_path(name).is_dir()
