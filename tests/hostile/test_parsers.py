"""Feeds and pages that attack their parser: refused at the gate or killed in a child, and nobody else is harmed."""

from __future__ import annotations

import gzip
import html
import json
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree
from lxml import html as lxml_html
from trafilatura.utils import handle_compressed_file

from pipeline.articles import dates
from pipeline.articles.decode import clean_text, decode_page
from pipeline.articles.documents import Document, RawPage, Unreadable, read_document
from pipeline.edges.workers import Outcome, map_in_children
from pipeline.sources import feed as feed_module
from pipeline.sources import reading
from pipeline.sources.document import FeedContents, FeedDocument, TooLarge
from pipeline.sources.reading import read_source
from tests.extracting.test_encodings import WRITTEN
from tests.fetching.servers import page as answer_page
from tests.fetching.servers import serving
from tests.hostile import feeds, pages
from tests.hostile.bombs import BOMB_BYTES, bomb
from tests.hostile.measuring import MEBIBYTE, memory_growth
from tests.hostile.unguarded import DEADLY, read_any_number_of_tags, read_or_die

# A fifth of the five seconds that a document has by default; the rest of the limits is as it ships.
SECONDS = 1.0
ROOT = Path(__file__).parents[2]
PAGE_URL = "http://harbourpost.example/a"
# Files that say what they are not; a batch drops them with a reason of their own.
RAISING = {"not-a-feed", "gzip", "json-deep"}
MEMORY_BYTES = 1024 * MEBIBYTE
FEEDS, PAGES = feeds.hostile(), pages.hostile()
AT_THE_GATE = {
    "links": "page_too_complex",
    "deep": "page_too_complex",
    "nested-spans": "page_too_complex",
    "comments": "page_too_complex",
    "gzip": "not_a_page",
    "gzip-in-gzip": "not_a_page",
    "zlib": "not_a_page",
    "nuls": "not_a_page",
    "nuls-only": "not_a_page",
}
KILLED_PAGES = {"colspan", "attributes", "combining", "hidden"}
KILLED_FEEDS = {
    "author", "category", "many-attributes", "escaped-markup", "deep-markup", "unclosed", "open-brackets", "ampersands",
}  # fmt: skip


def raw(body: bytes) -> RawPage:
    return RawPage(body=body, content_type="text/html", page_url=PAGE_URL, title=None, is_screened=False)


def feed(body: bytes, content_type: str | None = None) -> FeedDocument:
    return FeedDocument(body=body, url="http://harbourpost.example/rss", content_type=content_type, entry_cap=2000)


def is_good_feed(outcome: Outcome[FeedContents], number: int) -> bool:
    return outcome.value is not None and [item.title for item in outcome.value.items] == [
        f"Gmail is down, day {number}"
    ]


def test_hostile_feeds_cost_their_time_and_the_others_of_the_batch_nothing() -> None:
    bodies = [body for n, hostile in enumerate(FEEDS.values()) for body in (hostile, feeds.rss(number=n))]
    started = time.monotonic()
    with memory_growth() as growth:
        found = list(
            map_in_children(read_source, map(feed, bodies), workers=2, seconds=SECONDS, memory_bytes=MEMORY_BYTES)
        )
    assert time.monotonic() - started < SECONDS * len(FEEDS) + 10
    assert all(is_good_feed(outcome, number) for number, outcome in enumerate(found[1::2]))
    outcomes = dict(zip(FEEDS, found[::2], strict=True))
    assert {name for name in KILLED_FEEDS if outcomes[name].failure in ("timed_out", "out_of_memory")} == KILLED_FEEDS
    for name, outcome in outcomes.items():
        assert outcome.failure in (None, "timed_out", "out_of_memory") or name in RAISING, name
        assert len(repr(outcome.value)) < 100_000, name
    assert growth.bytes < 32 * MEBIBYTE


