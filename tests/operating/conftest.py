"""A store with the demo's data that a test may break."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.settings import Settings


@pytest.fixture
def store(demo_store: Settings, tmp_path: Path) -> Settings:
    """Settings of a copy of the demo's store."""
    shutil.copytree(demo_store.home, tmp_path / "store")
    return Settings(home=tmp_path / "store", host_delay_seconds=0, workers=1, lock_timeout_seconds=20)
