"""How the pages are started and stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

import pytest

from pipeline.dashboard.serve import OPTIONS, command, environment, serve
from pipeline.errors import UsageError, WarehouseMissing
from pipeline.settings import Settings
from tests.dashboard.conftest import free_port, wait_until_healthy


def test_port_and_address_come_from_the_settings(settings: Settings) -> None:
    words = command(settings.model_copy(update={"dashboard_port": 9000, "dashboard_address": "0.0.0.0"}))
    assert "--server.port=9000" in words
    assert "--server.address=0.0.0.0" in words
    assert words[:4] == [sys.executable, "-m", "streamlit", "run"]


def test_nothing_is_sent_home_and_nobody_is_asked_for_an_address() -> None:
    assert OPTIONS["browser.gatherUsageStats"] == "false"
    assert OPTIONS["server.headless"] == "true"


def test_streamlit_knows_every_option() -> None:
    from streamlit import config

    assert set(OPTIONS) <= set(config.get_config_options())


def test_the_pages_read_the_store_of_the_settings_wherever_they_are_started(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    relative = settings.model_copy(update={"home": Path("elsewhere"), "query_memory": "2GB"})
    handed_on = environment(relative)
    assert handed_on["OUTWIRE_HOME"] == str(tmp_path / "elsewhere")
    assert handed_on["OUTWIRE_QUERY_MEMORY"] == "2GB"
    assert float(handed_on["OUTWIRE_QUERY_SECONDS"]) == settings.query_seconds


def test_without_streamlit_the_message_says_what_to_install(drawn: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.dashboard.serve.find_spec", lambda name: None if name == "streamlit" else object())
    with pytest.raises(UsageError, match=r"pip install 'outwire\[dashboard\]'"):
        serve(drawn)


def test_with_nothing_published_it_does_not_start(settings: Settings) -> None:
    with pytest.raises(WarehouseMissing, match="outwire demo"):
        serve(settings)


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_with_its_child_when_it_is_told_to(sign: signal.Signals, drawn: Settings) -> None:
    port = free_port()
    starting = "import sys; from pipeline.cli import main; sys.argv = ['outwire', 'dashboard']; main()"
    told = {**os.environ, "OUTWIRE_HOME": str(drawn.home), "OUTWIRE_DASHBOARD_PORT": str(port)}
    with subprocess.Popen([sys.executable, "-c", starting], env=told, stdout=subprocess.DEVNULL) as outwire:
        wait_until_healthy(f"http://127.0.0.1:{port}", outwire)
        [child] = Path(f"/proc/{outwire.pid}/task/{outwire.pid}/children").read_text().split()
        outwire.send_signal(sign)
        outwire.wait(timeout=30)
    deadline = monotonic() + 10
    while Path(f"/proc/{child}").exists() and monotonic() < deadline:
        sleep(0.1)
    assert not Path(f"/proc/{child}").exists()
