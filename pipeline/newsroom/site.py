"""All that the newsroom's server answers, made once for an edition: feeds, pages, robots.txt."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from pipeline.newsroom.feeds import changed_at, render_feed
from pipeline.newsroom.pages import render_page
from pipeline.newsroom.stories import CONTENT, Outlet, Story, read_outlets

# A table of figures, as a press office uploads it under the address of the story that it belongs to.
PDF_FILE = CONTENT / "figures.pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """
    What one address answers.

    etag, last_modified  None where the outlet's server sends none.
    location             Where to, for a redirect.
    is_compressed        Whether the server sends it gzipped to those who accept that.
    """

    status: int
    content_type: str
    body: bytes
    etag: str | None = None
    last_modified: datetime | None = None
    location: str | None = None
    is_compressed: bool = False


Site = Mapping[tuple[str, str], Resource]


def build_site(edition: int) -> Site:
    """Every address of every outlet in that edition, by host and path (with its query, where it has one)."""
    return {
        (outlet.host, path): resource for outlet in read_outlets() for path, resource in _resources(outlet, edition)
    }


def _resources(outlet: Outlet, edition: int) -> Iterator[tuple[str, Resource]]:
    yield "/robots.txt", Resource(status=200, content_type="text/plain; charset=utf-8", body=outlet.robots.encode())
    for feed in outlet.feeds:
        stories = [story.in_edition(edition) for story in outlet.listed(feed)]
        body = render_feed(outlet, feed, stories)
        changes = [changed for story in stories if (changed := changed_at(story))]
        yield feed.path, _validated(outlet, feed.content_type, body, max(changes))
    for story in outlet.stories:
        yield from _story_resources(outlet, story.in_edition(edition))


def _story_resources(outlet: Outlet, story: Story) -> Iterator[tuple[str, Resource]]:
    body = _story_body(outlet, story, story.layout)
    if body is None:
        return
    yield story.path, _validated(outlet, outlet.content_type, body, changed_at(story))
    if story.listed_path == story.path:
        return
    if "/amp" in story.listed_path:
        amp = render_page(outlet, story, "amp").encode(outlet.encoding, "xmlcharrefreplace")
        yield story.listed_path, _validated(outlet, outlet.content_type, amp, changed_at(story))
    else:
        yield story.listed_path, Resource(status=301, content_type="text/html", body=b"", location=story.path)


def _story_body(outlet: Outlet, story: Story, layout: str) -> bytes | None:
    match story.answers:
        case "missing":
            return None
        case "empty":
            return b""
        case "pdf":
            return PDF_FILE.read_bytes()
        case "page":
            return render_page(outlet, story, layout).encode(outlet.encoding, "xmlcharrefreplace")


def _validated(outlet: Outlet, content_type: str, body: bytes, changed: datetime | None) -> Resource:
    return Resource(
        status=200,
        content_type=content_type,
        body=body,
        etag=f'"{hashlib.sha256(body).hexdigest()[:20]}"' if "etag" in outlet.validators else None,
        last_modified=changed if "last_modified" in outlet.validators else None,
        is_compressed=outlet.is_compressed,
    )
