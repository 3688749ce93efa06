"""When a feed is asked again: sooner where news comes, later where none does or it fails, and never given up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from pipeline.errors import RETRYABLE
from pipeline.records import Poll, Source

SHORTEST_SECONDS = 300.0
LONGEST_SECONDS = 86400.0
# How the interval grows or shrinks with each poll.
_WITH_NEWS, _WITHOUT_NEWS, _SOFT_FAILURE, _HARD_FAILURE = 0.5, 1.25, 1.5, 3.0


def due_sources(
    sources: Sequence[Source], cursors: Mapping[str, Poll], at: datetime, *, is_forced: bool
) -> list[Source]:
    """The sources whose next poll is not in the future; all of them where forced."""
    return [
        source
        for source in sources
        if is_forced or source.source_id not in cursors or cursors[source.source_id].next_poll_at <= at
    ]


def next_poll_at(
    at: datetime,
    cursor: Poll | None,
    *,
    reason: str | None,
    has_news: bool,
    first_seconds: float,
    retry_after_seconds: float | None,
) -> datetime:
    """
    When to ask a source again that was asked at `at`.

    cursor         Its poll before; its interval is where this one starts from.
    reason         Why the poll failed, or None.
    has_news       Whether an entry was new.
    first_seconds  The interval of a source that was never polled.

    The result lies 5 minutes to a day ahead, and not before what the server asked for (at most a day as well).
    """
    before = first_seconds if cursor is None else (cursor.next_poll_at - cursor.polled_at).total_seconds()
    if reason is not None:
        factor = _SOFT_FAILURE if reason in RETRYABLE else _HARD_FAILURE
    else:
        factor = _WITH_NEWS if has_news else _WITHOUT_NEWS
    if cursor is None and reason is None:
        factor = 1.0
    seconds = min(max(before * factor, SHORTEST_SECONDS), LONGEST_SECONDS)
    return at + timedelta(seconds=max(seconds, retry_after_seconds or 0.0))
