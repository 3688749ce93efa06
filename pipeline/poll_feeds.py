"""Source -> Entry: what do the sources list that is new, or may have changed?

In     the plan of the batch, the sources file, and from the published snapshot what is known
Out    Entry; beside it the Source that was polled, its Poll, the cursor for the next one, and of a status page the
       StatusPost that each of its incidents makes
Drops  source: why it could not be fetched or read, feed_not_xml, feed_empty, feed_too_hostile
       entry: entry_without_url, list_row_unusable, entry_known, entry_repeated, outside_window, no_date_for_window
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from pipeline.addresses import safe_url
from pipeline.edges.batches import Batch, open_batch
from pipeline.edges.clock import now
from pipeline.edges.fail_points import fail_point
from pipeline.edges.logs import get_log
from pipeline.edges.web import Web
from pipeline.errors import UsageError
from pipeline.records import BatchPlan, Drop, Poll, Source, StatusPost, Tally
from pipeline.settings import Settings
from pipeline.sources import load_sources
from pipeline.sources.cursors import poll_of
from pipeline.sources.folder import list_folder
from pipeline.sources.known import KnownEntry, Memory, SnapshotMemory, address_id, with_own_id
from pipeline.sources.listing import (
    Item,
    Listing,
    drop_entry,
    each_address_once,
    entries_of,
    pseudo_source_id,
    within_window,
)
from pipeline.sources.polling import Visit, visit_sources
from pipeline.sources.schedule import NEWS_SPAN, due_sources
from pipeline.sources.urls import list_addresses


def judge_known(
    listing: Listing,
    known: Mapping[str, KnownEntry],
    at: datetime,
    *,
    recheck_hours: float,
    is_forced: bool,
    polled_before: Collection[str] = (),
) -> Listing:
    """
    The listing without what was fetched before and need not be looked at again.

    polled_before  Feeds that an earlier poll could read: what they list for the first time is new in them.

    What goes on of the known keeps the moment at which it was first seen. Known entries that are not in the listing
    (their feed has not changed, or lists them no longer) are added where they are to be looked at.
    """
    judged = Listing(drops=list(listing.drops))
    for entry in listing.entries:
        before = known.get(entry.entry_id)
        if before is None:
            judged.entries.append(replace(entry, is_new_in_feed=entry.source_id in polled_before))
        elif before.is_wanted_again(
            at,
            listed_updated_at=entry.updated_at,
            recheck_hours=recheck_hours,
            is_forced=is_forced,
            is_moved=entry.entry_url != before.entry.entry_url,
        ):
            first = before.entry
            judged.entries.append(
                replace(entry, first_seen_at=first.first_seen_at, is_new_in_feed=first.is_new_in_feed)
            )
        else:
            judged.drops.append(drop_entry(entry, "entry_known", at))
    listed = {entry.entry_id for entry in listing.entries}
    judged.entries += [
        before.entry
        for entry_id, before in known.items()
        if entry_id not in listed
        and before.is_wanted_again(at, listed_updated_at=None, recheck_hours=recheck_hours, is_forced=is_forced)
    ]
    return judged


def _run_input(batch: Batch, settings: Settings) -> Tally:
    plan, at = batch.plan, now()
    source, items = _listed_input(plan, settings)
    listing = entries_of(source.source_id, items, at, no_url_reason="list_row_unusable")
    listing = each_address_once(within_window(listing, plan, at), at)
    return _write(batch, listing, [source])


def _listed_input(plan: BatchPlan, settings: Settings) -> tuple[Source, list[Item]]:
    path = plan.input_path or ""
    source = Source(source_id=pseudo_source_id(plan.source_kind, path), kind=plan.source_kind, url=path)
    if plan.source_kind == "urls":
        items = list_addresses(Path(path))
    else:
        items = list_folder(Path(path), source.source_id, cap_bytes=settings.page_cap_bytes)
    if not items:
        what = "addresses" if plan.source_kind == "urls" else ".html, .txt or .json files"
        raise UsageError(f"There are no {what} in {path}.")
    return source, items


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """
    What came of polling the sources of a plan.

    visits   One for each source that was due.
    listing  What goes on to be fetched, and what was dropped.
    polls    The cursor that each visit leaves.
    """

    visits: Sequence[Visit]
    listing: Listing
    polls: Sequence[Poll]


def poll_sources(
    sources: Sequence[Source], plan: BatchPlan, memory: Memory, settings: Settings, *, web: Web | None = None
) -> Polled:
    """
    Asks the sources that are due, and says what is new in them or is to be looked at again.

    Pages of young outages are looked at again whether or not their source is due.
    """
    cursors = memory.cursors(plan.source_ids)
    due = due_sources(sources, cursors, now(), is_forced=plan.is_forced)
    visits = visit_sources(due, cursors, settings, web=web)
    listing = _judged(visits, plan, memory, settings, now())
    listing.drops = [*_source_drops(visits), *listing.drops]
    news_at = memory.news_at([source.source_id for source in due], now() - NEWS_SPAN)
    polls = [
        poll_of(
            visit,
            plan.batch_id,
            planned_at=plan.planned_at,
            first_seconds=settings.poll_interval_seconds,
            news_at=news_at.get(visit.source.source_id, ()),
        )
        for visit in visits
    ]
    return Polled(visits=visits, listing=listing, polls=polls)


def _run_feeds(batch: Batch, settings: Settings) -> Tally:
    sources = _planned_sources(batch.plan, settings)
    polled = poll_sources(sources, batch.plan, SnapshotMemory(settings, batch.batch_id), settings)
    posts = [post for visit in polled.visits for post in visit.posts(visit.polled_at)]
    # The next stages look up the outlet of an entry among them.
    spoken_of = {visit.source.source_id for visit in polled.visits} | {e.source_id for e in polled.listing.entries}
    shown = [_shown(source) for source in sources if source.source_id in spoken_of]
    return _write(batch, polled.listing, shown, [*polled.polls, *posts])


def _planned_sources(plan: BatchPlan, settings: Settings) -> list[Source]:
    sources = {source.source_id: source for source in load_sources(settings.sources_file)}
    gone = [source_id for source_id in plan.source_ids if source_id not in sources]
    if gone:
        raise UsageError(
            f"{', '.join(gone)} stand in the plan of {plan.batch_id}, but no longer in {settings.sources_file}. "
            "Put them back, or plan a new batch with `outwire watch --once`."
        )
    return [sources[source_id] for source_id in plan.source_ids]


def _judged(visits: Sequence[Visit], plan: BatchPlan, memory: Memory, settings: Settings, at: datetime) -> Listing:
    listing = Listing()
    for visit in visits:
        listing.extend(visit.listing)
    listing = within_window(listing, plan, at)
    known = memory.entries(
        [entry_id for entry in listing.entries for entry_id in (entry.entry_id, address_id(entry))],
        plan.source_ids,
        at - timedelta(hours=settings.recheck_hours),
    )
    for part in (listing, *(visit.listing for visit in visits)):
        part.entries = [with_own_id(entry, known) for entry in part.entries]
    for visit in visits:
        visit.news = [entry for entry in visit.listing.entries if entry.entry_id not in known]
    judged = judge_known(
        listing,
        known,
        at,
        recheck_hours=settings.recheck_hours,
        is_forced=plan.is_forced,
        polled_before={visit.source.source_id for visit in visits if visit.is_known_feed},
    )
    return each_address_once(judged, at)


def _source_drops(visits: Sequence[Visit]) -> Iterator[Drop]:
    for visit in [part for whole in visits for part in (whole, *(whole.parts if whole.refusal is None else ()))]:
        if visit.refusal is not None:
            get_log().warning("source_failed", source_id=visit.source.source_id, reason=visit.refusal.reason)
            yield Drop(
                stage="poll_feeds",
                kind="source",
                record_id=visit.source.source_id,
                reason=visit.refusal.reason,
                detail=visit.refusal.detail[:300],
                url=safe_url(visit.source.url),
                dropped_at=visit.polled_at,
            )


def _shown(source: Source) -> Source:
    """The source as tables may show it: a feed's address can carry a reader's key in its query."""
    return replace(source, url=safe_url(source.url))


def _write(
    batch: Batch, listing: Listing, sources: Sequence[Source], visited: Sequence[Poll | StatusPost] = ()
) -> Tally:
    fail_point("poll_feeds.listed")
    return batch.write(
        "poll_feeds",
        seen=len(listing.entries) + len(listing.drops),
        passed=listing.entries,
        drops=listing.drops,
        extra=[*sources, *visited],
    )


def run(batch_id: str, settings: Settings) -> Tally:
    """
    Polls the sources of a batch, or lists its folder or addresses, and replaces the stage's output.

    Raises UsageError where a source is gone from the sources file, or the folder or list cannot be used or is empty.
    """
    batch = open_batch(settings.home, batch_id)
    if batch.plan.source_kind in ("folder", "urls"):
        return _run_input(batch, settings)
    return _run_feeds(batch, settings)
