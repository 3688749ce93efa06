"""Which feeds a page names, in which order, and what is none."""

from __future__ import annotations

import pytest

from pipeline.sources.discovery import FOUND_LIMIT, FoundPage, find_feeds, usual_places

BASE = "https://www.harbourpost.example/tech/"
RSS = "application/rss+xml"


def found(markup: str, *, content_type: str = "text/html; charset=utf-8") -> list[str]:
    page = FoundPage(body=f"<html>{markup}</html>".encode(), url=BASE, content_type=content_type)
    return [link.url.removeprefix("https://www.harbourpost.example") for link in find_feeds(page)]


def link(href: str, kind: str = RSS, rel: str = "alternate", title: str = "") -> str:
    return f'<link rel="{rel}" type="{kind}" href="{href}" title="{title}">'


@pytest.mark.parametrize(
    ("markup", "feeds"),
    [
        (link("/rss"), ["/rss"]),
        (link("rss.xml"), ["/tech/rss.xml"]),
        (link("/rss", rel="Alternate feed"), ["/rss"]),
        (link("/rss", "Application/RSS+XML; charset=utf-8"), ["/rss"]),
        (link("/atom", "application/atom+xml"), ["/atom"]),
        (link("/feed.json", "application/feed+json"), ["/feed.json"]),
        (link("/feed.json", "application/json"), ["/feed.json"]),
        (link("/wp-json/wp/v2/posts/7", "application/json"), []),
        (link("/oembed?url=x", "text/xml+oembed"), []),
        (link("/rss", rel="stylesheet"), []),
        (link("/rss", "text/html"), []),
        (link(""), []),
        ("<base href='https://www.harbourpost.example/base/'>" + link("rss"), ["/base/rss"]),
        ("<base href='http://[oops/'>" + link("rss"), ["/tech/rss"]),
        ('<a href="/history.atom">Subscribe</a>', ["/history.atom"]),
        ('<a href="/world/rss">RSS</a><a href="/feeds/tech.xml">x</a>', ["/world/rss", "/feeds/tech.xml"]),
        ('<a href="/about/press">Press</a><a href="/feedback">Say</a><a href="/stress-atoms">Science</a>', []),
        (link("javascript:alert(1)") + link("file:///etc/passwd") + link("http://[oops") + link("data:text/xml,x"), []),
        (link("/rss") + link("/rss") + '<a href="/rss">RSS</a>', ["/rss"]),
        ('<a href="/rss">RSS</a>' + link("/declared"), ["/declared", "/rss"]),
        (link("/comments/feed/") + link("/feed/"), ["/feed/", "/comments/feed/"]),
        (link("/c", title="Harbour Post » Comments Feed") + link("/feed/"), ["/feed/", "/c"]),
        ("", []),
    ],
)
def test_a_page_names_its_feeds_the_likeliest_first(markup: str, feeds: list[str]) -> None:
    assert found(markup) == feeds


def test_a_page_names_a_few_only_however_many_links_it_has() -> None:
    assert len(found("".join(link(f"/rss/{number}") for number in range(2000)))) == FOUND_LIMIT


def test_titles_are_plain() -> None:
    page = FoundPage(body=link("/rss", title="<b>All</b> &amp; more\x1b[1m").encode(), url=BASE, content_type=None)
    assert [one.title for one in find_feeds(page)] == ["All & more[1m"]


@pytest.mark.parametrize("body", [b"%PDF-1.7", b"\x89PNG\r\n", b"<div>" * 400 + b"x"])
def test_what_is_no_page_or_too_deep_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        find_feeds(FoundPage(body=body, url=BASE, content_type=None))


def test_a_page_of_nothing_names_nothing() -> None:
    assert find_feeds(FoundPage(body=b"", url=BASE, content_type=None)) == ()


def test_the_usual_places_are_of_the_same_site() -> None:
    places = usual_places("https://www.harbourpost.example/a/b?c=d")
    assert places[0].url == "https://www.harbourpost.example/feed/"
    assert {one.url.split("/")[2] for one in places} == {"www.harbourpost.example"}
