"""The feeds that a page names: what `sources add` tries where a page answers. Runs in a child process."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import re2

from pipeline.addresses import canonical_url
from pipeline.articles.decode import decode_page
from pipeline.articles.tree import foreign_kind, parse_page
from pipeline.sources.document import first_address
from pipeline.sources.plain import plain_title

FOUND_LIMIT = 20
# "application/json" alone is what sites give their programming interfaces as, too, and is taken with "feed" in it only.
_TYPES = {
    "application/rss+xml": 0,
    "application/atom+xml": 0,
    "application/feed+json": 0,
    "application/rdf+xml": 1,
    "text/xml": 1,
    "application/xml": 1,
}
_FEED_PATH = re2.compile(
    r"(?i)(?:^|[/._-])(?:rss|atom|feeds?)(?:$|[/._?-])|\.(?:rss|atom|rdf)$|/history\.(?:atom|rss)$"
)
_OF_COMMENTS = re2.compile(r"(?i)comments?\b|kommentar|commentaires|replies")
# Where the common systems have theirs: WordPress, Ghost and Jekyll, Drupal, Statuspage.
USUAL_PLACES = ("/feed/", "/rss/", "/feed.xml", "/rss.xml", "/atom.xml", "/history.atom")


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPage:
    """A page as it was answered."""

    body: bytes
    url: str
    content_type: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLink:
    """A feed that a page names; title is the page's word for it."""

    url: str
    title: str | None


def find_feeds(page: FoundPage) -> tuple[FeedLink, ...]:
    """
    The feeds that a page names, each once: those that it declares first, then what it links to; of comments last.

    Raises ValueError where the page is none, or too complex to be read.
    """
    if kind := foreign_kind(page.body):
        raise ValueError(f"it is {kind}")
    tree = parse_page(decode_page(page.body, page.content_type).text)
    if tree is None:
        return ()
    base = _base(tree, page.url)
    ranked = sorted(_links(tree), key=lambda found: found[0])
    feeds: dict[str, FeedLink] = {}
    for _, href, title in ranked:
        url = first_address([urljoin(base, href)] if _is_joinable(base, href) else [], page.url)
        if url and url not in feeds:
            feeds[url] = FeedLink(url=url, title=plain_title(title))
    return tuple(feeds.values())[:FOUND_LIMIT]


def usual_places(url: str) -> tuple[FeedLink, ...]:
    """Where a site that names no feed may have one all the same."""
    return tuple(
        FeedLink(url=place, title=None) for path in USUAL_PLACES if (place := canonical_url(urljoin(url, path)))
    )


def _links(tree: Any) -> Iterator[tuple[int, str, str | None]]:
    """How likely each link is a feed (0 the most), its address, its title."""
    for element in tree.iter("link", "a"):
        href = element.get("href") or ""
        rank = _rank(element, href)
        if rank is not None:
            title = element.get("title") or (element.text if element.tag == "a" else None)
            yield rank + (10 if _OF_COMMENTS.search(f"{href} {title or ''}") else 0), href, title


def _rank(element: Any, href: str) -> int | None:
    kind = (element.get("type") or "").partition(";")[0].strip().lower()
    is_alternate = "alternate" in (element.get("rel") or "").lower().split()
    if element.tag == "link":
        if not is_alternate or not href:
            return None
        return 1 if kind == "application/json" and "feed" in href.lower() else _TYPES.get(kind)
    if not _is_joinable("http://page.invalid/", href):
        return None
    return 2 if kind in _TYPES or _FEED_PATH.search(urlsplit(href).path) else None


def _base(tree: Any, url: str) -> str:
    element = next(tree.iter("base"), None)
    href = (element.get("href") if element is not None else None) or ""
    return urljoin(url, href) if _is_joinable(url, href) else url


def _is_joinable(base: str, href: str) -> bool:
    try:
        urlsplit(urljoin(base, href))
    except ValueError:
        return False
    return True