def test_hostile_pages_cost_their_time_and_the_others_of_the_batch_nothing() -> None:
    bodies = [body for hostile in PAGES.values() for body in (hostile, pages.around(""))]
    with memory_growth() as growth:
        found = list(
            map_in_children(read_document, map(raw, bodies), workers=2, seconds=SECONDS, memory_bytes=MEMORY_BYTES)
        )
    for good in found[1::2]:
        assert isinstance(good.value, Document), good
        assert "Users could not log in to Gmail" in good.value.text
    outcomes = dict(zip(PAGES, found[::2], strict=True))
    gate = {name: outcome.value.reason for name, outcome in outcomes.items() if isinstance(outcome.value, Unreadable)}
    assert gate.items() >= AT_THE_GATE.items()
    assert {name for name in KILLED_PAGES if outcomes[name].failure in ("timed_out", "out_of_memory")} == KILLED_PAGES
    for name, outcome in outcomes.items():
        if isinstance(outcome.value, Document):
            assert len(outcome.value.title or "") <= 500, name
            assert outcome.value.text.isascii() or name == "surrogates"
    assert growth.bytes < 64 * MEBIBYTE


@pytest.mark.parametrize(("seconds", "failure"), [(0.2, "timed_out"), (60.0, None)])
def test_only_the_childs_end_stops_the_quadratic_author(seconds: float, failure: str | None) -> None:
    """feedparser's issue 562, in a size that takes a second."""
    attack = feed(feeds.rss(f"<author>{'a' * 11_000}</author>"))
    started = time.monotonic()
    [warm, found] = map_in_children(
        read_source, [feed(feeds.rss()), attack], workers=1, seconds=seconds, memory_bytes=MEMORY_BYTES
    )
    assert warm.failure is None
    assert found.failure == failure
    assert time.monotonic() - started > seconds or failure is None


# What one page may leave behind for whoever reads it next


def read(body: bytes, content_type: str = "text/html") -> Document | Unreadable:
    page = RawPage(body=body, content_type=content_type, page_url=PAGE_URL, title="Gmail is down", is_screened=False)
    return read_document(page)


@pytest.mark.parametrize(("limit", "count"), [(dates._META_LIMIT, 30), (10**9, 3_000)])
def test_a_page_of_thousands_of_dates_makes_thirty_rows_unless_there_is_no_limit(
    limit: int, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dates, "_META_LIMIT", limit)
    found = read(pages.around('<meta name="date" content="2025-03-10T10:00:00Z">' * 3_000))
    assert isinstance(found, Document)
    assert len(found.dates) == count


@pytest.mark.parametrize(("chars", "is_taken"), [(2_000, True), (2_001, False), (1_000_000, False)])
def test_a_page_names_an_address_of_its_own_only_where_it_is_one_that_fits(chars: int, is_taken: bool) -> None:
    named = "http://harbourpost.example/".ljust(chars, "x")
    found = read(pages.around(f'<link rel="canonical" href="{named}">'))
    assert isinstance(found, Document)
    assert found.canonical_url == (named if is_taken else PAGE_URL)


@pytest.mark.parametrize(("chars", "is_kept"), [(1_000_000, True), (1_000_001, False)])
@pytest.mark.parametrize("content_type", ["text/plain", "application/json"])
def test_a_text_may_have_a_million_characters(chars: int, is_kept: bool, content_type: str) -> None:
    text = "Gmail is down. ".ljust(chars, "x")
    body = json.dumps({"text": text}) if content_type == "application/json" else text
    found = read(body.encode(), content_type)
    if is_kept:
        assert isinstance(found, Document)
    else:
        assert isinstance(found, Unreadable)
        assert (found.reason, found.detail) == ("page_too_complex", "1000001 characters of text, 1000000 at most")


