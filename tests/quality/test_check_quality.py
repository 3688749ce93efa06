"""The stage: what goes to quarantine, what goes with it, and when a batch is parked."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline import load_warehouse
from pipeline.check_quality import run
from pipeline.check_warehouse import warehouse_suites
from pipeline.edges.batches import Batch
from pipeline.errors import BatchParked, BatchUnknown
from pipeline.quality.suites import list_suites
from pipeline.records import (
    Article,
    Claim,
    Drop,
    Entry,
    QualityResult,
    QualityVerdict,
    Quarantined,
    Reading,
    Tally,
    from_json,
)
from pipeline.settings import Settings
from tests.warehouse.contents import count, rows
from tests.warehouse.drawing import NOON, Story, draw_batch, hours, later

GOOD = Story("good", text="At 9.30 a.m. Downdetector had counted over 40,000 reports of problems with the platform X.")
SHARES = Story(
    "shares",
    text="Of the reports, 56 % concerned the app and 33 % the website, and 11 % the connection to the server.",
    figures=(),
)


def verdict(batch: Batch) -> QualityVerdict:
    [found] = batch.read("check_quality", QualityVerdict)
    return found


def held(batch: Batch) -> dict[str, list[str]]:
    """The records in quarantine, with what they broke."""
    found: dict[str, list[str]] = {}
    for row in batch.read("check_quality", Quarantined):
        found.setdefault(row.record_id, []).append(row.expectation)
    return found


def share(words: str, value: float, label: str = "app") -> Claim:
    fields = {"metric": "report_share", "unit": "percent", "label": label}
    return SHARES.claim(words, value, **fields)


def rewrite(batch: Batch, stage: str, kind: type, change: Any) -> None:
    """Changes the records of one kind in a stage's output, as a fault of that stage would."""
    others = {Article: (), Entry: (), Claim: (Reading,)}
    records = [change(record) for record in batch.read(stage, kind)]
    tally = batch.tally(stage)
    extra = [record for other in others.get(kind, ()) for record in batch.read(stage, other)]
    batch.write(stage, seen=tally.seen, passed_count=tally.passed, extra=[*records, *extra])


def test_a_good_batch_passes_whole(settings: Settings) -> None:
    batch = draw_batch(settings, "one", GOOD)
    assert run("one", settings) == Tally(stage="check_quality", seen=4, passed=4, dropped=0)
    assert verdict(batch).is_parked is False
    assert held(batch) == {}
    assert all(result.is_success for result in batch.read("check_quality", QualityResult))


def test_every_suite_leaves_its_results(settings: Settings) -> None:
    batch = draw_batch(settings, "one", GOOD)
    run("one", settings)
    results = batch.read("check_quality", QualityResult)
    assert {result.suite for result in results} == set(list_suites()) - set(warehouse_suites())
    assert {result.row_count for result in results if result.suite == "claims"} == {1}


def test_a_claim_that_cannot_be_goes_to_quarantine_whole_and_the_rest_passes(settings: Settings) -> None:
    bad = share("56 %", 156.0)
    batch = draw_batch(settings, "one", GOOD, SHARES, claims=[*GOOD.claims, bad, share("33 %", 33.0, "website")])
    assert run("one", settings) == Tally(stage="check_quality", seen=9, passed=8, dropped=1)
    [row] = batch.read("check_quality", Quarantined)
    assert (row.table_name, row.record_id) == ("claims", bad.claim_id)
    assert row.expectation == "percent: column_values_to_be_between (0 to 100)"
    assert row.reason == "A share lies between nothing and all."
    assert from_json(Claim, json.loads(row.row_json)) == bad


def test_a_row_in_quarantine_is_a_drop_with_what_it_broke(settings: Settings) -> None:
    bad = share("56 %", 156.0)
    batch = draw_batch(settings, "one", SHARES, claims=[bad])
    run("one", settings)
    [drop] = batch.read("check_quality", Drop)
    assert (drop.kind, drop.record_id, drop.reason) == ("claim", bad.claim_id, "quarantined")
    assert drop.detail == "percent: column_values_to_be_between (0 to 100)"


def test_a_row_that_breaks_two_expectations_is_in_quarantine_twice_and_dropped_once(settings: Settings) -> None:
    bad = replace(share("56 %", 156.0), timezone="Mars/Olympus")
    batch = draw_batch(settings, "one", SHARES, claims=[bad])
    assert run("one", settings).dropped == 1
    assert sorted(held(batch)[bad.claim_id]) == [
        "has_known_timezone: column_values_to_be_in_set",
        "percent: column_values_to_be_between (0 to 100)",
    ]


