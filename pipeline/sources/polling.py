"""Visits to feeds: what each answered, and what was found in it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from pipeline.addresses import host_of
from pipeline.credentials import Keys
from pipeline.edges.clock import now
from pipeline.edges.lanes import map_by_host
from pipeline.edges.logs import progress
from pipeline.edges.web import Answer, Web
from pipeline.edges.workers import Outcome, map_in_children
from pipeline.errors import RequestRefused
from pipeline.records import Entry, Poll, Source, StatusPost
from pipeline.settings import Settings
from pipeline.sources.document import FeedContents, FeedDocument
from pipeline.sources.listing import Item, Listing, entries_of
from pipeline.sources.moves import places_to_ask
from pipeline.sources.reading import read_source
from pipeline.sources.status import post_of
from pipeline.sources.trust import is_to_be_asked_whole


@dataclass(slots=True, kw_only=True)
class Visit:
    """
    One poll while it is under way.

    polled_at        When the answer came, or the failure was certain.
    asked_url        The address that answered, or failed last: the source's own, or where it has moved.
    is_whole_asked   Whether the feed was asked for without a condition.
    answer, refusal  What came; after parsing, a refusal also says why the answer is not a feed.
    contents         What was read from the answer; None where it was not parsed.
    items            What the source lists, its parts' items among them; None where it was not parsed.
    parts            Of a sitemap index: the visits to the sitemaps that it names.
    listing          The entries made of the items.
    news             Those of them that were not known.
    """

    source: Source
    cursor: Poll | None
    polled_at: datetime
    answer: Answer | None = None
    refusal: RequestRefused | None = None
    contents: FeedContents | None = None
    items: tuple[Item, ...] | None = None
    parts: list[Visit] = field(default_factory=list)
    is_part: bool = False
    listing: Listing = field(default_factory=Listing)
    news: list[Entry] = field(default_factory=list)
    is_whole_asked: bool = False
    asked_url: str = ""

    @property
    def may_be_empty(self) -> bool:
        """Whether it is no failure to list nothing: a status page without incidents, one sitemap of several."""
        return self.is_part or self.source.kind == "statuspage"

    @property
    def keys(self) -> Collection[str]:
        """Values of the source's address that are credentials, and stay out of all that is kept."""
        return Keys.of_source(self.source.url).values.values()

    @property
    def body_sha256(self) -> str | None:
        """Hash of the body that came; None where none did."""
        return hashlib.sha256(self.answer.body).hexdigest() if self.answer and self.answer.status != 304 else None

    @property
    def is_known_feed(self) -> bool:
        """Whether an earlier poll could read the source, so that what it lists for the first time is new in it."""
        return self.cursor is not None and self.cursor.body_sha256 is not None

    def news_at(self) -> list[datetime]:
        """When the news appeared: now, or in a first poll, which lists old stories too, when they say."""
        if self.is_known_feed:
            return [self.polled_at] * len(self.news)
        return [entry.listed_at for entry in self.news if entry.listed_at is not None]

    @property
    def is_whole(self) -> bool:
        """Whether a body like this one, when it comes again, says that nothing is new in the source."""
        is_dated = self.contents is None or self.contents.is_whole
        return is_dated and all(part.refusal is None for part in self.parts)

    def posts(self, seen_at: datetime) -> list[StatusPost]:
        """What a status page says about its incidents."""
        reports = self.contents.posts if self.contents else ()
        posts = (post_of(report, self.source.source_id, seen_at, keys=self.keys) for report in reports)
        return [post for post in posts if post is not None]

    @property
    def is_unchanged(self) -> bool:
        """Whether the body is the one that was read at the poll before, whatever the server says."""
        return self.body_sha256 is not None and self.cursor is not None and self.body_sha256 == self.cursor.body_sha256


def visit_sources(
    sources: Sequence[Source], cursors: Mapping[str, Poll], settings: Settings, *, web: Web | None = None
) -> list[Visit]:
    """
    Asks each source for its feed, on the condition that it has changed, and reads those that have.

    web  What to ask with, where the caller asks for more.

    A poll where nothing changed costs a request and a hash. A source that fails costs only its own visit.
    """
    web = web or Web(settings)
    visits = [Visit(source=source, cursor=cursors.get(source.source_id), polled_at=now()) for source in sources]
    _ask_and_read(visits, web, settings)
    _visit_parts(visits, web, settings)
    at = now()
    for visit in visits:
        visit.listing = entries_of(
            visit.source.source_id, visit.items or (), at, no_url_reason="entry_without_url", keys=visit.keys
        )
    return visits