@pytest.mark.parametrize("name", ["links", "nested-spans"])
def test_without_the_limit_of_tags_a_page_takes_its_child_the_whole_time(name: str) -> None:
    [found] = map_in_children(
        read_any_number_of_tags, [raw(PAGES[name])], workers=1, seconds=SECONDS, memory_bytes=MEMORY_BYTES
    )
    assert found.failure == "timed_out"
    assert isinstance(read_document(raw(PAGES[name])), Unreadable)


def test_only_the_cap_stops_a_gzip_file_that_a_server_does_not_announce() -> None:
    sitemap = FeedDocument(body=bomb("gzip"), url="http://harbourpost.example/sitemap.xml.gz", content_type=None,
                           entry_cap=2000, body_cap=8 * MEBIBYTE)  # fmt: skip
    with memory_growth() as growth, pytest.raises(TooLarge):
        read_source(sitemap)
    assert growth.bytes <= 32 * MEBIBYTE
    assert len(reading._unpacked(sitemap.body, 10 * BOMB_BYTES)) == BOMB_BYTES


def test_only_cutting_the_surplus_out_makes_a_feed_of_many_items_cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    items = "".join(f"<item><title>Story {number}</title><link>/{number}</link></item>" for number in range(12_000))
    endless = FeedDocument(body=f'<rss version="2.0"><channel>{items}</channel></rss>'.encode(),
                           url="http://harbourpost.example/rss", content_type=None, entry_cap=100)  # fmt: skip

    def seconds() -> float:
        started = time.process_time()
        assert len(read_source(endless).items) == 100
        return time.process_time() - started

    cut = seconds()
    monkeypatch.setattr(feed_module, "without_surplus", lambda body, _: body)
    assert seconds() > 5 * cut


def test_without_the_parsers_word_a_page_that_is_nested_too_deep_would_lose_its_end() -> None:
    deep = pages.around("<div>" * 300 + "<p>and here it ends</p>")
    found = read_document(raw(deep))
    assert isinstance(found, Unreadable)
    assert found.reason == "page_too_complex"
    assert "and here it ends" not in lxml_html.fromstring(deep).text_content()


def test_a_crash_of_its_parser_would_end_the_run_outside_of_a_child() -> None:
    read = "from tests.hostile.test_parsers import *; read_or_die(raw(DEADLY))"
    assert subprocess.run([sys.executable, "-c", read], cwd=ROOT, check=False).returncode == -signal.SIGSEGV
    [died, lived] = map_in_children(
        read_or_die, [raw(DEADLY), raw(pages.around(""))], workers=1, seconds=20, memory_bytes=MEMORY_BYTES
    )
    assert died.failure == "crashed"
    assert isinstance(lived.value, Document)


def test_a_page_in_gzip_would_be_unpacked_by_an_extractor_that_is_given_bytes() -> None:
    # It unpacks up to 20 MB; ours is a page of 10 MB, and is turned down unpacked.
    bomb = gzip.compress(pages.around("x" * 10_000_000))
    assert len(handle_compressed_file(bomb)) > 10_000_000
    assert isinstance(read_document(raw(bomb)), Unreadable)
    assert read_document(raw(PAGES["gzip"])) == Unreadable(reason="not_a_page", detail="it looks like a gzip archive")


def test_external_entities_reach_neither_files_nor_servers(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("CANARY", encoding="utf-8")
    with serving({"/dtd": answer_page("CANARY")}) as trap:
        for url in (secret.as_uri(), f"http://{trap.address}/dtd"):
            body = feeds.external(url)
            assert "CANARY" not in repr(read_source(feed(body)))
            assert "CANARY" not in repr(read_document(raw(body.replace(b"rss", b"html"))))
        assert trap.accepts == 0
    # The same file, for a parser that resolves what it is told to.
    lax = etree.XMLParser(resolve_entities=True, load_dtd=False)
    named = f'<!DOCTYPE rss [<!ENTITY canary SYSTEM "{secret.as_uri()}">]><rss>&canary;</rss>'.encode()
    assert "CANARY" in (etree.fromstring(named, lax).text or "")


def test_an_entity_bomb_goes_off_only_in_a_parser_that_expands_entities() -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 6))
    bomb = feeds.rss("<description>&l5;</description>", f'<!DOCTYPE rss [<!ENTITY l0 "ha">{levels}]>')
    expanded = xml.etree.ElementTree.fromstring(bomb)
    assert len(expanded.findtext(".//description") or "") == 200_000
    assert len(repr(read_source(feed(bomb)))) < 2_000
    assert len(repr(read_source(feed(FEEDS["laughs"])))) < 2_000


