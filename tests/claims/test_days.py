"""Dates, weekdays, and what is another time than the story's."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.claims.mentions.days import find_days, find_earlier

PUBLISHED = date(2025, 3, 12)  # a Wednesday

DAYS = [
    ("on Monday", date(2025, 3, 10)),
    ("last Friday", date(2025, 3, 7)),
    ("on Wednesday", date(2025, 3, 12)),
    ("yesterday", date(2025, 3, 11)),
    ("today", date(2025, 3, 12)),
    ("last night", date(2025, 3, 11)),
    ("on March 10", date(2025, 3, 10)),
    ("on 10 March", date(2025, 3, 10)),
    ("on March 10th, 2025", date(2025, 3, 10)),
    ("on the 10th of March", date(2025, 3, 10)),
    ("on Nov. 8", date(2024, 11, 8)),
    ("on Nov 8, 2023", date(2023, 11, 8)),
    ("2025-03-09", date(2025, 3, 9)),
    ("on March 13", date(2025, 3, 13)),
    ("on December 30", date(2024, 12, 30)),
    ("on February 30", None),
]


@pytest.mark.parametrize(("text", "wanted"), DAYS)
def test_days_are_the_last_such_day_before_publication(text: str, wanted: date | None) -> None:
    [day] = find_days(text)
    assert day.resolve(PUBLISHED) == wanted


@pytest.mark.parametrize("text", ["on Monday", "yesterday", "on March 10"])
def test_a_day_without_a_year_is_not_known_without_publication(text: str) -> None:
    [day] = find_days(text)
    assert day.resolve(None) is None


def test_a_full_date_needs_no_publication() -> None:
    [day] = find_days("on March 10, 2025")
    assert day.resolve(None) == date(2025, 3, 10)


PARTS = [("in March 2023", ("month", 2023, 3)), ("in 2015", ("year", 2015, None)), ("in May, they", ("month", None, 5))]


@pytest.mark.parametrize(("text", "wanted"), PARTS)
def test_months_and_years_are_days_of_their_own_kind(text: str, wanted: tuple[str, int | None, int | None]) -> None:
    [day] = find_days(text)
    assert (day.kind, day.year, day.month) == wanted
    assert day.resolve(PUBLISHED) is None


@pytest.mark.parametrize("text", ["the 365 plan", "may fail", "40 reports", "march on"])
def test_other_words_and_numbers_are_no_days(text: str) -> None:
    assert find_days(text) == []


EARLIER = [
    "last year",
    "in March 2023 a similar outage",
    "two weeks ago",
    "in recent months",
    "a previous outage",
    "last August",
]


@pytest.mark.parametrize("text", EARLIER)
def test_phrases_of_an_earlier_time(text: str) -> None:
    assert find_earlier(text)


@pytest.mark.parametrize("text", ["earlier this month", "on Monday", "last", "the outage"])
def test_phrases_of_the_storys_own_time(text: str) -> None:
    assert find_earlier(text) == []
