"""When a feed is asked again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.records import Poll, Source
from pipeline.sources.schedule import due_sources, next_poll_at

AT = datetime(2025, 3, 10, 12, tzinfo=UTC)


def cursor(interval_seconds: float, *, source_id: str = "a", polled_at: datetime = AT) -> Poll:
    return Poll(
        poll_id="p",
        source_id=source_id,
        polled_at=polled_at,
        outcome="ok",
        next_poll_at=polled_at + timedelta(seconds=interval_seconds),
    )


def interval(
    before_seconds: float | None, *, reason: str | None = None, has_news: bool = False, retry_after: float | None = None
) -> float:
    next_at = next_poll_at(
        AT,
        None if before_seconds is None else cursor(before_seconds),
        reason=reason,
        has_news=has_news,
        first_seconds=900,
        retry_after_seconds=retry_after,
    )
    return (next_at - AT).total_seconds()


@pytest.mark.parametrize(
    ("before", "more", "after"),
    [
        (None, {}, 900),
        (None, {"has_news": True}, 900),
        (900, {"has_news": True}, 450),
        (400, {"has_news": True}, 300),
        (300, {"has_news": True}, 300),
        (900, {}, 1125),
        (80_000, {}, 86_400),
        (900, {"reason": "timed_out"}, 1350),
        (900, {"reason": "feed_not_xml"}, 2700),
        (900, {"reason": "http_gone"}, 2700),
        (None, {"reason": "http_gone"}, 2700),
        (86_400, {"reason": "http_gone"}, 86_400),
        (900, {"reason": "http_busy", "retry_after": 7200.0}, 7200),
        (900, {"reason": "http_busy", "retry_after": 10.0}, 1350),
    ],
)
def test_the_interval_follows_what_the_poll_brought(
    before: float | None, more: dict[str, object], after: float
) -> None:
    assert interval(before, **more) == after  # type: ignore[arg-type]


def test_a_feed_that_fails_for_good_is_still_asked_once_a_day() -> None:
    seconds = 900.0
    for _ in range(50):
        seconds = interval(seconds, reason="http_gone")
    assert seconds == 86_400


def test_a_source_is_due_from_the_moment_its_poll_named() -> None:
    sources = [
        Source(source_id=name, kind="feed", url=f"http://{name}.example/") for name in ("early", "now", "late", "new")
    ]
    cursors = {
        "early": cursor(-1, source_id="early"),
        "now": cursor(0, source_id="now"),
        "late": cursor(1, source_id="late"),
    }
    due = due_sources(sources, cursors, AT, is_forced=False)
    assert [source.source_id for source in due] == ["early", "now", "new"]
    assert due_sources(sources, cursors, AT, is_forced=True) == sources
