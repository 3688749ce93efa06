"""Publishing: readers get a whole copy or keep the one that they have."""

from __future__ import annotations

import errno
import os
import shutil
import threading
import time
from pathlib import Path

import pytest

from pipeline.edges import published
from pipeline.edges.duck import checkpointed, open_snapshot, reading_file, warehouse_file, writing
from pipeline.edges.published import copy_file, holds_the_same, is_published, number_of, prune_snapshots, published_file
from pipeline.errors import WarehouseFull, WarehouseLocked, WarehouseMissing
from pipeline.load_warehouse import run as load
from pipeline.publish_snapshot import describe, reads_as, run
from pipeline.settings import Settings
from tests.warehouse.drawing import Story, ready_batch

COUNT = "SELECT count(*) AS n FROM articles"


def names(settings: Settings) -> list[str]:
    return sorted(path.name for path in (settings.home / "published").iterdir())


def load_one(settings: Settings, name: str) -> None:
    load(ready_batch(settings, name, Story(name, text=f"{name}: 40,000")), settings)


def age(path: Path, seconds: float) -> None:
    then = path.stat().st_mtime - seconds
    os.utime(path, (then, then))


def test_what_was_loaded_is_what_readers_see_after_publishing(settings: Settings) -> None:
    load_one(settings, "one")
    report = run(settings)
    assert (report.number, report.is_new) == (1, True)
    assert report.path == published_file(settings.home)
    with open_snapshot(settings) as snapshot:
        assert snapshot.path == report.path
        assert snapshot.rows(COUNT) == [{"n": 1}]


def test_what_is_loaded_and_not_published_is_not_seen(settings: Settings) -> None:
    load_one(settings, "one")
    run(settings)
    load_one(settings, "two")
    with open_snapshot(settings) as snapshot:
        assert snapshot.rows(COUNT) == [{"n": 1}]


def test_publishing_again_when_nothing_changed_makes_no_new_file(settings: Settings) -> None:
    load_one(settings, "one")
    first = run(settings)
    load("one", settings)
    again = run(settings)
    assert (again.path, again.number, again.is_new) == (first.path, 1, False)
    assert names(settings) == ["CURRENT", "outwire-1.duckdb"]


def test_every_change_gets_a_new_number(settings: Settings) -> None:
    for number, name in enumerate(["one", "two", "three"], start=1):
        load_one(settings, name)
        assert run(settings).number == number


def test_a_change_to_a_mart_alone_is_published_too(settings: Settings) -> None:
    load_one(settings, "one")
    run(settings)
    with writing(settings) as warehouse:
        warehouse.execute("CREATE OR REPLACE TABLE some_mart AS SELECT 1 AS one")
    assert run(settings).is_new
    with open_snapshot(settings) as snapshot:
        assert snapshot.rows("SELECT one FROM some_mart") == [{"one": 1}]


def test_a_warehouse_begun_anew_is_published_though_its_numbers_begin_anew(settings: Settings) -> None:
    load_one(settings, "one")
    run(settings)
    shutil.rmtree(warehouse_file(settings.home).parent)
    load_one(settings, "two")
    report = run(settings)
    assert (report.number, report.is_new) == (2, True)
    with open_snapshot(settings) as snapshot:
        assert snapshot.rows("SELECT batch_id FROM articles") == [{"batch_id": "two"}]


def test_the_copy_stands_alone_without_a_log(settings: Settings) -> None:
    load_one(settings, "one")
    report = run(settings)
    assert not report.path.with_suffix(".duckdb.wal").exists()
    assert report.path.read_bytes() == warehouse_file(settings.home).read_bytes()


def test_without_a_warehouse_there_is_nothing_to_publish(settings: Settings) -> None:
    with pytest.raises(WarehouseMissing, match=r"no warehouse at .* to publish. Run `outwire watch --once`"):
        run(settings)
    assert not warehouse_file(settings.home).exists()


