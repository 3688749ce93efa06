"""Draws batches as the stages would leave them, from a few words: a page, what it says, when it was fetched."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from pipeline import BATCH_STAGES
from pipeline.edges.batches import Batch, create_batch
from pipeline.records import (
    Article,
    BatchPlan,
    Claim,
    DateEvidence,
    Drop,
    Entry,
    Page,
    Poll,
    QualityVerdict,
    Quarantined,
    Reading,
    Source,
    StatusPost,
    make_id,
)
from pipeline.settings import Settings

NOON = datetime(2025, 3, 10, 12, tzinfo=UTC)


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


@dataclass(frozen=True)
class Story:
    """One article on its way: the outlet's slug, the text, and the figures that are claims in it, by their words."""

    slug: str
    text: str = "Over 40,000 users reported problems with X."
    figures: tuple[tuple[str, float], ...] = (("40,000", 40000.0),)
    outlet: str = "post.example"
    title: str = "X is down"
    fetched_at: datetime = NOON
    first_seen_at: datetime = NOON
    extractor_version: str = "trafilatura 2.3.1"
    reader_version: str | None = "reader 1.0"

    @property
    def url(self) -> str:
        return f"http://{self.outlet}/{self.slug}"

    @property
    def entry(self) -> Entry:
        return Entry(
            entry_id=make_id("post", self.url),
            source_id="post",
            entry_url=self.url,
            title=self.title,
            authors=("A. Writer", "B. Writer"),
            summary=f"{self.title}, say users.",
            first_seen_at=self.first_seen_at,
            outlet=self.outlet,
        )

    @property
    def page(self) -> Page:
        body = hashlib.sha256(f"<p>{self.text}".encode()).hexdigest()
        return Page(
            page_id=make_id(self.url, body),
            entry_id=self.entry.entry_id,
            entry_url=self.url,
            page_url=self.url,
            status=200,
            content_type="text/html",
            fetched_at=self.fetched_at,
            body_sha256=body,
            body_bytes=len(self.text) + 3,
            archive_file="a.warc.gz",
            archive_offset=0,
        )

    @property
    def article(self) -> Article:
        sha256 = hashlib.sha256(self.text.encode()).hexdigest()
        return Article(
            article_id=make_id(self.url, sha256),
            page_id=self.page.page_id,
            entry_id=self.entry.entry_id,
            source_id="post",
            canonical_url=self.url,
            outlet=self.outlet,
            title=self.title,
            authors=("A. Writer",),
            text=self.text,
            text_sha256=sha256,
            published_at=NOON - hours(1),
            published_at_basis="feed",
            published_at_precision="second",
            fetched_at=self.fetched_at,
            extractor_version=self.extractor_version,
        )

    @property
    def date(self) -> DateEvidence:
        return DateEvidence(
            article_id=self.article.article_id,
            kind="feed",
            dated_at=NOON - hours(1),
            precision="second",
            raw="Mon, 10 Mar 2025 11:00:00 GMT",
            is_chosen=True,
        )

    @property
    def reading(self) -> Reading | None:
        if self.reader_version is None:
            return None
        return Reading(
            article_id=self.article.article_id,
            is_relevant=True,
            relevance_reasons=("users reported problems",),
            platforms=("x",),
            dated_on=NOON.date(),
            dated_on_basis="published",
            reader_version=self.reader_version,
        )

    @property
    def claims(self) -> list[Claim]:
        return [self.claim(words, value) for words, value in self.figures] if self.reader_version else []

    def claim(self, words: str, value: float, **fields: Any) -> Claim:
        start = self.text.index(words)
        drawn = {
            "claim_id": make_id(self.article.article_id, "text", start, "report_count", value),
            "article_id": self.article.article_id,
            "metric": "report_count",
            "value": value,
            "unit": "reports",
            "qualifier": "exact",
            "platform": "x",
            "quote": words,
            "char_start": start,
            "char_end": start + len(words),
            "rule": "report_count/drawn",
            "reader_version": self.reader_version,
            "confidence": 0.9,
        }
        return Claim(**{**drawn, **fields})


