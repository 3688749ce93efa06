"""Those affected, the money and the places, in the press's many wordings."""

from __future__ import annotations

import pytest

from pipeline.claims.mentions.money import find_money
from pipeline.claims.mentions.numbers import find_numbers
from pipeline.claims.mentions.percents import find_percents
from pipeline.claims.plain import plain
from tests.claims.reading import after_lead, read

AFFECTED = [
    ("The outage left 40,000 customers without service.", 40000, "customers"),
    ("The outage left 40,000 subscribers without calls.", 40000, "customers"),
    ("More than 12 million wireless, cable and internet subscribers lost service.", 12000000, "customers"),
    ("The outage cut off 40,000 mobile and broadband customers.", 40000, "customers"),
    ("The outage knocked 40,000 homes offline.", 40000, "customers"),
    ("Some 40,000 households had no internet.", 40000, "customers"),
    ("Around 40,000 account holders could not pay.", 40000, "customers"),
    ("Thousands of Britons were locked out.", 1000, "people"),
    ("Some 10 million Australians were left without phone and internet.", 10000000, "people"),
    ("Hundreds of commuters were stranded.", 100, "people"),
    ("The outage stranded 3,000 passengers.", 3000, "people"),
    ("As many as 32 million people were unable to get online.", 32000000, "people"),
    ("The failure shut 1.9 million people out of their accounts.", 1900000, "people"),
    ("The outage robbed millions of viewers of the final.", 1000000, "users"),
    ("The outage kept 50 million players out of their games.", 50000000, "users"),
    ("Tens of thousands of users could barely load a page.", 10000, "users"),
    ("The faulty update took out 8.5 million Windows machines.", 8500000, "devices"),
    ("Some 32,000 of the company's servers went dead.", 32000, "devices"),
    ("The crash froze 4,000 tills.", 4000, "devices"),
    ("The attackers boasted of having destroyed 10,000 computers.", 10000, "devices"),
    ("The failure disrupted more than 1,000 companies.", 1000, "companies"),
    ("The outage sent some 15,000 car stores back to carbon paper.", 15000, "companies"),
    ("The outage hit 4,200 dealerships.", 4200, "companies"),
    ("Airlines scrapped 5,078 flights.", 5078, "flights"),
    ("Airlines had to cancel 5,078 flights.", 5078, "flights"),
    ("The airline grounded 310 departures.", 310, "flights"),
    ("The outage suspended 2,500 accounts.", 2500, "accounts"),
]


@pytest.mark.parametrize(("sentence", "value", "unit"), AFFECTED)
def test_those_who_lost_service(sentence: str, value: float, unit: str) -> None:
    assert [(c.value, c.unit) for c in after_lead(sentence, "affected_count")] == [(value, unit)]


def test_a_bare_number_of_cancellations_counts_what_the_sentence_before_did() -> None:
    found = after_lead(
        "Airlines scrapped 5,078 flights. Delta alone had cancelled over 700 by Sunday.", "affected_count"
    )
    assert [(c.value, c.unit, c.qualifier) for c in found] == [(5078, "flights", "exact"), (700, "flights", "at_least")]


def test_a_part_of_the_customers_is_counted_in_per_cent() -> None:
    (found,) = after_lead("It cut off between 10 and 15 per cent of its mobile customers.", "affected_count")
    assert (found.value, found.value_high, found.unit, found.qualifier) == (10, 15, "percent", "range")


def test_the_title_does_not_repeat_those_whom_the_text_counts() -> None:
    text = "TikTok was down on Monday. The outage cut off 32 million people."
    found = read(text, "affected_count", title="TikTok: 32 million phones cut off")
    assert [(c.value, c.unit) for c in found] == [(32000000, "people")]


NOT_AFFECTED = [
    "TikTok has 170 million users.",
    "TikTok boasts 170 million users, and the outage hit them.",
    "The app is used by 170 million people a month.",
    "The hackers had stolen records of 170 million customers.",
    "Fortune 500 companies were hit.",
    "The FTSE 100 companies were hit.",
    "Two people were stuck in a lift because of the outage.",
    "Some 80,000 customers took their business elsewhere after the outage.",
    "The company has 9,300 subscribers.",
    "Callers to 911 could not get through.",
    "Tens of thousands of people surrounded the parliament to stop a bill.",
    "The bank had tried to move 5.2 million customers to a new platform.",
]