def test_the_claims_of_an_article_in_quarantine_go_with_it(settings: Settings) -> None:
    early = later(GOOD, slug="early")
    batch = draw_batch(settings, "one", GOOD, early)
    article_id = early.article.article_id

    def date_ahead(article: Article) -> Article:
        return replace(article, published_at=NOON + hours(72)) if article.article_id == article_id else article

    rewrite(batch, "extract_text", Article, date_ahead)
    assert run("one", settings) == Tally(stage="check_quality", seen=8, passed=6, dropped=2)
    assert held(batch) == {
        article_id: ["published_hours_after_fetch: column_values_to_be_between (at most 48)"],
        early.claims[0].claim_id: ["parent_quarantined"],
    }
    reasons = {drop.kind: drop.reason for drop in batch.read("check_quality", Drop)}
    assert reasons == {"article": "quarantined", "claim": "parent_quarantined"}


def test_the_article_and_the_claims_of_an_entry_in_quarantine_go_with_it(settings: Settings) -> None:
    batch = draw_batch(settings, "one", GOOD)
    rewrite(batch, "poll_feeds", Entry, lambda entry: replace(entry, entry_url="javascript:alert(1)"))
    assert run("one", settings) == Tally(stage="check_quality", seen=4, passed=0, dropped=4)
    assert [drop.reason for drop in batch.read("check_quality", Drop)] == [
        "quarantined",
        *["parent_quarantined"] * 3,
    ]


def test_a_quote_that_does_not_stand_at_its_span_is_caught(settings: Settings) -> None:
    moved = replace(GOOD.claims[0], char_start=0, char_end=6)
    batch = draw_batch(settings, "one", GOOD, claims=[moved])
    run("one", settings)
    assert held(batch) == {moved.claim_id: ["has_quote_at_span: column_values_to_be_in_set"]}


def test_a_time_far_from_publication_is_caught_unless_it_is_background(settings: Settings) -> None:
    long_ago = {"happened_at": NOON - hours(24 * 30), "date_basis": "weekday"}
    far = replace(GOOD.claims[0], claim_id="far", **long_ago)
    background = replace(GOOD.claims[0], claim_id="background", background=True, **long_ago)
    batch = draw_batch(settings, "one", GOOD, claims=[far, background])
    run("one", settings)
    assert list(held(batch)) == ["far"]


def test_a_warning_keeps_nothing_out(settings: Settings) -> None:
    short = Story("short", text="X: 40,000 reports.")
    batch = draw_batch(settings, "one", short)
    assert run("one", settings).dropped == 0
    failed = [result for result in batch.read("check_quality", QualityResult) if not result.is_success]
    assert [(result.action, result.expectation) for result in failed] == [
        ("warn", "text_chars: column_values_to_be_between (at least 80)")
    ]
    assert load_warehouse.run("one", settings).added["claims"] == 1


def test_an_article_whose_hash_is_anothers_parks_the_batch(settings: Settings) -> None:
    batch = draw_batch(settings, "one", GOOD)
    rewrite(batch, "extract_text", Article, lambda article: replace(article, text=article.text + " More."))
    run("one", settings)
    assert verdict(batch).is_parked
    assert verdict(batch).reason.startswith("articles, has_its_sha256: column_values_to_be_in_set: A hash of another")


def test_a_batch_that_lost_something_between_stages_is_parked_and_not_loaded(settings: Settings) -> None:
    batch = draw_batch(settings, "one", GOOD, SHARES)
    batch.write("fetch_pages", seen=1, passed=[GOOD.page])
    run("one", settings)
    assert verdict(batch).is_parked
    assert "tallies, lost_before" in verdict(batch).reason
    with pytest.raises(BatchParked, match="What a stage passed on is what the next one saw"):
        load_warehouse.run("one", settings)
    assert count(settings, "articles") == 0
    [result] = rows(settings, "SELECT action, unexpected_count FROM quality_results WHERE NOT is_success")
    assert result == {"action": "stop", "unexpected_count": 2}


