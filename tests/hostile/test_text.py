"""Titles and names that steer screens, sheets and terminals: stored as one clean line, and logged on one."""

from __future__ import annotations

import html
import json
import unicodedata
from pathlib import Path

import pytest

from pipeline import extract_text
from pipeline.articles import decode, metadata
from pipeline.articles.documents import Document, RawPage, read_document
from pipeline.characters import BIDI_CONTROLS, is_steering
from pipeline.edges.batches import open_batch
from pipeline.edges.logs import configure_logs
from pipeline.exports import csv_text
from pipeline.records import Article, Drop, Entry
from pipeline.settings import Settings
from tests.fetching.servers import answer, serving
from tests.fetching.stages import run_round, watching
from tests.hostile.pages import PARAGRAPH, hostile, json_ld

MILLION = 1_000_000
# Name of the attack: the title as a feed and a page have it, and a part of it that is to stay.
TITLES = {
    "markup": ("Gmail <script>alert(1)</script> <img src=x onerror=alert(1)> down", "Gmail"),
    "double-escaped": ("Gmail &lt;script&gt;alert(1)&lt;/script&gt; down", "Gmail"),
    "formula": ('=HYPERLINK("http://evil.example","Gmail down")', "HYPERLINK"),
    "formula-at": ("@SUM(1+1)*cmd|' /C calc'!A0 Gmail down", "SUM"),
    "formula-tab": ("\t=1+1 Gmail down", "=1+1 Gmail down"),
    "controls": ("Gmail\x00\x01\x07\x08 is\x0b\x0c\x7f\x85 down", "down"),
    "lines": ("Gmail is down\r\nlevel=info event=all_is_well\u2028forged\u2029line", "Gmail is down"),
    "ansi": ("\x1b[2J\x1b[31mGmail\x1b[0m \x1b]0;owned\x07\x9b31m is down", "Gmail"),
    "bidi": ("Gmail \u202enwod si\u202c \u2066x\u2069 \u202bis\u202a down\u202d", "Gmail nwod si"),
    "surrogates": ("Gmail \ud83d is \udc00 down", "down"),
    "entities": ("Gmail &#27;[31m&#x202E;&#0; is down &#55357;", "Gmail"),
    "megabyte": ("Gmail is down " + "x" * MILLION, "Gmail is down xxx"),
    "marks": ("Gmail is down " + "<b>" * 70_000, "Gmail is down"),
    "zalgo": ("Gmail is down a" + "\u0301" * 5_000, "Gmail is down"),
}


def body_of_page(title: str) -> bytes:
    head = json_ld({"@type": "NewsArticle", "headline": title, "author": [title[:90], f"Ada {title[:60]}"]})
    text = f"<html><head>{head}<title>{title}</title></head><body><article>{PARAGRAPH * 4}<p>{title[:2_000]}</p>"
    return text.encode("utf-8", "replace")


def feed() -> bytes:
    items = "".join(
        f"<item><title>{html.escape(title)}</title><link>/{name}</link><author>{html.escape(title[:200])}</author>"
        f"<description>{html.escape(title)}</description></item>"
        for name, (title, _) in TITLES.items()
    )
    return f'<rss version="2.0"><channel>{items}</channel></rss>'.encode("utf-8", "replace")


def is_clean_line(text: str, chars: int) -> bool:
    is_one_line = len(text.splitlines()) <= 1 and text == " ".join(text.split())
    return is_one_line and len(text) <= chars and not any(map(is_steering, text))


