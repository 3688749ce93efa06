"""Feeds of every format, well made and badly made, read from bytes."""

from __future__ import annotations

import builtins
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.sources.document import FeedContents, FeedDocument, plain_title
from pipeline.sources.feed import parse_feed, without_surplus
from pipeline.sources.listing import Item

BASE = "http://harbourpost.example/feeds/tech.xml"


def parsed(body: str | bytes, *, content_type: str | None = None, entry_cap: int = 100) -> FeedContents:
    content = body.encode() if isinstance(body, str) else body
    return parse_feed(FeedDocument(body=content, url=BASE, content_type=content_type, entry_cap=entry_cap))


def only_item(body: str | bytes, *, content_type: str | None = None) -> Item:
    [item] = parsed(body, content_type=content_type).items
    return item


def rss2(item: str, head: str = "") -> str:
    return f'<rss version="2.0"><channel><title>News</title>{head}<item>{item}</item></channel></rss>'


RSS_091 = """<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"
 "http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel><title>News</title>
 <item><title>X is down</title><link>http://harbourpost.example/x-down</link></item></channel></rss>"""

# Netscape's first: RDF, with the items beside the channel.
RSS_090 = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/">
 <channel><title>News</title><link>http://harbourpost.example/</link></channel>
 <item><title>X is down</title><link>http://harbourpost.example/x-down</link></item></rdf:RDF>"""

