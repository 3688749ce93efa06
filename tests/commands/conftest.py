"""Comparisons of drawn stories."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline.commands.comparison import Comparison, read_comparison
from pipeline.edges.duck import open_snapshot
from pipeline.edges.logs import configure_logs
from pipeline.settings import Settings
from tests.dashboard.drawing_board import publish
from tests.dashboard.strangers import hostile_differences, hostile_stories


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