@pytest.mark.parametrize("sentence", NOT_AFFECTED)
def test_those_who_lost_nothing(sentence: str) -> None:
    assert after_lead(sentence, "affected_count") == []


REGIONAL = [
    ("Some 30 million customers in Japan lost service.", "JP"),
    ("The outage hit 39 million users throughout the country.", "NZ"),
    ("In Japan, the outage hit 39 million users.", "JP"),
    ("The outage hit 39 million users worldwide.", None),
]


@pytest.mark.parametrize(("sentence", "region"), REGIONAL)
def test_the_country_of_those_affected(sentence: str, region: str | None) -> None:
    assert [c.region for c in after_lead(sentence, "affected_count", outlet_country="NZ")] == [region]


MONEY = [
    ("The outage cost the company $25 million in lost bookings.", "revenue_loss", 25000000, "USD"),
    ("Shops lost £3m in takings during the outage.", "revenue_loss", 3000000, "GBP"),
    ("The outage cost the retailer $2m in missed orders.", "revenue_loss", 2000000, "USD"),
    ("The bank paid customers £32.7m in redress.", "compensation", 32700000, "GBP"),
    ("The carrier set aside $150 million for customers, as compensation.", "compensation", 150000000, "USD"),
    ("The regulator imposed a fine of £29.75m for the outage.", "fine", 29750000, "GBP"),
    ("Insurers put the losses from the outage at $1.02 billion.", "damage", 1020000000, "USD"),
    ("Companies lost around $5.4 billion to the outage.", "damage", 5400000000, "USD"),
    ("The slide took about $US47 billion off its value.", "share_price", 47000000000, "USD"),
    ("The slide wiped 1.3 trillion won off its market value.", "share_price", 1300000000000, "KRW"),
    ("The total cost of the outage was CHF 5 million.", "damage", 5000000, "CHF"),
]


@pytest.mark.parametrize(("sentence", "label", "value", "unit"), MONEY)
def test_what_it_cost(sentence: str, label: str, value: float, unit: str) -> None:
    found = after_lead(sentence, "financial_impact")
    assert [(c.label, c.value, c.unit) for c in found] == [(label, value, unit)]


FALLS = [
    ("Shares of the company fell 2.8 per cent.", 2.8),
    ("Shares in the company shed 0.6 per cent in early trading.", 0.6),
    ("The company's stock slumped 11 percent.", 11),
    ("The company's stock tumbled by up to 9.5 percent.", 9.5),
    ("The company's stock is now down by more than a quarter.", 25),
    ("The company ended the day down nearly 1%.", 1),
    ("The stock slid 5.9 percent to 48,350 won.", 5.9),
]


@pytest.mark.parametrize(("sentence", "percent"), FALLS)
def test_what_the_share_price_did(sentence: str, percent: float) -> None:
    found = after_lead(sentence, "financial_impact")
    assert [(c.label, c.value, c.unit) for c in found] == [("share_price", percent, "percent")]


def test_a_second_fine_joined_to_the_first_is_a_fine() -> None:
    sentence = "The conduct authority imposed £29m of the penalty and the council £18m."
    found = after_lead(sentence, "financial_impact")
    assert [(c.label, c.value) for c in found] == [("fine", 29000000), ("fine", 18000000)]


def test_below_a_heading_on_markets_a_fall_is_of_shares() -> None:
    text = "TikTok was down on Monday.\nMarket reaction\nTikTok lost 5%."
    assert [(c.label, c.value) for c in read(text, "financial_impact")] == [("share_price", 5)]


NO_MONEY = [
    "Shares of the company closed 11% higher.",
    "The phone costs $500.",
    "The company reported a profit of $409 million.",
    "The hackers demanded a ransom of $10 million.",
    "Traffic fell 5%.",
    "The company was bought for $44 billion.",
]


@pytest.mark.parametrize("sentence", NO_MONEY)
def test_money_of_something_else(sentence: str) -> None:
    assert after_lead(sentence, "financial_impact") == []