RSS_10 = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="http://harbourpost.example/"><title>News</title></channel>
 <item rdf:about="http://harbourpost.example/x-down"><title>X is down</title>
 <link>http://harbourpost.example/x-down</link><dc:date>2025-03-10T05:45:00-04:00</dc:date></item></rdf:RDF>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title><entry>
 <id>urn:uuid:1</id><title>X is down</title>
 <link rel="alternate" href="http://harbourpost.example/x-down"/><link rel="enclosure" href="/x-down.mp3"/>
 <published>2025-03-10T09:45:00Z</published><updated>2025-03-10T11:00:00Z</updated></entry></feed>"""

ATOM_03 = """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>News</title><entry><id>tag:1</id>
 <title>X is down</title><link rel="alternate" type="text/html" href="http://harbourpost.example/x-down"/>
 <issued>2025-03-10T09:45:00Z</issued><modified>2025-03-10T09:45:00Z</modified></entry></feed>"""


@pytest.mark.parametrize(
    ("body", "version"),
    [
        (RSS_090, "rss090"),
        (RSS_091, "rss091u"),
        (RSS_091[RSS_091.index("<rss") :], "rss091u"),
        (RSS_091.replace('"0.91"', '"0.92"'), "rss092"),
        (RSS_091.replace('"0.91"', '"0.93"'), "rss093"),
        (RSS_091.replace('"0.91"', '"0.94"'), "rss094"),
        (rss2("<title>X is down</title><link>http://harbourpost.example/x-down</link>"), "rss20"),
        (RSS_10, "rss10"),
        (ATOM, "atom10"),
        (ATOM_03, "atom03"),
    ],
)
def test_each_format_gives_title_and_address(body: str, version: str) -> None:
    contents = parsed(body)
    assert contents.version == version
    [item] = contents.items
    assert (item.title, item.url) == ("X is down", "http://harbourpost.example/x-down")


@pytest.mark.parametrize(
    ("body", "listed_at", "updated_at"),
    [
        (ATOM, datetime(2025, 3, 10, 9, 45, tzinfo=UTC), datetime(2025, 3, 10, 11, tzinfo=UTC)),
        (RSS_10, datetime(2025, 3, 10, 9, 45, tzinfo=UTC), datetime(2025, 3, 10, 9, 45, tzinfo=UTC)),
        (RSS_091, None, None),
        (
            rss2("<link>/a</link><pubDate>Mon, 10 Mar 2025 05:45 EDT</pubDate>"),
            datetime(2025, 3, 10, 9, 45, tzinfo=UTC),
            None,
        ),
        (rss2("<link>/a</link><pubDate>yesterday, more or less</pubDate>"), None, None),
    ],
)
def test_dates_become_instants_and_missing_ones_stay_missing(
    body: str, listed_at: datetime | None, updated_at: datetime | None
) -> None:
    item = only_item(body)
    assert (item.listed_at, item.updated_at) == (listed_at, updated_at)


@pytest.mark.parametrize(
    ("content_type", "declaration"),
    [("application/rss+xml", 'encoding="ISO-8859-1"'), ("application/rss+xml; charset=ISO-8859-1", "")],
)
def test_a_feed_in_latin_1_is_read_as_such(content_type: str, declaration: str) -> None:
    text = f'<?xml version="1.0" {declaration}?>' + rss2("<title>Störung: où en est-on ?</title><link>/a</link>")
    assert only_item(text.encode("latin-1"), content_type=content_type).title == "Störung: où en est-on ?"


@pytest.mark.parametrize("encoding", ["punycode", "undefined", "zlib", "idna", "rot13", "none-such", "\0", "x" * 300])
def test_an_encoding_that_is_none_for_text_costs_no_feed(encoding: str) -> None:
    feed = rss2("<title>X is down</title><link>/a</link>")
    assert only_item(feed, content_type=f"text/xml; charset={encoding}").title == "X is down"
    assert only_item(f'<?xml version="1.0" encoding="{encoding}"?>{feed}').title == "X is down"


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("/story", "http://harbourpost.example/story"),
        ("story", "http://harbourpost.example/feeds/story"),
        ("//cdn.harbourpost.example/story", "http://cdn.harbourpost.example/story"),
        (" http://harbourpost.example/story ", "http://harbourpost.example/story"),
        ("HTTP://HarbourPost.Example/Story", "http://harbourpost.example/Story"),
        ("http://harbourpost.example/story?utm_campaign=feed", "http://harbourpost.example/story"),
        ("http://reader:key@harbourpost.example/story", "http://harbourpost.example/story"),
        ("mailto:desk@harbourpost.example", None),
        ("javascript:alert(1)", None),
        ("http://", None),
        ("http://[::1/", None),
        ("http://harbourpost.example/" + "x" * 3000, None),
        ("", None),
    ],
)
def test_links_become_canonical_addresses(link: str, url: str | None) -> None:
    assert only_item(rss2(f"<title>a</title><link>{link}</link>")).url == url


def test_a_guid_that_is_an_address_serves_where_there_is_no_link() -> None:
    item = only_item(rss2("<guid isPermaLink='true'>http://harbourpost.example/7</guid>"))
    assert (item.url, item.guid) == ("http://harbourpost.example/7", "http://harbourpost.example/7")
    assert only_item(rss2("<title>a</title><guid isPermaLink='false'>7</guid>")).url is None


def test_the_address_before_feedburner_is_preferred() -> None:
    body = rss2(
        '<link>http://feeds.example/~r/1</link><f:origLink xmlns:f="http://rssnamespace.org/feedburner/ext/1.0">'
        "http://harbourpost.example/story</f:origLink>"
    )
    assert only_item(body).url == "http://harbourpost.example/story"


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        ("X is <b>down</b> again", "X is down again"),
        ("AT&amp;T says sorry", "AT&T says sorry"),
        ("5 < 6 and 7 > 6", "5 < 6 and 7 > 6"),
        ("one\n  two\u2028three\x07", "one two three"),
        ("Cafe\u0301", "Café"),
        ("<script>alert(1)</script>", "alert(1)"),
        ("x" * 900, "x" * 500),
        ("<p> </p>", None),
        ("", None),
        (None, None),
    ],
)
def test_a_title_is_one_line_of_plain_text(markup: str | None, title: str | None) -> None:
    assert plain_title(markup) == title


def test_a_malformed_feed_gives_what_can_be_read_of_it() -> None:
    broken = rss2("<title>X is down & out</title><link>/a</link>")[:-20] + "<item><title>next</title>"
    assert parsed(broken).items[0].url == "http://harbourpost.example/a"


@pytest.mark.parametrize(
    "body", ["", "hello", "<html><body><p>Log in</p></body></html>", '{"version": "1.1"}', "\0\0\0"]
)
def test_what_is_no_feed_has_no_version_and_no_items(body: str) -> None:
    assert parsed(body) == FeedContents(version="", items=())


def test_entries_beyond_the_cap_are_not_read() -> None:
    items = "</item><item>".join(f"<link>/{number}</link>" for number in range(30))
    assert [item.url for item in parsed(rss2(items), entry_cap=3).items] == [
        f"http://harbourpost.example/{number}" for number in range(3)
    ]


@pytest.mark.parametrize("body", ["/etc/passwd", "http://harbourpost.example/rss", "feed://harbourpost.example/rss"])
def test_a_body_that_looks_like_a_path_or_an_address_is_not_opened(body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed("")
    opened: list[object] = []
    monkeypatch.setattr(builtins, "open", lambda *args, **_: opened.append(args))
    assert parsed(body).items == ()
    assert opened == []


def test_entities_neither_read_files_nor_explode(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("CANARY", encoding="utf-8")
    external = f'<!DOCTYPE rss [<!ENTITY e SYSTEM "file://{secret}">]>' + rss2("<title>&e;</title><link>/a</link>")
    assert "CANARY" not in repr(parsed(external))
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    laughs = f'<!DOCTYPE rss [<!ENTITY l0 "ha">{levels}]>' + rss2("<title>&l9;</title><link>/a</link>")
    started = time.monotonic()
    assert len(repr(parsed(laughs))) < 10_000
    assert time.monotonic() - started < 2


def test_a_status_page_s_history_is_a_feed_like_any_other() -> None:
    body = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Status - Incident History</title><entry>
     <id>tag:status.example,2005:Incident/1</id><published>2025-03-10T09:50:00Z</published>
     <updated>2025-03-10T15:02:00Z</updated><link rel="alternate" href="https://status.example/incidents/1"/>
     <title>Elevated error rates</title><content type="html">&lt;p&gt;Resolved&lt;/p&gt;</content></entry></feed>"""
    item = only_item(body)
    assert (item.url, item.title) == ("https://status.example/incidents/1", "Elevated error rates")
    assert item.updated_at == datetime(2025, 3, 10, 15, 2, tzinfo=UTC)


