"""Each kind of source, polled from a server on loopback: entries, posts, cursors, and what goes wrong."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime

import pytest

from pipeline.edges.batches import Batch
from pipeline.records import StatusPost
from pipeline.settings import Settings
from tests.fetching.servers import NOT_FOUND, Asked, Route, answer, redirect, serving
from tests.fetching.stages import HOST, Round, publish, run_round, watching
from tests.sources.test_sitemap import index, part, sitemap
from tests.sources.test_status_json import STORY, statuspage

JSON_FEED = json.dumps(
    {"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "url": f"http://{HOST}/x-down"}]}
)


def here(text: str) -> str:
    """A document about harbourpost.example in the address that the server of a test has."""
    return text.replace("https://www.harbourpost.example", f"http://{HOST}")


def news(path: str, at: str = "2025-03-10T09:00Z") -> bytes:
    return here(sitemap(_listed(path, at))).encode()


def _listed(path: str, at: str) -> str:
    return (
        f"<url><loc>http://{HOST}{path}</loc><news:news><news:publication_date>{at}</news:publication_date>"
        "<news:title>X is down</news:title></news:news></url>"
    )


def polled(settings: Settings, routes: dict[str, Route], path: str = "/source", kind: str = "feed") -> Round:
    with serving(routes) as server:
        return run_round(_of_kind(watching(settings, server, path), kind))


def _of_kind(settings: Settings, kind: str) -> Settings:
    if kind == "statuspage":
        text = settings.sources_file.read_text().replace("kind: feed", "kind: statuspage, platform: github")
        path = settings.sources_file.with_name(f"status-{settings.sources_file.name}")
        path.write_text(text)
        return settings.model_copy(update={"sources_file": path})
    return settings


def posts_of(batch: Batch) -> list[StatusPost]:
    return batch.read("poll_feeds", StatusPost)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (JSON_FEED.encode(), "application/feed+json"),
        (JSON_FEED.encode(), "text/html"),
        (news("/x-down"), "text/xml"),
        (gzip.compress(news("/x-down")), "application/octet-stream"),
        (json.dumps(statuspage(STORY)).encode(), "application/json"),
    ],
)
def test_each_format_is_polled_whatever_the_server_calls_it(body: bytes, content_type: str, settings: Settings) -> None:
    done = polled(settings, {"/source": answer(body, f"Content-Type: {content_type}")})
    assert len(done.entries) == 1
    assert (done.polls[0].outcome, done.polls[0].entry_count) == ("ok", 1)


@pytest.mark.parametrize("status", ["301 Moved Permanently", "302 Found", "307 Temporary Redirect", "308 Moved"])
def test_a_feed_that_has_moved_is_read_where_it_is_and_stays_the_same_source(status: str, settings: Settings) -> None:
    feed = '<rss version="2.0"><channel><title>News</title><item><link>story</link></item></channel></rss>'
    routes: dict[str, Route] = {
        "/source": redirect("/moved", status),
        "/moved": redirect("/new/place/feed.xml", status),
        "/new/place/feed.xml": answer(feed, "Content-Type: application/rss+xml"),
    }
    done = polled(settings, routes)
    assert done.paths == ["/new/place/story"]
    assert (done.polls[0].source_id, done.polls[0].outcome) == ("feed-0", "ok")


def test_a_gzip_bomb_behind_a_sitemap_s_name_is_too_large(settings: Settings) -> None:
    own = settings.model_copy(update={"feed_cap_bytes": 1024**2})
    done = polled(own, {"/source": answer(gzip.compress(b"\0" * 50_000_000))})
    assert (done.polls[0].outcome, done.polls[0].reason) == ("failed", "too_large")


@pytest.mark.parametrize("body", ['{"a": 1}', "[", "{", "<urlset>", "<html></html>"])
def test_what_is_no_list_of_entries_is_a_failure_with_a_reason(body: str, settings: Settings) -> None:
    done = polled(settings, {"/source": answer(body)})
    assert done.polls[0].reason in {"feed_not_xml", "feed_empty"}


def test_json_that_is_nested_too_deep_costs_its_own_source_only(settings: Settings) -> None:
    with serving({"/deep": answer("[" * 200_000), "/good": answer(JSON_FEED)}) as server:
        done = run_round(watching(settings, server, "/deep", "/good"))
    assert [poll.reason for poll in done.polls] == ["feed_not_xml", None]


def test_an_index_leads_to_the_articles_of_its_sitemaps(settings: Settings) -> None:
    routes: dict[str, Route] = {
        "/source": answer(here(index(part(f"http://{HOST}/news-1.xml.gz"), part(f"http://{HOST}/news-2.xml")))),
        "/news-1.xml.gz": answer(gzip.compress(news("/1", "2025-03-10T08:00Z"))),
        "/news-2.xml": answer(news("/2", "2025-03-10T09:00Z")),
    }
    done = polled(settings, routes)
    assert done.paths == ["/2", "/1"]
    assert done.polls[0].entry_count == 2


def test_an_index_with_a_part_that_fails_keeps_the_others_and_names_it(settings: Settings) -> None:
    routes: dict[str, Route] = {
        "/source": answer(index(part(f"http://{HOST}/gone.xml"), part(f"http://{HOST}/news.xml")), "ETag: v1"),
        "/gone.xml": NOT_FOUND,
        "/news.xml": answer(news("/1")),
    }
    done = polled(settings, routes)
    assert done.paths == ["/1"]
    assert done.reasons["http_gone"] == 2  # the sitemap, and the article that nobody serves here
    assert (done.polls[0].outcome, done.polls[0].etag) == ("ok", None)


def test_an_index_of_which_no_part_answers_has_failed(settings: Settings) -> None:
    done = polled(settings, {"/source": answer(index(part(f"http://{HOST}/gone.xml")))})
    assert (done.polls[0].outcome, done.polls[0].reason) == ("failed", "http_gone")
    assert done.reasons["http_gone"] == 1


@pytest.mark.parametrize(("lastmod", "is_asked_again"), [("2025-03-10T09:00Z", False), ("", True)])
def test_the_parts_of_an_unchanged_index_are_asked_again_only_where_it_does_not_date_them(
    lastmod: str, is_asked_again: bool, settings: Settings
) -> None:
    def index_of(asked: Asked) -> bytes:
        if asked.headers.get("if-none-match") == "v1":
            return answer(status="304 Not Modified")
        return answer(index(part(f"http://{HOST}/news.xml", lastmod)), "ETag: v1")

    with serving({"/source": index_of, "/news.xml": answer(news("/1")), "/1": answer("<p>X is down</p>")}) as server:
        own = watching(settings, server, "/source")
        publish(run_round(own))
        del server.asked[:]
        again = run_round(own, minutes=1)
    assert ("/news.xml" in server.paths) == is_asked_again
    assert again.polls[0].outcome == ("ok" if is_asked_again else "not_modified")


def test_a_status_page_leaves_posts_beside_its_entries(settings: Settings) -> None:
    done = polled(settings, {"/source": answer(json.dumps(statuspage(STORY)))}, kind="statuspage")
    [post] = posts_of(done.batch)
    assert post.source_id == "feed-0"
    assert post.acknowledged_at == datetime(2025, 6, 10, 16, 40, tzinfo=UTC)
    assert post.post_id == done.entries[0].entry_id
    assert posts_of(polled(settings, {"/source": answer(json.dumps(statuspage(STORY)))}).batch) == []


def test_a_status_page_without_incidents_is_well_and_a_feed_without_entries_is_not(settings: Settings) -> None:
    empty: dict[str, Route] = {"/source": answer('<rss version="2.0"><channel><title>AWS</title></channel></rss>')}
    assert polled(settings, empty, kind="statuspage").polls[0].outcome == "ok"
    assert polled(settings, empty).polls[0].reason == "feed_empty"
