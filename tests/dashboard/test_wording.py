"""Figures, instants and labels as people read them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from pipeline.dashboard.wording import (
    METRIC_NAMES,
    REASON_NAMES,
    clock_range,
    counted,
    day,
    days,
    in_words,
    instant,
    label_in_words,
    number,
    number_range,
)
from pipeline.records import METRICS, Difference


def test_every_metric_has_a_name() -> None:
    assert tuple(METRIC_NAMES) == METRICS


def test_every_reason_has_a_name() -> None:
    from typing import get_args, get_type_hints

    assert set(REASON_NAMES) == set(get_args(get_type_hints(Difference)["reason"]))


@pytest.mark.parametrize(
    ("value", "text"),
    [(40000.0, "40,000"), (56.5, "56.5"), (0, "0"), (None, "–"), (28570, "28,570"), (1.2e9, "1,200,000,000")],
)
def test_a_figure_is_written_with_its_thousands_apart(value: float | None, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(
    ("lowest", "highest", "text"),
    [(20000, 40000, "20,000–40,000"), (9000, 9000, "9,000"), (None, None, "–"), (5, None, "5"), (None, 7, "7")],
)
def test_a_range_with_one_end_is_one_figure(lowest: float | None, highest: float | None, text: str) -> None:
    assert number_range(lowest, highest) == text


def at(hour: int, minute: int, day_of_month: int = 10) -> datetime:
    return datetime(2025, 3, day_of_month, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("earliest", "latest", "clocks", "on_days"),
    [
        (at(9, 30), at(10, 0), "09:30–10:00", "UTC, 10 March 2025"),
        (at(9, 30), at(9, 30), "09:30", "UTC, 10 March 2025"),
        (at(22, 0), at(1, 5, 11), "22:00–01:05", "UTC, 10 March – 11 March 2025"),
        (None, None, "–", "nobody gives a time"),
    ],
)
def test_a_span_of_times_names_the_second_day_only_where_it_is_another(
    earliest: datetime | None, latest: datetime | None, clocks: str, on_days: str
) -> None:
    assert clock_range(earliest, latest) == clocks
    assert days(earliest, latest) == on_days


def test_days_and_instants_are_written_out() -> None:
    assert day(date(2025, 3, 1)) == "1 March 2025"
    assert instant(at(9, 5)) == "10 Mar 2025, 09:05 UTC"
    assert (day(None), instant(None)) == ("–", "–")


def test_labels_of_ours_become_words_and_names_in_the_text_stay() -> None:
    assert in_words("software_update") == "software update"
    assert in_words(None) == ""
    assert label_in_words("cause", "ddos") == "DDoS"
    assert label_in_words("origin", "UA") == "Ukraine"
    assert label_in_words("actor", "dark_storm") == "dark_storm"


def test_one_is_not_a_plural() -> None:
    assert [counted(count, "outlet") for count in (0, 1, 2000)] == ["0 outlets", "1 outlet", "2,000 outlets"]
