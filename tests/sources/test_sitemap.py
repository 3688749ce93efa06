"""News sitemaps and sitemap indexes, well made and badly made."""

from __future__ import annotations

import gzip
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.sources.document import FeedContents, FeedDocument, TooLarge
from pipeline.sources.reading import read_source
from pipeline.sources.sitemap import PART_LIMIT

BASE = "https://www.harbourpost.example/sitemaps/news.xml"
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
SITE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def read(body: str | bytes, entry_cap: int = 100, body_cap: int = 1024**2) -> FeedContents:
    content = body.encode() if isinstance(body, str) else body
    return read_source(
        FeedDocument(body=content, url=BASE, content_type="text/plain", entry_cap=entry_cap, body_cap=body_cap)
    )


def listed(path: str, title: str = "X is down", at: str = "2025-03-10T05:45:00-04:00", more: str = "") -> str:
    return (
        f"<url><loc>https://www.harbourpost.example{path}</loc>{more}<news:news><news:publication><news:name>Harbour "
        f"Post</news:name><news:language>en</news:language></news:publication><news:publication_date>{at}"
        f"</news:publication_date><news:title>{title}</news:title></news:news></url>"
    )


def sitemap(*urls: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- by hand --><urlset {SITE} {NEWS}>{"".join(urls)}</urlset>'


def index(*parts: str) -> str:
    return f"<sitemapindex {SITE}>{''.join(parts)}</sitemapindex>"


def part(url: str, lastmod: str = "") -> str:
    return f"<sitemap><loc>{url}</loc>{f'<lastmod>{lastmod}</lastmod>' if lastmod else ''}</sitemap>"


def test_an_article_gives_its_address_title_and_dates() -> None:
    contents = read(sitemap(listed("/x-down", "X &amp; Y are down", more="<lastmod>2025-03-10T11:00Z</lastmod>")))
    assert contents.version == "sitemap-news"
    [item] = contents.items
    assert (item.url, item.title) == ("https://www.harbourpost.example/x-down", "X & Y are down")
    # The publication's name is the outlet's; a news sitemap says no more of an article.
    assert (item.authors, item.summary) == ((), None)
    assert item.listed_at == datetime(2025, 3, 10, 9, 45, tzinfo=UTC)
    assert item.updated_at == datetime(2025, 3, 10, 11, tzinfo=UTC)


def test_only_what_is_news_is_taken_of_a_sitemap() -> None:
    plain = "<url><loc>https://www.harbourpost.example/about-us</loc><lastmod>2019-01-01</lastmod></url>"
    assert [item.url for item in read(sitemap(plain, listed("/x-down"), plain)).items] == [
        "https://www.harbourpost.example/x-down"
    ]
    assert read(sitemap(plain)) == FeedContents(version="sitemap-news")


def test_of_more_than_the_cap_the_newest_are_taken() -> None:
    days = [listed(f"/{day}", at=f"2025-03-{day:02}") for day in range(1, 21)]
    contents = read(sitemap(*days), entry_cap=2)
    assert [item.url for item in contents.items] == [f"https://www.harbourpost.example/{day}" for day in (20, 19)]


@pytest.mark.parametrize("at", ["yesterday", "", "2025-99-99", "10/03/2025"])
def test_a_date_that_is_none_leaves_the_article_undated(at: str) -> None:
    assert [item.listed_at for item in read(sitemap(listed("/x", at=at))).items] == [None]


def test_what_stands_before_a_fault_is_kept() -> None:
    whole = sitemap(listed("/1"), listed("/2"))
    contents = read(whole[: whole.index("/2") + 20])
    assert contents.items[0].url == "https://www.harbourpost.example/1"
    assert [item.title for item in read(sitemap(listed("/1", "A & B <br> C"))).items] == ["A B C"]


def test_an_index_gives_its_parts_news_first_then_the_latest() -> None:
    contents = read(
        index(
            part("https://www.harbourpost.example/old.xml", "2019-01-01"),
            part("https://www.harbourpost.example/late.xml", "2025-03-10"),
            part("https://harbourpost.example/news-1.xml.gz", "2025-03-01"),
            part("https://harbourpost.example/news-2.xml.gz", "2025-03-09"),
        )
    )
    assert contents.version == "sitemap-index"
    assert [found.url.rsplit("/", 1)[1] for found in contents.parts] == [
        "news-2.xml.gz", "news-1.xml.gz", "late.xml", "old.xml",
    ]  # fmt: skip
    assert contents.is_whole


def test_an_index_that_does_not_date_its_parts_says_nothing_by_being_the_same() -> None:
    assert not read(index(part("https://harbourpost.example/a.xml", "2025-03-10"), part("/b.xml"))).is_whole


def test_an_index_sends_nobody_to_another_site_and_names_a_few_parts_only() -> None:
    own = [part(f"https://harbourpost.example/{number}.xml") for number in range(3 * PART_LIMIT)]
    contents = read(index(part("https://bystander.example/"), part("http://127.0.0.1/"), part("file:///x"), *own, *own))
    assert len(contents.parts) == PART_LIMIT
    assert {found.url.split("/")[2] for found in contents.parts} == {"harbourpost.example"}


def test_a_gzip_file_is_unpacked_and_several_in_one_too() -> None:
    halves = sitemap(listed("/1")).encode()
    packed = gzip.compress(halves[:200]) + gzip.compress(halves[200:])
    assert len(read(packed).items) == 1
    assert len(read(gzip.compress(halves) + b"trailing").items) == 1


@pytest.mark.parametrize(("size", "is_read"), [(1000, True), (1001, False)])
def test_a_gzip_file_may_unpack_to_the_cap_and_no_byte_more(size: int, is_read: bool) -> None:
    text = sitemap(listed("/1"))
    packed = gzip.compress((text + " " * (size - len(text))).encode())
    if is_read:
        assert len(read(packed, body_cap=1000).items) == 1
    else:
        with pytest.raises(TooLarge):
            read(packed, body_cap=1000)


def test_a_gzip_bomb_costs_no_more_than_the_cap() -> None:
    bomb = gzip.compress(b"\0" * 200_000_000)
    started = time.monotonic()
    with pytest.raises(TooLarge):
        read(bomb)
    assert time.monotonic() - started < 1


def test_entities_neither_read_files_nor_explode(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("CANARY", encoding="utf-8")
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    for entities, name in ((f'<!ENTITY e SYSTEM "file://{secret}">', "e"), (f'<!ENTITY l0 "ha">{levels}', "l9")):
        contents = read(f"<!DOCTYPE urlset [{entities}]>" + sitemap(listed("/1", f"&{name};")).split("-->")[1])
        assert "CANARY" not in repr(contents)
        assert len(repr(contents)) < 1000


def test_a_sitemap_of_the_largest_size_is_read_in_time() -> None:
    body = sitemap(*(listed(f"/{number}") for number in range(25_000)))
    started = time.monotonic()
    assert len(read(body, entry_cap=2000).items) == 2000
    assert time.monotonic() - started < 5


def test_utf_16_is_read() -> None:
    body = sitemap(listed("/1", "Störung")).replace("UTF-8", "UTF-16").encode("utf-16")
    assert [item.title for item in read(body).items] == ["Störung"]


def test_html_that_mentions_a_sitemap_is_none() -> None:
    assert read("<html><body><pre>&lt;urlset&gt;</pre></body></html>").items == ()
    assert read("<html><urlset ></urlset></html>") == FeedContents(version="")
