"""Feeds and pages with any characters, dates and addresses in every field: each gives records that can be kept."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import UTC, datetime
from html import escape
from typing import Any

import pytest

from pipeline.articles.documents import Document, RawPage, read_document
from pipeline.extract_text import make_article
from pipeline.records import Article, Entry, Page, Source, from_json, make_id, to_json
from pipeline.sources.document import FeedDocument
from pipeline.sources.listing import each_address_once, entries_of
from pipeline.sources.reading import read_source
from pipeline.sources.status import post_of
from tests.hostile.pages import around, json_ld

AT = datetime(2025, 3, 10, 12, tzinfo=UTC)
URL = "http://harbourpost.example/2025/03/10/x-down"
ROUNDS = 40
DATES = [
    "0001-01-01", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "9999-12-31", "99999-01-01", "2025-02-30",
    "Fri, 31 Dec 9999 23:59:59 -2359", "Mon, 01 Jan 0001 00:00:00 +2400", "Mon, 99 Mar 2025", "2025-03-10T25:61:61",
    "2025-03-10T09:45:00Z", "2025-03-30T02:30:00", "2025-03-10T10:00:00+99:99", "1e400", "-1", "",
]  # fmt: skip
LINKS = [
    "/a", "http://[::1", "//", "http://harbourpost.example:99999/x", "javascript:alert(1)", "", "http://%%%/",
    "http://é.é/é", "\ud83d", "http://harbourpost.example/" + "a" * 3000, "http://reader:key@harbourpost.example/", "http://a\\@b.example/",
    "http://harbourpost.example/\u202ea", "HTTP://HARBOURPOST.EXAMPLE/B", "http://ⓗⓐ.example/a;b=c;é",
]  # fmt: skip
ZONES = ["America/New_York", "Pacific/Kiritimati", None]
CHARACTERS = [
    *map(chr, range(0x250)), *map(chr, range(0x300, 0x370)), *map(chr, range(0x2000, 0x2070)),
    *"\ud83d\udc00\ufffe\uffff\U0001f4f1\U0010ffff\ufb2c\u0958\u2adc\U0001d160",
]  # fmt: skip
Draw = random.Random


def text(draw: Draw, chars: int) -> str:
    return "".join(draw.choice(CHARACTERS) for _ in range(chars))


def value(draw: Draw) -> Any:
    """What may stand in a field of JSON that should be a text."""
    strange: list[Any] = [
        None,
        3,
        -1,
        1e308,
        True,
        [],
        {},
        [[]],
        [{}],
        {"name": {"name": []}},
        "\ud83d",
        "eſ",
        "\u212a",
    ]
    return draw.choice([*strange, text(draw, 6), draw.choice(DATES), draw.choice(LINKS)])


def rss(draw: Draw) -> bytes:
    item = (
        "<item><title>{}</title><link>{}</link><guid>{}</guid><pubDate>{}</pubDate><description>{}</description></item>"
    )
    items = "".join(
        item.format(
            *map(escape, (text(draw, 20), draw.choice(LINKS), text(draw, 6), draw.choice(DATES), text(draw, 30)))
        )
        for _ in range(3)
    )
    head = f"<title>{escape(text(draw, 9))}</title><language>{escape(text(draw, 5))}</language>"
    return f"<rss version='2.0'><channel>{head}{items}</channel></rss>".encode("utf-8", "surrogatepass")


def atom(draw: Draw) -> bytes:
    stamp = f"Mar 10, {draw.choice(['10:00 UTC', '25:61 PST', '00:00 NZDT'])} - Resolved - {text(draw, 9)}"
    span = "Incident began at 0001-01-01 00:00 and ended at 9999-12-31 23:59 (all times are US/Pacific)"
    words = (text(draw, 6), text(draw, 20), draw.choice(LINKS), draw.choice(DATES), f"{stamp} {span}")
    entry = "<id>{}</id><title type='html'>{}</title><link href='{}'/><updated>{}</updated><content>{}</content>"
    inner = f"<entry>{entry.format(*map(escape, words))}</entry>"
    return f"<feed xmlns='http://www.w3.org/2005/Atom'>{inner}</feed>".encode("utf-8", "surrogatepass")


def json_feed(draw: Draw) -> bytes:
    names = ("id", "url", "external_url", "title", "date_published", "date_modified")
    items = [{name: value(draw) for name in names} for _ in range(4)]
    version = "https://jsonfeed.org/version/1.1"
    return json.dumps({"version": version, "title": value(draw), "items": [*items, value(draw)]}).encode()


def statuspage(draw: Draw) -> bytes:
    names = ("id", "name", "status", "impact", "started_at", "shortlink", "components")
    update = {"status": "resolved", "body": value(draw), "created_at": draw.choice(DATES), "display_at": value(draw)}
    incident = {name: value(draw) for name in names} | {"incident_updates": [update, value(draw)]}
    return json.dumps({"page": {"id": value(draw), "url": value(draw)}, "incidents": [incident, value(draw)]}).encode()


def sitemap(draw: Draw) -> bytes:
    words = (draw.choice(LINKS), draw.choice(DATES), draw.choice(DATES), text(draw, 20))
    url = "<loc>{}</loc><lastmod>{}</lastmod><n:news><n:publication_date>{}</n:publication_date><n:title>{}</n:title>"
    inner = f"<url>{url.format(*map(escape, words))}</n:news></url>"
    space = "xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'"
    return f"<urlset {space}>{inner}</urlset>".encode("utf-8", "surrogatepass")


def damaged(draw: Draw) -> bytes:
    body = bytearray(draw.choice([rss, atom, sitemap])(draw))
    for _ in range(8):
        body[draw.randrange(len(body))] = draw.randrange(256)
    return bytes(body)


def kept(record: Any) -> str:
    """The record as a batch's file has it: JSON in UTF-8, which lone surrogates are not."""
    line = json.dumps(to_json(record), ensure_ascii=False)
    line.encode()
    return line


