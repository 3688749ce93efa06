"""The command line in this process: on an empty store, and on the demo's."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from pipeline import cli
from pipeline.settings import Settings
from tests.conftest import Demo, Ran

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
