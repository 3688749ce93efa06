"""Feeds of every format, well made and badly made, read from bytes."""

from __future__ import annotations

import builtins
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.sources.document import FeedContents, FeedDocument
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


SPACES = (
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
)


def spaced(item: str) -> Item:
    return only_item(rss2(f"<link>/a</link>{item}").replace("<rss ", f"<rss {SPACES} "))


@pytest.mark.parametrize(
    ("item", "authors"),
    [
        ("<author>ada@post.com (Ada Lund)</author>", ("Ada Lund",)),
        ("<author>Ada Lund</author>", ("Ada Lund",)),
        ("<author>desk@post.com</author>", ("desk@post.com",)),
        ("<dc:creator>Ada Lund</dc:creator><dc:creator>Bo Ek</dc:creator>", ("Ada Lund", "Bo Ek")),
        ("<dc:creator><![CDATA[By <b>Ada</b> Lund]]></dc:creator>", ("Ada Lund",)),
        ("<author>a@post.com (Ada Lund)</author><dc:creator>Ada Lund</dc:creator>", ("Ada Lund",)),
        ("<author><name>Ada Lund</name><email>a@post.com</email></author>", ("Ada Lund",)),
        ("<itunes:author>Ada Lund</itunes:author>", ("Ada Lund",)),
        ("<author></author>", ()),
        ("<media:credit role='author'>A. Photographer</media:credit>", ()),
        ("", ()),
    ],
)
def test_authors_are_the_names_that_the_item_gives(item: str, authors: tuple[str, ...]) -> None:
    assert spaced(item).authors == authors


@pytest.mark.parametrize("domain", ["post.media", "mail.post.online", "post.example", "post.info", "post.co"])
def test_a_mail_address_of_any_domain_leaves_the_name_whole(domain: str) -> None:
    mail = f"ada@{domain}"
    for said in (f"{mail} (Ada Lund)", f"Ada Lund ({mail})", f"Ada Lund &lt;{mail}&gt;"):
        assert spaced(f"<author>{said}</author><dc:creator>Bo Ek</dc:creator>").authors == ("Ada Lund", "Bo Ek"), said
    assert spaced(f"<author>{mail}</author><dc:creator>Bo Ek</dc:creator>").authors == (mail, "Bo Ek")


@pytest.mark.parametrize(
    ("entry", "authors"),
    [
        ("<author><name>Ada Lund</name></author><author><name>Bo Ek</name></author>", ("Ada Lund", "Bo Ek")),
        ("<author><name/><email>desk@post.com</email></author>", ("desk@post.com",)),
        ("<contributor><name>Bo Ek</name></contributor>", ("The desk",)),
        ("<source><title>Wire</title><author><name>The wire</name></author></source>", ("The wire",)),
    ],
)
def test_an_entry_of_atom_has_the_authors_of_its_source_or_feed_where_it_names_none(
    entry: str, authors: tuple[str, ...]
) -> None:
    body = ATOM.replace("<entry>", f"<author><name>The desk</name></author><entry>{entry}")
    assert only_item(body).authors == authors


def test_an_editor_of_an_rss_feed_is_not_the_author_of_its_items() -> None:
    assert only_item(rss2("<link>/a</link>", head="<managingEditor>Bo Ek</managingEditor>")).authors == ()


FULL = "<content:encoded><![CDATA[<p>The whole article.</p>]]></content:encoded>"
CAPTION = '<media:description type="text/plain">A phone.</media:description>'


@pytest.mark.parametrize(
    ("item", "summary"),
    [
        ("<description>It &lt;b&gt;failed&lt;/b&gt;.</description>", "It failed."),
        ("<description><![CDATA[<p>One.</p><p>Two &amp; three.</p>]]></description>", "One. Two & three."),
        (f"<description>It failed.</description>{FULL}", "It failed."),
        (f"{FULL}<description>It failed.</description>", "It failed."),
        (f"<media:content>{CAPTION}</media:content><description>It failed.</description>", "It failed."),
        (f"<description>It failed.</description>{FULL}{CAPTION}", "It failed."),
        (f"<media:description type='a/b'/>{CAPTION}<description>It failed.</description>", "It failed."),
        (FULL, "The whole article."),
        ("<description/>", None),
        ("", None),
    ],
)
def test_the_summary_is_what_the_item_is_described_by_and_no_caption(item: str, summary: str | None) -> None:
    assert spaced(item).summary == summary


@pytest.mark.parametrize(
    ("entry", "summary"),
    [
        ("<summary type='html'>It &lt;i&gt;failed&lt;/i&gt;.</summary><content>The whole.</content>", "It failed."),
        ("<content>The whole.</content><summary>It failed.</summary>", "It failed."),
        ("<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>It <b>failed</b>.</p></div></content>",
         "It failed."),
        ("<g:group xmlns:g='http://search.yahoo.com/mrss/'><g:description>A film.</g:description></g:group>",
         "A film."),
    ],
)  # fmt: skip
def test_an_entry_of_atom_has_its_summary_or_the_beginning_of_its_text(entry: str, summary: str) -> None:
    assert only_item(ATOM.replace("<id>", f"{entry}<id>")).summary == summary


@pytest.mark.parametrize("guid", ["12345", "news/12345", "/12345"])
def test_an_id_that_is_no_address_is_the_same_wherever_the_feed_stands(guid: str) -> None:
    body = rss2(f"<link>/story</link><guid>{guid}</guid>").encode()
    moved = "https://www.harbourpost.example/rss"
    for url in (BASE, moved):
        [item] = parse_feed(FeedDocument(body=body, url=url, content_type=None, entry_cap=9)).items
        assert item.guid == guid
    [item] = parse_feed(FeedDocument(body=rss2(f"<guid>{guid}</guid>").encode(), url=BASE, content_type=None,
                                     entry_cap=9)).items  # fmt: skip
    assert item.url is not None
    assert item.url.startswith("http://harbourpost.example/")
