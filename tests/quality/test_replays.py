"""Replays: what was held goes to its table once after a fix, and what became of it can be read."""

from __future__ import annotations

import json
import multiprocessing
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pipeline import check_quality, load_warehouse
from pipeline.edges.duck import open_snapshot
from pipeline.errors import BatchParked, UsageError
from pipeline.flow import compare_and_publish
from pipeline.quality import frames
from pipeline.quality.replays import trace_replays
from pipeline.records import Claim, Quarantined
from pipeline.replay_quarantine import HeldFilter, find_held, run
from pipeline.settings import Settings
from tests.conftest import Outwire
from tests.warehouse.contents import rows
from tests.warehouse.drawing import NOON, Story, draw_batch

MANY = Story("many", text="The tracker had counted 156,000,000 reports by noon.", figures=(("156,000,000", 156e6),))
SHARES = Story("shares", text="Of the reports, 156 % concerned the app of X.", figures=())
SHARE = SHARES.claim("156 %", 156.0, metric="report_share", unit="percent", label="app", rule="report_share/drawn")
EVERYTHING = HeldFilter()


def load_checked(settings: Settings, batch_id: str, *stories: Story, claims: list[Claim] | None = None) -> None:
    draw_batch(settings, batch_id, *stories, claims=claims)
    check_quality.run(batch_id, settings)
    load_warehouse.run(batch_id, settings)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published store with a count beyond all that trackers have published, and a share of 156 %."""
    settings = Settings(home=tmp_path_factory.mktemp("template") / "store", workers=1)
    load_checked(settings, "counts", MANY)
    load_checked(settings, "shares", SHARES, claims=[SHARE])
    compare_and_publish(settings)
    return settings.home


@pytest.fixture
def held(settings: Settings, template: Path) -> Settings:
    """A copy of that store."""
    shutil.copytree(template, settings.home)
    return settings


@pytest.fixture
def fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit for reports was too low, and is put right."""
    monkeypatch.setattr(frames, "PLAUSIBLE", {**frames.PLAUSIBLE, "reports": 1e9})


def claims_of(settings: Settings) -> list[float]:
    return [row["value"] for row in rows(settings, "SELECT value FROM claims ORDER BY value")]


def test_without_a_fix_a_row_stays_and_its_trace_says_so(held: Settings) -> None:
    report = run(held, EVERYTHING)
    assert (report.count("held"), report.count("released")) == (2, 0)
    assert claims_of(held) == []
    assert [row["outcome"] for row in rows(held, "SELECT outcome FROM replays")] == ["held", "held"]
    assert len(rows(held, "SELECT * FROM quarantine")) == 2


def test_after_a_fix_a_row_goes_to_its_table_and_leaves_a_trace(held: Settings, fixed: None) -> None:
    [before] = rows(held, "SELECT * FROM quarantine WHERE batch_id = 'counts'")
    report = run(held, HeldFilter(reason="on a tracker"))
    assert claims_of(held) == [156e6]
    assert [row["batch_id"] for row in rows(held, "SELECT batch_id FROM quarantine")] == ["shares"]
    [trace] = rows(held, "SELECT * FROM replays")
    assert (trace["outcome"], trace["batch_id"]) == ("released", "counts")
    assert trace["replayed_by"] == report.replayed_by
    for name in ("quarantine_id", "table_name", "record_id", "expectation", "quarantined_at"):
        assert trace[name] == before[name]


def test_what_was_released_is_published_with_the_replay(held: Settings, fixed: None) -> None:
    run(held, EVERYTHING)
    with open_snapshot(held) as snapshot:
        assert snapshot.rows("SELECT value FROM claims") == [{"value": 156e6}]
        assert snapshot.rows("SELECT outcome FROM replays ORDER BY ALL") == [
            {"outcome": "held"},
            {"outcome": "released"},
        ]


def test_a_row_leaves_quarantine_once_however_often_it_is_replayed(held: Settings, fixed: None) -> None:
    run(held, EVERYTHING)
    again = run(held, HeldFilter(batch="counts"))
    assert again.traces == ()
    run(held, EVERYTHING)
    assert claims_of(held) == [156e6]
    assert len(rows(held, "SELECT * FROM replays WHERE outcome = 'released'")) == 1


