"""News sitemaps (`news:news`) and sitemap indexes.

Of a sitemap only the addresses that carry `news:news` are taken: they are the last two days' articles. An ordinary
sitemap lists every page of a site since its beginning, which is nothing to fetch.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from pipeline.addresses import registrable_domain
from pipeline.sources.document import FeedContents, FeedDocument, Part, first_address
from pipeline.sources.listing import Item, instant_of
from pipeline.sources.plain import plain_title

# An index of one news sitemap a section has about as many; those of archives have thousands.
PART_LIMIT = 8
_OLDEST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Listed:
    location: str | None
    title: str | None
    listed_at: datetime | None
    updated_at: datetime | None


def read_sitemap(document: FeedDocument) -> FeedContents | None:
    """What a sitemap or an index of sitemaps lists; None where it is neither."""
    found: list[_Listed] = []
    parts: list[Part] = []
    root = None
    for event, element in _elements(document.body):
        name = _local(element)
        if root is None and event == "start":
            root = name
            if root not in ("urlset", "sitemapindex"):
                return None
        if event == "end" and name == "url":
            found += _listed(element)
            element.clear()
        elif event == "end" and name == "sitemap":
            parts += _parts(element, document.url)
            element.clear()
    if root == "sitemapindex":
        return _index(parts, document)
    if root != "urlset":
        return None
    newest_first = sorted(found, key=lambda one: one.listed_at or _OLDEST, reverse=True)
    items = tuple(_item(one, document.url) for one in newest_first[: document.entry_cap])
    return FeedContents(version="sitemap-news", items=items)


def _elements(body: bytes) -> Iterator[tuple[str, Any]]:
    """The tree as it grows; no document type of a stranger is obeyed, and what follows a fault is read on."""
    try:
        yield from etree.iterparse(
            BytesIO(body),
            events=("start", "end"),
            recover=True,
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
    except etree.XMLSyntaxError:
        return


def _listed(url: Any) -> Iterator[_Listed]:
    news = _child(url, "news")
    if news is not None:
        listed_at = instant_of(_text(news, "publication_date"))
        yield _Listed(_text(url, "loc"), _text(news, "title"), listed_at, instant_of(_text(url, "lastmod")))


def _item(one: _Listed, base: str) -> Item:
    return Item(
        url=first_address([one.location], base),
        title=plain_title(one.title),
        listed_at=one.listed_at,
        updated_at=one.updated_at,
    )


def _parts(sitemap: Any, base: str) -> Iterator[Part]:
    address = first_address([_text(sitemap, "loc")], base)
    # An index speaks for its own site: it cannot send us to anybody else's.
    if address and registrable_domain(address) == registrable_domain(base):
        yield Part(url=address, changed_at=instant_of(_text(sitemap, "lastmod")))


def _index(parts: list[Part], document: FeedDocument) -> FeedContents:
    ordered = sorted(parts, key=lambda part: part.changed_at or _OLDEST, reverse=True)
    ordered.sort(key=lambda part: "news" not in urlsplit(part.url).path.lower())
    chosen = tuple({part.url: part for part in ordered}.values())[:PART_LIMIT]
    return FeedContents(
        version="sitemap-index",
        parts=chosen,
        # Only where every part is dated does an unchanged index mean that its parts are.
        is_whole=all(part.changed_at for part in chosen),
    )


def _text(parent: Any, name: str) -> str | None:
    child = _child(parent, name)
    text = "".join(child.itertext()) if child is not None else ""
    return text.strip() or None


def _child(parent: Any, name: str) -> Any:
    return next((child for child in parent if _local(child) == name), None)


def _local(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