def ten_thousand() -> Iterator[RawPage]:
    """Hostile documents of every kind that costs little to make, a large one now and then, and some that kill."""
    cheap = [
        b"\x1f\x8b" + b"x" * 500,
        b"\0" * 5_000,
        b"<" * 70_000,
        b"<div>" * 400,
        b'{"text":' * 500,
        b"%PDF-1.7",
        b"<p>",
        b"",
    ]
    whole = pages.around("<p>x \ud83d &#xD83D;</p>")
    for number in range(10_000):
        if number % 250 == 17:
            yield raw(DEADLY)
        elif number % 500 == 99:
            yield raw(pages.around("word " * 10_000))
        else:
            yield raw(whole if number % 25 == 3 else cheap[number % len(cheap)])


def test_ten_thousand_hostile_documents_leave_the_parent_as_it_was_and_a_death_costs_one() -> None:
    outcomes: Counter[str] = Counter()
    with memory_growth() as growth:
        for found in map_in_children(read_or_die, ten_thousand(), workers=2, seconds=20, memory_bytes=MEMORY_BYTES):
            kind = found.failure or (found.value.reason if isinstance(found.value, Unreadable) else "read")
            outcomes[kind] += 1
    assert outcomes.total() == 10_000
    assert outcomes["crashed"] == 40
    assert outcomes["timed_out"] == outcomes["raised"] == outcomes["out_of_memory"] == 0
    assert outcomes["read"] > 350
    assert growth.bytes <= 50 * MEBIBYTE


@pytest.mark.parametrize(
    "reference", ["&#0;", "&#27;", "&#x1B", "&#0000031;", "&#xFFFE;", "&#65535;", "\ufffe", "\x00"]
)
def test_one_character_that_xml_cannot_hold_does_not_cost_the_page(reference: str) -> None:
    found = read_document(raw(pages.around(f"<p>Gmail {reference}is up again</p>")))
    assert isinstance(found, Document)
    assert "Gmail is up again" in found.text


@pytest.mark.parametrize("reference", ["&#9;", "&#10;", "&#270;", "&#x1bc;", "&#128241;", "&#x1F4F1;"])
def test_other_references_stay(reference: str) -> None:
    found = read_document(raw(pages.around(f"<p>Gmail {reference} is up again</p>")))
    assert isinstance(found, Document)
    assert " ".join(f"Gmail {html.unescape(reference)} is up again".split()) in found.text


LABELS = [encoding for encoding, _ in WRITTEN] + ["utf-16", "utf-32", "utf-7", "none-such"]
SEEN = "Gmail was down at 9:15"


@pytest.mark.parametrize(("encoding", "text"), WRITTEN, ids=[encoding for encoding, _ in WRITTEN])
def test_an_encoding_that_is_called_any_other_leaves_a_text_that_can_be_kept(encoding: str, text: str) -> None:
    body = f"<html><head><title>{SEEN}</title></head><p>{text * 4}</p>".encode(encoding)
    link = "http://harbourpost.example/story-0"
    for label in LABELS:
        found = decode_page(body, f"text/html; charset={label}")
        assert SEEN in found.text, label
        assert text * 4 in found.text or label.casefold() != encoding
        clean_text(found.text).encode()
        listed = feeds.rss(f"<description>{text}</description>").decode().encode(encoding)
        [item] = read_source(feed(listed, f"application/rss+xml; charset={label}")).items or (None,)
        assert item is None or item.url == link, label
