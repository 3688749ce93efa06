"""The cursor that a visit to a source leaves: what to send next time, and when that is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from pipeline.credentials import public_headers
from pipeline.edges.logs import get_log
from pipeline.edges.web import validator
from pipeline.records import Poll, make_id
from pipeline.sources.hints import FeedHints, cache_seconds
from pipeline.sources.moves import Move, known_move, next_move
from pipeline.sources.polling import Visit
from pipeline.sources.schedule import WITHOUT_NEWS, backed_off_seconds, next_poll_at, usual_seconds, with_jitter
from pipeline.sources.trust import has_lied


class _Validators(NamedTuple):
    """What to send next time, and what to compare the answer with."""

    etag: str | None = None
    last_modified: str | None = None
    body_sha256: str | None = None


def poll_of(
    visit: Visit, batch_id: str, *, planned_at: datetime, first_seconds: float, news_at: Sequence[datetime] = ()
) -> Poll:
    """
    The cursor that a visit leaves.

    planned_at     When the round began.
    first_seconds  The interval of a source that was never polled.
    news_at        When the items that were known appeared, within the last week; those of the visit come on top.
    """
    refusal, answer, validators = visit.refusal, visit.answer, _next_validators(visit)
    interval_seconds = usual_seconds(
        [*news_at, *visit.news_at()], visit.polled_at, before_seconds=_before_seconds(visit.cursor, first_seconds)
    )
    failure_count = (visit.cursor.failure_count if visit.cursor else 0) + 1 if refusal else 0
    hints, move = _hints(visit), _move(visit)
    return Poll(
        poll_id=make_id(visit.source.source_id, batch_id),
        source_id=visit.source.source_id,
        polled_at=visit.polled_at,
        outcome=_outcome(visit),
        reason=refusal.reason if refusal else None,
        status=answer.status if answer else refusal.status if refusal else None,
        etag=validators.etag,
        last_modified=validators.last_modified,
        body_sha256=validators.body_sha256,
        entry_count=len(visit.items) if visit.items is not None else None,
        new_count=len(visit.news) if visit.items is not None else None,
        interval_seconds=interval_seconds,
        least_seconds=hints.least_seconds,
        skip_hours=hints.skip_hours,
        skip_days=hints.skip_days,
        whole_at=_whole_at(visit),
        lied_at=_lied_at(visit),
        moved_from_url=move.moved_from_url,
        moved_url=move.moved_url,
        moved_count=move.count,
        next_poll_at=_next_poll_at(visit, planned_at, interval_seconds, failure_count, hints),
        failure_count=failure_count,
    )


def _next_validators(visit: Visit) -> _Validators:
    """
    They move on only with a body that was read: else a feed that could not be parsed once would look unchanged ever
    after. Of an index of sitemaps that does not date them, or of which one could not be read, nothing is kept that
    would make it look unchanged.
    """
    answer = visit.answer
    if answer is None or answer.status == 304 or visit.refusal is not None:
        return _kept(visit.cursor)
    if not visit.is_whole:
        return _Validators(body_sha256=f"in parts: {visit.body_sha256}")
    return _said(visit)


def _said(visit: Visit) -> _Validators:
    headers = public_headers(visit.answer.headers if visit.answer else {}, visit.keys)
    return _Validators(validator(headers.get("etag")), validator(headers.get("last-modified")), visit.body_sha256)


def _kept(cursor: Poll | None) -> _Validators:
    return _Validators(cursor.etag, cursor.last_modified, cursor.body_sha256) if cursor else _Validators()


def _before_seconds(cursor: Poll | None, first_seconds: float) -> float:
    """The interval until now; what grows in a feed without news, so that the first poll leaves `first_seconds`."""
    if cursor is None:
        return first_seconds / WITHOUT_NEWS
    return cursor.interval_seconds or (cursor.next_poll_at - cursor.polled_at).total_seconds()


def _hints(visit: Visit) -> FeedHints:
    """What the feed asks for; where it was not parsed, what it asked for the last time."""
    if visit.contents is not None:
        return visit.contents.hints
    cursor = visit.cursor
    if cursor is None:
        return FeedHints()
    return FeedHints(least_seconds=cursor.least_seconds, skip_hours=cursor.skip_hours, skip_days=cursor.skip_days)


def _whole_at(visit: Visit) -> datetime | None:
    if visit.body_sha256 is not None and visit.refusal is None:
        return visit.polled_at
    return visit.cursor.whole_at if visit.cursor else None


def _lied_at(visit: Visit) -> datetime | None:
    said = _said(visit)
    if (
        visit.is_whole_asked
        and said.body_sha256 is not None
        and has_lied(visit.cursor, said.etag, said.last_modified, said.body_sha256, visit.news)
    ):
        get_log().warning("not_modified_was_wrong", source_id=visit.source.source_id)
        return visit.polled_at
    return visit.cursor.lied_at if visit.cursor else None


def _move(visit: Visit) -> Move:
    """Only a feed that could be read moves: a portal that takes its place redirects too."""
    if visit.answer is None or visit.refusal is not None:
        return known_move(visit.source, visit.cursor)
    return next_move(visit.source, visit.cursor, asked_url=visit.asked_url, moved_url=visit.answer.moved_url)


def _next_poll_at(
    visit: Visit, planned_at: datetime, interval_seconds: float, failure_count: int, hints: FeedHints
) -> datetime:
    refusal = visit.refusal
    seconds, asked_seconds = interval_seconds, 0.0
    if refusal is not None:
        seconds = backed_off_seconds(seconds, reason=refusal.reason, failure_count=failure_count)
        asked_seconds = refusal.retry_after_seconds or 0.0
        if refusal.reason == "http_busy":
            key = f"{visit.source.source_id} {visit.polled_at.isoformat()}"
            seconds, asked_seconds = with_jitter(seconds, key), with_jitter(asked_seconds, key)
    elif visit.answer is not None:
        asked_seconds = cache_seconds(visit.answer.headers, visit.polled_at) or 0.0
    return next_poll_at(visit.polled_at, planned_at, seconds=seconds, asked_seconds=asked_seconds, hints=hints)


def _outcome(visit: Visit) -> Literal["ok", "not_modified", "unchanged", "failed"]:
    if visit.refusal is not None or visit.answer is None:
        return "failed"
    if visit.answer.status == 304:
        return "not_modified"
    return "unchanged" if visit.is_unchanged else "ok"
