"""What the pipeline makes of the newsroom: polled, fetched and extracted over real HTTP, then read.

The floors are what was reached when they were set; they may only be raised.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from pipeline import extract_text, fetch_pages, poll_feeds
from pipeline.batches import plan_watch
from pipeline.claims.reader import read_article
from pipeline.edges import clock
from pipeline.edges.batches import Batch, open_batch
from pipeline.incidents.coverage import Coverage
from pipeline.incidents.grouping import group
from pipeline.newsroom import serving
from pipeline.newsroom.stories import read_outlets
from pipeline.records import Article, Claim, Drop, Reading
from pipeline.settings import Settings
from tests.newsroom.plan import coverage, figures

Read = Mapping[tuple[str, str], tuple[Article, Reading, tuple[Claim, ...]]]

FIGURES_FLOOR = 69  # of 69
MISTAKEN_CEILING = 0  # of 42 pages
MISPLACED_CEILING = 0  # of 29 articles on an outage
PLACES = {
    f"http://{outlet.host}{story.path}": (outlet.host, story.slug)
    for outlet in read_outlets()
    for story in outlet.stories
}


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Batch]:
    home: Path = tmp_path_factory.mktemp("store")
    with serving() as newsroom:
        settings = Settings(
            home=home,
            host_delay_seconds=0,
            workers=1,
            shards=1,
            local_hosts=newsroom.local_hosts,
            sources_file=newsroom.sources_file,
        )
        (batch_id,) = plan_watch(settings, clock.now())
        for stage in (poll_feeds, fetch_pages, extract_text):
            stage.run(batch_id, settings)
        yield open_batch(home, batch_id)


@pytest.fixture(scope="module")
def read(batch: Batch) -> Read:
    articles = batch.read("extract_text", Article)
    return MappingProxyType({PLACES[article.canonical_url]: (article, *read_article(article)) for article in articles})


def test_what_newsrooms_get_wrong_is_dropped_with_its_reason_and_costs_nothing_else(batch: Batch, read: Read) -> None:
    drops = [(drop.reason, drop.url) for stage in ("fetch_pages", "extract_text") for drop in batch.read(stage, Drop)]
    dropped = {reason for reason, _ in drops}
    assert {"http_gone", "robots_disallowed", "empty_body", "not_a_page"} <= dropped
    passed_over = [url for reason, url in drops if reason == "screened_out"]
    planned = {(host, slug) for host, slug, _ in coverage()}
    assert planned - read.keys() == {PLACES[str(url)] for url in passed_over}


def test_outages_and_other_stories_are_told_apart(read: Read) -> None:
    mistaken = [
        (host, slug)
        for host, slug, incident in coverage()
        if (read[host, slug][1].is_relevant if (host, slug) in read else False) != (incident is not None)
    ]
    assert len(mistaken) <= MISTAKEN_CEILING, mistaken


def test_articles_land_in_the_outages_that_they_were_written_on(read: Read) -> None:
    grouping = group(
        [Coverage(article=article, reading=reading, claims=claims) for article, reading, claims in read.values()]
    )
    landed = {member.article_id: member.incident_id for member in grouping.members}
    misplaced = [
        (host, slug, landed.get(read[host, slug][0].article_id))
        for host, slug, incident in coverage()
        if incident and landed.get(read[host, slug][0].article_id) != incident
    ]
    assert len(misplaced) <= MISPLACED_CEILING, misplaced
    assert {incident.incident_id for incident in grouping.incidents} == {row[2] for row in coverage() if row[2]}


def test_latin_1_pages_are_read_as_what_they_are(read: Read) -> None:
    article = read["tynebulletin.example", "aws-uk"][0]
    assert "Aimée Pallister was refused at a till in North Shields with £38.20" in article.text


def test_articles_carry_the_date_that_their_outlet_gave(read: Read) -> None:
    dates = {f"{o.host}/{s.slug}": s.published_at for o in read_outlets() for s in o.stories if s.published_at}
    wrong = [
        place
        for place, (article, _, _) in read.items()
        if "/".join(place) in dates and article.published_at != dates["/".join(place)]
    ]
    assert wrong == []


def test_the_undated_page_is_dated_by_the_post_it_embeds(read: Read) -> None:
    reading = read["bitsandbolts.example", "x-mirai"][1]
    assert (str(reading.dated_on), reading.dated_on_basis) == ("2025-03-10", "status_id")


def test_the_planned_figures_are_found(read: Read) -> None:
    missed = [
        (host, slug, phrase)
        for host, slug, phrase, meant in figures()
        if not any(fits(claim, *meant) for claim in read[host, slug][2])
    ]
    assert len(figures()) - len(missed) >= FIGURES_FLOOR, missed


def fits(claim: Claim, metric: str, *meant: str) -> bool:
    """Whether the claim says what was meant: its metric, and as much of the rest as the plan gives."""
    if claim.metric != metric:
        return False
    match metric, meant:
        case "time_point", (_, at_local, *zone):
            return claim.at_local == at_local and (not zone or same_zone(claim.timezone, zone[0]))
        case "report_share", (label, value):
            return (claim.label, claim.value) == (label, float(value))
        case "report_count" | "affected_count" | "duration" | "wave_count", (value,):
            return claim.value == float(value)
        case _, (label,):
            return label in (claim.label, claim.other_label)
    return True


def same_zone(zone: str | None, meant: str) -> bool:
    # British winter time and UTC are one; both are right for "GMT".
    return zone == meant or {zone, meant} == {"UTC", "Europe/London"}