PLACES = [
    ("Canada accounted for 1.7 million of Downdetector's reports and Mexico for 900,000.", {"CA", "MX"}),
    ("Most of them came from Canada, Downdetector reports show.", {"CA"}),
    ("Canada's troops, who lean on the service, felt it too.", {"CA"}),
    ("Motorists across Canada could not pay.", {"CA"}),
    ("Pharmacies in Canada lost service.", {"CA"}),
    ("Shops, banks and airports in every corner of the world were hit.", {"WORLD"}),
    ("Users in Canada, Mexico and Brazil were locked out.", {"CA", "MX", "BR"}),
    ("The outage was felt from Toronto to Mexico City.", {"CA", "MX"}),
    ("It knocked out users throughout Europe.", {"EUROPE"}),
    ("Canadian customers lost service.", {"CA"}),
]


@pytest.mark.parametrize(("sentence", "codes"), PLACES)
def test_where_it_was_felt(sentence: str, codes: set[str]) -> None:
    assert {c.label for c in after_lead(sentence, "affected_region")} == codes


NO_PLACES = [
    "The attack came from servers in China.",
    "The malicious traffic came from China, Vietnam and Brazil.",
    "The company is based in Canada.",
    "A court in Canada heard the case about the outage.",
    "The minister of Canada spoke.",
]


@pytest.mark.parametrize("sentence", NO_PLACES)
def test_where_nothing_was_felt(sentence: str) -> None:
    assert after_lead(sentence, "affected_region") == []


QUANTITIES = [
    ("two dozen", 24, None, "exact"),
    ("half a dozen", 6, None, "exact"),
    ("half a billion", 500000000, None, "exact"),
    ("several hundred", 100, None, "vague"),
    ("a few thousand", 1000, None, "vague"),
    ("10 000", 10000, None, "exact"),
    ("1.234.567", 1234567, None, "exact"),
    ("20.5 million", 20500000, None, "exact"),
    ("3.5 lakh", 350000, None, "exact"),
    ("11,000-odd", 11000, None, "about"),
    ("between 4,000 and 5,000", 4000, 5000, "range"),
    ("four to five thousand", 4000, 5000, "range"),
    ("well over 5,000", 5000, None, "at_least"),
    ("not quite 5,000", 5000, None, "at_most"),
]


@pytest.mark.parametrize(("text", "value", "high", "qualifier"), QUANTITIES)
def test_quantities_of_all_spellings(text: str, value: float, high: float | None, qualifier: str) -> None:
    assert [(n.value, n.value_high, n.qualifier) for n in find_numbers(text)] == [(value, high, qualifier)]


PARTS = [
    ("fifty-seven percent", [(57, None)]),
    ("57 per cent", [(57, None)]),
    ("57pc and 33pct", [(57, None), (33, None)]),
    ("57% and 33%", [(57, None), (33, None)]),
    ("79 and 20 per cent", [(79, None), (20, None)]),
    ("10 to 15 per cent", [(10, 15)]),
    ("10-15%", [(10, 15)]),
    ("between 10% and 15%", [(10, 15)]),
    ("three in five were", [(60, None)]),
    ("seven out of every ten users", [(70, None)]),
    ("one in three had", [(33, None)]),
    ("four-fifths of them", [(80, None)]),
    ("a quarter with websites", [(25, None)]),
    ("fell by a third", [(33, None)]),
    ("a third party", []),
    ("the third quarter results", []),
]


@pytest.mark.parametrize(("text", "wanted"), PARTS)
def test_parts_of_a_whole_in_all_spellings(text: str, wanted: list[tuple[float, float | None]]) -> None:
    assert [(p.value, p.value_high) for p in find_percents(text)] == wanted


SUMS = [
    ("$25-30 million", 25000000, 30000000, "USD"),
    ("$1.5-billion", 1500000000, None, "USD"),
    ("half a billion dollars", 500000000, None, "USD"),
    ("Rp 5 billion", 5000000000, None, "IDR"),
    ("Rs 2 lakh crore", 2000000000000, None, "INR"),
    ("CHF 5 million", 5000000, None, "CHF"),
    ("€200m and €300m", 200000000, 300000000, "EUR"),
    ("$5 to 10 people", 5, None, "USD"),
]


@pytest.mark.parametrize(("text", "value", "high", "unit"), SUMS)
def test_sums_of_all_spellings(text: str, value: float, high: float | None, unit: str) -> None:
    assert [(m.value, m.value_high, m.unit) for m in find_money(text, None)] == [(value, high, unit)]


def test_a_half_stays_a_half_in_plain_characters() -> None:
    assert plain("2½ hours") == "2½ hours"
