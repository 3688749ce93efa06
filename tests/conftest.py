"""What every test stands on: an empty store of its own, and no network but loopback."""

from __future__ import annotations

import fcntl
import gc
import ipaddress
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from playwright.sync_api import Browser, sync_playwright

from pipeline import cli
from pipeline.check_warehouse import warehouse_checks
from pipeline.edges.duck_faults import is_of_the_file
from pipeline.edges.logs import configure_logs
from pipeline.settings import Settings

_connect = socket.socket.connect


def _connect_on_loopback(self: socket.socket, address: Any) -> None:
    if self.family in (socket.AF_INET, socket.AF_INET6) and not ipaddress.ip_address(address[0]).is_loopback:
        raise AssertionError(f"a test tried to reach {address}: only loopback is allowed")
    _connect(self, address)


def pytest_configure() -> None:
    """A shell that starts the tests in the background has Ctrl-C ignored, also by the processes that they interrupt."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_finish() -> None:
    """Twelve thousand collected tests stay as they are: looking through them takes each `gc.collect` half a second."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", _connect_on_loopback)


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("OUTWIRE_")]:
        if not name.startswith("OUTWIRE_REQUIRE_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("OUTWIRE_HOME", str(tmp_path / "store"))


@pytest.fixture(autouse=True)
def logs_on_standard_error() -> Iterator[None]:
    configure_logs()
    yield
    configure_logs()  # a command that ran here left them on the test's own capture, which is closed by now


@pytest.fixture(autouse=True)
def main_module_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit puts the page that it runs in the place of `__main__`, which every spawned process would run again."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


def unaccounted(warehouse_file: Path) -> list[tuple[Any, ...]]:
    """
    The stages of loaded batches at which something vanished: seen is not passed + dropped + quarantined.

    A file that is damaged, held by another process or of another version (tests make all of these) says nothing.
    """
    loaded = f"SELECT * FROM ({warehouse_checks()['ledger']}) WHERE batch_id IN (SELECT batch_id FROM batches)"
    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        try:
            connection.execute(f"ATTACH '{warehouse_file}' AS looked_at (READ_ONLY); USE looked_at")
            return connection.execute(f"SELECT * FROM ({loaded}) WHERE unaccounted <> 0").fetchall()
        except duckdb.Error as error:
            if not isinstance(error, duckdb.CatalogException) and not is_of_the_file(error):
                raise
            return []


@pytest.fixture(autouse=True)
def nothing_vanished(tmp_path: Path) -> Iterator[None]:
    """Whatever a test loaded, the ledger holds at its end."""
    yield
    for file in tmp_path.rglob("outwire.duckdb"):
        assert unaccounted(file) == []


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of an empty store, without delays between requests."""
    return Settings(home=tmp_path / "store", host_delay_seconds=0, workers=1)


@dataclass(frozen=True)
class Ran:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str


def run_outwire(*words: str, home: Path, **environment: str) -> Ran:
    """Runs the installed command line as a user does, on the store `home`, with an 160 column wide terminal."""
    ran = subprocess.run(
        [str(Path(sys.executable).with_name("outwire")), *words],
        env={**os.environ, "OUTWIRE_HOME": str(home), "COLUMNS": "160", **environment},
        capture_output=True,
        text=True,
        timeout=300,
    )
    return Ran(ran.returncode, ran.stdout, ran.stderr)


Outwire = Callable[..., Ran]


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A copy of the folder that `make` fills, in the process of this run that needs it first; the others wait."""
    own = factory.mktemp(name)
    if "PYTEST_XDIST_WORKER" not in os.environ:
        make(own)
        return own
    shared = factory.getbasetemp().parent / name  # the folder of the run, in which each process has its own
    with shared.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not shared.exists():
            make(own)
            shutil.copytree(own, shared, symlinks=True)
            return own
    return Path(shutil.copytree(shared, own, symlinks=True, dirs_exist_ok=True))


@dataclass(frozen=True)
class Demo:
    """The built-in demo, run twice on one store: what each run printed, and the store's settings."""

    settings: Settings
    first: Ran
    second: Ran


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """`outwire demo`, run for real, once for all tests that look at its data; each process has a copy of the store."""

    def run_twice(folder: Path) -> None:
        for name in ("first", "second"):
            ran = run_outwire("demo", home=folder / "store")
            assert ran.code == 0 or name == "second", ran.err
            (folder / f"{name}.json").write_text(json.dumps(asdict(ran)))

    made = made_once(tmp_path_factory, "demo", run_twice)
    assert unaccounted(made / "store" / "warehouse" / "outwire.duckdb") == []
    first, second = (Ran(**json.loads((made / f"{name}.json").read_text())) for name in ("first", "second"))
    return Demo(Settings(home=made / "store"), first, second)


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


@pytest.fixture(scope="session")
def demo_store(demo: Demo) -> Settings:
    """Settings of a store that holds the demo's data."""
    return demo.settings


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium; without one the test is skipped, or fails where OUTWIRE_REQUIRE_BROWSER=1 asks for it."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        message = "no Chromium on this machine: its pages were not looked at (apt-get install chromium)"
        if os.environ.get("OUTWIRE_REQUIRE_BROWSER") == "1":
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield launched
        launched.close()
