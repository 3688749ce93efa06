"""The stage: pages of a batch in, articles with their dates out, and a named drop for every other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline import extract_text
from pipeline.articles.documents import RawPage, read_document
from pipeline.edges.workers import Outcome, map_in_children
from pipeline.errors import BatchUnknown
from pipeline.records import Article, DateEvidence, Drop, Source, make_id
from pipeline.settings import Settings
from tests.extracting.drawn import AT, FEED, PARAGRAPHS, fetched_batch, json_ld, page

AT_0 = "https://harbourpost.example/a0"
AT_1 = "https://harbourpost.example/a1"
AT_2 = "https://harbourpost.example/a2"


def read_as_told(raw: RawPage) -> Any:
    """What a child does in these tests: hangs, dies or eats memory where a page asks for it."""
    body = raw.body or b""
    if b"please hang" in body:
        while True:
            pass
    if b"please die" in body:
        import os
        import signal

        os.kill(os.getpid(), signal.SIGSEGV)
    if b"please eat" in body:
        return len(bytes(2**31))
    return read_document(raw)


def run(settings: Settings, bodies: dict[str, Any], **options: Any) -> tuple[list[Article], list[Drop]]:
    batch = fetched_batch(settings.home, bodies, **options)
    tally = extract_text.run(batch.batch_id, settings)
    articles, drops = batch.read("extract_text", Article), batch.read("extract_text", Drop)
    assert (tally.seen, tally.passed, tally.dropped) == (len(bodies), len(articles), len(drops))
    return articles, drops


def test_a_page_becomes_an_article_of_its_outlet(settings: Settings) -> None:
    [article], drops = run(settings, {AT_0: page()}, listed_at=datetime(2025, 3, 10, 15, 0, tzinfo=UTC))
    assert drops == []
    assert article.text.count("\n") >= len(PARAGRAPHS) - 1
    assert article.article_id == make_id(AT_0, article.text_sha256)
    assert (article.outlet, article.outlet_name) == ("harbourpost.example", "The Harbour Post")
    assert (article.outlet_country, article.outlet_timezone, article.language) == ("AU", "Australia/Sydney", "en")
    assert (article.published_at, article.published_at_basis) == (datetime(2025, 3, 10, 15, 0, tzinfo=UTC), "feed")
    assert article.extractor_version.startswith("trafilatura 2.")


def test_all_date_evidence_is_kept_with_the_reason_of_the_choice(settings: Settings) -> None:
    head = json_ld({"@type": "NewsArticle", "datePublished": "1970-01-01T00:00:00Z"})
    listed_at = datetime(2025, 3, 10, 15, 0, tzinfo=UTC)
    batch = fetched_batch(settings.home, {AT_0: page(head=head)}, listed_at=listed_at)
    extract_text.run(batch.batch_id, settings)
    rows = [(row.kind, row.is_chosen, row.reason) for row in batch.read("extract_text", DateEvidence)]
    assert rows == [
        ("jsonld", False, "ignored: before 1990"),
        ("feed", True, "most trusted of what names an hour with a zone"),
        ("first_seen", False, "ignored: a first poll and a backfill see old articles for the first time"),
    ]


@pytest.mark.parametrize(("is_new_in_feed", "published_at"), [(True, AT), (False, None)])
def test_first_sight_dates_an_article_that_an_earlier_poll_did_not_list(
    settings: Settings, is_new_in_feed: bool, published_at: datetime | None
) -> None:
    [article], _ = run(settings, {AT_0: page()}, is_new_in_feed=is_new_in_feed)
    assert article.published_at == published_at


def test_what_a_users_list_says_of_the_date_is_believed_first(settings: Settings) -> None:
    folder = Source(source_id="folder", kind="folder", url="saved")
    head = json_ld({"@type": "NewsArticle", "datePublished": "2025-03-09T00:00:00Z"})
    listed_at = datetime(2025, 3, 10, 15, 0, tzinfo=UTC)
    [article], _ = run(
        settings, {AT_0: page(head=head)}, sources=[folder], kind="backfill", listed_at=listed_at, outlet="b.example"
    )
    assert (article.published_at, article.published_at_basis) == (listed_at, "list")
    assert article.outlet == "b.example"


BAD = [
    (b"", "empty_body"),
    (b"%PDF-1.7 outage", "not_a_page"),
    (b"<html><title>outage</title><body><p></p></body></html>", "no_text"),
    (b"<p>outage</p>" + b"<br>" * 60_001, "page_too_complex"),
    (page("Soften the onions and add the lentils." * 9, title="Soup"), "screened_out"),
]


@pytest.mark.parametrize(("body", "reason"), BAD, ids=[reason for _, reason in BAD])
def test_a_bad_page_is_dropped_by_name_and_its_neighbours_are_not_affected(
    settings: Settings, body: Any, reason: str
) -> None:
    articles, [drop] = run(settings, {AT_0: page(), AT_1: body, AT_2: page(title="Gmail outage, again")}, title=None)
    assert (drop.reason, drop.kind, drop.url, drop.dropped_at) == (reason, "page", AT_1, AT)
    assert [article.canonical_url for article in articles] == [AT_0, AT_2]


def test_a_text_file_that_is_not_utf_8_is_dropped_by_name(settings: Settings) -> None:
    _, [drop] = run(settings, {AT_0: "Störung".encode("latin-1")}, content_type="text/plain")
    assert drop.reason == "not_utf8"


@pytest.mark.parametrize(("wish", "failure"), [("hang", "timed_out"), ("die", "crashed"), ("eat", "out_of_memory")])
def test_a_page_that_hangs_crashes_or_eats_memory_costs_itself_only(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, wish: str, failure: str
) -> None:
    def mapped(_function: Any, raw_pages: Iterator[RawPage], **limits: Any) -> Iterator[Outcome[Any]]:
        return map_in_children(read_as_told, raw_pages, **limits)

    monkeypatch.setattr(extract_text, "map_in_children", mapped)
    quick = settings.model_copy(update={"document_seconds": 2.0})
    bodies = {AT_0: page(), AT_1: page(around=f"<i>please {wish}</i>{{}}"), AT_2: page(title="Gmail outage, again")}
    articles, [drop] = run(quick, bodies)
    assert [article.canonical_url for article in articles] == [AT_0, AT_2]
    assert (drop.reason, drop.url) == ("page_too_hostile", AT_1)
    assert drop.detail.startswith(failure)


def test_two_addresses_of_one_article_give_it_once(settings: Settings) -> None:
    body = page(head=f'<link rel="canonical" href="{AT_0}">')
    articles, [drop] = run(settings, {AT_0: body, AT_1: body})
    assert [article.canonical_url for article in articles] == [AT_0]
    assert (drop.reason, drop.url) == ("entry_repeated", AT_1)


def test_a_page_whose_archive_is_gone_is_dropped_by_name(settings: Settings) -> None:
    batch = fetched_batch(settings.home, {AT_0: page()})
    next((settings.home / "archive").glob("*.warc.gz")).unlink()
    extract_text.run(batch.batch_id, settings)
    [drop] = batch.read("extract_text", Drop)
    assert drop.reason == "file_unreadable"


def test_status_pages_are_not_screened(settings: Settings) -> None:
    status = Source(source_id="status", kind="statuspage", url="https://status.a.example/history.atom", platform="a")
    quiet = page("Elevated latency for some requests.\n" * 6, title="Elevated latency")
    assert len(run(settings, {AT_0: quiet}, sources=[status])[0]) == 1
    assert run(settings, {AT_0: quiet}, sources=[FEED])[1][0].reason == "screened_out"


def test_running_a_stage_again_gives_the_same_output(settings: Settings) -> None:
    batch = fetched_batch(settings.home, {AT_0: page(), AT_1: b""}, listed_at=AT)
    extract_text.run(batch.batch_id, settings)
    first = (batch.folder / "extract_text.jsonl").read_bytes()
    extract_text.run(batch.batch_id, settings)
    assert (batch.folder / "extract_text.jsonl").read_bytes() == first


def test_an_outlet_of_the_file_wins_over_what_the_source_says_of_it(settings: Settings) -> None:
    [article], _ = run(settings, {"https://www.reuters.com/a": page()}, outlet="reuters.com")
    assert (article.outlet, article.outlet_name, article.outlet_timezone) == ("reuters.com", "Reuters", "Europe/London")


def test_an_article_elsewhere_of_a_source_without_an_outlet_has_its_domain(settings: Settings) -> None:
    urls = Source(source_id="urls", kind="urls", url="list.csv")
    [article], _ = run(settings, {"https://www.elsewhere.example/a": page()}, sources=[urls])
    assert (article.outlet, article.outlet_name) == ("elsewhere.example", None)


def test_a_batch_that_was_not_fetched_says_what_to_do(settings: Settings) -> None:
    with pytest.raises(BatchUnknown):
        extract_text.run("no-such-batch", settings)


def test_the_built_in_sample_gives_articles_for_all_but_its_bad_pages(settings: Settings) -> None:
    from pipeline.newsroom.site import build_site

    pages = {
        f"http://{host}{path}": resource.body
        for (host, path), resource in build_site(1).items()
        if resource.status == 200 and "html" in resource.content_type
    }
    articles, drops = run(settings.model_copy(update={"workers": 2}), pages, sources=[FEED])
    reasons = {drop.reason for drop in drops}
    assert {"empty_body", "not_a_page", "screened_out"} <= reasons
    assert reasons <= {"empty_body", "not_a_page", "screened_out", "entry_repeated"}
    assert len(articles) >= 25
    assert not [article.canonical_url for article in articles if "Leave a comment" in article.text]


def test_extraction_is_json_that_other_programs_can_read(settings: Settings) -> None:
    batch = fetched_batch(settings.home, {AT_0: page("Störung – “Überall” 😱 outage.", *PARAGRAPHS)})
    extract_text.run(batch.batch_id, settings)
    lines = (batch.folder / "extract_text.jsonl").read_text().splitlines()
    assert "Störung – “Überall” 😱 outage." in json.loads(lines[0])["text"]
    assert Path(batch.folder / "extract_text.jsonl").stat().st_size < 20_000
