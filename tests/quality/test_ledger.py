"""The ledger of every test that loads: seen = passed + dropped + quarantined, and a look that finds where it is not."""

from __future__ import annotations

import shutil

import pytest

from pipeline import check_quality, load_warehouse
from pipeline.check_warehouse import find_unaccounted
from pipeline.edges.duck import open_snapshot, reading_file, warehouse_file, writing
from pipeline.flow import compare_and_publish
from pipeline.settings import Settings
from tests.conftest import unaccounted
from tests.quality.test_check_quality import GOOD, SHARES, share
from tests.warehouse.drawing import Story, draw_batch, ready_batch


@pytest.fixture
def loaded(settings: Settings) -> Settings:
    """A batch with an article, a drop and a claim in quarantine."""
    unread = Story("unread", reader_version=None)
    draw_batch(settings, "one", GOOD, SHARES, unread, claims=[*GOOD.claims, share("56 %", 156.0)])
    check_quality.run("one", settings)
    load_warehouse.run("one", settings)
    return settings


def broken_by(settings: Settings, statement: str) -> list[str]:
    """The stages at which something is missing after the statement; all is put back then."""
    with writing(settings) as warehouse:
        warehouse.execute(statement)
    found = [str(row[1]) for row in unaccounted(warehouse_file(settings.home))]
    shutil.rmtree(warehouse_file(settings.home).parent)
    return found


def test_a_load_leaves_a_ledger_that_holds(loaded: Settings) -> None:
    with reading_file(warehouse_file(loaded.home)) as file:
        rows = file.rows("SELECT stage, seen, passed, dropped FROM tallies WHERE stage = 'check_quality'")
        assert rows == [{"stage": "check_quality", "seen": 11, "passed": 10, "dropped": 1}]
    assert unaccounted(warehouse_file(loaded.home)) == []


@pytest.mark.parametrize(
    ("statement", "stages"),
    [
        ("DELETE FROM drops WHERE stage = 'read_claims'", ["read_claims"]),
        ("DELETE FROM quarantine", ["check_quality"]),
        ("UPDATE tallies SET passed = passed - 1 WHERE stage = 'fetch_pages'", ["fetch_pages"]),
        ("INSERT INTO drops SELECT * FROM drops WHERE stage = 'read_claims'", ["read_claims"]),
        ("DELETE FROM articles", []),
    ],
)
def test_what_vanished_is_found_where_it_vanished(loaded: Settings, statement: str, stages: list[str]) -> None:
    assert broken_by(loaded, statement) == stages


def test_every_test_is_looked_at_when_it_ends(request: pytest.FixtureRequest) -> None:
    assert "nothing_vanished" in request.fixturenames


def test_readers_can_ask_the_same(loaded: Settings) -> None:
    compare_and_publish(loaded)
    with open_snapshot(loaded) as snapshot:
        assert find_unaccounted(snapshot) == []


def test_a_drawn_batch_keeps_a_ledger_too(settings: Settings) -> None:
    load_warehouse.run(ready_batch(settings, "one", GOOD), settings)
    assert unaccounted(warehouse_file(settings.home)) == []
