"""A drawn store, the pages on it without a browser, and the pages on it in one."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from time import monotonic, sleep

import pytest
from streamlit.testing.v1 import AppTest

import pipeline.dashboard
from pipeline.settings import Settings
from tests.dashboard.drawing_board import publish
from tests.dashboard.strangers import hostile_differences, hostile_stories

Served = Callable[[Settings], AbstractContextManager[str]]
APP = Path(pipeline.dashboard.__file__).with_name("app.py")
STARTS_WITHIN_SECONDS = 90


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The drawn stories, published; for tests that only read."""
    return publish(Settings(home=tmp_path_factory.mktemp("drawn") / "store"))


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Opens the pages on a store, with what the address says after its question mark."""

    def open_page(settings: Settings, **query: str) -> AppTest:
        monkeypatch.setenv("OUTWIRE_HOME", str(settings.home))
        page = AppTest.from_file(str(APP), default_timeout=60)
        for name, value in query.items():
            page.query_params[name] = value
        return page.run()

    return open_page


@contextmanager
def serving(settings: Settings) -> Iterator[str]:
    """The address of `outwire dashboard`, run on a store until the block ends."""
    port = free_port()
    environment = {**os.environ, "OUTWIRE_HOME": str(settings.home), "OUTWIRE_DASHBOARD_PORT": str(port)}
    outwire = Path(sys.executable).with_name("outwire")
    with subprocess.Popen([str(outwire), "dashboard"], env=environment, stdout=subprocess.DEVNULL) as child:
        try:
            wait_until_healthy(f"http://127.0.0.1:{port}", child)
            yield f"http://127.0.0.1:{port}"
        finally:
            child.terminate()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_until_healthy(address: str, child: subprocess.Popen[bytes]) -> None:
    deadline = monotonic() + STARTS_WITHIN_SECONDS
    while monotonic() < deadline and child.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5) as answer:
                assert answer.status == 200
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            sleep(0.2)
    raise AssertionError(f"the dashboard did not start at {address} (exit code {child.poll()})")


@pytest.fixture(scope="session")
def drawn_address(drawn: Settings) -> Iterator[str]:
    with serving(drawn) as address:
        yield address


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """What strangers might write, published; for tests that only read."""
    settings = Settings(home=tmp_path_factory.mktemp("hostile") / "store")
    return publish(settings, hostile_stories(), hostile_differences())
