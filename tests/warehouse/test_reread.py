"""The archive read again by a newer reader: nothing is fetched, what changed is listed, and the old claims are kept."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.batches import plan_backfill
from pipeline.claim_changes import compare_readings, count_by_rule
from pipeline.claims.reader import READER_VERSION
from pipeline.content_hash import content_sha256
from pipeline.edges import clock
from pipeline.edges.arrow import as_row
from pipeline.edges.batches import Batch, open_batch
from pipeline.edges.duck import open_snapshot, writing
from pipeline.errors import WarehouseMissing
from pipeline.flow import compare_and_publish, run_stage
from pipeline.records import Claim, Drop, Reading
from pipeline.reread import RereadReport, plan_reread, reread_id, run, stale_batches
from pipeline.settings import Settings
from tests.conftest import Outwire
from tests.warehouse.contents import rows
from tests.warehouse.drawing import Story

STORY = (
    "Spotify down for thousands\nSpotify stopped working for listeners in the UK at about 9:15 a.m. GMT on Monday 10 "
    "March 2025, according to Downdetector, which had more than 12,000 reports by 10 a.m.\nSpotify said that it had "
    "fixed the problem.\n"
)
STAGES = ("poll_feeds", "fetch_pages", "extract_text", "read_claims", "check_quality", "load_warehouse")


def as_an_older_reader_would(batch: Batch, *, version: str = "1") -> None:
    """Rewrites what was read: one claim is missing, one says something else, and one is of a rule that is gone."""
    readings = [replace(reading, reader_version=version) for reading in batch.read("read_claims", Reading)]
    claims = [replace(claim, reader_version=version) for claim in batch.read("read_claims", Claim)]
    [count] = [claim for claim in claims if claim.metric == "report_count"]
    others = [claim for claim in claims if claim.metric not in ("report_count", "response")]
    changed = [replace(count, value=12.0), *others]
    gone = replace(
        count, claim_id="0123456789abcdef", metric="cause", label="ddos", value=None, unit=None, quote="Spotify",
        char_start=batch_text(batch).index("Spotify"), char_end=batch_text(batch).index("Spotify") + 7,
        rule="cause/of-then",
    )  # fmt: skip
    drops = batch.read("read_claims", Drop)
    seen = len(readings) + len(drops)
    batch.write("read_claims", seen=seen, passed=readings, drops=drops, extra=[*changed, gone])


def batch_text(batch: Batch) -> str:
    from pipeline.records import Article

    return batch.read("extract_text", Article)[0].text


@pytest.fixture(scope="module")
def old_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published warehouse whose one article an older reader read; the file that it came from is gone since."""
    folder = tmp_path_factory.mktemp("in")
    settings = Settings(home=tmp_path_factory.mktemp("old") / "store", workers=1)
    (folder / "story.txt").write_text(STORY)
    [batch_id] = plan_backfill(settings, source_kind="folder", input_path=folder, at=clock.now())
    for stage in STAGES:
        if stage == "check_quality":
            as_an_older_reader_would(open_batch(settings.home, batch_id))
        run_stage(stage, settings, batch_id)
    compare_and_publish(settings)
    (folder / "story.txt").unlink()
    return settings.home


@pytest.fixture
def store(settings: Settings, old_store: Path) -> Settings:
    shutil.copytree(old_store, settings.home)
    return settings


@pytest.fixture(scope="module")
def reread_store(old_store: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, RereadReport]:
    """The same after a reread; the tests only look at it."""
    settings = Settings(home=tmp_path_factory.mktemp("reread") / "store", workers=1)
    shutil.copytree(old_store, settings.home)
    return settings, run(settings)


def test_a_newer_reader_goes_over_the_archive_and_says_what_changed_by_rule(
    store: Settings, reread_store: tuple[Settings, RereadReport]
) -> None:
    [origin] = stale_batches(store)
    report = reread_store[1]
    assert report.batch_ids == (reread_id(origin),)
    assert (report.page_count, report.missing, report.parked) == (1, (), ())
    assert sorted((change.change, change.fields) for change in report.changes) == [
        ("appeared", ()),
        ("changed", ("value",)),
        ("went", ()),
    ]
    by_kind = {change.change: change for change in report.changes}
    assert by_kind["went"].rule == "cause/of-then"
    assert by_kind["changed"].before is not None
    assert (by_kind["changed"].before["value"], by_kind["changed"].after["value"]) == (12.0, 12_000.0)  # type: ignore[index]
    assert report.same_count > 0
    assert len(count_by_rule(report.changes)) == 3


