"""When a feed is asked again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.records import Poll, Source
from pipeline.sources.hints import FeedHints
from pipeline.sources.schedule import (
    after_skipped,
    backed_off_seconds,
    due_sources,
    next_poll_at,
    usual_seconds,
    with_jitter,
)

AT = datetime(2025, 3, 10, 12, tzinfo=UTC)  # a Monday
HOUR, DAY = 3600.0, 86_400.0


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


def usual(*hours_ago: float, before: float = 900.0) -> float:
    return usual_seconds([AT - seconds(HOUR * hours) for hours in hours_ago], AT, before_seconds=before)


@pytest.mark.parametrize(
    ("hours_ago", "expected"),
    [
        ([0.5 * number for number in range(48)], 300),  # two an hour: as often as can be
        ([1.0 * number for number in range(1, 24)], 600),  # hourly; a window of three hours has three
        ([6.0, 12.0, 18.0, 23.9], HOUR),  # four a day
        ([20.0], 4 * HOUR),  # one within a day
        ([1.0], 4 * HOUR),  # one just now is no burst
        ([1.0, 2.9], 900),  # two within three hours are
        ([0.1, 0.2, 0.3, 0.4, 0.5, 0.6], 300),
        ([30.0, 80.0, 150.0], 7 * DAY / 18),  # three a week
        ([100.0], DAY),  # one a week
        ([24.0], 4 * HOUR),
        ([20 + 0.5 * number for number in range(8)], 300),  # eight at half an hour each, less than a day ago
        ([0.5 * number for number in (0, 1, 2, 20, 21, 22, 23, 24)], 300),  # a night among them
        ([3.5 + 0.0001 * number for number in range(50)], 4 * HOUR),  # what appears together is one
        ([24.1 + 0.5 * number for number in range(8)], 7 * DAY / 48),
        ([0.5 * number for number in range(9, 16)], 4 * HOUR / 7),  # seven tell no pace
        ([24.1], DAY),
    ],
)
def test_a_feed_is_polled_six_times_for_each_item_that_appears_in_it(hours_ago: list[float], expected: float) -> None:
    assert usual(*hours_ago) == pytest.approx(expected)


@pytest.mark.parametrize(("before", "after"), [(900, 1125), (200, 300), (70_000, DAY), (DAY, DAY)])
def test_without_an_item_in_a_week_the_interval_grows_to_a_day(before: float, after: float) -> None:
    assert usual(before=before) == after
    assert usual(169, before=before) == usual(-1, before=before) == after


@pytest.mark.parametrize(
    ("reason", "count", "expected"),
    [
        ("timed_out", 1, 900),
        ("timed_out", 2, 1350),
        ("http_busy", 3, 2025),
        ("http_gone", 1, 1800),
        ("feed_not_xml", 2, 5400),
        ("timed_out", 10_000, DAY),
        ("http_gone", 10_000, DAY),
    ],
)
def test_failures_lengthen_the_interval_and_hard_ones_more(reason: str, count: int, expected: float) -> None:
    assert backed_off_seconds(600, reason=reason, failure_count=count) == expected


def test_jitter_adds_up_to_a_quarter_and_differs_from_feed_to_feed() -> None:
    spread = [with_jitter(1000, f"feed-{number}") for number in range(200)]
    assert 1000 <= min(spread) < 1020
    assert 1230 < max(spread) < 1250
    assert with_jitter(1000, "feed-7") == spread[7]


def wait(
    own: float = 900.0, *, asked: float = 0.0, least: float | None = None, waited: float = 0.0, **skip: object
) -> float:
    hints = FeedHints(least_seconds=least, **skip)  # type: ignore[arg-type]
    planned_at = AT - seconds(waited)
    return (next_poll_at(AT, planned_at, seconds=own, asked_seconds=asked, hints=hints) - AT).total_seconds()


@pytest.mark.parametrize(
    ("hint", "expected"),
    [
        ({}, 840),
        ({"least": 600.0}, 840),
        ({"least": 3600.0}, 3600),
        ({"asked": 3600.0}, 3600),
        ({"asked": 60.0, "least": 1800.0}, 1800),
        ({"asked": 10 * DAY}, DAY),
        ({"least": 10 * DAY}, DAY),
        ({"skip_hours": (12, 13)}, 2 * HOUR),
        ({"skip_hours": (13,)}, 840),
        ({"skip_days": (0,)}, 12 * HOUR),
        ({"skip_days": (0, 1, 2)}, DAY),
    ],
)
def test_the_publisher_can_make_it_longer_up_to_a_day_and_never_shorter(
    hint: dict[str, object], expected: float
) -> None:
    assert wait(**hint) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(("waited", "expected"), [(-5, 240), (0, 240), (20, 220), (60, 180), (61, 180), (5000, 180)])
def test_a_feed_of_five_minutes_is_polled_in_each_round_of_four_wherever_its_turn_is(
    waited: float, expected: float
) -> None:
    assert wait(300, waited=waited) == expected


def test_what_the_publisher_asks_for_counts_from_the_answer_in_full() -> None:
    assert wait(300, asked=300, waited=60) == wait(300, least=300, waited=60) == 300


def test_a_wait_ends_where_no_hour_and_day_is_to_be_left_out() -> None:
    saturday = datetime(2025, 3, 15, 22, 30, tzinfo=UTC)
    assert after_skipped(saturday, (0, 1), (6,)) == saturday
    assert after_skipped(saturday, (22, 23, 0), (6,)) == datetime(2025, 3, 17, 1, tzinfo=UTC)
    assert after_skipped(saturday, range(24), ()) == saturday


def cursor(interval_seconds: float, *, source_id: str = "a", polled_at: datetime = AT) -> Poll:
    return Poll(
        poll_id="p",
        source_id=source_id,
        polled_at=polled_at,
        outcome="ok",
        next_poll_at=polled_at + timedelta(seconds=interval_seconds),
    )


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


def test_a_source_is_not_due_in_an_hour_that_it_wants_left_out_unless_a_day_has_passed() -> None:
    [source] = [Source(source_id="a", kind="feed", url="http://a.example/")]
    asking = replace(cursor(300, polled_at=AT - timedelta(minutes=10)), skip_hours=(12,))
    long_ago = replace(asking, polled_at=AT - timedelta(days=1))
    assert due_sources([source], {"a": asking}, AT, is_forced=False) == []
    assert due_sources([source], {"a": asking}, AT + timedelta(hours=1), is_forced=False) == [source]
    assert due_sources([source], {"a": long_ago}, AT, is_forced=False) == [source]
