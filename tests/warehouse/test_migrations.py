"""Migrations: on a copy, verified, swapped; the file that was there stays; a newer file is left alone."""

from __future__ import annotations

import hashlib
import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline import compare_coverage
from pipeline.content_hash import table_hashes
from pipeline.edges import migrations as migrating
from pipeline.edges.batches import Batch
from pipeline.edges.duck import open_snapshot, warehouse_file, writing
from pipeline.edges.tables import columns_of, latest_version, migrations, prepare_tables, version_of
from pipeline.errors import SchemaMismatch, WarehouseFull
from pipeline.load_warehouse import run
from pipeline.natural_keys import find_duplicates
from pipeline.publish_snapshot import run as publish
from pipeline.rebuild import rebuild
from pipeline.reference import project_path
from pipeline.settings import Settings
from tests.warehouse.drawing import Story, draw_batch, pass_quality, poll, ready_batch

SCHEMA_0 = (Path(__file__).parent / "schema_0.sql").read_text()
OPEN = """
import sys
from pathlib import Path
from pipeline.edges.duck import writing
from pipeline.settings import Settings
with writing(Settings(home=Path(sys.argv[1]))) as warehouse:
    print(warehouse.rows("SELECT count(*) AS n FROM claims")[0]["n"], flush=True)
"""


def make_old(settings: Settings, *, claims: int = 0) -> Path:
    """A working file of version 0, with so many more claims than its few."""
    path = warehouse_file(settings.home)
    path.parent.mkdir(parents=True)
    with duckdb.connect(str(path)) as old:
        old.execute("SET TimeZone = 'UTC'")
        old.execute(SCHEMA_0)
        old.execute(
            "INSERT INTO claims (claim_id, article_id, metric, batch_id) "
            f"SELECT 'more' || number, 'article1', 'cause', 'watch-1' FROM range({claims}) AS numbers (number)"
        )
    return path