def test_what_the_older_reader_read_is_kept_marked_and_in_no_mart(
    store: Settings, reread_store: tuple[Settings, RereadReport]
) -> None:
    before = rows(store, "SELECT claim_id, value, rule FROM claims ORDER BY claim_id")
    store, _ = reread_store
    kept = rows(
        store, "SELECT claim_id, value, rule, reader_version, superseded_by FROM former_claims ORDER BY claim_id"
    )
    assert [{name: row[name] for name in ("claim_id", "value", "rule")} for row in kept] == before
    assert {row["reader_version"] for row in kept} == {"1"}
    assert {row["superseded_by"].rsplit(", ", 1)[1] for row in kept} == {f"reader {READER_VERSION}"}
    with open_snapshot(store) as snapshot:
        found = snapshot.rows("SELECT DISTINCT reader_version FROM incident_claims")
        assert found == [{"reader_version": READER_VERSION}]
        assert snapshot.rows("SELECT * FROM incident_claims WHERE rule = 'cause/of-then'") == []


def test_a_second_reread_finds_nothing_to_do(reread_store: tuple[Settings, RereadReport]) -> None:
    store, _ = reread_store
    before = rows(store, "SELECT count(*) AS n FROM writes")
    assert stale_batches(store) == []
    assert run(store).batch_ids == ()
    assert rows(store, "SELECT count(*) AS n FROM writes") == before


def test_entries_and_pages_stay_those_of_the_batch_that_fetched_them(
    store: Settings, reread_store: tuple[Settings, RereadReport]
) -> None:
    sql = "SELECT entry_id, page_id, pages.batch_id FROM entries INNER JOIN pages USING (entry_id)"
    before = rows(store, sql)
    store, _ = reread_store
    assert rows(store, sql) == before
    [ledger] = rows(store, "SELECT kind, reread_of FROM batches WHERE kind = 'reread'")
    assert ledger["reread_of"] == before[0]["batch_id"]


def test_a_reread_that_was_killed_between_its_stages_goes_on(store: Settings) -> None:
    [origin] = stale_batches(store)
    plan_reread(store, origin)
    run_stage("extract_text", store, reread_id(origin))
    assert len(run(store).changes) == 3


def test_the_order_of_a_reread_and_its_origin_does_not_matter(
    reread_store: tuple[Settings, RereadReport], tmp_path: Path
) -> None:
    store, _ = reread_store
    [row] = rows(store, "SELECT batch_id, reread_of FROM batches WHERE kind = 'reread'")
    other = Settings(home=tmp_path / "other")
    other.home.mkdir()
    for folder in ("batches", "archive"):
        (other.home / folder).symlink_to(store.home / folder)
    for batch_id in (row["batch_id"], row["reread_of"], row["batch_id"]):
        run_stage("load_warehouse", other, batch_id)
    run_stage("compare_coverage", other)
    with writing(store) as one, writing(other) as another:
        assert content_sha256(one) == content_sha256(another)


def test_where_nothing_is_published_there_is_nothing_to_read_again(settings: Settings) -> None:
    with pytest.raises(WarehouseMissing, match="Nothing is published"):
        run(settings)


def test_a_batch_whose_folder_is_gone_is_named(store: Settings, outwire: Outwire) -> None:
    [origin] = stale_batches(store)
    (store.home / "batches" / origin).rename(store.home / "elsewhere")
    ran = outwire("reread")
    assert (ran.code, f"Batch {origin} has no folder any more" in ran.out) == (0, True)


@pytest.mark.usefixtures("store")
def test_the_command_prints_sums_by_rule_and_the_claims(outwire: Outwire) -> None:
    ran = outwire("reread")
    assert ran.code == 0, ran.err
    assert "1 pages of 1 batches were read again" in ran.out
    assert "cause/of-then" in ran.out
    assert "value 12.0" in ran.out


def test_a_command_that_finds_nothing_to_read_again_says_so(
    reread_store: tuple[Settings, RereadReport], outwire: Outwire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OUTWIRE_HOME", str(reread_store[0].home))
    again = outwire("reread")
    assert again.out == "Everything in the warehouse was read by this version already.\n"


@pytest.mark.usefixtures("store")
def test_the_command_gives_programs_all_of_it(outwire: Outwire) -> None:
    told = json.loads(outwire("reread", "--json").out)
    assert {change["change"] for change in told["changes"]} == {"changed", "appeared", "went"}
    assert sum(row["changed"] + row["appeared"] + row["went"] for row in told["rules"]) == 3


def test_a_claim_whose_text_moved_on_the_page_has_not_changed() -> None:
    claim = Story("a").claims[0]
    row = {**as_row(claim), "page_id": "p"}
    moved = {**row, "claim_id": "other", "article_id": "other", "char_start": 900, "char_end": 906}
    assert compare_readings([row], [moved]) == []
    assert [change.change for change in compare_readings([row], [{**moved, "page_id": "q"}])] == ["went", "appeared"]


def test_claims_of_the_same_words_are_told_apart_by_what_they_say_of_them() -> None:
    claim = Story("a").claims[0]
    row = {**as_row(claim), "page_id": "p"}
    cause = {**row, "claim_id": "c", "metric": "cause"}
    [change] = compare_readings([row, cause], [{**row, "value": 1.0, "rule": "newer"}, cause])
    assert (change.change, change.rule, change.fields) == ("changed", "newer", ("value", "rule"))
