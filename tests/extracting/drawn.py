"""Pages, entries and batches drawn by hand, for the tests of extraction."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.articles.documents import Document, RawPage, Unreadable, read_document
from pipeline.edges.archive import ArchiveWriter
from pipeline.edges.batches import Batch, create_batch
from pipeline.records import BatchPlan, Entry, Page, Source, make_id

AT = datetime(2025, 3, 11, 8, 0, tzinfo=UTC)
URL = "https://harbourpost.example/tech/mail-outage"
PARAGRAPHS = (
    "Mail at Gmail stopped arriving for thousands of users on Monday, and Google said that it was looking into it.",
    "Reports on Downdetector passed 12,000 at about 9.30am ET, and fell to a few hundred before noon.",
    "The outage lasted for two hours. Google said that a change to its network had been rolled back.",
    "Several schools told parents to telephone instead, and a bakery in the north took its orders on paper.",
)


def page(
    *paragraphs: str, title: str = "Gmail outage leaves thousands without mail", head: str = "", around: str = "{}"
) -> str:
    """A plain newsroom page with these paragraphs; `around` is the markup that holds the article."""
    body = "\n".join(f"<p>{text}</p>" for text in paragraphs or PARAGRAPHS)
    article = around.format(f"<article><h1>{title}</h1>{body}</article>")
    return f'<!DOCTYPE html><html lang="en-GB"><head><title>{title}</title>{head}</head><body>{article}</body></html>'


def json_ld(fields: Any) -> str:
    """A JSON-LD script element with these fields."""
    return f'<script type="application/ld+json">{json.dumps(fields)}</script>'


def read(
    body: str | bytes,
    *,
    content_type: str | None = "text/html; charset=utf-8",
    url: str = URL,
    title: str | None = None,
    is_screened: bool = False,
) -> Document | Unreadable:
    """What extraction makes of a body."""
    content = body.encode() if isinstance(body, str) else body
    return read_document(
        RawPage(body=content, content_type=content_type, page_url=url, title=title, is_screened=is_screened)
    )


def document(body: str | bytes, **options: Any) -> Document:
    """The document of a body that has one."""
    found = read(body, **options)
    assert isinstance(found, Document), found
    return found


def refusal(body: str | bytes, **options: Any) -> str:
    """The reason why a body gives no document."""
    found = read(body, **options)
    assert isinstance(found, Unreadable), found
    return found.reason


def entry(url: str, **fields: Any) -> Entry:
    """An entry of the harbourpost feed at this address."""
    drawn: dict[str, Any] = {"source_id": "harbourpost", "first_seen_at": AT, **fields}
    return Entry(entry_id=make_id(drawn["source_id"], url), entry_url=url, **drawn)


FEED = Source(
    source_id="harbourpost",
    kind="feed",
    url="https://harbourpost.example/feed.xml",
    outlet="harbourpost.example",
    outlet_name="The Harbour Post",
    country="AU",
    timezone="Australia/Sydney",
    language="en",
)


def fetched_batch(
    home: Path,
    bodies: Mapping[str, str | bytes],
    *,
    kind: Any = "watch",
    sources: Sequence[Source] = (FEED,),
    content_type: str = "text/html; charset=utf-8",
    **entry_fields: Any,
) -> Batch:
    """A batch as the two stages before leave it, with these bodies in its archive, by address."""
    plan = BatchPlan(
        batch_id="drawn-batch", kind=kind, source_kind=sources[0].kind, planned_at=AT, code_version="0.1.0"
    )
    batch = create_batch(home, plan)
    entries = [entry(url, source_id=sources[0].source_id, **entry_fields) for url in bodies]
    pages = []
    with ArchiveWriter(home, plan.batch_id) as archive:
        for drawn, body in zip(entries, bodies.values(), strict=True):
            content = body.encode() if isinstance(body, str) else body
            headers = {"Content-Type": content_type}
            offset = archive.add_response(drawn.entry_url, status=200, headers=headers, body=content, fetched_at=AT)
            pages.append(_page(drawn, content, content_type, archive.file_name, offset))
    batch.write("poll_feeds", seen=len(entries), passed=entries, extra=sources)
    batch.write("fetch_pages", seen=len(pages), passed=pages)
    return batch


def _page(drawn: Entry, content: bytes, content_type: str, archive_file: str, offset: int) -> Page:
    return Page(
        page_id=make_id(drawn.entry_url, "body"),
        entry_id=drawn.entry_id,
        entry_url=drawn.entry_url,
        page_url=drawn.entry_url,
        status=200,
        content_type=content_type,
        fetched_at=AT,
        body_sha256="0" * 64,
        body_bytes=len(content),
        archive_file=archive_file,
        archive_offset=offset,
    )
