"""What every test stands on: an empty store of its own, and no network but loopback."""

from __future__ import annotations

import ipaddress
import socket
from pathlib import Path
from typing import Any

import pytest

from pipeline.settings import Settings

_connect = socket.socket.connect


def _connect_on_loopback(self: socket.socket, address: Any) -> None:
    if self.family in (socket.AF_INET, socket.AF_INET6) and not ipaddress.ip_address(address[0]).is_loopback:
        raise AssertionError(f"a test tried to reach {address}: only loopback is allowed")
    _connect(self, address)


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", _connect_on_loopback)


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in __import__("os").environ if name.startswith("OUTWIRE_")]:
        if name != "OUTWIRE_REQUIRE_BROWSER":
            monkeypatch.delenv(name)
    monkeypatch.setenv("OUTWIRE_HOME", str(tmp_path / "store"))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of an empty store, without delays between requests."""
    return Settings(home=tmp_path / "store", host_delay_seconds=0, workers=1)
