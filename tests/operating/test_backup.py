"""Backups: whole or not there, the same after a restoration, and never a reason for losing what was there."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline import BATCH_STAGES
from pipeline.backup.making import make_backup
from pipeline.backup.manifest import MANIFEST, WAREHOUSE, faults_of, list_backups, read_manifest
from pipeline.backup.restoring import check_backup, restore_backup
from pipeline.edges.archive import read_body
from pipeline.edges.batches import create_batch, open_batch
from pipeline.edges.copies import file_sha256
from pipeline.edges.duck import reading_file, warehouse_file, writing
from pipeline.edges.files import write_whole
from pipeline.edges.leases import working_on
from pipeline.edges.leftovers import clean_store
from pipeline.errors import BackupDamaged, UsageError, WarehouseLocked, WarehouseMissing
from pipeline.records import BatchPlan
from pipeline.settings import Settings
from tests.conftest import run_outwire

ROOT = Path(__file__).parents[2]


def tree(home: Path) -> dict[str, str]:
    """What a backup is of: each file below archive and batches, and the working file, by its hash."""
    paths = [path for name in ("archive", "batches") for path in (home / name).rglob("*") if path.is_file()]
    return {path.relative_to(home).as_posix(): file_sha256(path) for path in [*paths, home / WAREHOUSE]}


def test_a_restored_store_is_the_store_that_was_backed_up(store: Settings, tmp_path: Path) -> None:
    backup = run_outwire("backup", str(tmp_path / "disk"), home=store.home)
    assert backup.code == 0, backup.err
    restored = run_outwire("restore", str(tmp_path / "disk"), home=tmp_path / "other")
    assert restored.code == 0, restored.err
    assert "Published outwire-1.duckdb" in restored.out
    assert tree(tmp_path / "other") == tree(store.home)
    words = ("sql", "SELECT * FROM incident_claims ORDER BY ALL", "--csv")
    assert run_outwire(*words, home=tmp_path / "other").out == run_outwire(*words, home=store.home).out


def test_what_is_the_same_costs_no_room_and_what_changed_is_copied(store: Settings, tmp_path: Path) -> None:
    first = make_backup(tmp_path, store)
    second = make_backup(tmp_path, store)
    assert (second.same_count, second.copied_bytes) == (first.file_count, 0)
    for path in tree(store.home):
        assert (first.path / path).samefile(second.path / path)
    changed = next((store.home / "batches").rglob("read_claims.jsonl"))
    changed.write_bytes(changed.read_bytes() + b"\n")
    third = make_backup(tmp_path, store)
    assert third.file_count - third.same_count == 1
    relative = changed.relative_to(store.home)
    assert not (third.path / relative).samefile(second.path / relative)
    assert (third.path / relative).read_bytes() == changed.read_bytes()


def test_a_file_that_rotted_in_the_backup_before_is_copied_anew(store: Settings, tmp_path: Path) -> None:
    first = make_backup(tmp_path, store)
    [kept, *_] = sorted((first.path / "archive").iterdir())
    flip_a_bit(kept)
    second = make_backup(tmp_path, store)
    assert second.file_count - second.same_count == 1
    assert list(faults_of(second.path, read_manifest(second.path))) == []


def test_a_restored_store_is_backed_up_again_without_copying_its_files(store: Settings, tmp_path: Path) -> None:
    make_backup(tmp_path / "disk", store)
    other = store.model_copy(update={"home": tmp_path / "other"})
    restore_backup(tmp_path / "disk", other)
    again = make_backup(tmp_path / "disk", other)
    assert again.same_count == again.file_count


def test_the_oldest_backups_go_and_the_newest_stays_whole(store: Settings, tmp_path: Path) -> None:
    made = [make_backup(tmp_path, store, keep=2).path for _ in range(4)]
    assert list_backups(tmp_path) == made[-2:]
    assert sorted(path.name for path in tmp_path.iterdir() if path != store.home) == [path.name for path in made[-2:]]
    check_backup(tmp_path)


def test_a_store_that_holds_data_is_not_overwritten_unasked(store: Settings, tmp_path: Path) -> None:
    make_backup(tmp_path / "disk", store)
    before = tree(store.home)
    with pytest.raises(UsageError, match=r"holds data already \(archive, batches, warehouse\)"):
        restore_backup(tmp_path / "disk", store)
    assert tree(store.home) == before


def test_what_a_restoration_replaces_is_kept(store: Settings, tmp_path: Path) -> None:
    make_backup(tmp_path / "disk", store)
    extra = store.home / "archive" / "later.warc.gz"
    extra.write_bytes(b"later")
    before = tree(store.home)
    report = restore_backup(tmp_path / "disk", store, is_replacing=True)
    assert report.kept is not None
    assert tree(report.kept) == before
    assert not extra.exists()


def flip_a_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


@pytest.mark.parametrize("harm", [flip_a_bit, cut, Path.unlink])
@pytest.mark.parametrize("place", ["archive/*", "batches/*/plan.json", WAREHOUSE, MANIFEST])
def test_a_damaged_backup_is_refused_and_the_store_stays(
    store: Settings, tmp_path: Path, harm: object, place: str
) -> None:
    backup = make_backup(tmp_path / "disk", store).path
    harm(sorted(backup.glob(place))[0])  # type: ignore[operator]
    before = tree(store.home)
    with pytest.raises(UsageError if (harm, place) == (Path.unlink, MANIFEST) else BackupDamaged):
        restore_backup(backup, store, is_replacing=True)
    assert tree(store.home) == before
    assert not list(store.home.glob(".rest*"))


@pytest.mark.parametrize("path", ["archive/../../outside", "/etc/passwd", "published/CURRENT", "airflow/airflow.cfg"])
def test_a_backup_that_names_other_places_is_refused(store: Settings, tmp_path: Path, path: str) -> None:
    backup = make_backup(tmp_path / "disk", store).path
    (backup / "archive" / "x").write_bytes(b"x")
    whole = json.loads((backup / MANIFEST).read_bytes())
    whole["backup"]["files"].append({"path": path, "size_bytes": 1, "sha256": "0" * 64, "modified_ns": 1})
    told = json.dumps(whole["backup"], sort_keys=True).encode()
    whole["sha256"] = hashlib.sha256(told).hexdigest()
    (backup / MANIFEST).write_text(json.dumps(whole))
    with pytest.raises(BackupDamaged):
        restore_backup(backup, store.model_copy(update={"home": tmp_path / "other"}))
    assert not (tmp_path / "outside").exists()
    assert not (tmp_path / "other" / "archive").exists()


def test_a_damaged_working_file_makes_no_backup_and_names_the_remedy(store: Settings, tmp_path: Path) -> None:
    content = bytearray(warehouse_file(store.home).read_bytes())
    for start in range(len(content) // 4, len(content), 65536):
        content[start : start + 4096] = bytes(4096)
    warehouse_file(store.home).write_bytes(content)
    with pytest.raises(WarehouseMissing):
        make_backup(tmp_path / "disk", store)
    assert list_backups(tmp_path / "disk") == []
    assert list((tmp_path / "disk").iterdir()) == []


def test_a_backup_in_the_store_itself_is_refused(store: Settings, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="belongs on another disk"):
        make_backup(store.home / "backup", store)
    with pytest.raises(UsageError, match="nothing to back up"):
        make_backup(tmp_path / "disk", Settings(home=tmp_path / "empty"))


def test_a_batch_that_is_worked_on_is_not_replaced(store: Settings, tmp_path: Path) -> None:
    make_backup(tmp_path / "disk", store)
    with working_on(store.home, "watch-1", timeout_seconds=0), pytest.raises(WarehouseLocked, match="watch-1"):
        restore_backup(tmp_path / "disk", store, is_replacing=True)


def test_a_store_without_a_warehouse_comes_back_without_one(store: Settings, tmp_path: Path) -> None:
    only_batches = tmp_path / "only batches"
    shutil.copytree(store.home / "batches", only_batches / "batches")
    make_backup(tmp_path / "disk", Settings(home=only_batches))
    report = restore_backup(tmp_path / "disk", store, is_replacing=True)
    assert not report.has_warehouse
    assert not warehouse_file(store.home).exists()
    assert not (store.home / "published").exists()  # it would show what is not there any more


LOADING = """
import itertools, sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from pipeline.batches import plan_backfill
from pipeline.edges.clock import now
from pipeline.flow import compare_and_publish, run_batch
from pipeline.settings import Settings
settings = Settings(home=Path(sys.argv[1]), workers=1, lock_timeout_seconds=60)
for day in itertools.count():
    start = datetime(2020, 1, 1, tzinfo=UTC) - timedelta(days=day)
    [batch_id] = plan_backfill(settings, source_kind="folder", input_path=sys.argv[2], window_from=start, at=now())
    run_batch(batch_id, settings)
    print(batch_id, flush=True)
