"""A warehouse for a test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pipeline.edges.duck import Warehouse
from tests.comparing.drawn import blank_warehouse


@pytest.fixture
def warehouse() -> Iterator[Warehouse]:
    with blank_warehouse() as found:
        yield found
