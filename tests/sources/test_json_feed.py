"""JSON Feed as jsonfeed.org describes it, and as it is got wrong."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from pipeline.sources.document import FeedContents, FeedDocument
from pipeline.sources.listing import Item
from pipeline.sources.reading import read_source

BASE = "http://harbourpost.example/feed.json"
VERSION = "https://jsonfeed.org/version/1.1"


def read(body: bytes, entry_cap: int = 100) -> FeedContents:
    return read_source(FeedDocument(body=body, url=BASE, content_type="application/feed+json", entry_cap=entry_cap))


def feed(*items: Any, version: Any = VERSION, **more: Any) -> bytes:
    return json.dumps({"version": version, "title": "News", "items": items, **more}).encode()


def only_item(**fields: Any) -> Item:
    [item] = read(feed(fields)).items
    return item


def test_an_item_gives_its_id_address_title_and_both_dates() -> None:
    item = only_item(
        id="7",
        url="https://harbourpost.example/x-down",
        title="X is down &amp; out",
        authors=[{"name": "Ada Lund"}],
        summary="It &lt;failed&gt;.",
        content_html="<p>…</p>",
        date_published="2025-03-10T05:45:00-04:00",
        date_modified="2025-03-10T11:00:00Z",
    )
    assert item == Item(
        guid="7",
        url="https://harbourpost.example/x-down",
        title="X is down & out",
        authors=("Ada Lund",),
        summary="It <failed>.",
        listed_at=datetime(2025, 3, 10, 9, 45, tzinfo=UTC),
        updated_at=datetime(2025, 3, 10, 11, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("fields", "url"),
    [
        ({"url": "/story"}, "http://harbourpost.example/story"),
        ({"url": "https://a.example/1", "external_url": "https://b.example/2"}, "https://a.example/1"),
        ({"external_url": "https://b.example/2"}, "https://b.example/2"),
        ({"id": "https://a.example/3"}, "https://a.example/3"),
        ({"id": "story-3"}, None),
        ({"url": "javascript:alert(1)", "external_url": "https://b.example/2"}, "https://b.example/2"),
        ({"url": ["https://a.example/1"]}, None),
        ({"url": "https://a.example/\ud800"}, None),
        ({"url": "https://u:p@a.example/1?utm_source=feed"}, "https://a.example/1"),
    ],
)
def test_the_item_s_own_page_is_its_address(fields: dict[str, Any], url: str | None) -> None:
    assert only_item(**fields).url == url


@pytest.mark.parametrize(("said", "guid"), [(7, "7"), ("7", "7"), (True, None), ({"a": 1}, None), (None, None)])
def test_a_number_is_an_id_too_and_nothing_else_is(said: Any, guid: str | None) -> None:
    assert only_item(id=said).guid == guid


@pytest.mark.parametrize("said", ["yesterday", 1741600000, None, "", "0000-00-00", "2025-13-10T00:00:00Z"])
def test_what_is_no_date_is_none(said: Any) -> None:
    assert only_item(id="1", date_published=said).listed_at is None


@pytest.mark.parametrize(
    ("version", "name"),
    [
        (VERSION, "json11"),
        ("https://jsonfeed.org/version/1", "json10"),
        ("http://jsonfeed.org/version/1.1 ", "json11"),
        ("https://example.org/version/1.1", ""),
        (1.1, ""),
        (None, ""),
    ],
)
def test_the_version_says_whether_it_is_one(version: Any, name: str) -> None:
    assert read(feed({"id": "1"}, version=version)).version == name


def test_items_that_are_none_are_left_out_and_the_cap_holds() -> None:
    contents = read(feed("text", None, {"id": "1"}, 3, {"id": "2"}, {"id": "3"}), entry_cap=2)
    assert [item.guid for item in contents.items] == ["1", "2"]


@pytest.mark.parametrize("body", [b"{}", b"[]", b'{"version": "https://jsonfeed.org/version/1.1"}', b'[{"id": 1}]'])
def test_other_json_is_no_feed(body: bytes) -> None:
    assert read(body) == FeedContents(version="")


@pytest.mark.parametrize("body", [b"{", b'{"a": nul', b"[1,", b"{" + b"[" * 20])
def test_what_is_cut_off_is_refused_and_not_guessed_at(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"line 1"):
        read(body)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_byte_order_mark_does_no_harm(encoding: str) -> None:
    text = json.dumps({"version": VERSION, "items": [{"id": "1", "title": "Störung"}]}, ensure_ascii=False)
    contents = read(text.encode(encoding))
    assert [item.title for item in contents.items] == ([] if encoding == "utf-16" else ["Störung"])


def test_titles_are_one_plain_line() -> None:
    title = only_item(id="1", title="<b>X</b>\x1b[31m is\u2028down\x00").title
    assert title == "X [31m is down"


@pytest.mark.parametrize(
    ("fields", "authors"),
    [
        ({"authors": [{"name": "Ada Lund", "url": "https://a.example/"}, {"name": "Bo Ek"}]}, ("Ada Lund", "Bo Ek")),
        ({"author": {"name": "Ada Lund"}}, ("Ada Lund",)),
        ({"author": {"name": "Ada Lund"}, "authors": [{"name": "Ada Lund"}]}, ("Ada Lund",)),
        ({"authors": [{"url": "https://a.example/"}]}, ("The desk",)),
        ({"authors": ["Ada Lund", 3, None, {"name": ["Ada"]}]}, ("The desk",)),
        ({"authors": {"name": "Ada Lund"}}, ("The desk",)),
        ({}, ("The desk",)),
    ],
)
def test_an_item_has_the_authors_of_its_feed_where_it_names_none(
    fields: dict[str, Any], authors: tuple[str, ...]
) -> None:
    item = {"url": "/a", **fields}
    for named in ({"authors": [{"name": "The desk"}]}, {"author": {"name": "The desk"}}):
        assert [found.authors for found in read(feed(item, **named)).items] == [authors]


@pytest.mark.parametrize(
    ("fields", "summary"),
    [
        ({"summary": "It failed.", "content_text": "The whole."}, "It failed."),
        ({"summary": " ", "content_html": "<p>The</p><p>whole.</p>"}, "The whole."),
        ({"content_html": "<p>The whole.</p>", "content_text": "Whole."}, "Whole."),
        ({"summary": ["It failed."]}, None),
        ({}, None),
    ],
)
def test_the_summary_is_said_or_the_beginning_of_the_text(fields: dict[str, Any], summary: str | None) -> None:
    assert only_item(url="/a", **fields).summary == summary
