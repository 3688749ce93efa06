"""The many ways in which counts, lengths, places, culprits and sums are written."""

from __future__ import annotations

import pytest

from tests.claims.reading import after_lead

COUNTS = [
    ("Downdetector received 5,200 reports.", 5200),
    ("Downdetector recorded over 5,200 reports.", 5200),
    ("Downdetector tracked more than 5,200 incidents.", 5200),
    ("Downdetector showed 5,200 complaints.", 5200),
    ("More than 5,200 reports were submitted to Downdetector.", 5200),
    ("Over 5,200 users reported issues, according to Downdetector.", 5200),
    ("According to Downdetector, 5,200 users had reported problems.", 5200),
    ("Downdetector data showed nearly 5,200 user reports.", 5200),
    ("There were more than 5,200 reports of problems, Downdetector said.", 5200),
    ("Reports on Downdetector topped 5,200.", 5200),
    ("Reports on Downdetector exceeded 5,200.", 5200),
    ("Reports on Downdetector surged to 5,200.", 5200),
    ("Downdetector reports spiked to more than 5,200.", 5200),
    ("Downdetector logged a peak of 5,200 reports.", 5200),
    ("The tracker Downdetector had counted 5,200 complaints.", 5200),
    ("Downdetector's graph hit 5,200.", 5200),
    ("At its height, Downdetector had 5,200 reports.", 5200),
    ("Some 5,200 people complained to Downdetector.", 5200),
    ("Complaints to Downdetector fell to 5,200.", 5200),
    ("Downdetector, which tracks outages, saw 5,200 reports.", 5200),
    ("As of noon, Downdetector had 5,200 reports.", 5200),
    ("By 3 p.m. Downdetector's count was down to 5,200.", 5200),
    ("A total of 5,200 reports reached Downdetector.", 5200),
    ("Downdetector collected upwards of 5,200 reports.", 5200),
]


@pytest.mark.parametrize(("sentence", "value"), COUNTS)
def test_a_trackers_count(sentence: str, value: float) -> None:
    assert [c.value for c in after_lead(sentence, "report_count")] == [value]


LENGTHS = [
    ("The outage lasted two hours.", 120),
    ("The outage lasted for two hours.", 120),
    ("The outage lasted about two hours.", 120),
    ("The two-hour outage ended at noon.", 120),
    ("A two-hour disruption followed.", 120),
    ("It was down for two hours.", 120),
    ("The app was offline for two hours.", 120),
    ("Users could not log in for two hours.", 120),
    ("Users were unable to post for two hours.", 120),
    ("Service was out for two hours.", 120),
    ("The site was unavailable for two hours.", 120),
    ("The problems went on for two hours.", 120),
    ("The problems persisted for two hours.", 120),
    ("It continued for two hours.", 120),
    ("The network was knocked out for two hours.", 120),
    ("The outage stretched over two hours.", 120),
    ("Customers were without service for two hours.", 120),
    ("The blackout lasted two hours in all.", 120),
    ("An outage of two hours hit the app.", 120),
    ("After two hours of downtime it came back.", 120),
    ("It took two hours to restore service.", 120),
    ("The issue was resolved within two hours.", 120),
    ("The glitch left users locked out for two hours.", 120),
    ("The attack lasted two hours.", 120),
    ("The failure disrupted calls for two hours.", 120),
    ("That was two hours in total.", 120),
]


@pytest.mark.parametrize(("sentence", "minutes"), LENGTHS)
def test_a_length_of_the_outage(sentence: str, minutes: float) -> None:
    assert [c.value for c in after_lead(sentence, "duration")] == [minutes]


PLACES = [
    ("Users in Canada reported problems.", "CA"),
    ("Users across Canada reported problems.", "CA"),
    ("Customers throughout Canada lost service.", "CA"),
    ("The outage hit Canada hardest, with users in Canada locked out.", "CA"),
    ("People in Canada could not log in.", "CA"),
    ("Canadian users were locked out.", "CA"),
    ("Canadians could not log in.", "CA"),
    ("Problems were reported in Canada.", "CA"),
    ("Outages were also seen in Canada.", "CA"),
    ("The outage affected users from Canada.", "CA"),
    ("The service was down in Canada.", "CA"),
    ("The disruption was felt in Toronto.", "CA"),
    ("Users around the world were affected.", "WORLD"),
    ("Users worldwide were affected.", "WORLD"),
    ("The outage was felt globally.", "WORLD"),
    ("It was a global outage.", "WORLD"),
    ("Users across the globe were locked out.", "WORLD"),
    ("The outage hit users across Europe.", "EUROPE"),
    ("Services were disrupted in parts of Asia.", "ASIA"),
    ("Users in Latin America had problems.", "SOUTH-AMERICA"),
]


@pytest.mark.parametrize(("sentence", "code"), PLACES)
def test_a_place_where_it_failed(sentence: str, code: str) -> None:
    assert {c.label for c in after_lead(sentence, "affected_region")} == {code}