@pytest.mark.parametrize("make", [rss, atom, json_feed, statuspage, sitemap, damaged])
def test_a_feed_of_strange_texts_gives_records_that_can_be_kept(make: Callable[[Draw], bytes]) -> None:
    for seed in range(ROUNDS):
        document = FeedDocument(body=make(Draw(seed)), url=URL, content_type=None, entry_cap=50, is_status=True)
        contents = read_source(document)
        listing = each_address_once(entries_of("s", contents.items, AT, no_url_reason="entry_without_url"), AT)
        posts = [post for report in contents.posts if (post := post_of(report, "s", AT))]
        for record in (*listing.entries, *listing.drops, *posts):
            kept(record)
        assert all(drop.reason in ("entry_without_url", "entry_repeated") for drop in listing.drops)
        f"{contents.title}{contents.language}".encode()


def page(draw: Draw) -> bytes:
    article = {name: value(draw) for name in ("headline", "author", "datePublished", "inLanguage", "articleBody")}
    marks = f'<meta name="author" content="{escape(text(draw, 20))}">'
    marks += f'<link rel="canonical" href="{escape(draw.choice(LINKS))}">'
    marks += f'<meta name="date" content="{draw.choice(DATES)}"><time datetime="{draw.choice(DATES)}" pubdate>x</time>'
    said = f"<h1>{escape(text(draw, 60))}</h1><p>{text(draw, 300)}</p><p>&#{draw.randrange(1_200_000)};</p>"
    return around(json_ld({"@type": "NewsArticle", **article}) + marks + said, title=escape(text(draw, 40)))


def text_file(draw: Draw) -> bytes:
    return text(draw, 300).encode("utf-8", "replace")


def article_file(draw: Draw) -> bytes:
    return json.dumps({"text": text(draw, 300), "title": value(draw)}).encode()


@pytest.mark.parametrize(
    ("make", "content_type"), [(page, "text/html"), (text_file, "text/plain"), (article_file, "application/json")]
)
def test_a_page_of_strange_texts_gives_an_article_that_can_be_kept(
    make: Callable[[Draw], bytes], content_type: str
) -> None:
    entry = Entry(entry_id=make_id(URL), source_id="s", entry_url=URL, first_seen_at=AT, title="Gmail is down")
    for seed in range(ROUNDS):
        body = make(Draw(seed))
        page_of = Page(
            page_id="p", entry_id=entry.entry_id, entry_url=URL, page_url=URL, status=200, content_type=content_type,
            fetched_at=AT, body_sha256="0" * 64, body_bytes=len(body), archive_file="a", archive_offset=0,
        )  # fmt: skip
        raw = RawPage(body=body, content_type=content_type, page_url=URL, title=entry.title, is_screened=False)
        document = read_document(raw)
        assert isinstance(document, Document) or make is not page
        if isinstance(document, Document):
            source = Source(source_id="s", kind="feed", url=URL, timezone=ZONES[seed % len(ZONES)])
            article, choice = make_article(document, page_of, entry, source)
            assert from_json(Article, json.loads(kept(article))) == article
            assert [kept(evidence) for evidence in choice.evidence]


@pytest.mark.parametrize(
    "words", [{"inLanguage": "\ud83d"}, {"headline": "X is down \ud83d"}, {"datePublished": "\udc00"}]
)
def test_half_an_emoji_in_the_structured_data_costs_no_page(words: dict[str, str]) -> None:
    body = around(json_ld({"@type": "NewsArticle", **words}))
    document = read_document(RawPage(body=body, content_type="text/html", page_url=URL, title=None, is_screened=False))
    assert isinstance(document, Document)
    assert "Users could not log in to Gmail" in document.text


def test_half_an_emoji_in_a_json_feed_costs_no_item() -> None:
    items = b'[{"url": "/a", "title": "Down \\uD83D"}, {"url": "/b"}]'
    body = b'{"version": "https://jsonfeed.org/version/1.1", "items": %s}' % items
    found = read_source(FeedDocument(body=body, url=URL, content_type=None, entry_cap=50)).items
    assert [(item.url, item.title) for item in found] == [
        ("http://harbourpost.example/a", "Down"),
        ("http://harbourpost.example/b", None),
    ]
