"""From an address that a user has to a source: the feed is found, and what the file needs to know of it gathered."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from pipeline.addresses import canonical_url, host_of, registrable_domain, safe_url
from pipeline.articles.outlets import outlet_of
from pipeline.edges.web import Answer, Web
from pipeline.edges.workers import map_in_children
from pipeline.errors import InputUnusable, RequestRefused, UsageError
from pipeline.platforms import platform, slug_named
from pipeline.records import Source
from pipeline.settings import Settings
from pipeline.sources.discovery import FeedLink, FoundPage, find_feeds, usual_places
from pipeline.sources.document import FeedContents, FeedDocument
from pipeline.sources.polling import Visit, visit_sources
from pipeline.sources.reading import read_source
from pipeline.sources.sources_file import free_slug

# A page names few feeds that are not one and the same; each costs a request.
_TRIED = 6
_STATUS_FORMATS = frozenset({"statuspage-json", "google-cloud-json", "slack-json"})
Given = TypeVar("Given")
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFeed:
    """
    A feed that could be read.

    visit      What it answered and lists.
    others     Other feeds that the page names.
    is_status  Whether it is a status page's, by its format or by the stamps of its updates.
    """

    visit: Visit
    others: tuple[FeedLink, ...]
    is_status: bool


def find_feed(address: str, settings: Settings) -> FoundFeed:
    """
    The feed at an address, or the first readable one that the page there names.

    Raises UsageError where it is no address, RequestRefused where it does not answer, InputUnusable where no feed can
    be found.
    """
    url = canonical_url(address if "://" in address else f"https://{address}")
    if url is None:
        raise UsageError(f"{safe_url(address)} is no http or https address.")
    web = Web(settings)
    answer = web.get(url, cap_bytes=settings.page_cap_bytes)
    if _contents(answer, settings) is not None:
        candidates: tuple[FeedLink, ...] = (FeedLink(url=url, title=None),)
    else:
        page = FoundPage(body=answer.body, url=answer.url, content_type=answer.headers.get("content-type"))
        candidates = _in_child(find_feeds, page, settings) or usual_places(answer.url)
    tried = []
    for number, candidate in enumerate(candidates[:_TRIED]):
        visit = _visit(candidate.url, web, settings)
        if visit.refusal is None and visit.contents is not None:
            others = candidates[:number] + candidates[number + 1 :] if number < len(candidates) else ()
            return FoundFeed(visit=visit, others=others, is_status=_is_status(visit.contents))
        tried.append(f"  {safe_url(candidate.url)}: {visit.refusal.reason if visit.refusal else 'no feed'}")
    raise InputUnusable(
        f"No feed was found at {safe_url(answer.url)}. Tried besides:\n" + "\n".join(tried or ["  nothing"])
    )


def describe(found: FoundFeed, taken: Collection[str], **said: str | None) -> Source:
    """
    The source that a feed makes, its outlet's home from `outlets.yml` where that knows it.

    taken  The source_ids that are in use.
    said   What the user says of it; wins over what was found: source_id, outlet_name, country, timezone, language,
           platform (a slug or a name).

    Raises UsageError where a status page's platform is not said or not known, or the id is taken.
    """
    url = found.visit.source.url
    slug = _platform_slug(said.get("platform"))
    if found.is_status and slug is None:
        raise UsageError("This is a status page, whose entries never name the platform: say --platform SLUG.")
    if said.get("source_id") in taken:
        raise UsageError(f"The sources file has a source {said['source_id']!r} already; say another --id.")
    site = outlet_of(url, None, None)
    contents = found.visit.contents
    name = said.get("outlet_name") or site.name or (contents.title if contents else None)
    words = f"status-{slug}" if slug else (contents.title if contents else None) or host_of(url) or "source"
    return Source(
        source_id=said.get("source_id") or free_slug(words, taken),
        kind="statuspage" if slug else "feed",
        url=url,
        outlet=registrable_domain(url),
        outlet_name=name,
        country=said.get("country") or site.country,
        timezone=said.get("timezone") or site.timezone,
        language=said.get("language") or _language(contents.language if contents else None),
        platform=slug,
    )


def _visit(url: str, web: Web, settings: Settings) -> Visit:
    # Read as a status page, so that its posts tell whether it is one; what it lists is the same.
    platform_unknown = Source(source_id="new", kind="statuspage", url=url)
    [visit] = visit_sources([platform_unknown], {}, settings, web=web)
    if visit.refusal is None and visit.contents and not visit.contents.posts and not visit.items:
        visit.refusal = RequestRefused("feed_empty", f"{visit.contents.version} without an entry")
    return visit


def _is_status(contents: FeedContents) -> bool:
    return contents.version in _STATUS_FORMATS or any(post.is_stamped for post in contents.posts)


def _platform_slug(said: str | None) -> str | None:
    if said is None:
        return None
    try:
        return platform(said).slug
    except KeyError:
        slug = slug_named(said)
    if slug is None:
        raise UsageError(f"No platform is called {said!r}; schemas/platforms.yml lists them, and takes another.")
    return slug


def _language(said: str | None) -> str | None:
    code = (said or "").partition("-")[0].strip().lower()
    return code if len(code) == 2 and code.isascii() and code.isalpha() else None


def _contents(answer: Answer, settings: Settings) -> FeedContents | None:
    document = FeedDocument(
        body=answer.body,
        url=answer.url,
        content_type=answer.headers.get("content-type"),
        entry_cap=settings.entries_per_poll,
        body_cap=settings.feed_cap_bytes,
    )
    contents = _in_child(read_source, document, settings)
    return contents if contents and contents.version else None


def _in_child(function: Callable[[Given], Made], given: Given, settings: Settings) -> Made | None:
    """What the function makes of a stranger's bytes, in a child process; None where it fails or has to be stopped."""
    items: Iterable[Any] = [given]
    [outcome] = map_in_children(
        function, items, workers=1, seconds=settings.document_seconds, memory_bytes=settings.document_memory_bytes
    )
    return outcome.value