def test_a_feed_of_100_000_items_is_read_up_to_the_cap_in_time() -> None:
    items = "</item><item>".join(f"<title>Story {number}</title><link>/{number}</link>" for number in range(100_000))
    started = time.monotonic()
    contents = parsed(rss2(items, head="<language>en</language>"), entry_cap=2000)
    assert time.monotonic() - started < 5
    assert [item.title for item in contents.items] == [f"Story {number}" for number in range(2000)]
    assert contents.language == "en"


@pytest.mark.parametrize(
    "body",
    [
        rss2("<link>/1</link></item><item><link>/2</link></item><item><link>/3</link>"),
        RSS_10.replace("</rdf:RDF>", "<item><link>/2</link></item><item><link>/3</link></item></rdf:RDF>"),
        ATOM.replace("</feed>", "<entry><id>2</id></entry><entry><id>3</id></entry></feed>"),
        ATOM.replace("</feed>", "<entry><id>2</id></entry><entry><id>3</id>"),
        '<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry/><a:entry/><a:entry/></a:feed>',
    ],
)
@pytest.mark.parametrize("cap", [0, 1, 2, 3, 4])
def test_only_surplus_entries_are_left_out(body: str, cap: int) -> None:
    whole = parsed(body).items
    cut = without_surplus(body.encode(), cap)
    assert parsed(cut).items[:cap] == whole[:cap]
    assert len(cut) <= len(body.encode())
    assert cap < 3 or cut == body.encode()
    assert parsed(body, entry_cap=cap).items == whole[:cap]


@pytest.mark.parametrize(
    ("item", "url"),
    [
        ('<link>/a</link><media:content url="/a.mp4"><media:title>a film</media:title></media:content>', "/a"),
        ("<link>/a</link><content:encoded><![CDATA[<a href='/b'>b</a>]]></content:encoded>", "/a"),
        ("<link>/a</link><source url='/other.xml'>Another feed</source><comments>/a#comments</comments>", "/a"),
        ("<atom:link rel='self' href='/self'/><link>/a</link>", "/a"),
        ("<atom:link href='/a'/>", "/a"),
    ],
)
def test_what_stands_beside_the_link_is_not_the_address(item: str, url: str) -> None:
    body = rss2(f"<title>X is down</title>{item}").replace(
        "<rss ",
        '<rss xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" ',
    )
    found = only_item(body)
    assert (found.url, found.title) == (f"http://harbourpost.example{url}", "X is down")


def test_a_base_of_the_feed_s_own_counts_for_relative_addresses() -> None:
    body = ATOM.replace("<feed ", '<feed xml:base="http://cdn.example/tech/" ').replace(
        'href="http://harbourpost.example/x-down"', 'href="x-down"'
    )
    assert only_item(body).url == "http://cdn.example/tech/x-down"
