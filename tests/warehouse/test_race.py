"""Loaders at one moment: one at a time, each batch once, and the others told why."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.edges.duck import lock_file, writing
from pipeline.edges.lock import holding_lock
from pipeline.errors import WarehouseLocked
from pipeline.load_warehouse import run
from pipeline.natural_keys import NATURAL_KEYS, find_duplicates
from pipeline.reference import project_path
from pipeline.settings import Settings
from tests.warehouse.contents import rows
from tests.warehouse.drawing import Story, poll, ready_batch
from tests.warehouse.race import LOADERS, run_race

ROUNDS = int(os.environ.get("OUTWIRE_RACE_ROUNDS", "4"))


def test_of_eight_loaders_at_once_each_batch_is_in_exactly_once_and_the_others_leave_with_a_clear_message(
    tmp_path: Path,
) -> None:
    race = run_race(tmp_path, ROUNDS)
    assert race.faults == []
    assert race.outcomes["loaded"] == race.batch_count == ROUNDS * LOADERS // 2
    assert race.outcomes.total() == ROUNDS * LOADERS


def test_a_writer_whose_lock_another_process_took_over_commits_nothing(settings: Settings) -> None:
    """As on a file system that keeps no locks: both believe that they hold it, and the later one has it."""
    run(ready_batch(settings, "one", Story("a")), settings)

    def overtaken() -> None:
        with writing(settings) as warehouse:
            warehouse.execute("DELETE FROM claims")
            _, number = lock_file(settings.home).read_text().split()
            lock_file(settings.home).write_text(f"4711 {int(number) + 1}\n")

    with pytest.raises(WarehouseLocked, match=r"Another process \(4711\) has taken the writer's lock"):
        overtaken()
    assert len(rows(settings, "SELECT * FROM claims")) == 1


def test_every_taking_of_the_lock_has_a_higher_number(settings: Settings) -> None:
    numbers = []
    for _ in range(3):
        with holding_lock(lock_file(settings.home), timeout_seconds=0) as lock:
            numbers.append(lock.number)
    assert numbers == [1, 2, 3]


def test_the_number_goes_on_where_the_lock_file_was_lost(settings: Settings) -> None:
    for name in ("one", "two", "three"):
        run(ready_batch(settings, name, Story(name, text=f"{name}: 40,000")), settings)
    lock_file(settings.home).unlink()
    run(ready_batch(settings, "four", Story("four", text="four: 40,000")), settings)
    numbers = [row["fencing_number"] for row in rows(settings, "SELECT * FROM writes ORDER BY write_number")][1:]
    assert numbers == sorted(set(numbers))
    assert len(numbers) == 4


def test_a_writer_below_the_number_of_the_last_transaction_is_refused(settings: Settings) -> None:
    def outnumbered() -> None:
        with writing(settings) as warehouse:
            warehouse.execute("INSERT INTO writes (write_number, fencing_number) VALUES (77, 77)")

    with pytest.raises(WarehouseLocked, match="has written since"):
        outnumbered()
    assert rows(settings, "SELECT * FROM writes WHERE write_number = 77") == []


def test_cursors_are_there_with_the_rows_they_belong_to_or_not_at_all(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready_batch(settings, "one", Story("a"), polls=[poll()])
    for place in ("entries_merged", "articles_inserted", "claims_inserted", "ledger_written"):
        monkeypatch.setattr("pipeline.edges.fail_points._watcher", _failing_at(f"load_warehouse.{place}"))
        with pytest.raises(KeyError):
            run("one", settings)
        monkeypatch.undo()
        for table in ("polls", "entries", "articles", "claims", "batches", "changed_articles"):
            assert rows(settings, f"SELECT * FROM {table}") == [], (place, table)
    run("one", settings)
    [cursor] = rows(settings, "SELECT polls.etag, entries.batch_id FROM polls INNER JOIN entries USING (batch_id)")
    assert cursor["batch_id"] == "one"


def _failing_at(place: str):  # type: ignore[no-untyped-def]
    def watch(name: str) -> None:
        if name == place:
            raise KeyError(place)

    return watch


def test_every_table_has_a_natural_key() -> None:
    tables = {file.stem for file in (project_path("warehouse") / "tables").glob("*.sql")}
    assert set(NATURAL_KEYS) == tables


@pytest.mark.parametrize("table", sorted(NATURAL_KEYS))
def test_what_is_there_twice_is_found(settings: Settings, table: str) -> None:
    key = NATURAL_KEYS[table]
    with writing(settings) as warehouse:
        before = find_duplicates(warehouse)
        [row] = warehouse.rows(f"SELECT * FROM {table} LIMIT 1") or [{}]
        drawn = {name: row.get(name) for name in key} if row else {}
        for _ in range(2):
            warehouse.execute(_inserting(table, key, drawn))
        [found] = find_duplicates(warehouse)
        warehouse.execute(f"DELETE FROM {table}")
    assert before == []
    assert (found.table, set(found.key), found.key_count, found.row_count >= 2) == (table, set(key), 1, True)


def _inserting(table: str, key: tuple[str, ...], row: dict[str, object]) -> str:
    if row:
        return f"INSERT INTO {table} SELECT * FROM {table} LIMIT 1"
    return f"INSERT INTO {table} ({key[0]}) VALUES (NULL)"
