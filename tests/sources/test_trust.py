"""Servers that say "not modified": believed, tested from time to time, and caught."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pipeline.records import Entry, Poll
from pipeline.sources.revisits import revisit_at
from pipeline.sources.trust import has_lied, is_page_to_be_asked_whole, is_to_be_asked_whole

AT = datetime(2025, 3, 10, 12, tzinfo=UTC)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def cursor(**more: Any) -> Poll:
    made = {"outcome": "not_modified", "etag": '"v1"', "body_sha256": "old", "polled_at": AT - hours(1), **more}
    return Poll(poll_id="p", source_id="a", next_poll_at=AT, **made)


@pytest.mark.parametrize(
    ("interval", "whole_hours_ago", "is_due"),
    [
        (300.0, 2.9, False),
        (300.0, 3.0, True),
        (900.0, 8.9, False),
        (900.0, 9.0, True),
        (86_400.0, 23.9, False),
        (86_400.0, 24.0, True),
        (None, 23.9, False),
        (None, 24.0, True),
    ],
)
def test_a_feed_is_asked_whole_after_36_polls_without_a_body_and_after_a_day_at_most(
    interval: float | None, whole_hours_ago: float, is_due: bool
) -> None:
    known = cursor(interval_seconds=interval, whole_at=AT - hours(whole_hours_ago))
    assert is_to_be_asked_whole(known, AT) is is_due


@pytest.mark.parametrize(("days", "is_due"), [(0.0, True), (6.99, True), (7.0, False)])
def test_a_server_that_was_caught_is_asked_whole_for_a_week(days: float, is_due: bool) -> None:
    known = cursor(interval_seconds=300.0, whole_at=AT, lied_at=AT - timedelta(days=days))
    assert is_to_be_asked_whole(known, AT) is is_due


def news(listed_at: datetime | None) -> list[Entry]:
    return [Entry(entry_id="e", source_id="a", entry_url="http://a.example/e", listed_at=listed_at, first_seen_at=AT)]


@pytest.mark.parametrize(
    ("known", "etag", "last_modified", "listed_at", "is_caught"),
    [
        ({}, '"v1"', None, None, True),  # the same tag, and another body
        ({}, '"v2"', None, None, False),  # it may have changed just now
        ({}, '"v2"', None, AT, False),
        ({}, '"v2"', None, AT - hours(2), False),  # an hour before the last answer, to the second
        ({}, '"v2"', None, AT - hours(2.01), True),  # it was there when "not modified" came
        ({}, None, None, None, False),
        ({"etag": None, "last_modified": "Mon"}, None, "Mon", None, True),
        ({"etag": None, "last_modified": "Mon"}, None, "Tue", None, False),
        ({"last_modified": "Mon"}, '"v2"', "Mon", None, False),
        ({"outcome": "unchanged"}, '"v1"', None, None, False),
        ({"body_sha256": "new"}, '"v1"', None, None, False),
    ],
)
def test_another_body_proves_a_lie_by_its_validators_or_by_an_item_that_is_too_old(
    known: dict[str, Any], etag: str | None, last_modified: str | None, listed_at: datetime | None, is_caught: bool
) -> None:
    assert has_lied(cursor(**known), etag, last_modified, "new", news(listed_at)) is is_caught


def test_a_body_without_news_and_a_first_poll_prove_nothing() -> None:
    assert not has_lied(cursor(), '"v1"', None, "new", [])
    assert not has_lied(None, '"v1"', None, "new", news(None))


def test_three_of_the_looks_at_a_page_in_three_days_ask_for_the_whole() -> None:
    looks, wholes, whole_at = [AT], [], AT
    while looks[-1] < AT + hours(72):
        looks.append(revisit_at(AT, looks[-1]))
        if is_page_to_be_asked_whole(AT, whole_at, is_distrusted=False, at=looks[-1]):
            whole_at = looks[-1]
            wholes.append(round((whole_at - AT) / hours(1), 1))
    assert wholes == [2.5, 12.8, 40.8]
    assert len(looks) >= 15


@pytest.mark.parametrize(
    ("seen", "whole", "at", "is_due"),
    [
        (0, 0, 1.9, False),
        (0, 0, 2, True),
        (0, 4, 13.9, False),
        (0, 4, 14, True),
        (5, 0, 6.9, False),
        (5, 0, 7, True),
    ],
)
def test_a_page_is_asked_whole_when_it_has_grown_old_since_its_body_came(
    seen: float, whole: float, at: float, is_due: bool
) -> None:
    ages = AT + hours(seen), AT + hours(whole)
    assert is_page_to_be_asked_whole(*ages, is_distrusted=False, at=AT + hours(at)) is is_due
    assert is_page_to_be_asked_whole(*ages, is_distrusted=True, at=AT + hours(at))
