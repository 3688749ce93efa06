"""The command line in this process: on an empty store, and on the demo's; and comparisons of drawn stories."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline import cli
from pipeline.commands.comparison import Comparison, read_comparison
from pipeline.edges.duck import open_snapshot
from pipeline.edges.logs import configure_logs
from pipeline.settings import Settings
from tests.conftest import Demo, Ran
from tests.dashboard.drawing_board import publish
from tests.dashboard.strangers import hostile_differences, hostile_stories

Outwire = Callable[..., Ran]


@pytest.fixture
def outwire(settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Outwire:
    """`outwire(*words)` runs a command here, and returns what it printed and its exit code."""
    monkeypatch.setenv("COLUMNS", "160")

    def run(*words: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["outwire", *words])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        printed = capsys.readouterr()
        return Ran(int(ended.value.code or 0), printed.out, printed.err)

    return run


@pytest.fixture
def ask(outwire: Outwire, demo: Demo, monkeypatch: pytest.MonkeyPatch) -> Outwire:
    """As `outwire`, on the store with the demo's data."""
    monkeypatch.setenv("OUTWIRE_HOME", str(demo.settings.home))
    return outwire


def comparison_in(home: Path, incident_id: str, *drawn: Any) -> Comparison:
    """The comparison of one incident, read out of a published store with the drawn stories."""
    configure_logs()  # this runs before the test's own fixtures; the last test's standard error is closed
    settings = publish(Settings(home=home), *drawn)
    with open_snapshot(settings) as snapshot:
        return read_comparison(snapshot, incident_id)


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    """What the drawn outlets say about the outage of X."""
    return comparison_in(tmp_path_factory.mktemp("told") / "store", "x-2025-03-10")


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    """The same of outlets whose names, titles, quotes, sources and addresses are attacks."""
    home = tmp_path_factory.mktemp("hostile") / "store"
    return comparison_in(home, "x-2025-03-10", hostile_stories(), hostile_differences())
