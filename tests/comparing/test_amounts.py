"""What a writer can have had before them who wrote a round figure."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.incidents.amounts import span_of
from tests.comparing.drawn import lasted, make_claim, reports


def span(value: float, **fields: Any) -> tuple[float, float]:
    return span_of(make_claim(reports(value, **fields)))


@pytest.mark.parametrize(
    ("value", "qualifier", "low", "high"),
    [
        (39_021, "exact", 39_020.5, 39_021.5),
        (39_000, "exact", 38_500, 39_500),
        (40_000, "exact", 38_000, 42_000),  # half of 10,000 would be too much: never more than 5 %
        (39_000, "at_least", 39_000, 40_000),
        (40_000, "at_least", 40_000, 44_000),
        (40_000, "at_most", 36_000, 40_000),
        (40_000, "about", 38_000, 42_000),
        (1_000, "vague", 1_000, 10_000),
        (40_000, None, 38_000, 42_000),
    ],
)
def test_a_figure_leaves_open_what_its_qualifier_and_its_zeros_say(
    value: float, qualifier: str | None, low: float, high: float
) -> None:
    assert span(value, qualifier=qualifier) == pytest.approx((low, high))


def test_a_range_is_what_it_says() -> None:
    assert span(20_000, value_high=25_000, qualifier="range") == (20_000, 25_000)


@pytest.mark.parametrize(
    ("minutes", "low", "high"), [(60, 57, 63), (107, 106.5, 107.5), (45, 42.75, 47.25), (2880, 2736, 3024)]
)
def test_a_duration_is_as_exact_as_its_smallest_part(minutes: float, low: float, high: float) -> None:
    assert span_of(make_claim(lasted(minutes, qualifier="exact"))) == pytest.approx((low, high))