"""


def test_a_backup_that_is_taken_while_loads_run_has_all_that_its_warehouse_names(
    store: Settings, tmp_path: Path
) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.json").write_text(
        '{"url": "http://post.example/a", "published_at": "2025-03-10T10:00:00Z", "title": "X is down", '
        '"text": "X was down for two hours on Monday 10 March 2025, with 40,000 reports on Downdetector."}'
    )
    command = [sys.executable, "-c", LOADING, str(store.home), str(tmp_path / "articles")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as loader:
        try:
            assert loader.stdout is not None
            loaded = []
            for _ in range(3):
                loaded.append(loader.stdout.readline())
                make_backup(tmp_path / "disk", store)
            assert len(set(loaded)) == 3
        finally:
            loader.kill()
    for backup in list_backups(tmp_path / "disk"):
        assert_all_is_there(backup)


def assert_all_is_there(backup: Path) -> None:
    """The ledger's batches are in the backup with the content that was loaded, and so is every page."""
    assert list(faults_of(backup, read_manifest(backup))) == []
    with reading_file(backup / WAREHOUSE) as warehouse:
        ledger = warehouse.rows("SELECT batch_id, content_sha256 FROM batches")
        pages = warehouse.rows("SELECT archive_file, archive_offset, body_bytes FROM pages")
    assert len(ledger) >= 3
    for row in ledger:
        assert open_batch(backup, row["batch_id"]).content_sha256(*BATCH_STAGES[:-1]) == row["content_sha256"]
    for page in pages:
        assert len(read_body(backup, page["archive_file"], page["archive_offset"])) == page["body_bytes"]


