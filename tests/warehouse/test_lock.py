"""The writer's lock: one at a time, gone with its process, and known to be lost."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from pipeline.edges.duck import lock_file, writing
from pipeline.edges.lock import holding_lock
from pipeline.errors import WarehouseLocked
from pipeline.records import Tally
from pipeline.settings import Settings

HOLD = """
import sys
from pathlib import Path
from pipeline.edges.lock import holding_lock
with holding_lock(Path(sys.argv[1]), timeout_seconds=0):
    print("held", flush=True)
    sys.stdin.read()
"""


def hold_elsewhere(path: Path) -> subprocess.Popen[str]:
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    return other


def test_the_lock_file_and_its_folder_are_made(tmp_path: Path) -> None:
    with holding_lock(tmp_path / "new" / "lock", timeout_seconds=0) as lock:
        assert lock.is_held()


def test_a_second_process_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    other = hold_elsewhere(tmp_path / "lock")
    told = rf"Another process \({other.pid}\) writes.*longer than 0.1 s.*OUTWIRE_LOCK_TIMEOUT_SECONDS"
    with pytest.raises(WarehouseLocked, match=told):
        holding_lock(tmp_path / "lock", timeout_seconds=0.1).__enter__()
    other.communicate("")


def test_the_lock_is_waited_for(tmp_path: Path) -> None:
    other = hold_elsewhere(tmp_path / "lock")
    threading.Timer(0.3, other.communicate, [""]).start()
    started = time.monotonic()
    with holding_lock(tmp_path / "lock", timeout_seconds=10):
        assert time.monotonic() - started >= 0.2


def test_a_killed_holder_leaves_nothing_to_clean_up(tmp_path: Path) -> None:
    other = hold_elsewhere(tmp_path / "lock")
    other.kill()
    other.wait()
    with holding_lock(tmp_path / "lock", timeout_seconds=1):
        pass


def test_a_holder_that_fails_gives_the_lock_back(tmp_path: Path) -> None:
    with pytest.raises(KeyError), holding_lock(tmp_path / "lock", timeout_seconds=0):
        raise KeyError
    with holding_lock(tmp_path / "lock", timeout_seconds=0):
        pass


def test_two_threads_of_one_process_take_turns(tmp_path: Path) -> None:
    with holding_lock(tmp_path / "lock", timeout_seconds=0), pytest.raises(WarehouseLocked):
        holding_lock(tmp_path / "lock", timeout_seconds=0).__enter__()


def test_a_lock_whose_file_was_deleted_is_lost(tmp_path: Path) -> None:
    with holding_lock(tmp_path / "lock", timeout_seconds=0) as lock:
        (tmp_path / "lock").unlink()
        assert not lock.is_held()
        with holding_lock(tmp_path / "lock", timeout_seconds=0) as newer:
            assert newer.is_held()
            assert not lock.is_held()


def test_a_writer_that_lost_its_lock_commits_nothing(settings: Settings) -> None:
    tally = Tally(stage="poll_feeds", seen=1, passed=1, dropped=0)

    def lose_the_lock() -> None:
        with writing(settings) as warehouse:
            warehouse.insert("tallies", [tally], batch_id="one")
            lock_file(settings.home).unlink()

    with pytest.raises(WarehouseLocked, match="was removed while this process wrote"):
        lose_the_lock()
    with writing(settings) as warehouse:
        assert warehouse.rows("SELECT * FROM tallies") == []


def test_a_second_writer_waits_no_longer_than_the_setting_says(settings: Settings) -> None:
    other = hold_elsewhere(lock_file(settings.home))
    hasty = settings.model_copy(update={"lock_timeout_seconds": 0.2})
    with pytest.raises(WarehouseLocked, match=r"longer than 0.2 s"):
        writing(hasty).__enter__()
    other.communicate("")
