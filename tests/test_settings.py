"""Settings: where they come from, and how all that is wrong with them is said at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import SettingsError
from pipeline.reference import project_path, read_yaml
from pipeline.settings import Settings, code_version, load_settings


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTWIRE_HOME", "/somewhere")
    monkeypatch.setenv("OUTWIRE_LOCAL_HOSTS", '{"post.example:80": "127.0.0.1:8080"}')
    settings = load_settings()
    assert settings.home == Path("/somewhere")
    assert settings.local_hosts == {"post.example:80": "127.0.0.1:8080"}


def test_an_override_wins_and_none_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTWIRE_WORKERS", "3")
    assert load_settings(workers=4).workers == 4
    assert load_settings(workers=None).workers == 3


def test_all_settings_that_cannot_be_used_are_named_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTWIRE_WORKERS", "none")
    monkeypatch.setenv("OUTWIRE_DEADLINE_SECONDS", "0")
    with pytest.raises(SettingsError) as raised:
        load_settings()
    assert "OUTWIRE_WORKERS" in str(raised.value)
    assert "OUTWIRE_DEADLINE_SECONDS" in str(raised.value)
    assert "outwire doctor" in str(raised.value)


@pytest.mark.parametrize(("share", "is_accepted"), [(0, True), (1, True), (1.01, False), (-0.01, False)])
def test_a_share_lies_between_none_and_all(share: float, is_accepted: bool) -> None:
    if is_accepted:
        assert load_settings(quarantine_share=share).quarantine_share == share
    else:
        with pytest.raises(SettingsError, match="OUTWIRE_QUARANTINE_SHARE"):
            load_settings(quarantine_share=share)


def test_every_setting_says_what_it_means() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_the_user_agent_names_the_program_and_how_to_reach_its_operator() -> None:
    agent = load_settings(contact="mailto:desk@post.example").user_agent
    assert agent == f"Outwire/{code_version()} (+mailto:desk@post.example)"


def test_a_missing_folder_of_ours_says_to_install_again() -> None:
    assert (project_path("warehouse") / "tables").is_dir()
    with pytest.raises(SettingsError, match="install Outwire again"):
        project_path("attic")


def test_a_reference_file_that_is_not_yaml_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "broken.yml"
    path.write_text("a: 1\nb: [1, 2\n")
    with pytest.raises(SettingsError, match=r"broken\.yml is not YAML(.|\n)*line 3"):
        read_yaml(path)
    with pytest.raises(SettingsError, match="cannot be read"):
        read_yaml(tmp_path / "missing.yml")
