"""Who lost service and where, in further ordinary wordings: subjects, objects, pronouns, lists, parts of a country."""

from __future__ import annotations

import pytest

from tests.claims.reading import after_lead, read

COUNTS = [
    ("Upwards of 3 million customers were cut off.", 3000000, "customers"),
    ("Between 12,000 and 16,000 customers lost service.", 12000, "customers"),
    ("The company put the number of customers affected at between 12,000 and 16,000.", 12000, "customers"),
    ("The number of homes without service was down to some 400,000.", 400000, "customers"),
    ("Its customers fumed: the failure cut off as many as 8 million of them.", 8000000, "customers"),
    ("At least four lenders in the city were affected.", 4, "companies"),
    ("The crash knocked out 60 servers.", 60, "devices"),
    ("Some 15,000 car dealers in the United States and Canada have been hit.", 15000, "companies"),
    ("Thousands of shops had to turn customers away as their tills failed.", 1000, "companies"),
    ("The glitch cut off about 40 brokerages.", 40, "companies"),
    ("Airlines were asked to scrap nearly 140 of Monday's 276 departures.", 140, "flights"),
    ("Thousands of airline travelers were still trying to get home.", 1000, "people"),
    ("The outage upended the plans of over 49,000 passengers.", 49000, "people"),
    ("More than 1,000 computers may have been corrupted.", 1000, "devices"),
    ("The failure left hundreds of thousands of households in the dark.", 100000, "customers"),
    ("Roughly one million phones showed no signal.", 1000000, "devices"),
    ("Half a million subscribers were disconnected.", 500000, "customers"),
    ("Nearly 2 million accounts were locked.", 2000000, "accounts"),
    ("A crash that robbed 300,000 homes of their broadband has been repaired.", 300000, "customers"),
    ("The outage left thousands unable to pay.", 1000, "people"),
    ("It stopped 250,000 merchants from taking payments.", 250000, "companies"),
]


@pytest.mark.parametrize(("sentence", "value", "unit"), COUNTS)
def test_who_lost_service_is_counted_in_any_wording(sentence: str, value: float, unit: str) -> None:
    assert (value, unit) in {(c.value, c.unit) for c in after_lead(sentence, "affected_count")}


def test_those_affected_are_counted_in_the_unit_that_was_counted_before() -> None:
    text = "Some 900,000 customers lost service on Sunday.\nBy Monday the number of those affected was 400,000."
    assert [(c.value, c.unit) for c in read(text, "affected_count")] == [(900000, "customers"), (400000, "customers")]


BASES = [
    "TikTok has 16.7 million customers.",
    "TikTok, which has more than six million subscribers, acknowledged the outage.",
    "TikTok serves 5,000 businesses and was down.",
    "The outage came a day after the 25th birthday of the site.",
    "It is used by 10 million people a day, and was down.",
    "Attackers took data on 30,000 customers, and the site went offline.",
    "About 300 people protested outside its office over the outage.",
    "Six dealer groups have told the regulator about the outage.",
]


@pytest.mark.parametrize("sentence", BASES)
def test_a_base_of_customers_and_a_handful_who_speak_are_not_counted(sentence: str) -> None:
    assert after_lead(sentence, "affected_count") == []


REGIONS = [
    ("Cardholders across Europe could not pay.", {"EUROPE"}),
    ("Users in Hong Kong and Macau were cut off.", {"HK", "MO"}),
    ("The map lit up over New York, Los Angeles and Dallas.", {"US"}),
    ("There were smaller spikes in Mexico and India.", {"MX", "IN"}),
    ("US complaints about the app hit a ceiling of 46,000.", {"US"}),
    ("The chatbot faltered around the world.", {"WORLD"}),
    ("The app was out of action across the globe.", {"WORLD"}),
    ("Websites vanished in France, Poland and Britain.", {"FR", "PL", "GB"}),
    ("The outage was felt from Lisbon to Warsaw.", {"PT", "PL"}),
    ("Passengers at Heathrow, Brussels and Dublin were left standing in line.", {"GB", "BE", "IE"}),
    ("Customers in parts of Kenya, as well as in Uganda, had no signal.", {"KE", "UG"}),
    ("Millions of Canadians lost their internet.", {"CA"}),
    ("Subscribers in Maharashtra and Goa were unable to make calls.", {"IN"}),
    ("The failure brought down services in Honduras and El Salvador.", {"HN", "SV"}),
    ("Dutch users were locked out.", {"NL"}),
    ("The outage hit Australia, New Zealand, then Singapore.", {"AU", "NZ", "SG"}),
    ("People in every corner of the United States lost service.", {"US"}),
    ("It took out phones in Britain and Ireland.", {"GB", "IE"}),
    ("French and Spanish users were hit.", {"FR", "ES"}),
    ("New Yorkers reported that they could not log in.", {"US"}),
    ("Brazil and Mexico were hit hardest.", {"BR", "MX"}),
    ("Brazil bore the brunt.", {"BR"}),
    ("The disruption affected the US and Canada.", {"US", "CA"}),
    ("The outage plunged Australia into silence.", {"AU"}),
    ("The cut left Nigeria offline.", {"NG"}),
    ("European users were first to notice the outage.", {"EUROPE"}),
    ("South African users were without the app.", {"ZA"}),
    ("The outage spread from Europe to Asia.", {"EUROPE", "ASIA"}),
]


@pytest.mark.parametrize(("sentence", "codes"), REGIONS)
def test_where_it_was_felt_in_any_wording(sentence: str, codes: set[str]) -> None:
    assert {c.label for c in after_lead(sentence, "affected_region")} == codes


ELSEWHERE = [
    "A fire in a basement south of Seoul took the site down.",
    "The Swedish firm that supplies the network said a certificate had expired.",
    "Attackers behind the message about the outage are said to sit in Russia.",
    "TikTok, which has its headquarters in Singapore, was down.",
    "The Bank of England said its own systems worked.",
    "The hackers who hit the app come from Ukraine.",
    "TikTok was sued in Texas after the outage.",
    "The company, based in California, was silent about the outage.",
    "Its rival from Sweden had no outage.",
    "A US senator called the outage unacceptable.",
]


@pytest.mark.parametrize("sentence", ELSEWHERE)
def test_places_of_companies_causes_and_attackers_are_not_where_it_was_felt(sentence: str) -> None:
    assert after_lead(sentence, "affected_region") == []


def test_every_state_is_the_home_of_a_carrier_whose_customers_are_all_there() -> None:
    text = "Telstra had an outage on Monday.\nThe outage spread to every state and territory."
    assert "AU" in {c.label for c in read(text, "affected_region", title="Telstra down")}


def test_a_bank_that_is_called_like_the_whole_country_is_no_place() -> None:
    text = "Barclays had an outage on Monday.\nHalifax, Nationwide and Barclays were the subject of complaints."
    assert read(text, "affected_region", title="Barclays down") == []