def test_a_replay_leaves_what_the_fixed_program_would_have_made_at_once(
    held: Settings, fixed: None, tmp_path: Path
) -> None:
    run(held, EVERYTHING)
    at_once = held.model_copy(update={"home": tmp_path / "at once"})
    load_checked(at_once, "counts", MANY)
    load_checked(at_once, "shares", SHARES, claims=[SHARE])
    compare_and_publish(at_once)
    tables = "SELECT * EXCLUDE (batch_id) FROM claims ORDER BY ALL"
    assert rows(held, tables) == rows(at_once, tables)
    assert rows(held, "SELECT * FROM tallies ORDER BY ALL") == rows(at_once, "SELECT * FROM tallies ORDER BY ALL")


def test_a_second_load_of_the_batch_keeps_the_trace(held: Settings, fixed: None) -> None:
    run(held, EVERYTHING)
    before = rows(held, "SELECT * FROM replays ORDER BY ALL")
    load_warehouse.run("counts", held)
    check_quality.run("counts", held)
    load_warehouse.run("counts", held)
    assert rows(held, "SELECT * FROM replays ORDER BY ALL") == before


def test_a_row_that_the_stages_make_no_more_is_gone(held: Settings) -> None:
    """As after a fix of the reader: it makes another claim of the same words."""
    draw_batch(held, "shares", SHARES, claims=[replace(SHARE, claim_id="better", value=56.0)])
    report = run(held, HeldFilter(rule="report_share/drawn"))
    assert [row["outcome"] for row in report.traces] == ["gone"]
    assert claims_of(held) == [56.0]


def test_a_replay_may_begin_with_the_stage_that_was_put_right(held: Settings) -> None:
    """The real reader reads the drawn article anew, and finds another share than the drawn one."""
    report = run(held, HeldFilter(batch="shares"), first_stage="read_claims")
    assert [row["outcome"] for row in report.traces] == ["gone"]
    with pytest.raises(UsageError, match="A replay begins with extract_text, read_claims, check_quality"):
        run(held, EVERYTHING, first_stage="load_warehouse")


