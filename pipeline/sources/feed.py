"""RSS and Atom: a feed's bytes become items. Runs in a child process, since feedparser meets strangers' bytes.

The history feeds of status pages are of the same formats; what differs is that their entries never name the
platform, which the Source carries, and that what they say of an incident's course is read too.
"""

from __future__ import annotations

import calendar
import time
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import feedparser
import re2

from pipeline.sources.document import FeedContents, FeedDocument, first_address
from pipeline.sources.hints import feed_hints
from pipeline.sources.listing import Item, one_line
from pipeline.sources.plain import author_names, plain_summary, plain_title
from pipeline.sources.status_feed import StatusEntry, read_posts

_DECLARED_ENCODING = re2.compile(rb"""^(<\?xml[^>]{0,100}?) encoding=["'][^"'>]{0,100}["']""")
# Where an entry begins, in the encodings that have ASCII in them.
_ENTRY = re2.compile(rb"<(?:[a-zA-Z]{1,20}:)?(item|entry)[\s>]")
_CAPTION = re2.compile(rb"(?s)<media:description(?:\s[^>]*?)?(?:/>|>.*?</media:description\s*>)")
# feedparser ends a mail address after four letters of its last part: of "ada@post.media (Ada Lund)" it makes the
# address "ada@post.medi" and the name "a (Ada Lund".
_CUT_DOMAIN = re2.compile(r"\.[a-zA-Z]{4}$")
_REST_OF_DOMAIN = re2.compile(r"(?:(.+) [(<])?([a-z]{1,20})(?: \((.+)|>)?")


def parse_feed(document: FeedDocument) -> FeedContents:
    """What a feed lists, in its order. Malformed feeds give what can be read of them."""
    # Not where it stands: feedparser would resolve ids like addresses, and a feed that moves would list all anew.
    headers = {"content-type": document.content_type} if document.content_type else {}
    body = without_captions(without_surplus(document.body, document.entry_cap))
    parsed = _parsed(body, headers)
    # Of no bytes feedparser makes a result without a version.
    entries = parsed.get("entries", [])[: document.entry_cap]
    version, head = parsed.get("version") or "", parsed.get("feed", {})
    # In Atom the authors of the feed are those of an entry that names none.
    of_feed = author_names(map(_name, head.get("authors", []))) if version.startswith("atom") else ()
    items = tuple(_item(entry, document.url, of_feed) for entry in entries)
    posts = read_posts(_status_entry(*pair) for pair in zip(entries, items, strict=True)) if document.is_status else ()
    return FeedContents(
        version=version,
        items=items,
        posts=posts,
        hints=feed_hints(head, body),
        title=plain_title(head.get("title")),
        language=one_line(head.get("language")),
    )


def _parsed(body: bytes, headers: dict[str, str]) -> Any:
    # Bytes in a BytesIO: feedparser opens a string as a file or an address.
    try:
        return feedparser.parse(BytesIO(body), response_headers=headers)
    except ValueError:
        # The feed, or its server, names an encoding that is none for text ("punycode", "undefined", a NUL).
        said = {**headers, "content-type": "application/xml; charset=utf-8"}
        return feedparser.parse(BytesIO(_DECLARED_ENCODING.sub(rb"\1", body)), response_headers=said)


def without_surplus(body: bytes, entry_cap: int) -> bytes:
    """
    The feed without the entries after the first `entry_cap`, and with all that stands around them.

    feedparser takes 19 s for 100,000 items, of which 2,000 are wanted. A feed that is not over the cap, and one whose
    entries cannot be told apart here (UTF-16, one that ends early), comes back as it is.
    """
    if body.count(b"<item") + body.count(b":item") + body.count(b"<entry") + body.count(b":entry") <= entry_cap:
        return body
    surplus = None
    for number, found in enumerate(_ENTRY.finditer(body)):
        if number == entry_cap:
            surplus = found
            break
    if surplus is None:
        return body
    closing = b"</" + surplus[0][1:-1] + b">"
    last = body.rfind(closing)
    return body[: surplus.start()] + body[last + len(closing) :] if last > surplus.start() else body


def without_captions(body: bytes) -> bytes:
    """
    The feed without what it says about its pictures, where it has descriptions.

    feedparser takes the one for the other: a caption that stands first becomes the item's description.
    """
    return _CAPTION.sub(b"", body) if b"<media:description" in body and b"<description" in body else body


def _item(entry: Any, base_url: str, of_feed: tuple[str, ...]) -> Item:
    updated_at = _instant(entry, "updated_parsed")
    # The first of: the address before FeedBurner's, the link, an id that is an address.
    candidates = (entry.get("feedburner_origlink"), entry.get("link"), _id_address(entry))
    return Item(
        guid=one_line(entry.get("id")),
        url=first_address(candidates, base_url),
        title=plain_title(entry.get("title")),
        authors=_authors(entry) or of_feed,
        # Where there is only a text, feedparser calls that the summary too.
        summary=plain_summary(entry.get("summary")),
        # Atom requires only "updated", and RSS 1.0 has only dc:date, which feedparser calls updated.
        listed_at=_instant(entry, "published_parsed") or updated_at,
        updated_at=updated_at,
    )


def _authors(entry: Any) -> tuple[str, ...]:
    """The entry's own; those of the feed that it was taken from, where it says that instead."""
    source = entry.get("source") or {}
    return author_names(map(_name, entry.get("authors", []))) or author_names(map(_name, source.get("authors", [])))


def _name(author: Any) -> str | None:
    """An author's name, or the mail address where there is no name."""
    name, address = author.get("name") or "", author.get("email") or ""
    if _CUT_DOMAIN.search(address) and (found := _REST_OF_DOMAIN.fullmatch(name)):
        before, rest, after = found.groups()
        name, address = before or after or "", address + rest
    return name or address


def _status_entry(entry: Any, item: Item) -> StatusEntry:
    texts = [part.get("value") or "" for part in entry.get("content", [])]
    return StatusEntry(
        guid=item.guid,
        url=item.url,
        title=item.title,
        markup=max([*texts, entry.get("summary") or ""], key=len),
        listed_at=item.listed_at,
        updated_at=item.updated_at,
    )


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
