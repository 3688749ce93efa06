"""A source put to the test: does it answer, in which format, with what, and does it keep to the rules of polling?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from pipeline.addresses import host_of, registrable_domain, safe_url
from pipeline.edges.clock import now
from pipeline.edges.lanes import map_by_host
from pipeline.edges.logs import progress
from pipeline.edges.web import Web, validator
from pipeline.errors import DROP_REASONS, RequestRefused
from pipeline.records import Source
from pipeline.settings import Settings
from pipeline.sources.polling import Visit, visit_sources

Honoured = Literal["yes", "no", "no validator", "not tried"]
# A feed of news without any for so long is one that its outlet has left behind.
_STALE = timedelta(days=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCheck:
    """
    What came of asking a source once, and once more on the condition that it has changed.

    answers          HTTP status; None where no answer came.
    format           As FeedContents.version says; None where it is none that we know.
    items            Entries with an address.
    newest_item      The latest date of any, UTC.
    conditional_get  Whether it said that nothing had changed since a moment ago; "no" costs it and us a whole body.
    robots           allows, forbids or unreachable.
    problem          What a user should know or do; None where all is well.
    """

    source_id: str
    answers: int | None
    format: str | None
    items: int | None
    newest_item: datetime | None
    conditional_get: Honoured
    robots: Literal["allows", "forbids", "unreachable"]
    problem: str | None


CHECK_COLUMNS = tuple(SourceCheck.__dataclass_fields__)


def check_sources(sources: Sequence[Source], settings: Settings) -> list[SourceCheck]:
    """Asks each source twice at most (an index of sitemaps for its parts besides), politely, and judges it."""
    web = Web(settings)
    visits = visit_sources(sources, {}, settings, web=web)
    honoured = _ask_again(visits, web, settings)
    at = now()
    return [check_of(visit, honoured[visit.source.source_id], at) for visit in visits]


def check_of(visit: Visit, conditional_get: Honoured, at: datetime) -> SourceCheck:
    """The judgement on one visit, made `at`."""
    refusal, answer, contents = visit.refusal, visit.answer, visit.contents
    usable = [item for item in visit.items or () if item.url]
    dates = [date for item in usable for date in (item.listed_at, item.updated_at) if date and date <= at]
    newest = max(dates, default=None)
    reason = refusal.reason if refusal else ""
    return SourceCheck(
        source_id=visit.source.source_id,
        answers=answer.status if answer else refusal.status if refusal else None,
        format=(contents.version or None) if contents else None,
        items=len(usable) if visit.items is not None else None,
        newest_item=newest,
        conditional_get=conditional_get,
        robots={"robots_disallowed": "forbids", "robots_unreachable": "unreachable"}.get(reason, "allows"),  # type: ignore[arg-type]
        problem=_problem(visit, len(usable), newest, at),
    )


def _problem(visit: Visit, usable: int, newest: datetime | None, at: datetime) -> str | None:
    refusal, answer = visit.refusal, visit.answer
    if refusal is not None:
        detail = f" ({refusal.detail})" if refusal.detail else ""
        return f"{refusal.reason}: {DROP_REASONS[refusal.reason]}{detail}"
    is_status = visit.source.kind == "statuspage"
    if visit.items and not usable:
        return "no item has an address"
    if visit.items and is_status and not (visit.contents and visit.contents.posts):
        return "none of its items is dated, so none says when an incident was told of"
    if not is_status and newest is None:
        return "no item is dated"
    if not is_status and newest and at - newest > _STALE:
        return f"nothing new since {newest:%Y-%m-%d}"
    failed = [part for part in visit.parts if part.refusal]
    if failed:
        return f"{len(failed)} of its {len(visit.parts)} sitemaps cannot be read"
    if answer and answer.moved_url:
        return f"it has moved for good: write {safe_url(answer.moved_url)} into the sources file"
    if answer and registrable_domain(answer.url) != registrable_domain(visit.source.url):
        return f"it has moved to {safe_url(answer.url)}"
    return None


def _ask_again(visits: Sequence[Visit], web: Web, settings: Settings) -> Mapping[str, Honoured]:
    def ask(visit: Visit) -> Honoured:
        if visit.answer is None or visit.refusal is not None:
            return "not tried"
        headers = visit.answer.headers
        etag, last_modified = validator(headers.get("etag")), validator(headers.get("last-modified"))
        if not etag and not last_modified:
            return "no validator"
        try:
            again = web.get(visit.source.url, cap_bytes=settings.feed_cap_bytes, etag=etag, last_modified=last_modified)
        except RequestRefused:
            return "not tried"
        return "yes" if again.status == 304 else "no"

    with progress("ask again", len(visits)) as advance:
        honoured: dict[str, Honoured] = {}
        answers = map_by_host(
            ask,
            visits,
            lambda visit: host_of(visit.source.url) or "",
            threads=settings.fetch_threads,
            per_host=settings.host_connections,
        )
        for visit, said in zip(visits, answers, strict=True):
            honoured[visit.source.source_id] = said
            advance(1)
    return honoured
