"""Publishes drawn stories: the warehouse's own tables and marts, filled by hand instead of by the reader."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from pipeline import publish_snapshot
from pipeline.edges.duck import Warehouse, writing
from pipeline.incidents.said import said
from pipeline.marts import read_marts
from pipeline.records import Drop, Incident, IncidentArticle, QualityResult, Tally, make_id
from pipeline.settings import Settings
from tests.dashboard.drawn import APART, STORIES, Apart, Story, article_of, claims_of, reading_of

LOADED_AT = datetime(2025, 3, 11, tzinfo=UTC)
DROPS = [
    ("poll_feeds", "source", "feed_not_xml", 1),
    ("fetch_pages", "entry", "http_gone", 2),
    ("extract_text", "page", "screened_out", 8),
    ("read_claims", "article", "not_an_outage", 3),
]
TALLIES = [("poll_feeds", 40, 39), ("fetch_pages", 39, 37), ("extract_text", 37, 29), ("read_claims", 29, 26)]


def publish(settings: Settings, stories: Sequence[Story] = STORIES, apart: Sequence[Apart] = APART) -> Settings:
    """Adds the stories to the store's warehouse and publishes it."""
    with writing(settings) as warehouse:
        _insert_stories(warehouse, stories)
        _insert_differences(warehouse, stories, apart)
        _insert_batch(warehouse)
        refresh_marts(warehouse)
    publish_snapshot.run(settings)
    return settings


def refresh_marts(warehouse: Warehouse) -> None:
    for mart in read_marts():
        warehouse.execute(mart.remake())


def incident_id_of(story: Story) -> str:
    return f"{story.platform}-{story.dated_on}"


def _insert_stories(warehouse: Warehouse, stories: Sequence[Story]) -> None:
    for story in stories:
        reading = reading_of(story)
        warehouse.insert(
            "articles",
            [article_of(story)],
            batch_id="drawn",
            is_relevant=reading.is_relevant,
            platforms=list(reading.platforms),
            dated_on=reading.dated_on,
        )
        warehouse.insert("claims", claims_of(story), batch_id="drawn")
    warehouse.insert("incidents", list({incident_id_of(story): _incident(story) for story in stories}.values()))
    warehouse.insert("incident_articles", [_membership(story) for story in stories])
    warehouse.insert("placed_claims", [row for story in stories for row in _placed(story)])


def _incident(story: Story) -> Incident:
    day = story.dated_on
    return Incident(
        incident_id=incident_id_of(story),
        platform=story.platform,
        started_on=day,
        ordinal=1,
        name=f"{story.platform.capitalize()}, {day.day} {day:%B %Y}",
    )


def _membership(story: Story) -> IncidentArticle:
    return IncidentArticle(
        incident_id=incident_id_of(story), article_id=story.article_id, basis="date", witness_id=story.article_id
    )


def _placed(story: Story) -> list[dict[str, object]]:
    return [
        {
            "incident_id": incident_id_of(story),
            "claim_id": claim.claim_id,
            "timezone": claim.timezone,
            "timezone_basis": claim.timezone_basis,
            "happened_at": claim.happened_at,
            "happened_at_precision": claim.happened_at_precision,
            "date_basis": claim.date_basis,
            "said": said(claim, story.platform),
        }
        for claim in claims_of(story)
    ]


def _insert_differences(warehouse: Warehouse, stories: Sequence[Story], apart: Sequence[Apart]) -> None:
    claims = {claim.quote: (story, claim) for story in stories for claim in claims_of(story)}
    rows = []
    for interest, pair in enumerate(apart, start=1):
        if pair.quote in claims and pair.other_quote in claims:
            story, one = claims[pair.quote]
            _, other = claims[pair.other_quote]
            rows.append(
                {
                    "difference_id": make_id(one.claim_id, other.claim_id),
                    "incident_id": incident_id_of(story),
                    "metric": one.metric,
                    "platform": one.platform,
                    "claim_id": one.claim_id,
                    "other_claim_id": other.claim_id,
                    "reason": pair.reason,
                    "explanation": pair.explanation,
                    "interest": interest,
                }
            )
    warehouse.insert("claim_differences", rows)


def _insert_batch(warehouse: Warehouse) -> None:
    """What the stages say of one more batch: `watch-1` for the first publication, `watch-2` for the next."""
    [earlier] = warehouse.rows("SELECT count(*) AS batches FROM batches")
    batch_id = f"watch-{earlier['batches'] + 1}"
    tallies = [Tally(stage=stage, seen=seen, passed=passed, dropped=seen - passed) for stage, seen, passed in TALLIES]
    warehouse.insert("tallies", tallies, batch_id=batch_id)
    for stage, kind, reason, count in DROPS:
        for number in range(count):
            drop = Drop(stage=stage, kind=kind, record_id=str(number), reason=reason, dropped_at=LOADED_AT)  # type: ignore[arg-type]
            warehouse.insert("drops", [drop], batch_id=batch_id, drop_id=make_id(batch_id, stage, reason, number))
    checked = QualityResult(
        suite="claims",
        expectation="quote_at_span",
        table_name="claims",
        action="quarantine",
        is_success=False,
        row_count=65,
        unexpected_count=1,
    )
    warehouse.insert("quality_results", [checked], batch_id=batch_id)
    batch = {"batch_id": batch_id, "kind": "watch", "source_kind": "feed", "loaded_at": LOADED_AT, "is_parked": False}
    warehouse.insert("batches", [batch])
