"""One Airflow for all tests that need a running one: it takes half a minute to start."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from pipeline.newsroom.server import Newsroom, serving
from tests.airflow.machine import Machine, machine


@pytest.fixture(scope="session")
def newsroom() -> Iterator[Newsroom]:
    with serving() as running:
        yield running


@pytest.fixture(scope="session")
def airflow(newsroom: Newsroom, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    with machine(
        tmp_path_factory.mktemp("airflow"),
        OUTWIRE_SOURCES_FILE=str(newsroom.sources_file),
        OUTWIRE_LOCAL_HOSTS=json.dumps(newsroom.local_hosts),
        OUTWIRE_HOST_DELAY_SECONDS="0",
        OUTWIRE_WORKERS="1",
    ) as running:
        yield running