@pytest.fixture
def read(settings: Settings, capfd: pytest.CaptureFixture[str]) -> tuple[list[Entry], list[Article], list[Drop], str]:
    """What the first three stages make of the feed and its pages, and what they logged."""
    routes = {f"/{name}": answer(body_of_page(title), "Content-Type: text/html") for name, (title, _) in TITLES.items()}
    configure_logs()
    # One that is killed, so that there is a line about it: its address and its server's words are hostile too.
    routes["/killed%1b%5b31m"] = answer(hostile()["colspan"], "Content-Type: text/html; \x1b[31m")
    more = "<item><title>Gmail\x1b[31m</title><link>/killed%1b%5b31m</link></item></channel>"
    listed = answer(feed().replace(b"</channel>", more.encode()), "Content-Type: application/rss+xml")
    with serving({**routes, "/feed": listed}) as server:
        watched = watching(settings, server, "/feed", document_seconds=30.0, deadline_seconds=10.0)
        done = run_round(watched)
        extract_text.run(done.batch.batch_id, watched.model_copy(update={"document_seconds": 3.0}))
    batch = open_batch(watched.home, done.batch.batch_id)
    drops = done.drops + batch.read("extract_text", Drop)
    return done.entries, batch.read("extract_text", Article), drops, capfd.readouterr().err


def test_hostile_titles_and_names_are_stored_clean_logged_on_one_line_and_harmless_in_a_sheet(
    read: tuple[list[Entry], list[Article], list[Drop], str],
) -> None:
    entries, articles, drops, logged = read
    titles = {Path(entry.entry_url).name: entry.title or "" for entry in entries}
    assert titles.keys() >= TITLES.keys()
    for name, (_, stays) in TITLES.items():
        assert stays in titles[name], name
    assert all(is_clean_line(title, 500) for title in titles.values())
    assert all(is_clean_line(entry.summary or "", 1000) for entry in entries)
    assert all(is_clean_line(author, 100) for entry in entries for author in entry.authors)
    assert all(entry.summary for entry in entries if Path(entry.entry_url).name in TITLES)
    nameless = {Path(entry.entry_url).name for entry in entries if not entry.authors} & TITLES.keys()
    assert nameless == {name for name, (title, _) in TITLES.items() if "://" in title}  # an address is no name
    found = {Path(article.canonical_url).name: article for article in articles}
    assert found.keys() == TITLES.keys() - {"marks"}
    for name, article in found.items():
        assert is_clean_line(article.title, 500), name
        assert TITLES[name][1] in article.title, name
        assert all(is_clean_line(author, 100) for author in article.authors), name
        assert all(is_clean_line(line, MILLION) for line in article.text.split("\n")), name
        assert unicodedata.is_normalized("NFC", article.title + article.text), name
    assert sorted(drop.reason for drop in drops) == ["page_too_complex", "page_too_hostile"]
    assert all(is_clean_line(drop.detail, 300) for drop in drops)
    lines = [json.loads(line) for line in logged.splitlines()]
    assert "page_extraction_failed" in {line["event"] for line in lines}
    assert logged.isascii()
    sheet = csv_text([{"title": article.title} for article in articles], ["title"]).splitlines()
    assert len(sheet) == 1 + len(articles)
    assert [line for line in sheet if line.lstrip('"')[:1] in set("=+-@\t\r")] == []
    assert len([line for line in sheet if line.lstrip('"').startswith(("'=", "'@"))]) == 3


@pytest.mark.parametrize("name", ["controls", "ansi", "bidi"])
def test_without_the_cleaning_a_title_would_steer_the_screen(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def title() -> str:
        raw = RawPage(
            body=body_of_page(TITLES[name][0]),
            content_type="text/html",
            page_url="http://harbourpost.example/a",
            title=None,
            is_screened=False,
        )
        document = read_document(raw)
        assert isinstance(document, Document)
        return document.title or ""

    assert not any(map(is_steering, title()))
    monkeypatch.setattr(metadata, "clean_text", lambda text: text)
    assert any(map(is_steering, title()))


def test_bidi_controls_are_those_of_the_standard() -> None:
    kinds = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    assert {char for char in map(chr, range(0x110000)) if unicodedata.bidirectional(char) in kinds} == BIDI_CONTROLS
    # The marks that writers of Hebrew and Arabic need to set a full stop right stay.
    assert decode.clean_text("\u200fשלום\u200e!") == "\u200fשלום\u200e!"
