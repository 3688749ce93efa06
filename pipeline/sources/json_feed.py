"""JSON Feed 1.0 and 1.1 (jsonfeed.org): what it lists. A field of another type than the format's is left out."""

from __future__ import annotations

from typing import Any

from pipeline.sources.document import FeedContents, FeedDocument, first_address
from pipeline.sources.listing import Item, instant_of, one_line
from pipeline.sources.plain import author_names, plain_summary, plain_title

_VERSION = "https://jsonfeed.org/version/1"


def read_json_feed(content: Any, document: FeedDocument) -> FeedContents | None:
    """The items of a JSON Feed, in its order; None where the content is none."""
    if not isinstance(content, dict) or not isinstance(content.get("items"), list):
        return None
    version = content.get("version")
    # Some feeds give the address with http, or a blank beside it.
    said = version.strip().replace("http://", "https://") if isinstance(version, str) else ""
    if not said.startswith(_VERSION):
        return None
    rows = [row for row in content["items"] if isinstance(row, dict)][: document.entry_cap]
    return FeedContents(
        version="json11" if said == f"{_VERSION}.1" else "json10",
        items=tuple(_item(row, document.url, _authors(content)) for row in rows),
        title=plain_title(_text(content.get("title"))),
        language=one_line(_text(content.get("language"))),
    )


def _item(row: dict[str, Any], base_url: str, of_feed: tuple[str, ...]) -> Item:
    guid = _guid(row.get("id"))
    is_address = guid is not None and guid.startswith(("http://", "https://"))
    return Item(
        guid=guid,
        # `external_url` is a page that the item is about, so its own address goes first.
        url=first_address([row.get("url"), row.get("external_url"), guid if is_address else None], base_url),
        title=plain_title(_text(row.get("title"))),
        # The authors of the feed are those of an item that names none.
        authors=_authors(row) or of_feed,
        summary=_summary(row),
        listed_at=instant_of(_text(row.get("date_published"))),
        updated_at=instant_of(_text(row.get("date_modified"))),
    )


def _guid(value: Any) -> str | None:
    """The id as text: the format asks readers to take a number for one."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return one_line(str(value))


def _authors(content: dict[str, Any]) -> tuple[str, ...]:
    """Of an item or a feed; version 1.0 has one `author`."""
    named = content.get("authors")
    rows = [*(named if isinstance(named, list) else []), content.get("author")]
    return author_names(_text(row.get("name")) for row in rows if isinstance(row, dict))


def _summary(row: dict[str, Any]) -> str | None:
    found = (plain_summary(_text(row.get(name))) for name in ("summary", "content_text", "content_html"))
    return next(filter(None, found), None)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
