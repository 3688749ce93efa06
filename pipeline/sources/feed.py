"""RSS and Atom: a feed's bytes become items. Runs in a child process, since feedparser meets strangers' bytes.

The history feeds of status pages are of the same formats; what differs is that their entries never name the
platform, which the Source carries.
"""

from __future__ import annotations

import calendar
import html
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from urllib.parse import urljoin

import feedparser
import re2

from pipeline.addresses import canonical_url
from pipeline.sources.listing import Item, one_line

_TAG = re2.compile(r"</?[a-zA-Z][^<>]*>")
_URL_CHARS = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedDocument:
    """
    A feed as it was answered.

    url           The address that answered; what relative addresses in it are relative to.
    content_type  As the server said it; its charset counts.
    entry_cap     Entries beyond this many are not read.
    """

    body: bytes
    url: str
    content_type: str | None
    entry_cap: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedContents:
    """
    What feedparser found.

    version  Its name of the format, "rss20" or "atom10"; empty where it is no feed.
    """

    version: str
    items: tuple[Item, ...]


def parse_feed(document: FeedDocument) -> FeedContents:
    """What a feed lists, in its order. Malformed feeds give what can be read of them."""
    headers = {"content-location": document.url}
    if document.content_type:
        headers["content-type"] = document.content_type
    # Bytes in a BytesIO: feedparser opens a string as a file or an address.
    parsed = feedparser.parse(BytesIO(document.body), response_headers=headers)
    # Of no bytes feedparser makes a result without a version.
    entries = parsed.get("entries", [])[: document.entry_cap]
    items = tuple(_item(entry, document.url) for entry in entries)
    return FeedContents(version=parsed.get("version") or "", items=items)


def plain_title(markup: str | None) -> str | None:
    """A title without markup and character references."""
    return one_line(html.unescape(_TAG.sub("", (markup or "")[:4000])))


def _item(entry: Any, base_url: str) -> Item:
    updated_at = _instant(entry, "updated_parsed")
    return Item(
        guid=one_line(entry.get("id")),
        url=_address(entry, base_url),
        title=plain_title(entry.get("title")),
        # Atom requires only "updated", and RSS 1.0 has only dc:date, which feedparser calls updated.
        listed_at=_instant(entry, "published_parsed") or updated_at,
        updated_at=updated_at,
    )


def _address(entry: Any, base_url: str) -> str | None:
    """The first of: the address before FeedBurner's, the link, an id that is an address."""
    for candidate in (entry.get("feedburner_origlink"), entry.get("link"), _id_address(entry)):
        if candidate and len(candidate) <= _URL_CHARS:
            try:
                found = canonical_url(urljoin(base_url, candidate))
            except ValueError:
                continue
            # A link like "http://" resolves to the feed itself.
            if found and found != canonical_url(base_url):
                return found
    return None


def _id_address(entry: Any) -> str | None:
    guid = str(entry.get("id") or "")
    return guid if guid.startswith(("http://", "https://")) else None


def _instant(entry: Any, name: str) -> datetime | None:
    # Asked for by `in` first: feedparser answers for a missing "updated" with "published".
    parsed: time.struct_time | None = entry.get(name) if name in entry else None
    if parsed is None:
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC)
    except (ValueError, OverflowError, OSError):
        return None