def test_publishing_waits_for_a_writer_only_so_long(settings: Settings) -> None:
    load_one(settings, "one")
    hasty = settings.model_copy(update={"lock_timeout_seconds": 0.1})
    with writing(settings), pytest.raises(WarehouseLocked):
        run(hasty)


def test_a_snapshot_that_somebody_reads_stays_and_goes_when_nobody_does(settings: Settings) -> None:
    soon = settings.model_copy(update={"snapshot_keep_seconds": 0.0})
    load_one(settings, "one")
    first = run(soon).path
    with open_snapshot(settings) as snapshot:
        for name in ("two", "three", "four"):
            load_one(settings, name)
            run(soon)
        assert names(settings) == ["CURRENT", "outwire-1.duckdb", "outwire-3.duckdb", "outwire-4.duckdb"]
        assert snapshot.rows(COUNT) == [{"n": 1}]
        assert snapshot.rows("SELECT max(text) AS longest FROM articles") == [{"longest": "one: 40,000"}]
    with open_snapshot(settings) as snapshot:
        assert snapshot.rows(COUNT) == [{"n": 4}]
    load_one(settings, "five")
    run(soon)
    assert not first.exists()


def test_old_snapshots_go_when_they_are_old_enough_and_two_always_stay(settings: Settings) -> None:
    for name in ("one", "two", "three", "four"):
        load_one(settings, name)
        run(settings)
    for number in (1, 2, 3, 4):
        age(settings.home / "published" / f"outwire-{number}.duckdb", 7300 if number != 2 else 7100)
    gone = prune_snapshots(settings.home, keep_seconds=7200)
    assert [path.name for path in gone] == ["outwire-1.duckdb"]
    assert names(settings) == ["CURRENT", "outwire-2.duckdb", "outwire-3.duckdb", "outwire-4.duckdb"]


def test_the_snapshot_that_readers_open_never_goes(settings: Settings) -> None:
    for name in ("one", "two", "three"):
        load_one(settings, name)
        run(settings)
    (settings.home / "published" / "CURRENT").write_text("outwire-1.duckdb\n")
    for number in (1, 2, 3):
        age(settings.home / "published" / f"outwire-{number}.duckdb", 9000)
    prune_snapshots(settings.home, keep_seconds=0)
    assert "outwire-1.duckdb" in names(settings)


@pytest.mark.parametrize("place", [0.2, 0.5, 0.9])
def test_a_copy_that_changed_on_its_way_is_never_pointed_to(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, place: float
) -> None:
    """One bit, as a failing disk or controller would turn it."""
    load_one(settings, "one")
    run(settings)
    load_one(settings, "two")

    def copy_badly(original: Path, copy: Path) -> None:
        content = bytearray(original.read_bytes())
        content[int(len(content) * place)] ^= 1
        copy.write_bytes(content)

    monkeypatch.setattr(published, "copy_file", copy_badly)
    with pytest.raises(WarehouseMissing, match=r"does not read as the original does, so it was not published"):
        run(settings)
    assert names(settings) == ["CURRENT", "outwire-1.duckdb"]
    with open_snapshot(settings) as snapshot:
        assert snapshot.rows(COUNT) == [{"n": 1}]
    monkeypatch.undo()
    assert run(settings).number == 2


