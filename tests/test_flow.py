"""The stages in a row: what each is given, what runs again, and what is told about it."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest

from pipeline import BATCH_STAGES, STAGES
from pipeline.batches import plan_backfill
from pipeline.edges import clock
from pipeline.edges.batches import open_batch
from pipeline.edges.duck import open_snapshot
from pipeline.edges.logs import configure_logs
from pipeline.errors import BatchUnknown, UsageError, WarehouseMissing
from pipeline.flow import compare_and_publish, run_batch, run_stage
from pipeline.settings import Settings

STORY = (
    "Spotify stopped working for listeners in the UK at about 9:15 a.m. GMT on Monday 10 March 2025, according to "
    "Downdetector, which had more than 12,000 reports by 10 a.m.\nSpotify said that it had fixed the problem.\n"
)


@pytest.fixture
def batch_id(settings: Settings, tmp_path: Path) -> str:
    """A planned batch of one article on an outage, one on something else, and one that cannot be read."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "outage.txt").write_text(f"Spotify down for thousands\n{STORY}")
    (folder / "soup.txt").write_text("Lentil soup\nSoften the onions in oil.")
    (folder / "empty.html").write_bytes(b"")
    [planned] = plan_backfill(settings, source_kind="folder", input_path=folder, at=clock.now())
    return planned


def test_a_batch_goes_through_all_its_stages_in_order(
    settings: Settings, batch_id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logs()
    report = run_batch(batch_id, settings)
    assert (report.batch_id, report.is_repeat) == (batch_id, False)
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    finished = [line["stage"] for line in lines if line["event"] == "stage_finished"]
    assert tuple(finished) == BATCH_STAGES
    assert {line["batch_id"] for line in lines if line["event"] == "stage_finished"} == {batch_id}


def test_what_one_stage_passes_on_is_what_the_next_one_sees(settings: Settings, batch_id: str) -> None:
    run_batch(batch_id, settings)
    batch = open_batch(settings.home, batch_id)
    tallies = [batch.tally(stage) for stage in ("poll_feeds", "fetch_pages", "extract_text", "read_claims")]
    assert [tally.seen for tally in tallies] == [3, 3, 3, tallies[2].passed]
    assert all(before.passed == after.seen for before, after in itertools.pairwise(tallies))
    assert tallies[-1].passed == 1


def test_a_batch_that_is_loaded_again_is_a_repeat_and_publishes_nothing_new(settings: Settings, batch_id: str) -> None:
    run_batch(batch_id, settings)
    _, first = compare_and_publish(settings)
    assert run_stage("load_warehouse", settings, batch_id).is_repeat
    _, second = compare_and_publish(settings)
    assert (first.is_new, second.is_new, first.path) == (True, False, second.path)


def test_a_batch_that_runs_again_from_the_start_adds_nothing(settings: Settings, batch_id: str) -> None:
    assert run_batch(batch_id, settings).added["articles"] == 1
    assert set(run_batch(batch_id, settings).added.values()) == {0}


def test_nothing_is_seen_by_readers_until_it_is_published(settings: Settings, batch_id: str) -> None:
    run_batch(batch_id, settings)
    with pytest.raises(WarehouseMissing, match="outwire"), open_snapshot(settings):
        pass
    compare_and_publish(settings)
    with open_snapshot(settings) as snapshot:
        assert [row["incident_id"] for row in snapshot.rows("SELECT incident_id FROM incidents")] == [
            "spotify-2025-03-10"
        ]


def test_an_empty_warehouse_can_be_compared_and_published(settings: Settings) -> None:
    compared, published = compare_and_publish(settings)
    assert (compared.article_count, published.is_new) == (0, True)
    with open_snapshot(settings) as snapshot:
        assert snapshot.rows("SELECT count(*) AS n FROM claims") == [{"n": 0}]


@pytest.mark.parametrize("stage", BATCH_STAGES)
def test_a_stage_on_a_batch_needs_one(settings: Settings, stage: str) -> None:
    with pytest.raises(UsageError, match=f"{stage} works on one batch"):
        run_stage(stage, settings)
    assert not settings.home.exists()


@pytest.mark.parametrize("stage", [stage for stage in STAGES if stage not in BATCH_STAGES])
def test_a_stage_on_the_warehouse_takes_no_batch(settings: Settings, stage: str) -> None:
    with pytest.raises(UsageError, match="takes no batch"):
        run_stage(stage, settings, "watch-1")
    assert not settings.home.exists()


@pytest.mark.parametrize("stage", BATCH_STAGES)
def test_a_stage_on_a_batch_that_is_not_there_makes_none(settings: Settings, stage: str) -> None:
    with pytest.raises(BatchUnknown, match="There is no batch 'watch-1'"):
        run_stage(stage, settings, "watch-1")
    assert not (settings.home / "batches").exists()
