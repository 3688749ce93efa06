"""A working file or a log that the disk or somebody has damaged: noticed, kept, made anew; readers do not see it."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import compare_coverage, load_warehouse, publish_snapshot, tend_warehouse
from pipeline.content_hash import content_sha256
from pipeline.edges.clock import monotonic
from pipeline.edges.duck import open_snapshot, reading_file, warehouse_file, writing
from pipeline.edges.published import published_file
from pipeline.errors import OutwireError, UsageError, WarehouseFull, WarehouseMissing
from pipeline.rebuild import rebuild
from pipeline.settings import Settings
from tests.durability.ground import Ground, published
from tests.durability.promises import note_figures
from tests.warehouse.drawing import Story, ready_batch
from tests.warehouse.test_crash import go, start_load

LONG = os.environ.get("OUTWIRE_TEST_LONG") == "1"
FLIPS = 200 if LONG else 6

Damage = Callable[[bytearray], bytearray]


def stories(name: str, count: int) -> list[Story]:
    return [Story(f"{name}-{number}", text=f"Story {number} of {name}: 40,000 reports") for number in range(count)]


def publish(settings: Settings) -> None:
    compare_coverage.run(settings)
    publish_snapshot.run(settings)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with two batches that are loaded and published."""
    settings = Settings(home=tmp_path_factory.mktemp("damage") / "store")
    for name in ("one", "two"):
        load_warehouse.run(ready_batch(settings, name, *stories(name, 40)), settings)
    publish(settings)
    return settings.home


@pytest.fixture
def store(made: Path, tmp_path: Path) -> Settings:
    """A copy of it, to be damaged."""
    return Settings(home=Path(shutil.copytree(made, tmp_path / "store")), lock_timeout_seconds=5)


def content(settings: Settings) -> str:
    with open_snapshot(settings) as snapshot:
        return content_sha256(snapshot)


def content_of(file: Path) -> str:
    with reading_file(file) as opened:
        return content_sha256(opened)


def cut(share: float, more: int = 0) -> Damage:
    return lambda held: held[: max(0, int(len(held) * share) - more)]


def zeros(begin: float, end: float) -> Damage:
    def fill(held: bytearray) -> bytearray:
        first, last = int(len(held) * begin), int(len(held) * end)
        held[first:last] = bytes(last - first)
        return held

    return fill


def turned_bit(seed: int) -> Damage:
    def turn(held: bytearray) -> bytearray:
        chance = random.Random(seed)
        held[chance.randrange(len(held))] ^= 1 << chance.randrange(8)
        return held

    return turn


DAMAGES = {
    "cut to nothing": cut(0),
    "cut in half": cut(0.5),
    "cut by a byte": cut(1, 1),
    "zeros": zeros(0, 1),
    "zeros at its beginning": zeros(0, 0.05),
    "zeros at its end": zeros(0.5, 1),
}


def apply(damage: Damage, path: Path) -> bytes:
    path.write_bytes(damage(bytearray(path.read_bytes())))
    return path.read_bytes()


def noticed(settings: Settings) -> str:
    """What the daily round says of the store; nothing where it finds all well."""
    try:
        tend_warehouse.run(settings)
    except OutwireError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_noticed_kept_and_made_anew_while_readers_go_on(store: Settings, damage: str) -> None:
    before, working = content(store), warehouse_file(store.home)
    held = apply(DAMAGES[damage], working)
    assert "outwire rebuild" in noticed(store)
    with pytest.raises(WarehouseMissing, match="outwire rebuild"), writing(store) as warehouse:
        warehouse.rows("SELECT bit_xor(hash(articles)) FROM articles")
    assert content(store) == before
    report = rebuild(store)
    assert (report.content_sha256, report.other_tables, report.left_out) == (before, [], {})
    assert report.kept is not None
    assert (report.kept / "warehouse" / working.name).read_bytes() == held
    publish_snapshot.run(store)
    assert content(store) == before
    assert noticed(store) == ""


def test_a_turned_bit_anywhere_is_noticed_or_changes_nothing(store: Settings) -> None:
    before, working = content(store), warehouse_file(store.home)
    whole = working.read_bytes()
    found = {"noticed": 0, "harmless": 0}
    for seed in range(FLIPS):
        working.write_bytes(turned_bit(seed)(bytearray(whole)))
        if said := noticed(store):
            assert "outwire rebuild" in said, seed
            found["noticed"] += 1
        else:
            assert content_of(working) == before, seed
            found["harmless"] += 1
        assert content(store) == before
    assert found["noticed"] > FLIPS // 2
    if LONG:
        note_figures("turned_bits", command="make durability", figures={"bits": FLIPS, **found})


