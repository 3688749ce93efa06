"""One Airflow for all tests that need a running one: it takes half a minute to start."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from pipeline.newsroom.server import Newsroom, serving
from tests.airflow.machine import Machine, machine
from tests.operating.listening import Listener


@pytest.fixture(scope="session")
def newsroom() -> Iterator[Newsroom]:
    with serving() as running:
        yield running


@pytest.fixture(scope="session")
def listener(tmp_path_factory: pytest.TempPathFactory) -> Listener:
    """Hears what Airflow's processes, and those of its tasks, ask the network for."""
    return Listener(tmp_path_factory.mktemp("listening"))


@pytest.fixture(scope="session")
def airflow(newsroom: Newsroom, listener: Listener, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    with machine(
        tmp_path_factory.mktemp("airflow"),
        OUTWIRE_SOURCES_FILE=str(newsroom.sources_file),
        OUTWIRE_LOCAL_HOSTS=json.dumps(newsroom.local_hosts),
        OUTWIRE_HOST_DELAY_SECONDS="0",
        OUTWIRE_WORKERS="1",
        **listener.environment,
    ) as running:
        yield running
