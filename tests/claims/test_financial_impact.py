"""What it cost."""

from __future__ import annotations

import pytest

from tests.claims.reading import after_lead

IMPACTS = [
    ("Customers will get $5 off their next bill.", [("compensation", 5, "USD")]),
    ("The company paid customers £36,000 in compensation.", [("compensation", 36000, "GBP")]),
    ("The regulator fined it €1.2 million over the outage.", [("fine", 1200000, "EUR")]),
    ("It expects to lose about $95m in revenue.", [("revenue_loss", 95000000, "USD")]),
    ("Insurers put losses at between $38 million and $581 million.", [("damage", 38000000, "USD")]),
    ("The outage wiped A$2 billion off its market value.", [("share_price", 2000000000, "AUD")]),
    ("Shares of its owner fell 4.5% after the outage.", [("share_price", 4.5, "percent")]),
    ("It set aside around 7.3 billion yen to compensate users.", [("compensation", 7300000000, "JPY")]),
    ("A credit of ₹500 was promised to subscribers.", [("compensation", 500, "INR")]),
]


@pytest.mark.parametrize(("sentence", "wanted"), IMPACTS)
def test_sums_that_the_outage_cost(sentence: str, wanted: list[tuple[str, float, str]]) -> None:
    assert [(c.label, c.value, c.unit) for c in after_lead(sentence, "financial_impact")] == wanted


NO_IMPACTS = [
    "Its owner bought it for $44 billion.",
    "The hackers demanded $1 million to stop.",
    "A premium plan costs $10.99 a month.",
    "The phone's price starts at Rs 23,999.",
    "It completed its $23 billion merger in April.",
]


@pytest.mark.parametrize("sentence", NO_IMPACTS)
def test_prices_deals_and_ransoms_are_no_impact(sentence: str) -> None:
    assert after_lead(sentence, "financial_impact") == []


def test_a_bare_dollar_is_that_of_the_outlets_country() -> None:
    [impact] = after_lead("Customers got $20 in compensation.", "financial_impact", outlet_country="AU")
    assert impact.unit == "AUD"


def test_a_range_keeps_both_ends() -> None:
    [impact] = after_lead("Compensation will come to between £5m and £7.5m.", "financial_impact")
    assert (impact.value, impact.value_high, impact.qualifier) == (5000000, 7500000, "range")