def test_a_drop_that_is_counted_and_not_listed_parks_the_batch(settings: Settings) -> None:
    batch = draw_batch(settings, "one", GOOD)
    file = batch.folder / "poll_feeds.jsonl"
    file.write_text(file.read_text().replace('"seen":1,"passed":1,"dropped":0', '"seen":2,"passed":1,"dropped":1'))
    run("one", settings)
    assert "tallies, undropped" in verdict(batch).reason


def six_shares(bad_count: int) -> list[Claim]:
    drawn = [share("56 %", 156.0 if number < bad_count else 56.0) for number in range(10)]
    return [replace(claim, claim_id=f"c{number}") for number, claim in enumerate(drawn)]


@pytest.mark.parametrize(("bad_count", "is_parked"), [(5, False), (6, True)])
def test_a_batch_with_more_than_its_share_in_quarantine_is_parked(
    settings: Settings, bad_count: int, is_parked: bool
) -> None:
    batch = draw_batch(settings, "one", SHARES, claims=six_shares(bad_count))
    run("one", settings)
    assert verdict(batch).is_parked is is_parked


def test_one_bad_row_of_one_is_no_reason_to_park_a_batch(settings: Settings) -> None:
    batch = draw_batch(settings, "one", SHARES, claims=[share("56 %", 156.0)])
    run("one", settings)
    assert not verdict(batch).is_parked
    assert load_warehouse.run("one", settings).added == {
        "sources": 1,
        "polls": 0,
        "entries": 1,
        "pages": 1,
        "articles": 1,
        "claims": 0,
        "status_posts": 0,
    }


def test_claims_that_go_with_their_article_do_not_count_towards_the_share(settings: Settings) -> None:
    many = Story("many", text=SHARES.text, figures=())
    claims = [
        replace(many.claim("56 %", 56.0, metric="report_share", unit="percent", label="app"), claim_id=f"c{n}")
        for n in range(9)
    ]
    batch = draw_batch(settings, "one", many, claims=claims)
    rewrite(batch, "extract_text", Article, lambda article: replace(article, published_at=NOON + hours(90)))
    assert run("one", settings).dropped == 10
    assert not verdict(batch).is_parked


def test_what_is_in_quarantine_is_in_no_table_but_its_own(settings: Settings) -> None:
    draw_batch(settings, "one", GOOD, SHARES, claims=[*GOOD.claims, share("56 %", 156.0)])
    run("one", settings)
    load_warehouse.run("one", settings)
    assert rows(settings, "SELECT value FROM claims") == [{"value": 40000.0}]
    [row] = rows(settings, "SELECT table_name, row_json FROM quarantine")
    assert row["table_name"] == "claims"
    assert json.loads(row["row_json"])["value"] == 156.0


def test_seen_is_passed_and_dropped_in_the_loaded_tallies(settings: Settings) -> None:
    draw_batch(settings, "one", GOOD, SHARES, claims=[*GOOD.claims, share("56 %", 156.0)])
    run("one", settings)
    load_warehouse.run("one", settings)
    assert rows(settings, "SELECT * FROM tallies WHERE seen <> passed + dropped") == []
    [tally] = rows(settings, "SELECT seen, passed, dropped FROM tallies WHERE stage = 'check_quality'")
    assert tally == {"seen": 8, "passed": 7, "dropped": 1}
    assert count(settings, "drops") == 1


def test_a_batch_without_entries_passes(settings: Settings) -> None:
    batch = draw_batch(settings, "empty")
    assert run("empty", settings) == Tally(stage="check_quality", seen=0, passed=0, dropped=0)
    assert not verdict(batch).is_parked


def test_checking_twice_says_the_same_and_loading_again_changes_nothing(settings: Settings) -> None:
    batch = draw_batch(settings, "one", GOOD, SHARES, claims=[share("56 %", 156.0)])
    run("one", settings)
    first = (held(batch), batch.read("check_quality", QualityResult), verdict(batch))
    load_warehouse.run("one", settings)
    run("one", settings)
    assert (held(batch), batch.read("check_quality", QualityResult), verdict(batch)) == first
    load_warehouse.run("one", settings)
    assert count(settings, "quarantine") == 1
    assert count(settings, "articles") == 2


def test_a_batch_whose_claims_were_not_read_cannot_be_checked(settings: Settings) -> None:
    batch = draw_batch(settings, "one", GOOD)
    Path(batch.folder / "read_claims.jsonl").unlink()
    with pytest.raises(BatchUnknown, match="Run `outwire read-claims one` first"):
        run("one", settings)