def _ask_and_read(visits: Sequence[Visit], web: Web, settings: Settings) -> None:
    _ask_all(visits, web, settings)
    changed = [visit for visit in visits if visit.body_sha256 is not None and not visit.is_unchanged]
    _read_all(changed, settings)


def _visit_parts(visits: Sequence[Visit], web: Web, settings: Settings) -> None:
    """Asks for the sitemaps that indexes name, and gives what they list to the visit of their index."""
    for visit in visits:
        found = visit.contents.parts if visit.contents else ()
        visit.parts = [
            Visit(source=replace(visit.source, url=part.url), cursor=None, polled_at=visit.polled_at, is_part=True)
            for part in found
        ]
    parts = [part for visit in visits for part in visit.parts]
    if not parts:
        return
    _ask_and_read(parts, web, settings)
    for visit in visits:
        if visit.parts:
            found_items = [item for part in visit.parts for item in part.items or ()]
            found_items.sort(key=lambda item: item.listed_at.timestamp() if item.listed_at else 0.0, reverse=True)
            visit.items = tuple(found_items[: settings.entries_per_poll])
            if all(part.refusal for part in visit.parts):
                visit.refusal = visit.parts[0].refusal
            elif not visit.items:
                visit.refusal = RequestRefused("feed_empty", "sitemaps without a news:news")


def _ask_all(visits: Sequence[Visit], web: Web, settings: Settings) -> None:
    for visit in visits:
        visit.is_whole_asked = visit.cursor is None or is_to_be_asked_whole(visit.cursor, now())
    with progress("poll feeds", len(visits)) as advance:
        for _ in map_by_host(
            lambda visit: _ask(visit, web, settings),
            visits,
            lambda visit: host_of(_places(visit)[0]) or "",
            threads=settings.fetch_threads,
            per_host=settings.host_connections,
        ):
            advance(1)


def _places(visit: Visit) -> tuple[str, ...]:
    return places_to_ask(visit.source, visit.cursor, is_whole=visit.is_whole_asked)


def _ask(visit: Visit, web: Web, settings: Settings) -> None:
    """What the source answers, at the first of its addresses that does; a host that is busy is left alone."""
    known = None if visit.is_whole_asked else visit.cursor
    for url in _places(visit):
        visit.asked_url = url
        try:
            visit.answer = web.get(
                url,
                cap_bytes=settings.feed_cap_bytes,
                etag=known.etag if known else None,
                last_modified=known.last_modified if known else None,
            )
            visit.refusal = None
        except RequestRefused as refusal:
            visit.refusal = refusal
        if visit.refusal is None or visit.refusal.reason == "http_busy":
            break
    visit.polled_at = now()


def _read_all(visits: Sequence[Visit], settings: Settings) -> None:
    outcomes = map_in_children(
        read_source,
        _documents(visits, settings),
        workers=settings.workers,
        seconds=settings.document_seconds,
        memory_bytes=settings.document_memory_bytes,
    )
    for visit, outcome in zip(visits, outcomes, strict=True):
        visit.refusal = _unreadable(outcome, may_be_empty=visit.may_be_empty)
        if outcome.value is not None:
            visit.contents = outcome.value
            visit.items = outcome.value.items


def _documents(visits: Sequence[Visit], settings: Settings) -> Iterator[FeedDocument]:
    for visit in visits:
        if visit.answer is not None:
            yield FeedDocument(
                body=visit.answer.body,
                url=visit.answer.url,
                content_type=visit.answer.headers.get("content-type"),
                entry_cap=settings.entries_per_poll,
                body_cap=settings.feed_cap_bytes,
                is_status=visit.source.kind == "statuspage",
            )


def _unreadable(outcome: Outcome[FeedContents], *, may_be_empty: bool) -> RequestRefused | None:
    if outcome.failure == "raised":
        if outcome.detail.startswith("TooLarge"):
            return RequestRefused("too_large", "a gzip file of more than OUTWIRE_FEED_CAP_BYTES once unpacked")
        return RequestRefused("feed_not_xml", "the parser gave up on it")
    if outcome.value is None:
        return RequestRefused("feed_too_hostile", outcome.failure or "crashed")
    if outcome.value.items or outcome.value.parts or (outcome.value.version and may_be_empty):
        return None
    if outcome.value.version:
        return RequestRefused("feed_empty", f"{outcome.value.version} without an entry")
    return RequestRefused("feed_not_xml", "neither RSS, Atom, JSON Feed, a sitemap nor a status page's JSON")