def small_store(home: Path) -> Settings:
    """A store with a warehouse, a batch and an archive, of few bytes."""
    settings = Settings(home=home, lock_timeout_seconds=5)
    plan = BatchPlan(
        batch_id="watch-1",
        kind="watch",
        source_kind="feed",
        planned_at=datetime(2025, 3, 10, tzinfo=UTC),
        code_version="1",
    )
    create_batch(home, plan).write("poll_feeds", seen=0)
    write_whole(home / "archive" / "watch-1.warc.gz", b"pages")
    with writing(settings) as warehouse:
        warehouse.insert("tallies", [{"batch_id": "watch-1", "stage": "poll_feeds", "seen": 0}])
    return settings


# A restoration makes about twice as many of these calls as a backup.
@pytest.mark.parametrize(("what", "every"), [("backup", "2"), ("restore", "5")])
def test_killed_at_any_step_it_leaves_nothing_half(tmp_path: Path, what: str, every: str) -> None:
    """The helper kills a process at each system call that makes something durable or gives it a name."""
    store = small_store(tmp_path / "store")
    if what == "restore":
        make_backup(tmp_path / "disk", store)
        (store.home / "archive" / "later.warc.gz").write_bytes(b"later")
    every = os.environ.get("OUTWIRE_REQUIRE_EVERY_KILL", every)
    command = [sys.executable, "-m", "tests.operating.killing", what, str(store.home), str(tmp_path / "disk"), every]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    result = json.loads(ran.stdout.splitlines()[-1])
    assert result["killed"] >= 10
    assert result["faults"] == []
    clean_store(store.home)
    assert not list(store.home.glob(".rest*"))
