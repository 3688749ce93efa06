"""Rows for the suites of what a batch collected and what it says about itself; `frames` has those of what it read."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from pipeline.errors import DROP_REASONS
from pipeline.quality.frames import Row, hours_between, is_web_address
from pipeline.quality.vocabulary import is_region_known, is_timezone_known
from pipeline.records import BatchPlan, DateEvidence, Drop, Page, Poll, QualityResult, Replay, Source, StatusPost


def source_row(source: Source) -> Row:
    """
    What sources.json asks.

    is_web_address  Whether it is asked for over http or https; None for a folder or a list, whose url is a path.
    """
    is_polled = source.kind in ("feed", "statuspage")
    return {
        "source_id": source.source_id,
        "kind": source.kind,
        "is_web_address": is_web_address(source.url) if is_polled else None,
        "has_known_country": None if source.country is None else is_region_known(source.country),
        "has_known_timezone": None if source.timezone is None else is_timezone_known(source.timezone),
    }


def poll_row(poll: Poll) -> Row:
    """
    What polls.json asks.

    days_until_next       From the visit to the earliest next one.
    has_reason_if_failed  A reason stands there where the visit failed, and nowhere else.
    has_moved_to_web      Where the source has moved, whether it did so to an http or https address.
    """
    return {
        "poll_id": poll.poll_id,
        "outcome": poll.outcome,
        "polled_year": poll.polled_at.year,
        "days_until_next": _days_between(poll.polled_at, poll.next_poll_at),
        "failure_count": poll.failure_count,
        "has_reason_if_failed": (poll.outcome == "failed") == (poll.reason is not None),
        "has_moved_to_web": None if poll.moved_url is None else is_web_address(poll.moved_url),
    }


def post_row(post: StatusPost) -> Row:
    """
    What status_posts.json asks.

    is_web_address           None where the post has no address of its own.
    hours_ahead              How far the first update lies after we saw it.
    hours_until_resolved     From the start that the operator gives to the end that it gives; None without both.
    """
    return {
        "post_id": post.post_id,
        "is_web_address": None if post.post_url is None else is_web_address(post.post_url),
        "status": post.status,
        "acknowledged_year": post.acknowledged_at.year,
        "hours_ahead": hours_between(post.seen_at, post.acknowledged_at),
        "hours_until_resolved": hours_between(post.started_at, post.resolved_at),
        "title_chars": None if post.title is None else len(post.title),
    }


def page_row(page: Page, entry_ids: Collection[str]) -> Row:
    """
    What pages.json asks.

    has_entry  Whether the batch has the entry that it answered for.
    """
    return {
        "page_id": page.page_id,
        "has_entry": page.entry_id in entry_ids,
        "page_url": page.page_url,
        "status": page.status,
        "body_bytes": page.body_bytes,
        "body_sha256": page.body_sha256,
        "archive_file": page.archive_file or None,
        "fetched_year": page.fetched_at.year,
    }


def date_row(date: DateEvidence, article_ids: Collection[str]) -> Row:
    """
    What article_dates.json asks.

    chosen_for   The article, where its date rests on this; None elsewhere.
    chosen_year  Year of what was chosen; None for what was not.
    """
    return {
        "has_article": date.article_id in article_ids,
        "kind": date.kind,
        "precision": date.precision,
        "chosen_for": date.article_id if date.is_chosen else None,
        "chosen_year": date.dated_at.year if date.is_chosen else None,
        "raw_chars": len(date.raw),
    }


def drop_row(drop: Drop) -> Row:
    """
    What drops.json asks.

    has_query  Whether the address still has its query, where keys and sessions stand; None without an address.
    """
    return {
        "record_id": drop.record_id,
        "kind": drop.kind,
        "stage": drop.stage,
        "has_known_reason": drop.reason in DROP_REASONS,
        "has_query": None if drop.url is None else "?" in drop.url,
        "detail_chars": len(drop.detail),
        "dropped_year": drop.dropped_at.year,
    }


def plan_row(plan: BatchPlan) -> Row:
    """
    What batches.json asks.

    window_hours  Width of the window that was asked for; None where an end is open.
    """
    return {
        "batch_id": plan.batch_id,
        "kind": plan.kind,
        "source_kind": plan.source_kind,
        "window_hours": hours_between(plan.window_from, plan.window_to),
        "planned_year": plan.planned_at.year,
        "code_version": plan.code_version or None,
    }


def replay_row(replay: Replay) -> Row:
    """
    What replays.json asks.

    hours_held  From when the row was first held to this check.
    """
    return {
        "replay_id": replay.replay_id,
        "outcome": replay.outcome,
        "replayed_by": replay.replayed_by,
        "hours_held": hours_between(replay.quarantined_at, replay.replayed_at),
    }


def result_row(result: QualityResult) -> Row:
    """
    What quality_results.json asks.

    title          Suite and expectation; a suite that asks the same twice could not be told apart.
    excess_count   Rows that broke it beyond those that there were.
    """
    return {
        "suite": result.suite,
        "title": f"{result.suite}: {result.expectation}",
        "action": result.action,
        "excess_count": (result.unexpected_count or 0) - result.row_count,
        "observed_chars": len(result.observed),
    }


def platform_row(platform: Row, known: Collection[str]) -> Row:
    """
    What platforms.json asks of a row of `reference_tables.list_platforms`.

    has_known_parent  None where it belongs to no other.
    """
    parent, country = platform["parent"], platform["country"]
    return {
        "platform": platform["platform"],
        "name": platform["name"],
        "has_known_parent": None if parent is None else parent in known,
        "has_known_country": None if country is None else is_region_known(country),
    }


def outlet_row(outlet: Row) -> Row:
    """What outlets.json asks of a row of `reference_tables.list_outlets`."""
    return {
        "outlet": outlet["outlet"],
        "has_known_country": None if outlet["country"] is None else is_region_known(outlet["country"]),
        "has_known_timezone": None if outlet["timezone"] is None else is_timezone_known(outlet["timezone"]),
    }


def _days_between(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds() / 86400
