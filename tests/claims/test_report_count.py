"""Tracker counts: what makes a number one, and what of it the claim keeps."""

from __future__ import annotations

import pytest

from tests.claims.reading import after_lead, read

COUNTS = [
    # a noun for reports after the number
    ("Downdetector logged 12,400 reports by noon.", [(12400, "exact")]),
    ("More than 9,000 complaints reached Downdetector within minutes.", [(9000, "at_least")]),
    ("Nearly 31,000 problem reports were lodged with Downdetector.", [(31000, "at_most")]),
    ("According to Downdetector, around 2,150 outage reports came in.", [(2150, "about")]),
    ("Downdetector showed 1.3 million user reports worldwide.", [(1300000, "exact")]),
    ("Some 700 incidents were listed on Downdetector.", [(700, "about")]),
    ("Downdetector received upwards of 45,000 error reports.", [(45000, "at_least")]),
    ("There were 6,000-plus complaints on Downdetector.", [(6000, "at_least")]),
    ("Downdetector had 3,00,000 reports from the country.", [(300000, "exact")]),
    ("As many as 18,500 reports were filed with Downdetector.", [(18500, "at_most")]),
    ("Between 4,000 and 5,000 reports an hour hit Downdetector.", [(4000, "range")]),
    # people who report
    ("Over 22,000 users reported trouble on Downdetector.", [(22000, "at_least")]),
    ("On Downdetector, 10,200 people flagged a fault.", [(10200, "exact")]),
    ("Downdetector said more than 5,000 customers complained of failed logins.", [(5000, "at_least")]),
    # numbers that only a verb makes counts
    ("Reports on Downdetector peaked at 67,280.", [(67280, "exact")]),
    ("The number of reports on Downdetector topped 40,000.", [(40000, "at_least")]),
    ("On Downdetector the tally climbed to about 14,000 before it fell to 900.", [(14000, "about"), (900, "exact")]),
    ("Reports to Downdetector shot past 25,000.", [(25000, "at_least")]),
    ("Complaints on Downdetector had dwindled to roughly 480 by dusk.", [(480, "about")]),
    ("By evening, more than 11,500 had been filed on Downdetector.", [(11500, "at_least")]),
]


@pytest.mark.parametrize(("sentence", "wanted"), COUNTS)
def test_a_count_is_known_by_its_noun_its_people_or_its_verb(sentence: str, wanted: list[tuple[float, str]]) -> None:
    assert [(c.value, c.qualifier) for c in after_lead(sentence, "report_count")] == wanted


NO_COUNTS = [
    "Downdetector was founded in 2012 and has 40 employees.",
    "TikTok has 1.5 billion users, according to its owner.",
    "She had refreshed the app 40 times before she looked at Downdetector.",
    "The post was shared 73,000 times.",
    "Downdetector follows more than 12,000 services.",
    "Thousands of users reported problems on Downdetector.",
    "The phone costs $799, and 15% less for students.",
    "Call 911 in an emergency, Downdetector or not.",
    "Two reports reached our own newsroom.",
    "At 10:45 a.m. Downdetector was busy.",
    "Downdetector has been around since 2012.",
]


@pytest.mark.parametrize("sentence", NO_COUNTS)
def test_other_numbers_are_no_counts(sentence: str) -> None:
    assert after_lead(sentence, "report_count") == []


def test_a_number_that_goes_on_from_a_count_is_one_too() -> None:
    counts = after_lead(
        "Downdetector had 398 reports from Singapore, 1,743 from Indonesia and 944 from Malaysia.", "report_count"
    )
    assert [(c.value, c.region) for c in counts] == [(398, "SG"), (1743, "ID"), (944, "MY")]


def test_the_tracker_of_an_earlier_sentence_still_counts() -> None:
    counts = after_lead("Downdetector noticed the fault first. At its height, 33,000 reports came in.", "report_count")
    assert [(c.value, c.source, c.label) for c in counts] == [(33000, "Downdetector", "peak")]


def test_a_sister_site_is_a_tracker_of_its_own() -> None:
    [count] = after_lead("In Germany, allestoerungen.de had more than 17,000 complaints.", "report_count")
    assert (count.source, count.region) == ("allestoerungen.de", "DE")


PLATFORMS = [
    ("There were 2,681 reports for Snapchat.", ["snapchat"]),
    ("Downdetector took 4,800 reports about Spotify and over 2,300 for Netflix.", ["spotify", "netflix"]),
    ("For WhatsApp the number of reports reached 6,925.", ["whatsapp"]),
    ("Downdetector took 8,000 reports.", ["tiktok"]),
]


@pytest.mark.parametrize(("sentence", "wanted"), PLATFORMS)
def test_a_count_is_about_the_platform_beside_it_or_the_storys(sentence: str, wanted: list[str]) -> None:
    text = f"Downdetector keeps count. {sentence}"
    assert [c.platform for c in after_lead(text, "report_count")] == wanted


STATISTICS = [
    ("Reports on Downdetector peaked at 9,100.", "peak"),
    ("At 9 a.m., Downdetector had 9,100 reports.", "at_time"),
    ("Over the course of the day Downdetector took 9,100 reports.", "total"),
    ("Downdetector took 9,100 reports.", None),
]


@pytest.mark.parametrize(("sentence", "label"), STATISTICS)
def test_the_label_says_which_statistic_a_count_is(sentence: str, label: str | None) -> None:
    assert [c.label for c in after_lead(sentence, "report_count")] == [label]


def test_each_count_takes_the_time_beside_it() -> None:
    text = "Downdetector had 20,000 reports at 6 a.m. ET, over 40,000 at 10 a.m. and 900 by 5 p.m."
    counts = after_lead(text, "report_count")
    assert [(c.value, c.at_local, c.timezone, c.timezone_basis) for c in counts] == [
        (20000, "06:00", "America/New_York", "stated"),
        (40000, "10:00", "America/New_York", "carried"),
        (900, "17:00", "America/New_York", "carried"),
    ]


def test_the_quote_holds_every_digit_of_the_figure() -> None:
    [count] = after_lead("Downdetector’s tally – it hit 28,570 reports – alarmed nobody.", "report_count")
    assert "28,570" in count.quote


def test_a_count_in_an_earlier_outage_is_background() -> None:
    counts = read(
        "TikTok was down on Monday, with 9,000 reports on Downdetector.\n"
        "In January 2025, an outage brought 66,000 reports.",
        "report_count",
    )
    assert [(c.value, c.background) for c in counts] == [(9000, False), (66000, True)]