def test_a_copy_that_the_disk_does_not_take_is_never_pointed_to(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk says so only when it is asked to sync, while the copy in memory reads as it should."""
    load_one(settings, "one")
    run(settings)
    load_one(settings, "two")
    sync = os.fsync

    def sync_badly(handle: int) -> None:
        if os.readlink(f"/proc/self/fd/{handle}").endswith(".duckdb.part"):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        sync(handle)

    monkeypatch.setattr(os, "fsync", sync_badly)
    with pytest.raises(WarehouseFull, match="Check the disk"):
        run(settings)
    assert names(settings) == ["CURRENT", "outwire-1.duckdb"]
    monkeypatch.undo()
    assert run(settings).number == 2


def test_a_copy_that_was_never_finished_is_cleaned_up(settings: Settings) -> None:
    load_one(settings, "one")
    (settings.home / "published").mkdir()
    (settings.home / "published" / ".outwire-1.duckdb.part").write_bytes(b"half a copy")
    run(settings)
    assert names(settings) == ["CURRENT", "outwire-1.duckdb"]


@pytest.mark.parametrize("length", [0, 1, 4096, 3_000_001])
def test_a_copy_has_every_byte_of_its_original_and_no_more(tmp_path: Path, length: int) -> None:
    original, copy = tmp_path / "original", tmp_path / "copy"
    original.write_bytes(os.urandom(length))
    copy.write_bytes(b"longer" * 1_000_000)
    copy_file(original, copy)
    assert copy.read_bytes() == original.read_bytes()
    assert holds_the_same(copy, original)


def test_a_copy_that_is_shorter_or_longer_is_not_the_same(tmp_path: Path) -> None:
    original, copy = tmp_path / "original", tmp_path / "copy"
    original.write_bytes(b"abc" * 1_000_000)
    for content in (original.read_bytes()[:-1], original.read_bytes() + b"a", b""):
        copy.write_bytes(content)
        assert not holds_the_same(copy, original)


def test_numbers_are_read_from_names(tmp_path: Path) -> None:
    assert number_of(tmp_path / "outwire-12.duckdb") == 12
    assert number_of(tmp_path / "other.duckdb") == 0


def test_whether_anything_is_published_can_be_asked(settings: Settings) -> None:
    assert not is_published(settings.home)
    load_one(settings, "one")
    run(settings)
    assert is_published(settings.home)


def test_a_file_is_described_by_its_last_write_and_its_row_counts(settings: Settings) -> None:
    load_one(settings, "one")
    with reading_file(warehouse_file(settings.home)) as file:
        before = describe(file)
    assert (before["articles"], before["claims"], before["incidents"]) == (1, 1, 0)
    load_one(settings, "two")
    with reading_file(warehouse_file(settings.home)) as file:
        after = describe(file)
    assert after["write_number"] == int(str(before["write_number"])) + 1
    assert after["articles"] == 2


def test_a_copy_that_lacks_a_row_that_its_writer_has_does_not_read_as_the_original(settings: Settings) -> None:
    """The bytes may be equal and yet not be what was written, where the file system gives back older ones."""
    load_one(settings, "one")
    with checkpointed(settings) as written:
        described = describe(written)
    older = settings.home / "older.duckdb"
    copy_file(warehouse_file(settings.home), older)
    assert reads_as(older, described)
    load_one(settings, "two")
    with checkpointed(settings) as written:
        assert not reads_as(older, describe(written))


def test_readers_never_see_half_a_batch_and_never_wait_while_batches_are_loaded_and_published(
    settings: Settings,
) -> None:
    """Every batch brings two articles, so an odd number of them would be half a batch."""
    stop, seen, failures = threading.Event(), set(), []

    def read() -> None:
        while not stop.is_set():
            try:
                with open_snapshot(settings) as snapshot:
                    seen.add(snapshot.rows(COUNT)[0]["n"])
                time.sleep(0.02)
            except Exception as error:  # noqa: BLE001
                failures.append(error)

    load(ready_batch(settings, "b0", Story("b0-a"), Story("b0-b", text="B0: 40,000")), settings)
    run(settings)
    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(1, 4):
        pair = [Story(f"b{number}-{half}", text=f"{number}{half}: 40,000") for half in "ab"]
        load(ready_batch(settings, f"b{number}", *pair), settings)
        run(settings.model_copy(update={"snapshot_keep_seconds": 0.0}))
    stop.set()
    for reader in readers:
        reader.join()
    assert failures == []
    assert seen <= {2, 4, 6, 8}
    assert len(seen) >= 2