SOURCE = Source(
    source_id="post", kind="feed", url="http://post.example/feed", outlet="post.example", outlet_name="The Post"
)


def poll(at: datetime = NOON, **fields: Any) -> Poll:
    drawn = {"poll_id": make_id("post", at), "source_id": "post", "polled_at": at, "outcome": "ok"}
    return Poll(**{**drawn, "next_poll_at": at + hours(1), **fields})


def draw_batch(
    settings: Settings,
    batch_id: str,
    *stories: Story,
    planned_at: datetime = NOON,
    drops: Sequence[Drop] = (),
    claims: Sequence[Claim] | None = None,
    sources: Sequence[Source] = (SOURCE,),
    polls: Sequence[Poll] = (),
) -> Batch:
    """A batch with these stories, taken through all stages up to read_claims; `drops` are those of poll_feeds."""
    plan = BatchPlan(batch_id=batch_id, kind="watch", source_kind="feed", planned_at=planned_at, code_version="1")
    batch = create_batch(settings.home, plan)
    count = len(stories)
    entries = [story.entry for story in stories]
    batch.write("poll_feeds", seen=count + len(drops), passed=entries, drops=drops, extra=[*sources, *polls])
    batch.write("fetch_pages", seen=count, passed=[story.page for story in stories])
    dates = [story.date for story in stories]
    batch.write("extract_text", seen=count, passed=[story.article for story in stories], extra=dates)
    readings = [story.reading for story in stories if story.reading]
    unread = [_unread(story) for story in stories if not story.reading]
    drawn = [claim for story in stories for claim in story.claims] if claims is None else claims
    batch.write("read_claims", seen=count, passed=readings, drops=unread, extra=drawn)
    return batch


CHECKED = {
    "entries": ("poll_feeds", Entry, "entry"),
    "status_posts": ("poll_feeds", StatusPost, "post"),
    "pages": ("fetch_pages", Page, "page"),
    "articles": ("extract_text", Article, "article"),
    "claims": ("read_claims", Claim, "claim"),
}


def pass_quality(batch: Batch, *quarantined: Quarantined, parked: str = "") -> Batch:
    """Lets check_quality have found nothing but this, without running it; its sums are as they would be."""
    sha256 = batch.content_sha256(*BATCH_STAGES[:-2])
    verdict = QualityVerdict(is_parked=bool(parked), reason=parked, checked_sha256=sha256)
    seen = sum(len(batch.read(stage, kind)) for stage, kind, _ in CHECKED.values())
    held = dict.fromkeys((CHECKED[row.table_name][2], row.record_id) for row in quarantined)
    drops = [
        Drop(stage="check_quality", kind=kind, record_id=record_id, reason="quarantined", dropped_at=NOON)  # type: ignore[arg-type]
        for kind, record_id in held
    ]
    extra = [*quarantined, verdict]
    batch.write("check_quality", seen=seen, passed_count=seen - len(drops), drops=drops, extra=extra)
    return batch


def ready_batch(settings: Settings, batch_id: str, *stories: Story, **drawn: Any) -> str:
    """A drawn batch that may be loaded; returns its id."""
    return pass_quality(draw_batch(settings, batch_id, *stories, **drawn)).batch_id


def held(table: str, record_id: str, expectation: str = "drawn") -> Quarantined:
    return Quarantined(
        quarantine_id=make_id(table, record_id, expectation),
        table_name=table,
        record_id=record_id,
        expectation=expectation,
        reason="drawn",
        row_json="{}",
        quarantined_at=NOON,
    )


def _unread(story: Story) -> Drop:
    article_id = story.article.article_id
    return Drop(stage="read_claims", kind="article", record_id=article_id, reason="reader_failed", dropped_at=NOON)


def later(story: Story, **fields: Any) -> Story:
    return replace(story, **fields)
