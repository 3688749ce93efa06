"""Quantities and shares as the press writes them."""

from __future__ import annotations

import pytest

from pipeline.claims.mentions.numbers import amount, find_numbers
from pipeline.claims.mentions.percents import find_percents

NUMBERS = [
    ("28,570 reports", [(28570, None, "exact")]),
    ("3,00,000 reports", [(300000, None, "exact")]),
    ("nearly 40,000 users", [(40000, None, "at_most")]),
    ("more than 1.6 million people", [(1600000, None, "at_least")]),
    ("just over 500", [(500, None, "at_least")]),
    ("just under 500", [(500, None, "at_most")]),
    ("some 28,000", [(28000, None, "about")]),
    ("as many as 18,000", [(18000, None, "at_most")]),
    ("upwards of 1,000", [(1000, None, "at_least")]),
    ("up to about 40,000", [(40000, None, "at_most")]),
    ("24.3m customers", [(24300000, None, "exact")]),
    ("70k reports", [(70000, None, "exact")]),
    ("two lakh users", [(200000, None, "exact")]),
    ("1.2 crore users", [(12000000, None, "exact")]),
    ("half a million people", [(500000, None, "exact")]),
    ("a dozen outages", [(12, None, "exact")]),
    ("twenty-five flights", [(25, None, "exact")]),
    ("three waves", [(3, None, "exact")]),
    ("40,000+ complaints", [(40000, None, "at_least")]),
    ("10,000-plus complaints", [(10000, None, "at_least")]),
    ("5,000 or more", [(5000, None, "at_least")]),
    ("5,000 or so", [(5000, None, "about")]),
    ("thousands of users", [(1000, None, "vague")]),
    ("tens of thousands of users", [(10000, None, "vague")]),
    ("hundreds of thousands", [(100000, None, "vague")]),
    ("millions", [(1000000, None, "vague")]),
    ("40,000 to 50,000 users", [(40000, 50000, "range")]),
    ("between 5 and 7 million", [(5000000, 7000000, "range")]),
    ("20-25", [(20, 25, "range")]),
    ("57 and 33", [(57, None, "exact"), (33, None, "exact")]),
    ("57 or 33", [(57, None, "exact"), (33, None, "exact")]),
    ("7 to 5", [(7, None, "exact"), (5, None, "exact")]),
]


@pytest.mark.parametrize(("text", "wanted"), NUMBERS)
def test_quantities(text: str, wanted: list[tuple[float, float | None, str]]) -> None:
    assert [(n.value, n.value_high, n.qualifier) for n in find_numbers(text)] == wanted


def test_the_figure_starts_after_its_qualifier() -> None:
    [number] = find_numbers("by more than 1,200")
    assert "by more than 1,200"[number.start : number.digits_start] == "more than "
    assert "by more than 1,200"[number.digits_start : number.end] == "1,200"


AMOUNTS = [("1.6 million", 1600000), ("40,000", 40000), ("twenty-five", 25), ("two hundred", 200), ("blue", None)]


@pytest.mark.parametrize(("text", "value"), AMOUNTS)
def test_the_value_of_a_figure(text: str, value: float | None) -> None:
    assert amount(text) == value


PERCENTS = [
    ("57% of them", [(57, "exact")]),
    ("32 per cent of reports", [(32, "exact")]),
    ("32 percent of reports", [(32, "exact")]),
    ("nearly 60% of reports", [(60, "at_most")]),
    ("more than half of the reports", [(50, "at_least")]),
    ("two-thirds of the reports", [(67, "exact")]),
    ("a quarter of complaints", [(25, "exact")]),
    ("roughly 79 %, then 20 % and 1 %", [(79, "about"), (20, "exact"), (1, "exact")]),
    ("half an hour", []),
    ("0.5 per cent", [(0.5, "exact")]),
]


@pytest.mark.parametrize(("text", "wanted"), PERCENTS)
def test_shares(text: str, wanted: list[tuple[float, str]]) -> None:
    assert [(p.value, p.qualifier) for p in find_percents(text)] == wanted
