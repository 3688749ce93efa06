"""Page -> Article: what does a page say, in plain text, when was it published, and by whom?

In     Page, its Entry and Source, the body from the raw archive
Out    Article, DateEvidence (all that dates it, side by side, with the reason of the choice)
Drops  page: empty_body, not_a_page, not_utf8, article_file_invalid, screened_out, page_too_complex,
       page_too_hostile, no_text, file_unreadable, entry_repeated (two addresses, one article)
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path

from pipeline.addresses import canonical_url, safe_url
from pipeline.articles.dates import DateChoice, choose_date, entry_dates, read_date
from pipeline.articles.documents import Document, RawPage, Unreadable, read_document
from pipeline.articles.metadata import one_line
from pipeline.articles.outlets import outlet_of
from pipeline.edges.archive import read_body
from pipeline.edges.batches import Batch, open_batch
from pipeline.edges.clock import now
from pipeline.edges.fail_points import fail_point
from pipeline.edges.folders import read_file
from pipeline.edges.logs import get_log, progress
from pipeline.edges.workers import Outcome, map_in_children
from pipeline.errors import InputUnusable
from pipeline.records import Article, DateEvidence, Drop, Entry, Page, Source, Tally, make_id
from pipeline.settings import Settings, code_version

_TYPES = {".html": "text/html", ".htm": "text/html", ".txt": "text/plain", ".json": "application/json"}
_DETAIL_CHARS = 300


def make_article(document: Document, page: Page, entry: Entry, source: Source | None) -> tuple[Article, DateChoice]:
    """The record of one revision, and all that dates it."""
    text_sha256 = hashlib.sha256(document.text.encode()).hexdigest()
    article_id = make_id(document.canonical_url, text_sha256)
    outlet = outlet_of(document.canonical_url, entry.outlet, source)
    choice = choose_date(
        article_id,
        [*document.dates, *entry_dates(entry, source)],
        fetched_at=page.fetched_at,
        outlet_timezone=outlet.timezone,
        is_seen_fresh=entry.is_new_in_feed,
    )
    chosen = choice.chosen
    return Article(
        article_id=article_id,
        page_id=page.page_id,
        entry_id=entry.entry_id,
        source_id=entry.source_id,
        canonical_url=document.canonical_url,
        outlet=outlet.outlet,
        outlet_name=outlet.name,
        outlet_country=outlet.country,
        outlet_timezone=outlet.timezone,
        title=(entry.title if document.title is None else document.title) or "",
        authors=document.authors,
        language=document.language or (source.language if source else None),
        text=document.text,
        text_sha256=text_sha256,
        published_at=chosen.dated_at if chosen else None,
        published_at_basis=chosen.kind if chosen else None,
        published_at_precision=chosen.precision if chosen else None,
        fetched_at=page.fetched_at,
        extractor_version=extractor_version(),
    ), choice


@cache
def extractor_version() -> str:
    """What made the text: "trafilatura 2.3.1, outwire 0.1.0"."""
    return f"trafilatura {version('trafilatura')}, outwire {code_version()}"


def article_from_file(path: Path, settings: Settings) -> Article:
    """
    The article in one file (.txt, .html, or .json with "text"), with nothing screened out.

    Raises InputUnusable with the drop reason where the file gives none.
    """
    content_type = _TYPES.get(path.suffix.lower())
    if content_type is None:
        raise InputUnusable(f"{path}: not_a_page: files end with {', '.join(sorted(_TYPES))}.")
    try:
        body = read_file(path.parent, path.name, cap_bytes=settings.page_cap_bytes)
    except InputUnusable as error:
        raise InputUnusable(f"{path}: {error}") from error
    said = _said_by_file(body) if content_type == "application/json" else {}
    entry, page = _file_records(path, body, content_type, said)
    document = read_document(
        RawPage(body=body, content_type=content_type, page_url=page.page_url, title=entry.title, is_screened=False)
    )
    if isinstance(document, Unreadable):
        raise InputUnusable(f"{path}: {document.reason}{': ' if document.detail else ''}{document.detail}")
    source = Source(source_id="file", kind="folder", url=path.parent.as_posix())
    return make_article(document, page, entry, source)[0]


def _said_by_file(body: bytes) -> dict[str, str]:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    names = ("url", "outlet", "published_at", "title")
    return {name: content[name] for name in names if isinstance(content, dict) and isinstance(content.get(name), str)}


def _file_records(path: Path, body: bytes, content_type: str, said: Mapping[str, str]) -> tuple[Entry, Page]:
    url = canonical_url(said.get("url", "")) or f"https://file.invalid/{make_id(path.name)}"
    listed = read_date(said.get("published_at", ""))
    at = now()
    entry = Entry(
        entry_id=make_id("file", url),
        source_id="file",
        entry_url=url,
        title=one_line(said.get("title")) or None,
        listed_at=listed[0] if listed and listed[0].tzinfo else None,
        first_seen_at=at,
        local_path=path.name,
        outlet=said.get("outlet") or None,
    )
    body_sha256 = hashlib.sha256(body).hexdigest()
    page = Page(
        page_id=make_id(url, body_sha256),
        entry_id=entry.entry_id,
        entry_url=url,
        page_url=url,
        status=200,
        content_type=content_type,
        fetched_at=at,
        body_sha256=body_sha256,
        body_bytes=len(body),
        archive_file="",
        archive_offset=0,
    )
    return entry, page


def _outcomes(
    pages: Sequence[Page], entries: Mapping[str, Entry], sources: Mapping[str, Source], settings: Settings
) -> Iterator[Outcome[Document | Unreadable]]:
    raw_pages = (_raw_page(page, entries[page.entry_id], sources, settings.home) for page in pages)
    return map_in_children(
        read_document,
        raw_pages,
        workers=settings.workers,
        seconds=settings.document_seconds,
        memory_bytes=settings.document_memory_bytes,
    )


def _raw_page(page: Page, entry: Entry, sources: Mapping[str, Source], home: Path) -> RawPage:
    try:
        body = read_body(home, page.archive_file, page.archive_offset)
    except InputUnusable as error:
        get_log().warning("archive_unreadable", archive_file=page.archive_file, detail=str(error))
        body = None
    return RawPage(
        body=body,
        content_type=page.content_type,
        page_url=page.page_url,
        title=entry.title,
        is_screened=not _is_statuspage(sources.get(entry.source_id)),
    )


def _is_statuspage(source: Source | None) -> bool:
    """A status page tells of nothing but incidents, in words of its own ("elevated error rates")."""
    return source is not None and source.kind == "statuspage"


def _document(page: Page, outcome: Outcome[Document | Unreadable]) -> Document | Unreadable:
    if outcome.value is not None:
        return outcome.value
    get_log().warning("page_extraction_failed", page_url=page.page_url, failure=outcome.failure, detail=outcome.detail)
    return Unreadable(reason="page_too_hostile", detail=f"{outcome.failure}: {outcome.detail}")


def _drop(page: Page, why: Unreadable) -> Drop:
    at: datetime = page.fetched_at
    return Drop(
        stage="extract_text",
        kind="page",
        record_id=page.page_id,
        reason=why.reason,
        detail=one_line(why.detail)[:_DETAIL_CHARS],
        url=safe_url(page.page_url),
        dropped_at=at,
    )


def _write(
    batch: Batch, seen: int, articles: Sequence[Article], evidence: Sequence[DateEvidence], drops: Sequence[Drop]
) -> Tally:
    return batch.write("extract_text", seen=seen, passed=articles, drops=drops, extra=evidence)


def run(batch_id: str, settings: Settings) -> Tally:
    """
    Extracts the pages of a batch, each in a child process that may be killed, and replaces the stage's output.

    Raises WarehouseFull where the disk has no room.
    """
    batch = open_batch(settings.home, batch_id)
    pages = batch.read("fetch_pages", Page)
    entries = {entry.entry_id: entry for entry in batch.read("poll_feeds", Entry)}
    sources = {source.source_id: source for source in batch.read("poll_feeds", Source)}
    articles: dict[str, Article] = {}
    evidence: list[DateEvidence] = []
    drops: list[Drop] = []
    with progress("extract text", total=len(pages)) as advance:
        for page, outcome in zip(pages, _outcomes(pages, entries, sources, settings), strict=True):
            advance(1)
            fail_point("extract_text.extracted_one")
            document = _document(page, outcome)
            if isinstance(document, Unreadable):
                drops.append(_drop(page, document))
                continue
            entry = entries[page.entry_id]
            source = sources.get(entry.source_id)
            article, choice = make_article(document, page, entry, source)
            if article.article_id in articles:
                drops.append(_drop(page, Unreadable(reason="entry_repeated", detail="another page has this article")))
                continue
            articles[article.article_id] = article
            evidence += choice.evidence
    return _write(batch, len(pages), list(articles.values()), evidence, drops)