@pytest.fixture(scope="module")
def logged(made: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A store whose last load stands in the log only, as after a disk that was full at the checkpoint; its content."""
    home = tmp_path_factory.mktemp("logged") / "store"
    settings = Settings(home=Path(shutil.copytree(made, home)))
    ready_batch(settings, "three", *stories("three", 400))
    loader = start_load(settings, "three", file_bytes=warehouse_file(home).stat().st_size)
    go(loader)
    assert loader.communicate()[0] == "False\n"
    assert log_of(settings).stat().st_size > 0
    whole = Settings(home=Path(shutil.copytree(home, home.with_name("whole"))))
    publish(whole)
    return home, content(whole)


def log_of(settings: Settings) -> Path:
    return warehouse_file(settings.home).with_suffix(".duckdb.wal")


# The last bytes of this log tell of the checkpoint that failed: without them nothing is lost.
HARMLESS = ("cut by a byte",)
LOG_DAMAGES = {**DAMAGES, **{f"a turned bit {seed}": turned_bit(seed) for seed in range(40 if LONG else 2)}}


@pytest.mark.parametrize("damage", LOG_DAMAGES)
def test_a_damaged_log_is_noticed_kept_and_what_it_held_comes_back(
    logged: tuple[Path, str], tmp_path: Path, damage: str
) -> None:
    settings = Settings(home=Path(shutil.copytree(logged[0], tmp_path / "store")), lock_timeout_seconds=5)
    before, log = content(settings), log_of(settings)
    held = apply(LOG_DAMAGES[damage], log)
    if damage in HARMLESS:
        publish(settings)
        assert content(settings) == logged[1]
        return
    with pytest.raises(WarehouseMissing, match="outwire rebuild"):
        publish_snapshot.run(settings)
    with pytest.raises(WarehouseMissing, match="outwire rebuild"):
        load_warehouse.run("one", settings)
    assert log.exists() or held == b""  # an empty one DuckDB itself removes
    assert content(settings) == before
    report = rebuild(settings)
    assert report.kept is not None
    assert (report.kept / "warehouse" / log.name).exists() or held == b""
    publish_snapshot.run(settings)
    assert content(settings) == logged[1]


def test_a_file_that_is_gone_is_missed_and_no_empty_one_takes_its_place(store: Settings) -> None:
    before, working = content(store), warehouse_file(store.home)
    working.unlink()
    for attempt in (lambda: load_warehouse.run("one", store), lambda: tend_warehouse.run(store)):
        with pytest.raises(WarehouseMissing, match=r"it is gone.*outwire rebuild"):
            attempt()
    assert not working.exists()
    assert rebuild(store).content_sha256 == before


def test_a_store_with_nothing_to_load_is_left_as_it_is(settings: Settings) -> None:
    (settings.home / "batches").mkdir(parents=True)
    (settings.home / "archive").mkdir()
    with pytest.raises(UsageError, match=r"nothing was changed.*outwire restore"):
        rebuild(settings)
    assert not warehouse_file(settings.home).exists()


def test_a_batch_whose_files_are_damaged_too_is_read_again_from_its_archived_pages(ground: Ground) -> None:
    home = ground.store("pages", at="rebuild")
    before = content_of(published_file(home))
    batch = home / "batches" / ground.batch_id
    (batch / "read_claims.jsonl").write_bytes((batch / "read_claims.jsonl").read_bytes()[:-200])
    shutil.rmtree(home / "warehouse")
    ended = ground.run(home, ("rebuild",))
    assert ended.code == 0, ended.err
    assert "1 were read again" in ended.out
    assert "It holds what the published snapshot does, to the letter." in ended.out
    assert content_of(published_file(home)) == before
    assert published(home) == ground.after


def test_a_full_disk_during_a_rebuild_leaves_what_was_there(store: Settings) -> None:
    import resource

    held = apply(DAMAGES["cut in half"], warehouse_file(store.home))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, hard))
    try:
        with pytest.raises(WarehouseFull, match="Free some space"):
            rebuild(store)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert warehouse_file(store.home).read_bytes() == held
    assert rebuild(store).left_out == {}


@pytest.mark.skipif(not LONG, reason="2,000 articles: make durability")
def test_how_long_a_rebuild_takes(settings: Settings) -> None:
    for number in range(10):
        load_warehouse.run(ready_batch(settings, f"b{number}", *stories(f"b{number}", 200)), settings)
    publish(settings)
    before = content(settings)
    shutil.rmtree(warehouse_file(settings.home).parent)
    started = monotonic()
    report = rebuild(settings)
    seconds = monotonic() - started
    assert (report.content_sha256, report.loaded) == (before, 10)
    figures = {"batches": 10, "articles": 2000, "seconds": round(seconds, 1), "bytes": report.size_bytes}
    note_figures("rebuild", command="make durability", figures=figures)
