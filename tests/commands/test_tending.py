"""`doctor`, `sources list`, `quarantine list`: what the one on call looks at first."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from pathlib import Path

import pytest

from pipeline.checkup.findings import Finding
from pipeline.commands.checkup import examine, examine_settings
from pipeline.edges.duck import open_snapshot
from pipeline.settings import Settings
from tests.conftest import Outwire


def finding(settings: Settings, what: str) -> Finding:
    """The doctor's one finding on a thing."""
    [found] = [found for found in examine(settings) if found.what == what]
    return found


def squeezed(text: str) -> str:
    return re.sub(r"[│┃\s]+", " ", text)


def test_the_doctor_finds_a_fresh_store_well_and_says_what_would_fill_it(settings: Settings) -> None:
    assert finding(settings, "store") == Finding("store", "ok", f"{settings.home.resolve()} can be written to")
    snapshot = finding(settings, "published snapshot")
    assert snapshot.is_well
    assert "outwire demo" in snapshot.detail


def test_the_doctor_leaves_nothing_behind_in_the_store(settings: Settings) -> None:
    settings.home.mkdir(parents=True)
    (settings.home / "mine.txt").write_text("x")
    examine(settings)
    assert [path.name for path in settings.home.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("home", ["/sys/outwire", "/sys/kernel/deep/outwire"])
def test_a_store_that_cannot_be_written_to_is_found(settings: Settings, home: str) -> None:
    found = finding(settings.model_copy(update={"home": Path(home)}), "store")
    assert not found.is_well
    assert "OUTWIRE_HOME" in found.detail


def test_a_store_whose_place_is_taken_by_a_file_is_found_and_the_file_stays(tmp_path: Path) -> None:
    taken = tmp_path / "data"
    taken.write_text("a file of somebody's")
    for home in (taken, taken / "store"):
        found = finding(Settings(home=home), "store")
        assert (found.is_well, "Name another place" in found.detail) == (False, True)
    assert taken.read_text() == "a file of somebody's"


def test_the_doctor_says_what_the_snapshot_holds(demo_store: Settings) -> None:
    found = finding(demo_store, "published snapshot")
    with open_snapshot(demo_store) as snapshot:
        [row] = snapshot.rows("SELECT count(*) AS n FROM articles")
        name = snapshot.path.name
    assert found.is_well
    assert found.detail.startswith(f"{name}: {row['n']} articles")


def test_a_snapshot_that_is_no_database_is_found_with_what_to_do(settings: Settings) -> None:
    folder = settings.home / "published"
    folder.mkdir(parents=True)
    (folder / "outwire-1.duckdb").write_bytes(b"not a database at all" * 100)
    (folder / "CURRENT").write_text("outwire-1.duckdb")
    found = finding(settings, "published snapshot")
    assert "outwire publish-snapshot" in found.detail or "outwire demo" in found.detail


@pytest.mark.parametrize("pointer", ["../../etc/passwd", "/etc/passwd", "", "outwire-9.duckdb", "a\x00b"])
def test_a_pointer_to_no_snapshot_is_an_answer_and_no_traceback(settings: Settings, pointer: str) -> None:
    folder = settings.home / "published"
    folder.mkdir(parents=True)
    (folder / "CURRENT").write_text(pointer)
    assert finding(settings, "published snapshot").detail


def test_the_doctor_names_all_faults_of_the_sources_file_together(settings: Settings, tmp_path: Path) -> None:
    broken = tmp_path / "sources.yml"
    broken.write_text("- {source_id: a, kind: feed}\n- {source_id: b, kind: smoke, url: 'http://b.example/'}\n")
    found = finding(settings.model_copy(update={"sources_file": broken}), "sources")
    assert not found.is_well
    assert "a: missing: url" in found.detail
    assert "b: kind must be one of" in found.detail


def test_the_doctor_says_which_settings_cannot_be_used_and_what_they_mean(
    outwire: Outwire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OUTWIRE_WORKERS", "many")
    monkeypatch.setenv("OUTWIRE_LOCAL_HOSTS", "harbour")
    ran = outwire("doctor")
    assert ran.code == 1
    assert "OUTWIRE_WORKERS: Input should be a valid integer" in squeezed(ran.out)
    assert "OUTWIRE_LOCAL_HOSTS: Value error, it is not JSON" in squeezed(ran.out)
    assert "Child processes that extract and read." in squeezed(ran.out)


def test_settings_that_can_be_used_are_examined_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTWIRE_WORKERS", "3")
    settings, faults = examine_settings()
    assert (settings.workers, faults) == (3, [])


def test_the_doctor_lists_every_setting_with_its_value_now(outwire: Outwire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTWIRE_POLL_INTERVAL_SECONDS", "123.5")
    out = outwire("doctor").out
    assert [name for name in Settings.model_fields if f"OUTWIRE_{name.upper()}" not in out] == []
    assert re.search(r"OUTWIRE_POLL_INTERVAL_SECONDS\W+123\.5", out)


def test_what_a_setting_holds_is_shown_as_typed(outwire: Outwire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTWIRE_CONTACT", "[red]desk[/red] \x1b[2J")
    out = outwire("doctor").out
    assert "[red]desk[/red] �[2J" in out
    assert "\x1b[2J" not in out


def test_the_option_home_wins_over_the_environment(
    outwire: Outwire, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("OUTWIRE_HOME", str(tmp_path / "of the environment"))
    out = squeezed(outwire("--home", str(tmp_path / "asked"), "doctor").out)
    assert f"{tmp_path.resolve()}/asked can be written to" in out
    assert (tmp_path / "asked").is_dir()
    assert not (tmp_path / "of the environment").exists()


def test_the_environments_store_is_used_where_none_is_asked_for(
    outwire: Outwire, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("OUTWIRE_HOME", str(tmp_path / "env"))
    outwire("doctor")
    assert (tmp_path / "env").is_dir()


def test_a_store_named_in_a_dotenv_file_is_used_and_loses_to_the_environment(
    outwire: Outwire, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("OUTWIRE_HOME=in-the-file\nOUTWIRE_WORKERS=5\nSOMETHING_ELSE=1\n")
    outwire("doctor")
    assert not (tmp_path / "in-the-file").exists()
    monkeypatch.delenv("OUTWIRE_HOME")
    assert re.search(r"OUTWIRE_WORKERS\W+5\b", outwire("doctor").out)
    assert (tmp_path / "in-the-file").is_dir()


@pytest.mark.parametrize("form", ["--csv", "--json", None])
def test_sources_are_listed_once_each_in_every_form(outwire: Outwire, form: str | None) -> None:
    out = outwire("sources", "list", *filter(None, [form])).out
    if form == "--json":
        ids = [row["source_id"] for row in json.loads(out)]
    elif form == "--csv":
        ids = [row["source_id"] for row in csv.DictReader(io.StringIO(out))]
    else:
        ids = re.findall(r"^ {1,2}([a-z0-9]+(?:-[a-z0-9]+)*) +(?:feed|statuspage) ", out, re.MULTILINE)
    assert len(ids) >= 55
    assert Counter(ids).most_common(1)[0][1] == 1


def test_an_empty_sources_file_is_said_in_a_sentence(
    outwire: Outwire, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "none.yml").write_text("[]")
    monkeypatch.setenv("OUTWIRE_SOURCES_FILE", str(tmp_path / "none.yml"))
    assert outwire("sources", "list").out.strip() == "The sources file names none."
    assert json.loads(outwire("sources", "list", "--json").out) == []


@pytest.mark.parametrize("command", ["quarantine", "sources"])
def test_a_group_without_a_command_shows_what_it_has(outwire: Outwire, command: str) -> None:
    ran = outwire(command)
    assert re.search(r"^│ list ", ran.out + ran.err, re.MULTILINE)
