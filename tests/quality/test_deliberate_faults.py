"""A fault in each kind of thing that a batch brings is caught by the expectation meant for it, and by no other."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import pipeline
from pipeline import check_quality
from pipeline.edges.batches import Batch
from pipeline.edges.logs import configure_logs
from pipeline.records import Article, DateEvidence, Drop, Entry, Page, QualityResult, Quarantined, Source
from pipeline.settings import Settings
from tests.warehouse.drawing import NOON, SOURCE, Story, draw_batch, poll

YEAR_1970 = datetime(1970, 1, 1, tzinfo=UTC)
STORY = Story("a", text="Over 40,000 users reported problems with X, and 56 % of them with the app, says Downdetector.")
COUNT = STORY.claims[0]
SHARE = STORY.claim("56 %", 56.0, metric="report_share", unit="percent", label="app", rule="drawn")
DROP = Drop(stage="poll_feeds", kind="entry", record_id="e", reason="entry_known", dropped_at=NOON)

# One fault each.
CLAIMS = [
    ("a wrong unit", replace(COUNT, unit="minutes"), "has_known_unit"),
    ("a wrong label", replace(SHARE, label="weather"), "has_known_label"),
    (
        "a shifted span",
        replace(COUNT, char_start=COUNT.char_start + 1, char_end=COUNT.char_end + 1),
        "has_quote_at_span",
    ),
    ("a percentage of 560", replace(SHARE, value=560.0), "percent"),
    ("half a report", replace(COUNT, value=40000.5), "has_whole_count"),
    ("more reports than there are", replace(COUNT, value=4e9), "share_of_plausible"),
    ("a range that falls", replace(COUNT, value_high=3.0), "has_range_upwards"),
    ("a time in 1970", replace(COUNT, happened_at=YEAR_1970, date_basis="weekday"), "days_from_publication"),
    ("a clock that has no such hour", replace(COUNT, at_local="25:00"), "at_local"),
    ("a zone of no planet", replace(COUNT, timezone="Mars/Olympus"), "has_known_timezone"),
    ("a claim of another article", replace(COUNT, article_id="elsewhere"), "has_article"),
]


def failed(batch: Batch, settings: Settings) -> set[str]:
    """The columns whose expectations failed."""
    check_quality.run(batch.batch_id, settings)
    results = batch.read("check_quality", QualityResult)
    return {result.expectation.split(":")[0] for result in results if not result.is_success}


@pytest.fixture(scope="module")
def held_columns(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """For each faulty claim of one batch, beside as many good ones, the columns that it is held for."""
    configure_logs()
    settings = Settings(home=tmp_path_factory.mktemp("faults") / "store")
    faulty = [replace(claim, claim_id=fault) for fault, claim, _ in CLAIMS]
    good = [replace(COUNT, claim_id=f"good {number}") for number in range(len(CLAIMS))]
    batch = draw_batch(settings, "one", STORY, claims=[*faulty, *good])
    assert failed(batch, settings) == {column for _, _, column in CLAIMS}
    held: dict[str, set[str]] = defaultdict(set)
    for row in batch.read("check_quality", Quarantined):
        held[row.record_id].add(row.expectation.split(":")[0])
    return dict(held)


@pytest.mark.parametrize(("fault", "column"), [(fault, column) for fault, _, column in CLAIMS])
def test_a_fault_of_a_claim_is_caught(held_columns: dict[str, set[str]], fault: str, column: str) -> None:
    assert held_columns[fault] == {column}


def test_the_good_claims_beside_them_are_not_held(held_columns: dict[str, set[str]]) -> None:
    assert held_columns.keys() == {fault for fault, _, _ in CLAIMS}


def test_a_claim_that_is_there_twice_is_caught(settings: Settings) -> None:
    assert failed(draw_batch(settings, "one", STORY, claims=[COUNT, COUNT]), settings) == {"claim_id"}


def rewritten(settings: Settings, stage: str, kind: type, **fields: Any) -> Batch:
    """A good batch, but for these fields of the records of one kind in one stage's output."""
    batch = draw_batch(settings, "one", STORY, drops=[DROP], polls=[poll()])
    kinds = {
        "poll_feeds": (Entry, Source, type(poll())),
        "fetch_pages": (Page,),
        "extract_text": (Article, DateEvidence),
    }
    records = [
        replace(record, **fields) if one is kind else record
        for one in kinds[stage]
        for record in batch.read(stage, one)  # type: ignore[var-annotated]
    ]
    drops = [replace(drop, **fields) if kind is Drop else drop for drop in batch.read(stage, Drop)]
    tally = batch.tally(stage)
    batch.write(stage, seen=tally.seen, passed_count=tally.passed, drops=drops, extra=records)
    return batch


@pytest.mark.parametrize(
    ("stage", "kind", "fields", "column"),
    [
        ("poll_feeds", Entry, {"entry_url": "javascript:alert(1)"}, "entry_url"),
        ("poll_feeds", Entry, {"listed_at": YEAR_1970}, "listed_year"),
        ("poll_feeds", Source, {"url": "/etc/passwd"}, "is_web_address"),
        ("poll_feeds", Source, {"timezone": "Mars/Olympus"}, "has_known_timezone"),
        ("poll_feeds", type(poll()), {"failure_count": -1}, "failure_count"),
        ("poll_feeds", Drop, {"url": "http://post.example/?key=secret"}, "has_query"),
        ("poll_feeds", Drop, {"dropped_at": YEAR_1970}, "dropped_year"),
        ("fetch_pages", Page, {"status": 500}, "status"),
        ("fetch_pages", Page, {"body_sha256": "none"}, "body_sha256"),
        ("fetch_pages", Page, {"fetched_at": YEAR_1970}, "fetched_year"),
        ("extract_text", Article, {"outlet": ""}, "outlet"),
        ("extract_text", Article, {"title": "X is\x1bdown"}, "is_clean"),
        ("extract_text", Article, {"published_at": YEAR_1970}, "published_year"),
        ("extract_text", DateEvidence, {"dated_at": YEAR_1970}, "chosen_year"),
        ("extract_text", DateEvidence, {"raw": "x" * 201}, "raw_chars"),
    ],
)
def test_a_fault_of_what_was_collected_is_caught(
    settings: Settings, stage: str, kind: type, fields: dict[str, Any], column: str
) -> None:
    assert failed(rewritten(settings, stage, kind, **fields), settings) == {column}


def test_a_batch_without_a_fault_breaks_nothing(settings: Settings) -> None:
    assert failed(rewritten(settings, "poll_feeds", Source, url=SOURCE.url), settings) == set()


def test_great_expectations_is_imported_in_one_module_only() -> None:
    root = Path(pipeline.__file__).parents[1]
    files = [*root.glob("pipeline/**/*.py"), *root.glob("dags/**/*.py")]
    found = [
        file for file in files if re.search(r"^\s*(?:import|from) great_expectations", file.read_text(), re.MULTILINE)
    ]
    assert [file.relative_to(root).as_posix() for file in found] == ["pipeline/quality/suites.py"]
