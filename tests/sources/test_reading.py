"""Whatever bytes a server sends: a format or none, the faults that are meant, and nothing else."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.sources.document import FeedContents, FeedDocument
from pipeline.sources.listing import entries_of
from pipeline.sources.reading import read_source
from pipeline.sources.status import post_of
from tests.sources.test_feed import ATOM, RSS_091, RSS_10, rss2
from tests.sources.test_sitemap import index, listed, part, sitemap
from tests.sources.test_status_feed import STORY as STAMPED
from tests.sources.test_status_feed import atom
from tests.sources.test_status_json import GOOGLE, SLACK, STORY, statuspage

AT = datetime(2025, 6, 12, tzinfo=UTC)
JSON_FEED = {"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "url": "/x-down", "title": "X"}]}
WELL_MADE = {
    "rss091u": RSS_091,
    "rss10": RSS_10,
    "rss20": rss2("<title>X is down</title><link>/x</link>"),
    "atom10": ATOM,
    "json11": json.dumps(JSON_FEED),
    "sitemap-news": sitemap(listed("/x-down")),
    "sitemap-index": index(part("https://harbourpost.example/news.xml", "2025-03-10")),
    "statuspage-json": json.dumps(statuspage(STORY)),
    "google-cloud-json": json.dumps([GOOGLE]),
    "slack-json": json.dumps([SLACK]),
}
STAMPS = atom(STAMPED)


def read(body: bytes) -> FeedContents:
    url = "https://harbourpost.example/source"
    return read_source(FeedDocument(body=body, url=url, content_type="text/html", entry_cap=50, is_status=True))


@pytest.mark.parametrize("name", WELL_MADE)
@pytest.mark.parametrize("before", ["", " \n\t", "\ufeff"])
@pytest.mark.parametrize("is_packed", [False, True])
def test_the_bytes_tell_the_format(name: str, before: str, is_packed: bool) -> None:
    body = (before + WELL_MADE[name]).encode()
    contents = read(gzip.compress(body) if is_packed else body)
    assert contents.version == name
    assert contents.items or contents.parts


@pytest.mark.parametrize(
    "body",
    [b"", b" ", b"\x1f\x8b", b"\x1f\x8b\x08\x00garbage", b"\0" * 100, b"\xff\xfe", b"<", b"PK\x03\x04", b"%PDF-1.7",
     "Zażółć".encode("utf-16"), b"<urlset", b"null", b"<html><head><title>Sign in</title></head></html>"],
)  # fmt: skip
def test_what_is_of_no_format_has_no_version(body: bytes) -> None:
    assert read(body) == FeedContents(version="")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from([*WELL_MADE.values(), STAMPS]),
    st.lists(st.tuples(st.integers(0, 100_000), st.integers(0, 12), st.binary(max_size=12)), max_size=8),
)
def test_damaged_documents_give_what_can_be_read_or_say_that_they_are_none(
    text: str, wounds: list[tuple[int, int, bytes]]
) -> None:
    body = text.encode()
    for place, length, other in wounds:
        start = place % (len(body) + 1)
        body = body[:start] + other + body[start + length :]
    try:
        contents = read(body)
    except ValueError:
        return
    listing = entries_of("s", contents.items, AT, no_url_reason="entry_without_url")
    assert len(listing.entries) + len(listing.drops) == len(contents.items)
    for report in contents.posts:
        post = post_of(report, "s", AT)
        assert post is None or "\n" not in f"{post.title}{post.acknowledged_text}{post.component}"


_ANY_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["9999-12-31T23:59:59-12:00"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([JSON_FEED, statuspage(STORY), [GOOGLE], [SLACK]]), st.integers(0, 60), _ANY_JSON)
def test_a_field_of_any_type_in_any_place_costs_no_more_than_its_item(content: object, place: int, odd: object) -> None:
    spots: list[tuple[object, object]] = []
    copy = json.loads(json.dumps(content))
    _collect(copy, spots)
    container, key = spots[place % len(spots)]
    container[key] = odd  # type: ignore[index]
    contents = read(json.dumps(copy).encode("utf-8", "surrogatepass"))
    entries_of("s", contents.items, AT, no_url_reason="entry_without_url")
    for report in contents.posts:
        post_of(report, "s", AT)


def _collect(value: object, spots: list[tuple[object, object]]) -> None:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        spots.append((value, key))
        _collect(inner, spots)
