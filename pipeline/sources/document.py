"""What a source answered, and what was read from it: the words that the readers of all formats share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urljoin

from pipeline.addresses import canonical_url
from pipeline.sources.hints import FeedHints
from pipeline.sources.listing import Item
from pipeline.sources.status import StatusReport

_URL_CHARS = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedDocument:
    """
    What a source answered, in whatever format.

    url           The address that answered; what relative addresses in it are relative to.
    content_type  As the server said it; its charset counts.
    entry_cap     Entries beyond this many are not read.
    body_cap      Bytes that a body which is a gzip file may have once it is unpacked.
    is_status     Whether the source is a status page, whose posts are read for their moments too.
    """

    body: bytes
    url: str
    content_type: str | None
    entry_cap: int
    body_cap: int = 8 * 1024**2
    is_status: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """
    A sitemap that a sitemap index names.

    changed_at  When the index says that it was last changed; None where it does not.
    """

    url: str
    changed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedContents:
    """
    What was found in a document.

    version  The format: "rss20" and "atom10" as feedparser calls them, "json11", "sitemap-news", "sitemap-index",
             "statuspage-json"; empty where it is none that we know.
    posts    Of a status page: its incidents, with the moments that each passed through.
    parts    Of a sitemap index: the sitemaps to ask for next, the most promising first.
    is_whole Whether an unchanged document means that nothing is new: False for an index that does not date its parts.
    hints    How often the feed wants to be asked.
    title    What the feed calls itself; language: as it says, "en-GB". None where it does not.
    """

    version: str
    items: tuple[Item, ...] = ()
    posts: tuple[StatusReport, ...] = ()
    parts: tuple[Part, ...] = ()
    is_whole: bool = True
    hints: FeedHints = field(default_factory=FeedHints)
    title: str | None = None
    language: str | None = None


class TooLarge(ValueError):
    """Raised where a body that is a gzip file unpacks to more than it may."""


def first_address(candidates: Iterable[object], base_url: str) -> str | None:
    """The first candidate that is a usable address other than the document's own; relative ones are resolved."""
    for candidate in candidates:
        if isinstance(candidate, str) and candidate and len(candidate) <= _URL_CHARS:
            try:
                found = canonical_url(urljoin(base_url, candidate))
            except ValueError:
                continue
            # A link like "http://" resolves to the document itself.
            if found and found != canonical_url(base_url):
                return found
    return None