def test_a_row_that_is_held_for_two_reasons_stays_until_both_are_put_right(
    settings: Settings, fixed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    twice = replace(MANY.claims[0], timezone="Mars/Olympus")
    monkeypatch.setattr(frames, "PLAUSIBLE", {**frames.PLAUSIBLE, "reports": 100e6})
    load_checked(settings, "counts", MANY, claims=[twice])
    compare_and_publish(settings)
    assert len(rows(settings, "SELECT * FROM quarantine")) == 2
    monkeypatch.setattr(frames, "PLAUSIBLE", {**frames.PLAUSIBLE, "reports": 1e9})
    report = run(settings, EVERYTHING)
    assert {row["outcome"] for row in report.traces} == {"held"}
    assert [row["expectation"] for row in rows(settings, "SELECT expectation FROM quarantine")] == [
        "has_known_timezone: column_values_to_be_in_set"
    ]


def test_a_batch_that_was_parked_for_its_quarantine_is_loaded_whole_after_a_fix(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = [replace(MANY.claims[0], claim_id=f"c{number}") for number in range(6)]
    draw_batch(settings, "counts", MANY, claims=many)
    check_quality.run("counts", settings)
    with pytest.raises(BatchParked, match="is parked and nothing of it was loaded"):
        load_warehouse.run("counts", settings)
    compare_and_publish(settings)
    assert [batch_id for batch_id, _ in run(settings, EVERYTHING).parked] == ["counts"]
    monkeypatch.setattr(frames, "PLAUSIBLE", {**frames.PLAUSIBLE, "reports": 1e9})
    report = run(settings, EVERYTHING)
    assert (report.parked, report.count("released")) == ((), 6)
    assert len(claims_of(settings)) == 6


def test_a_batch_whose_files_are_gone_is_told_and_its_rows_stay(held: Settings) -> None:
    (held.home / "batches" / "counts").rename(held.home / "elsewhere")
    assert run(held, HeldFilter(batch="counts")).without_files == ("counts",)
    assert len(rows(held, "SELECT * FROM quarantine WHERE batch_id = 'counts'")) == 1


def _replay_in_a_process(home: Path, gate: Any) -> None:
    frames.PLAUSIBLE = {**frames.PLAUSIBLE, "reports": 1e9}  # type: ignore[misc]
    gate.wait()
    run(Settings(home=home, workers=1, lock_timeout_seconds=120), EVERYTHING)


def test_two_replays_at_once_release_a_row_once(held: Settings) -> None:
    spawn = multiprocessing.get_context("spawn")
    gate = spawn.Barrier(2)
    both = [spawn.Process(target=_replay_in_a_process, args=(held.home, gate)) for _ in range(2)]
    for process in both:
        process.start()
    for process in both:
        process.join()
    assert [process.exitcode for process in both] == [0, 0]
    assert claims_of(held) == [156e6]
    assert len(rows(held, "SELECT * FROM replays WHERE outcome = 'released'")) == 1


@pytest.mark.parametrize(
    ("wanted", "batches"),
    [
        (HeldFilter(), ["counts", "shares"]),
        (HeldFilter(reason="SHARE LIES between"), ["shares"]),
        (HeldFilter(reason="share_of_plausible"), ["counts"]),
        (HeldFilter(source="post"), ["counts", "shares"]),
        (HeldFilter(source="other"), []),
        (HeldFilter(rule="report_share/drawn"), ["shares"]),
        (HeldFilter(table="articles"), []),
        (HeldFilter(batch="counts", table="claims"), ["counts"]),
    ],
)
def test_rows_are_found_by_reason_source_rule_table_and_batch(
    held: Settings, wanted: HeldFilter, batches: list[str]
) -> None:
    with open_snapshot(held) as snapshot:
        assert sorted(row["batch_id"] for row in find_held(snapshot, wanted)) == batches


def test_rows_are_found_by_the_day_on_which_they_were_first_held(held: Settings) -> None:
    with open_snapshot(held) as snapshot:
        day = find_held(snapshot, EVERYTHING)[0]["quarantined_at"].date()
        before, after = day - timedelta(days=1), day + timedelta(days=1)
        assert len(find_held(snapshot, HeldFilter(since=day, until=day))) == 2
        assert find_held(snapshot, HeldFilter(since=after)) == []
        assert find_held(snapshot, HeldFilter(until=before)) == []


@pytest.mark.usefixtures("held")
def test_the_commands_list_show_and_replay(outwire: Outwire) -> None:
    [row] = json.loads(outwire("quarantine", "list", "--rule", "report_share/drawn", "--json").out)
    assert (row["batch_id"], row["source_id"], row["rule"]) == ("shares", "post", "report_share/drawn")
    shown = outwire("quarantine", "show", row["record_id"]).out
    assert "A share lies between nothing and all." in shown
    assert "It was not checked again yet." in shown
    replayed = outwire("quarantine", "replay", "--batch", "shares")
    assert "0 released, 1 held, 0 gone, 0 parked." in replayed.err
    shown = json.loads(outwire("quarantine", "show", row["quarantine_id"], "--json").out)
    assert [trace["outcome"] for trace in shown["replays"]] == ["held"]
    quality = json.loads(outwire("quality", "--json").out)
    assert {(one["batch_id"], one["quarantined"], one["unaccounted"]) for one in quality} == {
        ("counts", 1, 0),
        ("shares", 1, 0),
    }


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("replay",), "Say what to replay"),
        (("replay", "--all", "--batch", "one"), "Say what to replay"),
        (("replay", "--all", "--from", "poll-feeds"), "A replay begins with"),
        (("show", "'; DROP TABLE claims; --"), "is not in quarantine and never was"),
        (("list", "--since", "yesterday"), "is no date that we read"),
        (("list", "--since", "2025-03-11", "--until", "2025-03-10"), "no day is in between"),
    ],
)
def test_what_cannot_be_meant_is_said(outwire: Outwire, words: tuple[str, ...], said: str) -> None:
    ran = outwire("quarantine", *words)
    assert (ran.code, said in " ".join(ran.err.split())) == (2, True)


def row_held(record_id: str) -> Quarantined:
    return Quarantined(
        quarantine_id=f"q-{record_id}", table_name="claims", record_id=record_id, expectation="drawn", reason="drawn",
        row_json="{}", quarantined_at=NOON,
    )  # fmt: skip


def test_each_outcome_has_its_case() -> None:
    before = [row_held(name) for name in ("a", "b", "c")]
    known = {"held": {("claims", "a")}, "made": {("claims", "a"), ("claims", "b")}}
    asked = trace_replays(before, **known, is_parked=False, at=NOON, replayed_by="replay-1")
    assert [trace.outcome for trace in asked] == ["held", "released", "gone"]
    parked = trace_replays(before, **known, is_parked=True, at=NOON, replayed_by="replay-1")
    assert [trace.outcome for trace in parked] == ["held", "parked", "gone"]
    by_itself = trace_replays(before, **known, is_parked=False, at=NOON, replayed_by=None)
    assert [(trace.outcome, trace.replayed_by) for trace in by_itself] == [
        ("released", "check_quality"),
        ("gone", "check_quality"),
    ]
