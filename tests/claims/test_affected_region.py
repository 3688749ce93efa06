"""Where the outage was felt."""

from __future__ import annotations

import pytest

from tests.claims.reading import after_lead, read

REGIONS = [
    ("Users across the United States were locked out.", ["US"]),
    ("The outage hit users in Brazil, Israel and India.", ["BR", "IL", "IN"]),
    ("People worldwide could not log in.", ["WORLD"]),
    ("The failure was felt around the globe.", ["WORLD"]),
    ("British customers were unable to pay.", ["GB"]),
    ("Reports came from Germany, France and the Netherlands.", ["DE", "FR", "NL"]),
    ("Users in Europe reported outages as well.", ["EUROPE"]),
    ("Australians woke up to phones that could not call.", ["AU"]),
    ("Customers from Texas to New York lost service.", ["US"]),
    ("Users in North and South America had trouble connecting.", ["NORTH-AMERICA", "SOUTH-AMERICA"]),
    ("Services were disrupted in Lagos and Nairobi.", ["NG", "KE"]),
    ("The disruption spread to Japan.", ["JP"]),
    ("There were 7,939 reports from the US and 7,336 from the UK on Downdetector.", ["US", "GB"]),
    ("UK users were hit hardest.", ["GB"]),
    ("The outage affected people in parts of Africa.", ["AFRICA"]),
]


@pytest.mark.parametrize(("sentence", "wanted"), REGIONS)
def test_places_where_something_failed_are_regions(sentence: str, wanted: list[str]) -> None:
    found = [c.label for c in after_lead(sentence, "affected_region")]
    assert list(dict.fromkeys(found)) == wanted


ELSEWHERE = [
    "The attack came from servers in China.",
    "The embassy of Ukraine in Washington declined to comment.",
    "Alan Marsh, a professor at a university in Canada, was not surprised.",
    "The company, based in Ireland, said little.",
    "Pro-Russian hackers claimed the attack.",
    "It employs 8,000 people in France.",
]


@pytest.mark.parametrize("sentence", ELSEWHERE)
def test_where_attackers_and_speakers_are_is_no_region(sentence: str) -> None:
    assert after_lead(sentence, "affected_region") == []


def test_across_the_country_is_the_country_named_last() -> None:
    regions = read(
        "Jio, a carrier in India, was down.\nUsers across the country lost signal.", "affected_region", title="Jio down"
    )
    assert {c.label for c in regions} == {"IN"}


def test_here_is_the_outlets_own_country() -> None:
    [region] = after_lead("Users here were logged out.", "affected_region", outlet_country="SG")
    assert region.label == "SG"


def test_countries_of_one_list_share_its_quote() -> None:
    regions = after_lead("Users in Spain, France and Argentina had problems.", "affected_region")
    assert {c.quote for c in regions} == {"Spain, France and Argentina"}
