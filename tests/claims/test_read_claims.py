"""The stage: every article is passed on or dropped with its reason, and one that fails costs no other."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

import pipeline.read_claims as stage
from pipeline.edges.batches import create_batch
from pipeline.errors import DROP_REASONS
from pipeline.records import Article, BatchPlan, Claim, Drop, Reading
from pipeline.settings import Settings
from tests.claims.reading import AT, article

OUTAGE = article(
    "TikTok was down for thousands of users on Monday.\nDowndetector had over 9,000 reports at 10 a.m. ET.",
    title="TikTok down: outage hits users",
    outlet_name="Harbour",
)
BAKERY = article("The bakery sold 9,000 loaves.", title="Bakery wins prize")
SILENT = article("There is an outage at TikTok.", title="TikTok down, users report outage")


@pytest.fixture
def batch_id(settings: Settings) -> str:
    plan = BatchPlan(
        batch_id="watch-1", kind="watch", source_kind="feed", planned_at=AT, code_version="test", source_ids=("source",)
    )
    create_batch(settings.home, plan).write("extract_text", seen=3, passed=[OUTAGE, BAKERY, SILENT])
    return "watch-1"


def output(settings: Settings, kind: type) -> list:  # type: ignore[type-arg]
    return stage.open_batch(settings.home, "watch-1").read("read_claims", kind)


def test_articles_are_passed_on_or_dropped_with_a_reason(batch_id: str, settings: Settings) -> None:
    tally = stage.run(batch_id, settings)
    assert (tally.seen, tally.passed, tally.dropped) == (3, 1, 2)
    drops = {drop.record_id: drop.reason for drop in output(settings, Drop)}
    assert drops == {BAKERY.article_id: "not_an_outage", SILENT.article_id: "no_claims"}
    assert set(drops.values()) <= set(DROP_REASONS)


def test_readings_of_dropped_articles_are_kept_and_say_why(batch_id: str, settings: Settings) -> None:
    stage.run(batch_id, settings)
    readings = {reading.article_id: reading for reading in output(settings, Reading)}
    assert set(readings) == {OUTAGE.article_id, BAKERY.article_id, SILENT.article_id}
    assert [readings[a.article_id].is_relevant for a in (OUTAGE, BAKERY, SILENT)] == [True, False, True]


def test_claims_go_with_the_reading(batch_id: str, settings: Settings) -> None:
    stage.run(batch_id, settings)
    claims = output(settings, Claim)
    assert {claim.article_id for claim in claims} == {OUTAGE.article_id}
    assert 9000 in {claim.value for claim in claims}


def test_running_again_gives_the_same(batch_id: str, settings: Settings) -> None:
    stage.run(batch_id, settings)
    first = output(settings, Claim), output(settings, Reading)
    stage.run(batch_id, settings)
    assert (output(settings, Claim), output(settings, Reading)) == first


def test_an_article_that_the_reader_fails_on_costs_only_itself() -> None:
    broken = dataclasses.replace(OUTAGE, article_id="broken", outlet_timezone="Nowhere/Land")
    found = stage.read_all([broken, OUTAGE], AT)
    assert [(d.record_id, d.reason, d.detail) for d in found.drops] == [
        ("broken", "reader_failed", "ZoneInfoNotFoundError")
    ]
    assert [r.article_id for r in found.passed] == [OUTAGE.article_id]


def test_a_drop_shows_the_address_without_its_query() -> None:
    secret = dataclasses.replace(BAKERY, canonical_url="https://user:pass@harbour.example/a?token=secret")
    [drop] = stage.read_all([secret], AT).drops
    assert drop.url == "https://harbour.example/a"


def test_no_articles_make_an_empty_tally(settings: Settings, tmp_path: Path) -> None:
    plan = BatchPlan(batch_id="watch-1", kind="watch", source_kind="feed", planned_at=AT, code_version="test")
    create_batch(settings.home, plan).write("extract_text", seen=0, passed=[])
    assert stage.run("watch-1", settings).seen == 0


def test_what_is_read_is_an_article() -> None:
    assert isinstance(OUTAGE, Article)
