"""What is left when a load is killed, meets a full disk, or meets another load: all of it, or nothing."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.edges.duck import open_snapshot, warehouse_file, writing
from pipeline.errors import WarehouseFull, WarehouseLocked
from pipeline.load_warehouse import run
from pipeline.publish_snapshot import run as publish
from pipeline.settings import Settings
from tests.warehouse.contents import contents, count, rows
from tests.warehouse.drawing import Story, ready_batch

LOAD = """
import sys
from pathlib import Path
from pipeline.settings import Settings
from pipeline import load_warehouse
settings = Settings(home=Path(sys.argv[1]), lock_timeout_seconds=float(sys.argv[3]))
print("ready", flush=True)
sys.stdin.readline()
try:
    print(load_warehouse.run(sys.argv[2], settings).is_repeat, flush=True)
except Exception as error:
    print(type(error).__name__, error, flush=True)
"""


def many(name: str, stories: int = 400) -> list[Story]:
    return [Story(f"{name}-{number}", text=f"Story {number} of {name}: 40,000 reports") for number in range(stories)]


def start_load(
    settings: Settings, batch_id: str, *, wait_seconds: float = 60, file_bytes: int | None = None
) -> subprocess.Popen[str]:
    """A loader in a process of its own, ready to go; with `file_bytes` its disk is full beyond that."""

    def limit() -> None:
        if file_bytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))

    loader = subprocess.Popen(
        [sys.executable, "-c", LOAD, str(settings.home), batch_id, str(wait_seconds)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=limit,
    )
    assert loader.stdout is not None
    assert loader.stdout.readline() == "ready\n"
    return loader


def go(loader: subprocess.Popen[str]) -> None:
    assert loader.stdin is not None
    loader.stdin.write("go\n")
    loader.stdin.flush()


def test_a_load_killed_at_any_moment_is_there_whole_or_not_at_all_and_the_next_is_right(
    settings: Settings, tmp_path: Path
) -> None:
    untouched = Settings(home=tmp_path / "untouched")
    for home in (settings, untouched):
        run(ready_batch(home, "first", *many("first", 5)), home)
        ready_batch(home, "second", *many("second"))
    run("second", untouched)
    chance = random.Random(3)
    for _ in range(6):
        loader = start_load(settings, "second")
        go(loader)
        time.sleep(chance.uniform(0.0, 1.6))
        loader.kill()
        loader.wait()
        assert count(settings, "articles") in (5, 405)
        assert count(settings, "claims") == count(settings, "articles")
        assert count(settings, "batches") == (1 if count(settings, "articles") == 5 else 2)
    run("second", settings)
    assert contents(settings) == contents(untouched)


def test_what_a_load_acknowledged_survives_a_kill_right_after(settings: Settings) -> None:
    ready_batch(settings, "one", *many("one", 50))
    loader = start_load(settings, "one")
    go(loader)
    assert loader.stdout is not None
    assert loader.stdout.readline() == "False\n"
    os.kill(loader.pid, signal.SIGKILL)
    loader.wait()
    assert count(settings, "articles") == 50
    assert run("one", settings).is_repeat


@pytest.mark.parametrize("room", [16, 50_000, 2_000_000])
def test_a_full_disk_at_load_leaves_what_was_there_and_the_next_load_works(settings: Settings, room: int) -> None:
    run(ready_batch(settings, "first", *many("first", 5)), settings)
    publish(settings)
    before = contents(settings)
    ready_batch(settings, "second", *many("second", 3000))
    loader = start_load(settings, "second", file_bytes=room)
    go(loader)
    told, _ = loader.communicate()
    assert told.startswith("WarehouseFull "), told
    assert "Free some space" in told
    assert "run the same command again; what was there before is unchanged" in told
    assert contents(settings) == before
    with open_snapshot(settings) as snapshot:
        assert snapshot.rows("SELECT count(*) AS n FROM articles") == [{"n": 5}]
    assert run("second", settings).added["articles"] == 3000


def test_a_full_disk_at_publication_leaves_readers_what_they_had(settings: Settings) -> None:
    run(ready_batch(settings, "first", *many("first", 5)), settings)
    publish(settings)
    run(ready_batch(settings, "second", *many("second", 2000)), settings)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(WarehouseFull, match="Free some space"):
            publish(settings)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert sorted(path.name for path in (settings.home / "published").iterdir()) == ["CURRENT", "outwire-1.duckdb"]
    with open_snapshot(settings) as snapshot:
        assert snapshot.rows("SELECT count(*) AS n FROM articles") == [{"n": 5}]
    assert publish(settings).number == 2


def test_two_loads_at_once_both_succeed_one_after_the_other(settings: Settings) -> None:
    ready_batch(settings, "one", *many("shared", 200), *many("one", 100))
    ready_batch(settings, "two", *many("shared", 200), *many("two", 100))
    loaders = [start_load(settings, batch_id) for batch_id in ("one", "two")]
    for loader in loaders:
        go(loader)
    assert [loader.communicate()[0] for loader in loaders] == ["False\n", "False\n"]
    assert rows(settings, "SELECT count(*) AS n, count(DISTINCT article_id) AS ids FROM articles") == [
        {"n": 400, "ids": 400}
    ]
    assert len({row["load_number"] for row in rows(settings, "SELECT load_number FROM batches")}) == 2


def test_a_disk_that_fills_after_the_commit_loses_nothing(settings: Settings) -> None:
    """The log has room and the tables do not: what was acknowledged waits in the log."""
    ready_batch(settings, "one", *many("one", 3000))
    with writing(settings):
        pass
    loader = start_load(settings, "one", file_bytes=4_000_000)
    go(loader)
    assert loader.communicate()[0] == "False\n"
    assert warehouse_file(settings.home).with_suffix(".duckdb.wal").stat().st_size > 0
    publish(settings)
    with open_snapshot(settings) as snapshot:
        assert snapshot.rows("SELECT count(*) AS n FROM articles") == [{"n": 3000}]
    assert run("one", settings).is_repeat


def test_the_same_batch_dispatched_twice_is_loaded_once(settings: Settings) -> None:
    ready_batch(settings, "one", *many("one", 200))
    loaders = [start_load(settings, "one") for _ in range(2)]
    for loader in loaders:
        go(loader)
    assert sorted(loader.communicate()[0] for loader in loaders) == ["False\n", "True\n"]
    assert count(settings, "articles") == 200


def test_a_loader_that_waited_too_long_says_who_holds_the_lock(settings: Settings) -> None:
    ready_batch(settings, "one", Story("a"))
    with writing(settings):
        loader = start_load(settings, "one", wait_seconds=0.2)
        go(loader)
        told, _ = loader.communicate()
    assert told.startswith(f"{WarehouseLocked.__name__} Another process ({os.getpid()}) writes to the warehouse")
    assert run("one", settings).added["articles"] == 1
