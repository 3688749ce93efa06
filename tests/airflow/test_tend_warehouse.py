"""The daily round over a real warehouse."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline import publish_snapshot, tend_warehouse
from pipeline.edges.duck import lock_file, open_snapshot, warehouse_file, writing
from pipeline.edges.lock import holding_lock
from pipeline.edges.ownership import owned_folder
from pipeline.edges.published import published_file
from pipeline.errors import WarehouseLocked, WarehouseMissing
from pipeline.records import Source
from pipeline.settings import Settings

HOUR = 3600


def publish(settings: Settings, *names: str) -> Path:
    with writing(settings) as warehouse:
        warehouse.insert(
            "sources", [Source(source_id=name, kind="feed", url=f"http://{name}.example/") for name in names]
        )
    return publish_snapshot.run(settings).path


def make_older(path: Path, seconds: float) -> None:
    then = path.stat().st_mtime - seconds
    os.utime(path, (then, then))


def test_a_round_reads_every_table_and_leaves_the_published_file_as_it_was(settings: Settings):
    path = publish(settings, "a", "b")
    before = path.read_bytes()
    report = tend_warehouse.run(settings)
    assert report.tables_read >= 15
    assert (report.snapshots_removed, report.leftovers_removed) == (0, 0)
    assert path.read_bytes() == before
    with open_snapshot(settings) as snapshot:
        assert snapshot.rows("SELECT count(*) AS n FROM sources") == [{"n": 2}]


def test_old_snapshots_go_but_the_two_newest_stay_however_old(settings: Settings):
    paths = [publish(settings, name) for name in ("a", "b", "c", "d")]
    for path in paths:
        make_older(path, settings.snapshot_keep_seconds + HOUR)
    assert tend_warehouse.run(settings).snapshots_removed == 2
    assert [path.exists() for path in paths] == [False, False, True, True]


def test_the_working_file_holds_all_of_its_log_after_a_round(settings: Settings):
    publish(settings, "a")
    with writing(settings) as warehouse:
        warehouse.insert("sources", [Source(source_id="b", kind="feed", url="http://b.example/")])
    tend_warehouse.run(settings)
    log = warehouse_file(settings.home).with_name("outwire.duckdb.wal")
    assert not log.exists() or log.stat().st_size == 0


def test_what_a_killed_process_left_goes_and_what_a_living_one_is_at_stays(settings: Settings):
    publish(settings, "a")
    left = settings.home / "tmp" / "outwire-write-abc"
    left.mkdir()
    (left / "spill.tmp").write_bytes(b"x")
    with owned_folder(settings.home / "tmp", "outwire-write-") as living:
        assert tend_warehouse.run(settings).leftovers_removed == 1
        assert (left.exists(), living.exists()) == (False, True)


def test_what_is_not_ours_in_the_temporary_folder_stays(settings: Settings):
    publish(settings, "a")
    other = settings.home / "tmp" / "notes"
    other.mkdir()
    assert tend_warehouse.run(settings).leftovers_removed == 0
    assert other.exists()


def test_a_store_without_anything_published_has_nothing_to_tend(settings: Settings):
    with pytest.raises(WarehouseMissing, match="Nothing is published"):
        tend_warehouse.run(settings)


def test_a_damaged_published_file_is_found_and_can_be_replaced_as_the_message_says(settings: Settings):
    path = publish(settings, *(f"source-{number}" for number in range(20_000)))
    content = bytearray(path.read_bytes())
    for offset in range(64 * 1024, len(content), 256 * 1024):  # a byte of each block, behind the headers
        content[offset] ^= 0x10
    path.write_bytes(content)
    with pytest.raises(WarehouseMissing, match=r"is damaged.*Delete that file.*outwire publish-snapshot"):
        tend_warehouse.run(settings)
    path.unlink()
    publish_snapshot.run(settings)
    assert tend_warehouse.run(settings).tables_read > 0
    assert published_file(settings.home).exists()


def test_a_round_waits_for_a_load_and_says_so_where_it_takes_too_long(settings: Settings):
    publish(settings, "a")
    hurried = settings.model_copy(update={"lock_timeout_seconds": 0.2})
    with (
        holding_lock(lock_file(settings.home), timeout_seconds=0),
        pytest.raises(WarehouseLocked),
    ):
        tend_warehouse.run(hurried)
    assert tend_warehouse.run(hurried).tables_read > 0
