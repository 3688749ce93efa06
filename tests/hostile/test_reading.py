"""An article that takes the reader for ever is given up, and the others of its batch are read."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from pipeline import read_claims
from pipeline.edges.batches import Batch, create_batch
from pipeline.records import Article, BatchPlan, Claim, Drop, Reading, make_id
from pipeline.settings import Settings

AT = datetime(2025, 3, 10, 12, tzinfo=UTC)
STORY = (
    "Gmail was down for two hours on Monday at 9:15 a.m. GMT, said Downdetector, which had more than 12,000 reports; "
    "Google blamed a fibre cut. "
)


def article(text: str, name: str) -> Article:
    return Article(
        article_id=make_id(name), page_id="p", entry_id="e", source_id="s", canonical_url=f"http://post.example/{name}",
        outlet="post.example", title="Gmail is down: outage hits users", text=text, text_sha256="0" * 64,
        published_at=AT, fetched_at=AT, extractor_version="test",
    )  # fmt: skip


def batch_of(settings: Settings, *articles: Article) -> Batch:
    plan = BatchPlan(batch_id="watch-1", kind="watch", source_kind="feed", planned_at=AT, code_version="test")
    batch = create_batch(settings.home, plan)
    batch.write("extract_text", seen=len(articles), passed=list(articles))
    return batch


def test_an_endless_article_costs_its_time_and_the_others_of_the_batch_nothing(settings: Settings) -> None:
    endless = article(f"{STORY}\n" * 15_000, "endless")  # two megabytes: minutes to the reader
    batch = batch_of(settings, article(STORY, "before"), endless, article(STORY, "after"))
    started = time.monotonic()
    tally = read_claims.run("watch-1", settings.model_copy(update={"document_seconds": 0.5}))
    assert time.monotonic() - started < 20
    assert (tally.seen, tally.passed, tally.dropped) == (3, 2, 1)
    [drop] = batch.read("read_claims", Drop)
    assert (drop.record_id, drop.reason, drop.detail) == (endless.article_id, "reader_failed", "timed_out")
    assert [reading.article_id for reading in batch.read("read_claims", Reading)] == [
        make_id("before"),
        make_id("after"),
    ]


def test_a_batch_is_read_the_same_in_children_as_in_this_process(settings: Settings) -> None:
    long = article(STORY + "\n" + "The bakery sold loaves. " * 1_000, "long")
    batch = batch_of(settings, article(STORY, "short"), long)
    read_claims.run("watch-1", settings)
    apart = batch.read("read_claims", Reading), batch.read("read_claims", Claim)
    here = read_claims.read_all([article(STORY, "short"), long], AT)
    assert apart == (here.passed + here.dropped, here.claims)