@pytest.fixture
def old(settings: Settings) -> Path:
    return make_old(settings)


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def comments(connection: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    sql = "SELECT table_name, column_name, comment FROM duckdb_columns() WHERE comment IS NOT NULL ORDER BY ALL"
    return connection.execute(sql).fetchall()


def kept_beside(path: Path) -> list[str]:
    return sorted(file.name for file in path.parent.iterdir() if file.suffix == ".duckdb" and file != path)


def test_migrations_are_numbered_without_a_gap() -> None:
    files = sorted((project_path("warehouse") / "migrations").iterdir())
    assert list(migrations().values()) == [file.name for file in files]
    assert list(migrations()) == list(range(1, len(files) + 1))
    assert latest_version() == len(files)


def test_a_migrated_file_has_the_tables_of_a_new_one(settings: Settings, old: Path, tmp_path: Path) -> None:
    with writing(settings):
        pass
    with writing(Settings(home=tmp_path / "new")):
        pass
    with (
        duckdb.connect(str(old), read_only=True) as migrated,
        duckdb.connect(str(warehouse_file(tmp_path / "new")), read_only=True) as new,
    ):
        wanted = columns_of(new)
        assert {table: kinds for table, kinds in columns_of(migrated).items() if table in wanted} == wanted
        comments = (
            "SELECT table_name, column_name, comment FROM duckdb_columns() WHERE table_name <> $mart ORDER BY ALL"
        )
        mart = {"mart": "incident_overview"}
        assert migrated.execute(comments, mart).fetchall() == new.execute(comments, mart).fetchall()


def test_every_row_is_there_after_it_and_can_be_found_by_its_day(settings: Settings, old: Path) -> None:
    with writing(settings) as warehouse:
        claims = warehouse.rows("SELECT claim_id, value, fetched_on FROM claims ORDER BY claim_id")
        dates = warehouse.rows("SELECT fetched_on FROM article_dates")
        placed = warehouse.rows("SELECT claim_id, said, started_on FROM placed_claims")
        differences = warehouse.rows("SELECT difference_id, started_on FROM claim_differences")
        assert warehouse.rows("SELECT etag FROM polls") == [{"etag": "tag"}]
    assert claims == [
        {"claim_id": "claim1", "value": 40000.0, "fetched_on": date(2026, 1, 5)},
        {"claim_id": "orphan", "value": 1.0, "fetched_on": None},
    ]
    assert dates == [{"fetched_on": date(2026, 1, 5)}]
    assert placed == [{"claim_id": "claim1", "said": "over 40,000 reports", "started_on": date(2026, 1, 4)}]
    assert differences == [{"difference_id": "difference1", "started_on": date(2026, 1, 4)}]


ADDED_SINCE_5 = {"entries": ("authors", "summary"), "polls": ("moved_from_url", "moved_url", "moved_count")}


def told_by_nobody(batch: Batch) -> None:
    """Takes out of its file what programs of version 5 did not write into it."""
    path = batch.folder / "poll_feeds.jsonl"
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    added = {name for columns in ADDED_SINCE_5.values() for name in columns}
    kept = [{name: value for name, value in line.items() if name not in added} for line in lines]
    assert kept != lines
    path.write_text("".join(json.dumps(line) + "\n" for line in kept))


def test_a_batch_of_an_older_program_gives_the_tables_of_a_migrated_file(settings: Settings) -> None:
    batch = draw_batch(settings, "one", Story("a"), Story("b"), polls=[poll()])
    told_by_nobody(batch)
    run(pass_quality(batch).batch_id, settings)
    with writing(settings) as warehouse:
        loaded = table_hashes(warehouse)
        rows_loaded = warehouse.rows("SELECT authors, summary FROM entries")
        for table, columns in ADDED_SINCE_5.items():
            for column in columns:
                warehouse.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        warehouse.execute("UPDATE schema_versions SET version = 5; UPDATE writes SET schema_sha256 = 'of then'")
    with writing(settings) as warehouse:
        assert table_hashes(warehouse) == loaded
        assert warehouse.rows("SELECT authors, summary FROM entries") == rows_loaded
    assert rows_loaded == [{"authors": [], "summary": None}] * 2
    assert rebuild(settings).other_tables is None
    with writing(settings) as warehouse:
        assert table_hashes(warehouse)["entries"] == loaded["entries"]


def test_authors_and_summary_are_loaded_and_rebuilt_to_the_letter(settings: Settings) -> None:
    run(ready_batch(settings, "one", Story("a")), settings)
    publish(settings)
    with writing(settings) as warehouse:
        told = warehouse.rows("SELECT authors, summary FROM entries")
    assert told == [{"authors": ["A. Writer", "B. Writer"], "summary": "X is down, say users."}]
    others = rebuild(settings).other_tables
    assert others is not None
    assert "entries" not in others
    with writing(settings) as warehouse:
        assert warehouse.rows("SELECT authors, summary FROM entries") == told


def test_the_file_says_what_it_went_through(settings: Settings, old: Path) -> None:
    with writing(settings) as warehouse:
        found = warehouse.rows("SELECT version, migration FROM schema_versions ORDER BY version")
        [last] = warehouse.rows("SELECT max(write_number) AS n FROM writes")
    assert [(row["version"], row["migration"]) for row in found] == list(migrations().items())
    assert last["n"] == 3


def test_the_previous_file_stays_to_the_byte(settings: Settings, old: Path) -> None:
    before = sha256(old)
    with writing(settings):
        pass
    assert kept_beside(old) == ["outwire-version-0.duckdb"]
    assert sha256(old.with_name("outwire-version-0.duckdb")) == before
    assert rows(old.with_name("outwire-version-0.duckdb"), "SELECT count(*) FROM claims") == [(2,)]


def test_a_file_is_migrated_once(settings: Settings, old: Path) -> None:
    for _ in range(2):
        with writing(settings):
            pass
    assert kept_beside(old) == ["outwire-version-0.duckdb"]


def test_a_file_that_was_brought_back_is_migrated_again_and_both_stay(settings: Settings, old: Path) -> None:
    with writing(settings):
        pass
    old.write_bytes(old.with_name("outwire-version-0.duckdb").read_bytes())
    with writing(settings):
        pass
    assert kept_beside(old) == ["outwire-version-0-1.duckdb", "outwire-version-0.duckdb"]


def test_what_was_loaded_before_is_compared_and_published_after_it(settings: Settings, old: Path) -> None:
    run(ready_batch(settings, "one", Story("b", text="The 40,000 of another outlet.")), settings)
    assert compare_coverage.run(settings).incident_ids == ("x-2025-03-10", "x-2026-01-04")
    publish(settings)
    with open_snapshot(settings) as snapshot:
        assert len(snapshot.rows("SELECT * FROM incident_overview")) == 2
        assert [found.table for found in find_duplicates(snapshot)] == []


def test_a_log_of_the_old_file_is_not_lost(settings: Settings, old: Path) -> None:
    kill_after = "import duckdb, os, sys; c = duckdb.connect(sys.argv[1]); c.execute(sys.argv[2]); os._exit(1)"
    insert = "INSERT INTO claims (claim_id, article_id) VALUES ('in the log', 'article1')"
    subprocess.run([sys.executable, "-c", kill_after, str(old), insert])
    assert old.with_name(f"{old.name}.wal").stat().st_size > 0
    with writing(settings) as warehouse:
        assert warehouse.rows("SELECT fetched_on FROM claims WHERE claim_id = 'in the log'") == [
            {"fetched_on": date(2026, 1, 5)}
        ]


def test_a_migration_that_loses_rows_changes_nothing(
    settings: Settings, old: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "warehouse" / "migrations"
    folder.mkdir(parents=True)
    for name in migrations().values():
        (folder / name).write_text((migrating.project_path("warehouse") / "migrations" / name).read_text())
    last = folder / list(migrations().values())[-1]
    last.write_text(f"{last.read_text()}\nDELETE FROM claims WHERE claim_id = 'orphan';")
    before = sha256(old)
    monkeypatch.setattr(migrating, "project_path", lambda _: tmp_path / "warehouse")
    with pytest.raises(SchemaMismatch, match="lacks rows of claims, so it was thrown away and nothing was changed"):
        writing(settings).__enter__()
    assert sha256(old) == before
    assert [file.name for file in old.parent.iterdir() if ".part" in file.name] == []


def test_tables_that_no_migration_makes_what_they_should_be_are_said(settings: Settings, old: Path) -> None:
    with writing(settings) as warehouse:
        warehouse.execute("ALTER TABLE drops DROP COLUMN detail; UPDATE writes SET schema_sha256 = 'of then'")
    with pytest.raises(SchemaMismatch, match="The columns of drops are not those"):
        writing(settings).__enter__()


def test_an_older_program_says_that_the_file_is_newer_and_leaves_it(settings: Settings) -> None:
    run(ready_batch(settings, "one", Story("a")), settings)
    publish(settings)
    with writing(settings) as warehouse:
        warehouse.execute("INSERT INTO schema_versions (version) VALUES (99)")
    before = sha256(warehouse_file(settings.home))
    told = (
        rf"written by a newer Outwire: its tables have version 99, and this program knows {latest_version()}.*upgrade"
    )
    with pytest.raises(SchemaMismatch, match=told):
        writing(settings).__enter__()
    with pytest.raises(SchemaMismatch, match="newer Outwire"):
        publish(settings)
    assert sha256(warehouse_file(settings.home)) == before
    with open_snapshot(settings) as snapshot:  # published before, and still what it was
        assert snapshot.rows("SELECT count(*) AS n FROM articles") == [{"n": 1}]


def test_an_older_program_does_not_read_a_newer_snapshot(settings: Settings) -> None:
    run(ready_batch(settings, "one", Story("a")), settings)
    published = publish(settings).path
    published.chmod(0o644)
    with duckdb.connect(str(published)) as connection:
        connection.execute("INSERT INTO schema_versions (version) VALUES (99)")
    with pytest.raises(SchemaMismatch, match="newer Outwire"):
        open_snapshot(settings).__enter__()


def test_a_full_disk_during_a_migration_leaves_the_old_file(settings: Settings) -> None:
    path = make_old(settings, claims=60_000)
    before, size = sha256(path), path.stat().st_size
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    for room in (size // 2, size + 50_000):
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
        try:
            with pytest.raises(WarehouseFull):
                writing(settings).__enter__()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert sha256(path) == before
        assert [file.name for file in path.parent.iterdir() if ".part" in file.name] == []
    with writing(settings) as warehouse:
        assert warehouse.rows("SELECT count(*) AS n FROM claims") == [{"n": 60_002}]


def test_a_migration_killed_at_any_moment_is_done_by_the_next_program(settings: Settings) -> None:
    path = make_old(settings, claims=300_000)
    chance = random.Random(5)
    for _ in range(6):
        migrating_process = subprocess.Popen([sys.executable, "-c", OPEN, str(settings.home)], stdout=subprocess.PIPE)
        time.sleep(chance.uniform(0.3, 2.5))
        os.kill(migrating_process.pid, signal.SIGKILL)
        migrating_process.communicate()
        assert rows(path, "SELECT count(*) FROM claims") == [(300_002,)]
    with writing(settings) as warehouse:
        assert warehouse.rows("SELECT count(*) AS n, count(fetched_on) AS dated FROM claims") == [
            {"n": 300_002, "dated": 300_001}
        ]
    assert kept_beside(path) == ["outwire-version-0.duckdb"]
    assert [file.name for file in path.parent.iterdir() if ".part" in file.name] == []


def test_a_blank_file_has_the_latest_version_from_the_start() -> None:
    connection = duckdb.connect()
    prepare_tables(connection)
    assert version_of(connection) == latest_version()
