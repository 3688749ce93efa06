"""A published store with outages, drops and marts, for tests that only read it."""

from __future__ import annotations

import pytest

from pipeline.settings import Settings
from tests.dashboard.drawing_board import publish


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The drawn stories, compared and published."""
    return publish(Settings(home=tmp_path_factory.mktemp("read") / "store"))
