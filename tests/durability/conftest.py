"""The ground that the tests of this folder share: one newsroom, one stable of processes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.durability.ground import Ground, prepared


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """Stores before, amid and after a batch, made once."""
    with prepared(tmp_path_factory.mktemp("ground")) as made:
        yield made
