"""How many lost service."""

from __future__ import annotations

import pytest

from tests.claims.reading import after_lead

AFFECTED = [
    ("The outage affected 10 million customers.", [(10000000, "customers", "exact")]),
    ("Thousands of users were locked out.", [(1000, "users", "vague")]),
    ("Tens of thousands of users could not log in.", [(10000, "users", "vague")]),
    ("Hundreds of thousands of people lost service.", [(100000, "people", "vague")]),
    ("More than 125 million devices were cut off.", [(125000000, "devices", "at_least")]),
    ("Around 400,000 businesses were hit.", [(400000, "companies", "about")]),
    ("Airlines cancelled 5,078 flights because systems were down.", [(5078, "flights", "exact")]),
    ("Up to 39.15 million users were without calls.", [(39150000, "users", "at_most")]),
    ("An update crashed 8.5 million computers.", [(8500000, "devices", "exact")]),
    ("Millions of Americans lost mobile service.", [(1000000, "people", "vague")]),
    ("Some 2.7 million accounts were affected.", [(2700000, "accounts", "about")]),
    ("Nearly 70,000 organisations felt the disruption.", [(70000, "companies", "at_most")]),
]


@pytest.mark.parametrize(("sentence", "wanted"), AFFECTED)
def test_those_who_lost_service_are_counted_in_their_unit(sentence: str, wanted: list[tuple[float, str, str]]) -> None:
    assert [(c.value, c.unit, c.qualifier) for c in after_lead(sentence, "affected_count")] == wanted


NOT_AFFECTED = [
    "TikTok has 10.2 million customers in the country.",
    "Hackers had stolen the records of 73 million people.",
    "It has about 97 million daily active users.",
    "The company employs 4,000 people.",
    "Call 911 if lines are down.",
]


@pytest.mark.parametrize("sentence", NOT_AFFECTED)
def test_a_customer_base_and_stolen_records_are_no_affected_count(sentence: str) -> None:
    assert after_lead(sentence, "affected_count") == []


def test_vague_tracker_counts_are_users_affected() -> None:
    [count] = after_lead("Thousands of users reported problems on Downdetector.", "affected_count")
    assert (count.value, count.unit, count.source) == (1000, "users", "Downdetector")


def test_a_country_limits_the_figure() -> None:
    [count] = after_lead("Thousands of users in the United States lost access.", "affected_count")
    assert count.region == "US"
