"""Visits to feeds: what each answered, what was found in it, and the cursor that the visit leaves."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from pipeline.addresses import host_of
from pipeline.edges.clock import now
from pipeline.edges.lanes import map_by_host
from pipeline.edges.logs import progress
from pipeline.edges.web import Answer, Web, validator
from pipeline.edges.workers import Outcome, map_in_children
from pipeline.errors import RequestRefused
from pipeline.records import Poll, Source, make_id
from pipeline.settings import Settings
from pipeline.sources.feed import FeedContents, FeedDocument, parse_feed
from pipeline.sources.listing import Item, Listing, entries_of
from pipeline.sources.schedule import next_poll_at


@dataclass(slots=True, kw_only=True)
class Visit:
    """
    One poll while it is under way.

    answer, refusal  What came; after parsing, a refusal also says why the answer is not a feed.
    items            What the feed lists; None where it was not parsed.
    listing          The entries made of them.
    has_news         Whether one of them was not known.
    """

    source: Source
    cursor: Poll | None
    polled_at: datetime
    answer: Answer | None = None
    refusal: RequestRefused | None = None
    items: tuple[Item, ...] | None = None
    listing: Listing = field(default_factory=Listing)
    has_news: bool = False

    @property
    def body_sha256(self) -> str | None:
        """Hash of the body that came; None where none did."""
        return hashlib.sha256(self.answer.body).hexdigest() if self.answer and self.answer.status != 304 else None

    @property
    def is_unchanged(self) -> bool:
        """Whether the body is the one that was read at the poll before, whatever the server says."""
        return self.body_sha256 is not None and self.cursor is not None and self.body_sha256 == self.cursor.body_sha256


def visit_sources(sources: Sequence[Source], cursors: Mapping[str, Poll], settings: Settings) -> list[Visit]:
    """
    Asks each source for its feed, on the condition that it has changed, and reads those that have.

    A poll where nothing changed costs a request and a hash. A source that fails costs only its own visit.
    """
    visits = [Visit(source=source, cursor=cursors.get(source.source_id), polled_at=now()) for source in sources]
    _ask_all(visits, settings)
    changed = [visit for visit in visits if visit.body_sha256 is not None and not visit.is_unchanged]
    _read_all(changed, settings)
    at = now()
    for visit in visits:
        visit.listing = entries_of(visit.source.source_id, visit.items or (), at, no_url_reason="entry_without_url")
    return visits


def poll_of(visit: Visit, batch_id: str, *, first_seconds: float) -> Poll:
    """
    The cursor that a visit leaves.

    first_seconds  The interval of a source that was never polled.

    What to send next time, and the hash, move on only with a body that was read: else a feed that could not be
    parsed once would look unchanged ever after.
    """
    cursor, answer, refusal = visit.cursor, visit.answer, visit.refusal
    if answer is not None and answer.status != 304 and refusal is None:
        etag, last_modified = validator(answer.headers.get("etag")), validator(answer.headers.get("last-modified"))
        body_sha256 = visit.body_sha256
    else:
        etag, last_modified, body_sha256 = _kept(cursor)
    return Poll(
        poll_id=make_id(visit.source.source_id, batch_id),
        source_id=visit.source.source_id,
        polled_at=visit.polled_at,
        outcome=_outcome(visit),
        reason=refusal.reason if refusal else None,
        status=answer.status if answer else refusal.status if refusal else None,
        etag=etag,
        last_modified=last_modified,
        body_sha256=body_sha256,
        entry_count=len(visit.items) if visit.items is not None else None,
        next_poll_at=next_poll_at(
            visit.polled_at,
            cursor,
            reason=refusal.reason if refusal else None,
            has_news=visit.has_news,
            first_seconds=first_seconds,
            retry_after_seconds=refusal.retry_after_seconds if refusal else None,
        ),
        failure_count=(cursor.failure_count if cursor else 0) + 1 if refusal else 0,
    )


def _kept(cursor: Poll | None) -> tuple[str | None, str | None, str | None]:
    return (cursor.etag, cursor.last_modified, cursor.body_sha256) if cursor else (None, None, None)


def _ask_all(visits: Sequence[Visit], settings: Settings) -> None:
    web = Web(settings)

    def ask(visit: Visit) -> None:
        etag, last_modified, _ = _kept(visit.cursor)
        visit.polled_at = now()
        try:
            visit.answer = web.get(
                visit.source.url, cap_bytes=settings.feed_cap_bytes, etag=etag, last_modified=last_modified
            )
        except RequestRefused as refusal:
            visit.refusal = refusal

    with progress("poll feeds", len(visits)) as advance:
        for _ in map_by_host(
            ask,
            visits,
            lambda visit: host_of(visit.source.url) or "",
            threads=settings.fetch_threads,
            per_host=settings.host_connections,
        ):
            advance(1)


def _read_all(visits: Sequence[Visit], settings: Settings) -> None:
    outcomes = map_in_children(
        parse_feed,
        _documents(visits, settings),
        workers=settings.workers,
        seconds=settings.document_seconds,
        memory_bytes=settings.document_memory_bytes,
    )
    for visit, outcome in zip(visits, outcomes, strict=True):
        visit.refusal = _unreadable(outcome)
        if outcome.value is not None:
            visit.items = outcome.value.items


def _documents(visits: Sequence[Visit], settings: Settings) -> Iterator[FeedDocument]:
    for visit in visits:
        if visit.answer is not None:
            yield FeedDocument(
                body=visit.answer.body,
                url=visit.answer.url,
                content_type=visit.answer.headers.get("content-type"),
                entry_cap=settings.entries_per_poll,
            )


def _unreadable(outcome: Outcome[FeedContents]) -> RequestRefused | None:
    if outcome.failure == "raised":
        return RequestRefused("feed_not_xml", "the parser gave up on it")
    if outcome.value is None:
        return RequestRefused("feed_too_hostile", outcome.failure or "crashed")
    if outcome.value.items:
        return None
    if outcome.value.version:
        return RequestRefused("feed_empty", f"{outcome.value.version} without an entry")
    return RequestRefused("feed_not_xml", "neither RSS nor Atom")


def _outcome(visit: Visit) -> Literal["ok", "not_modified", "unchanged", "failed"]:
    if visit.refusal is not None or visit.answer is None:
        return "failed"
    if visit.answer.status == 304:
        return "not_modified"
    return "unchanged" if visit.is_unchanged else "ok"
