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


SUMS = [
    (1.7, "Shares of the company slid 1.7 percent."),
    (3, "The stock closed 3% lower on Monday."),
    (5.5, "Shares in TikTok's owner were down 5.5pc at noon."),
    (2, "TikTok stock gave up 2 percent in early trading."),
    (1.1, "Shares in KT closed 1.1% down, against a 0.3% rise in the benchmark index."),
    (4, "Its share price dropped by as much as 4 per cent."),
    (2.2, "Investors knocked 2.2% off the shares."),
    (6, "The failure sent the shares down 6%."),
    (1.7, "Its shares were 1,7% weaker."),
    (120000000, "Analysts put the cost of the outage at $120 million."),
    (120000000, "The outage will cost the airline around $120 million."),
    (120000000, "The company estimates its losses at $120 million."),
    (120000000, "The company expects a hit of $120 million to revenue."),
    (120000000, "The outage wiped $120 million off sales."),
    (120000000, "Businesses lost an estimated $120 million."),
    (120000000, "It puts the damage at $120 million."),
    (120000000, "Lost sales came to $120 million."),
    (120000000, "Customers will share $120 million in compensation."),
    (120000000, "It has agreed to pay $120 million to those affected."),
    (120000000, "The regulator fined the company $120 million."),
    (120000000, "The company was handed a fine of $120 million."),
    (120000000, "It faces a penalty of up to $120 million."),
    (120000000, "It paid a $120 million penalty over the outage."),
    (120000000, "The outage erased $120 million from its market value."),
    (120000000, "Insurers expect claims of $120 million."),
    (120000000, "The company set aside $120 million for refunds."),
    (120000000, "It will credit customers with $120 million."),
    (120000000, "The bill for the outage is put at $120 million."),
    (120000000, "Shops missed out on $120 million in sales."),
    (120000000, "The company forfeited $120 million in fees."),
    (120000000, "The economic toll was $120 million."),
    (5, "Customers will get a $5 credit."),
]


@pytest.mark.parametrize(("value", "sentence"), SUMS)
def test_what_an_outage_cost_has_many_wordings(value: float, sentence: str) -> None:
    assert [c.value for c in after_lead(sentence, "financial_impact")] == [value]


NO_COST = [
    "The company had revenue of $120 million last year.",
    "The company is valued at $120 million.",
    "It was bought for $120 million in 2012.",
    "Quarterly sales rose 3% to $120 million.",
    "The FTSE 100 fell 2%.",
    "The company raised $120 million from investors.",
    "Its shares rose 3%.",
    "The company's profit fell 3% in the quarter.",
    "Traffic fell 40%.",
    "A subscription costs $120 a month.",
    "The network carries $120 million of payments a day.",
    "Usage was down 30% worldwide.",
    "Hackers demanded $120 million.",
    "The company will invest $120 million in its network.",
    "TikTok's market share fell 3 percent.",
]


@pytest.mark.parametrize("sentence", NO_COST)
def test_sales_prices_deals_and_indices_are_no_cost_of_it(sentence: str) -> None:
    assert after_lead(sentence, "financial_impact") == []


def test_a_sum_in_another_currency_in_brackets_is_the_same_sum() -> None:
    found = after_lead("The outage cost the company 14 billion yen ($171 million).", "financial_impact")
    assert [(c.value, c.unit) for c in found] == [(14e9, "JPY")]


def test_what_a_credit_to_customers_costs_is_compensation() -> None:
    sentence = "Customers are being credited with five days of service, which will cost it about $150 million."
    assert [(c.label, c.value) for c in after_lead(sentence, "financial_impact")] == [("compensation", 150000000)]


SUMS = [
    ("TikTok's bill has come to $500 million.", "damage"),
    ("The firm put the cost of the attack at $872 million for the first quarter.", "damage"),
    ("TikTok must pay about $12.6 million to customers who were harmed.", "compensation"),
    ("The outage will set it back by up to £25m.", "damage"),
    ("The company estimates a hit to operating profit of around £300m.", "revenue_loss"),
    ("A customer has been promised $20.", "compensation"),
    ("The company expects to pay no more than A$2 million.", "compensation"),
    ("The bill, reckons the regulator, was £75m to £100m.", "damage"),
    ("TikTok has spent €102m cleaning up.", "damage"),
    ("The breakdown clipped £15m off its pre-tax profit.", "revenue_loss"),
    ("TikTok was fined $12 million in November over a network failure a year earlier.", "fine"),
]


@pytest.mark.parametrize(("text", "label"), SUMS)
def test_a_sum_is_known_in_more_words(text: str, label: str) -> None:
    assert [c.label for c in after_lead(text, "financial_impact")] == [label]


@pytest.mark.parametrize(
    "text",
    [
        "Had it lasted another day, TikTok would have faced a fine of up to £20m.",
        "Restaurants may lose up to $30,000 apiece.",
        "The company is to build a data center of its own, due to open at a cost of 460 billion won.",
        "TikTok has promised to keep them apart, at a cost of $261 million.",
    ],
)
def test_what_might_have_been_or_is_only_planned_is_no_impact(text: str) -> None:
    assert after_lead(text, "financial_impact") == []
