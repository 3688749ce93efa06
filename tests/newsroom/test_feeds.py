"""The outlets' feeds: formats, counts, links that answer, and dates that agree with the pages."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from lxml import html

from pipeline.newsroom import Newsroom
from pipeline.newsroom.feeds import render_feed
from pipeline.newsroom.stories import CONTENT, Feed, read_outlets
from pipeline.reference import read_yaml
from tests.newsroom.conftest import get, parse_feed

FEEDS = [
    ("http://harbourpost.example/rss.xml", "rss20", 3),
    ("http://konkantimes.example/feeds/latest.rss", "rss20", 4),
    ("http://lakeshorecourier.example/rss/news.xml", "rss20", 4),
    ("http://northernvoice.example/feed/", "rss20", 5),
    ("http://bitsandbolts.example/feed.xml", "rss20", 5),
    ("http://tynebulletin.example/index.rdf", "rss10", 4),
    ("http://merlionreview.example/feeds/all.atom", "atom10", 5),
    ("http://potomacstandard.example/feeds/top.atom", "atom10", 5),
    ("http://potomacstandard.example/feeds/technology.atom", "atom10", 4),
    ("http://sentryline.example/rss/", "atom10", 5),
    ("http://spreeledger.example/atom.xml", "atom10", 4),
    ("http://status.openai.example/history.atom", "atom10", 2),
]
UNUSABLE = {
    "http://potomacstandard.example/2025/03/11/technology/x-outage-what-we-know": (404, b"<h1>Page not found</h1>"),
    "http://northernvoice.example/2025/03/watch-x-outage-explained/": (200, b""),
    "http://sentryline.example/threats/x-outage-figures-by-the-hour.html": (200, b"%PDF-1.4"),
}


def all_entries(newsroom: Newsroom) -> list[tuple[str, Any]]:
    return [(url, entry) for url, _, _ in FEEDS for entry in parse_feed(newsroom, url).entries]


@pytest.mark.parametrize(("url", "version", "count"), FEEDS)
def test_a_feed_is_well_formed_in_its_format_with_its_entries(
    newsroom: Newsroom, url: str, version: str, count: int
) -> None:
    feed = parse_feed(newsroom, url)
    assert (feed.version, len(feed.entries), feed.bozo) == (version, count, False)
    assert all(entry.title and entry.link and entry.summary for entry in feed.entries)


def test_each_source_of_the_list_is_a_feed_that_is_served_and_none_is_left_out() -> None:
    sources = read_yaml(CONTENT / "sources.yml")
    assert sorted(source["url"] for source in sources) == sorted(url for url, _, _ in FEEDS)
    assert len({source["source_id"] for source in sources}) == len(sources)


def test_sources_say_who_publishes_them_where_and_in_which_zone() -> None:
    sources = read_yaml(CONTENT / "sources.yml")
    needed = {"source_id", "kind", "url", "outlet", "outlet_name", "country", "timezone", "language"}
    assert all(set(source) - {"platform"} == needed for source in sources)
    assert all(source["outlet"] == urlsplit(source["url"]).hostname for source in sources)
    assert len({source["timezone"] for source in sources}) >= 8
    assert [(source["kind"], source.get("platform")) for source in sources if "platform" in source] == [
        ("statuspage", "chatgpt")
    ]


def test_every_listed_link_leads_to_a_page_but_for_the_three_that_newsrooms_get_wrong(newsroom: Newsroom) -> None:
    unusable = {}
    for _, entry in all_entries(newsroom):
        answer = get(newsroom, entry.link)
        while answer.status == 301:
            answer = get(newsroom, f"http://{urlsplit(entry.link).netloc}{answer.headers['Location']}")
        if answer.status != 200 or b"</html>" not in answer.body:
            unusable[entry.link] = (answer.status, answer.body)
    assert unusable.keys() == UNUSABLE.keys()
    for link, (status, start) in UNUSABLE.items():
        assert unusable[link][0] == status
        assert unusable[link][1].startswith(start)
    assert unusable["http://northernvoice.example/2025/03/watch-x-outage-explained/"][1] == b""


def test_the_pdf_is_called_html_by_its_server(newsroom: Newsroom) -> None:
    answer = get(newsroom, "http://sentryline.example/threats/x-outage-figures-by-the-hour.html")
    assert answer.headers["Content-Type"].startswith("text/html")


def test_one_listed_page_may_not_be_fetched_by_robots(newsroom: Newsroom) -> None:
    robots = get(newsroom, "http://lakeshorecourier.example/robots.txt").body.decode()
    closed = [line.split()[1] for line in robots.splitlines() if line.startswith("Disallow")]
    links = [urlsplit(entry.link).path for _, entry in all_entries(newsroom) if "lakeshore" in entry.link]
    assert [link for link in links if link.startswith(tuple(closed))] == [
        "/premium/column-what-the-x-outage-taught-me.html"
    ]


def test_two_feeds_of_one_outlet_list_some_of_the_same_stories(newsroom: Newsroom) -> None:
    top, technology = (
        {entry.link for entry in parse_feed(newsroom, f"http://potomacstandard.example/feeds/{name}.atom").entries}
        for name in ("top", "technology")
    )
    assert technology < top


def publication_dates(body: bytes) -> set[datetime]:
    """The instants that the page itself calls its publication: in a meta element, JSON-LD, or a <time> of its head."""
    tree = html.fromstring(body)
    texts = tree.xpath("//meta[contains(@property, 'published') or @name='pubdate' or @name='DC.date.issued']/@content")
    texts += re.findall(r'"datePublished": "([^"]+)"', body.decode("iso-8859-1"))
    texts += tree.xpath("//*[contains(@class, 'entry-date') or @class='when']//time/@datetime")
    return {datetime.fromisoformat(text).astimezone(UTC) for text in texts}


def instant(parsed: Any) -> datetime:
    return datetime.fromtimestamp(calendar.timegm(parsed), UTC)


def test_dates_in_feeds_agree_with_those_on_the_pages(newsroom: Newsroom) -> None:
    checked = 0
    for _, entry in all_entries(newsroom):
        body = get(newsroom, entry.link).body
        dates = publication_dates(body) if b"</html>" in body else set()
        said = entry.get("published_parsed") or entry.get("updated_parsed")
        if dates and said:
            assert {instant(said)} == dates, entry.link
            checked += 1
    assert checked >= 35


def test_a_feed_may_link_to_an_amp_page_or_to_an_address_that_has_moved(newsroom: Newsroom) -> None:
    links = {entry.link for _, entry in all_entries(newsroom)}
    assert "http://konkantimes.example/tech/facebook-instagram-down-login-problem/amp" in links
    assert "http://northernvoice.example/?p=4127" in links


def test_the_newest_story_comes_first_and_the_undated_last(newsroom: Newsroom) -> None:
    for url, _, _ in FEEDS:
        entries = parse_feed(newsroom, url).entries
        dates = [entry.get("published_parsed") or entry.get("updated_parsed") for entry in entries]
        dated = [instant(date) for date in dates if date]
        if "status" not in url:
            assert dated == sorted(dated, reverse=True), url
        assert None not in dates[: len(dated)], url


def test_one_entry_has_no_date_at_all(newsroom: Newsroom) -> None:
    undated = [entry for _, entry in all_entries(newsroom) if not {"published", "updated"} & entry.keys()]
    assert [entry.link for entry in undated] == [
        "http://bitsandbolts.example/posts/musk-blames-cyberattack-for-x-outage/"
    ]


def test_the_rdf_feed_is_in_latin_1_and_says_so(newsroom: Newsroom) -> None:
    body = get(newsroom, "http://tynebulletin.example/index.rdf").body
    assert body.startswith(b"<?xml version='1.0' encoding='ISO-8859-1'?>")
    assert body.decode("iso-8859-1")


def test_a_feed_can_carry_the_whole_text(newsroom: Newsroom) -> None:
    entries = parse_feed(newsroom, "http://northernvoice.example/feed/").entries
    wire = next(entry for entry in entries if "cyberattack" in entry.title)
    assert "began at around 5:30 a.m. ET" in wire.content[0].value


def test_a_status_pages_entries_carry_their_updates_newest_first(newsroom: Newsroom) -> None:
    (entry,) = [
        entry
        for entry in parse_feed(newsroom, "http://status.openai.example/history.atom").entries
        if "Elevated" in entry.title
    ]
    steps = html.fromstring(f"<div>{entry.content[0].value}</div>").xpath("//strong/text()")
    assert steps == ["Resolved", "Monitoring", "Identified", "Investigating"]


def test_a_story_without_a_date_cannot_stand_in_an_atom_feed() -> None:
    blog = next(outlet for outlet in read_outlets() if outlet.host == "bitsandbolts.example")
    atom = Feed(path="/a", format="atom", content_type="", encoding="utf-8", section=None, has_full_text=False)
    with pytest.raises(ValueError, match="needs its dates"):
        render_feed(blog, atom, blog.listed(atom))