CULPRITS = [
    ("The hacker group Killnet claimed responsibility.", "Killnet"),
    ("Killnet took credit for the attack.", "Killnet"),
    ("Killnet said it was behind the attack.", "Killnet"),
    ("Killnet, a group of hackers, said it had taken the app down.", "Killnet"),
    ("A group calling itself Velvet Lynx claimed responsibility.", "Velvet Lynx"),
    ("A hacking group known as Velvet Lynx said it was behind the attack.", "Velvet Lynx"),
    ("Velvet Lynx, a hacktivist collective, claimed responsibility on Telegram.", "Velvet Lynx"),
    ("Velvet Lynx claimed credit for the attack.", "Velvet Lynx"),
    ("Experts said Sandworm was behind the attack.", "Sandworm"),
    ("The attack was carried out by Killnet, experts said.", "Killnet"),
    ("Experts attributed the attack to Killnet.", "Killnet"),
    ("Experts said a nation-state was behind the attack.", "nation-state"),
    ("State-sponsored hackers were behind the attack, experts said.", "nation-state"),
    ("Experts blamed the Mirai botnet.", "Mirai botnet"),
    ("The minister blamed China for the attack.", "China"),
    ("Experts said Russia was behind the attack.", "Russia"),
    ("Experts suspect teenagers were behind it.", "teenagers"),
    ("Chinese hackers were behind the attack, experts said.", "Chinese hackers"),
]


@pytest.mark.parametrize(("sentence", "label"), CULPRITS)
def test_a_culprit(sentence: str, label: str) -> None:
    assert label in {c.label for c in after_lead(sentence, "actor")}


AFFECTED = [
    ("The outage affected 2 million customers.", 2000000, "customers"),
    ("About 2 million customers were affected.", 2000000, "customers"),
    ("It left 2 million customers without service.", 2000000, "customers"),
    ("The outage cut off 2 million subscribers.", 2000000, "customers"),
    ("Some 2 million users were hit.", 2000000, "users"),
    ("It knocked 2 million phones offline.", 2000000, "devices"),
    ("Some 2 million people could not make calls.", 2000000, "people"),
    ("Thousands of users were unable to log in.", 1000, "users"),
    ("Thousands of people were affected.", 1000, "people"),
    ("Millions of users lost access.", 1000000, "users"),
    ("Hundreds of flights were cancelled.", 100, "flights"),
    ("More than 300 flights were delayed.", 300, "flights"),
    ("Around 1,000 companies were affected.", 1000, "companies"),
    ("It disrupted more than 2,000 businesses.", 2000, "companies"),
]


@pytest.mark.parametrize(("sentence", "value", "unit"), AFFECTED)
def test_how_many_lost_service(sentence: str, value: float, unit: str) -> None:
    assert [(c.value, c.unit) for c in after_lead(sentence, "affected_count")] == [(value, unit)]


ORIGINS = [
    ("The attack came from Iran, experts said.", "IR"),
    ("The attack originated in Iran.", "IR"),
    ("The attack originated from Iran.", "IR"),
    ("The traffic came from addresses in Iran.", "IR"),
    ("The IP addresses were in Iran.", "IR"),
    ("The attack was traced to Iran.", "IR"),
    ("Most of the traffic came from Iran.", "IR"),
    ("The attack was launched from Iran.", "IR"),
    ("The junk traffic was coming from Iran.", "IR"),
    ("The attackers were based in Iran.", "IR"),
    ("The attack came mainly from Iran.", "IR"),
    ("The attack was run from Iran.", "IR"),
]


@pytest.mark.parametrize(("sentence", "code"), ORIGINS)
def test_where_an_attack_came_from(sentence: str, code: str) -> None:
    assert {c.label for c in after_lead(sentence, "origin")} == {code}


SUMS = [
    ("Customers will receive $10 in compensation.", "compensation", 10),
    ("It will refund customers $10 each.", "compensation", 10),
    ("Customers will get a $10 credit.", "compensation", 10),
    ("It was fined $10 million.", "fine", 10000000),
    ("The regulator imposed a penalty of $10 million.", "fine", 10000000),
    ("It lost $10 million in revenue.", "revenue_loss", 10000000),
    ("The outage cost the company $10 million in lost revenue.", "revenue_loss", 10000000),
    ("The damage was put at $10 million.", "damage", 10000000),
    ("The outage cost businesses $10 million.", "damage", 10000000),
    ("Insured losses may reach $10 million.", "damage", 10000000),
    ("It wiped $10 million off its market value.", "share_price", 10000000),
    ("Its shares dropped 10% on the news.", "share_price", 10),
    ("The stock fell 10 per cent.", "share_price", 10),
]


@pytest.mark.parametrize(("sentence", "label", "value"), SUMS)
def test_what_it_cost(sentence: str, label: str, value: float) -> None:
    assert [(c.label, c.value) for c in after_lead(sentence, "financial_impact")] == [(label, value)]
